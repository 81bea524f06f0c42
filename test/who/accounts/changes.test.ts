import { expect, test } from 'vitest'
import { inChange } from '../../../server/base/change.ts'
import { giveAccount, giveTraineeAccounts, makeLink } from '../../../server/who/accounts/changes.ts'
import { hashOfToken } from '../../../server/who/accounts/sessions.ts'
import { openHouse } from '../../support/app.ts'
import { makePerson, settle } from '../../support/people.ts'

const house = await openHouse()
const town = await settle(house.db)
const now = new Date('2026-06-15T10:00:00+09:00')
const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes))
const by = (kind: 'prefecture' | 'administrator' | null) => ({
  actor: kind === null ? null : { accountId: town.planner.account, personId: town.planner.person, postId: town.planner.post, kind, municipalityId: null },
  scope: { of: 'all' } as const, now, random,
})
const person = async (email: string | null) => {
  const id = await makePerson(house.db, '新 人子', 'しん じんこ', town.tachikawa)
  await house.db.updateTable('person').set({ email }).where('id', '=', id).execute()
  return id
}
const linesOf = (account: number) => house.db.selectFrom('audit_line').select('action').where('subject', '=', `account:${account}`).orderBy('id').execute()

test('a new account is invited, a second post goes to the same account', async () => {
  const personId = await person(null)
  const gift = { personId, email: ' new@house.test ', municipalityId: town.tachikawa }
  const account = await inChange(house.db, by('prefecture'), (change) => giveAccount(change, { ...gift, kind: 'municipality' }))
  const again = await inChange(house.db, by('prefecture'), (change) => giveAccount(change, { ...gift, kind: 'trainee' }))
  expect(again).toBe(account)
  expect(await linesOf(account)).toEqual([{ action: 'post.granted' }, { action: 'account.invited' }, { action: 'post.granted' }])
  const { email } = await house.db.selectFrom('account').select('email').where('id', '=', account).executeTakeFirstOrThrow()
  expect(email).toBe('new@house.test')
  await expect(inChange(house.db, by('prefecture'), (change) => giveAccount(change, { ...gift, kind: 'trainee' }))).rejects.toThrow('accounts.postTwice')
})

test('nobody takes an address of somebody else, in capitals neither', async () => {
  const personId = await person(null)
  await expect(inChange(house.db, by('prefecture'), (change) =>
    giveAccount(change, { personId, email: 'NEW@house.test', kind: 'trainee', municipalityId: null }))).rejects.toThrow('accounts.addressTaken')
})

test('only an administrator makes an administrator', async () => {
  const gift = { personId: await person(null), email: 'root@house.test', kind: 'administrator' as const, municipalityId: null }
  await expect(inChange(house.db, by('prefecture'), (change) => giveAccount(change, gift))).rejects.toThrow('accounts.onlyAdministrators')
  expect(await inChange(house.db, by('administrator'), (change) => giveAccount(change, gift))).toBeGreaterThan(0)
})

test('those who are taken are invited once; who has no address of their own is named', async () => {
  const [one, two, without, doubled] = [await person('one@house.test'), await person('two@house.test'), await person(null), await person('ONE@house.test')]
  const people = [one, two, without, doubled, town.instructor.person]
  const first = await inChange(house.db, by('prefecture'), (change) => giveTraineeAccounts(change, people))
  expect(first).toEqual({ given: 2, withoutAddress: [without, doubled] })
  expect(await linesOf(town.instructor.account)).toEqual([{ action: 'post.granted' }])
  const second = await inChange(house.db, by('prefecture'), async (change) => {
    change.log('nothing', 'training:1')
    return giveTraineeAccounts(change, people)
  })
  expect(second).toEqual({ given: 0, withoutAddress: [without, doubled] })
})

test('of a link only the hash is kept, and how long it can be used', async () => {
  const link = { accountId: town.trainee.account, now, random }
  const [invitation, reset] = await house.db.transaction().execute(async (tx) =>
    [await makeLink(tx, { ...link, purpose: 'invitation' }), await makeLink(tx, { ...link, purpose: 'reset' })])
  expect(invitation).toMatch(/^[\w-]{43}$/)
  const rows = await house.db.selectFrom('one_time_link').select(['id', 'expires_at']).orderBy('expires_at').execute()
  expect(rows.map(({ id }) => id)).toEqual([hashOfToken(reset), hashOfToken(invitation)])
  expect(rows.map(({ expires_at }) => (expires_at.getTime() - now.getTime()) / 60_000)).toEqual([60, 72 * 60])
})
