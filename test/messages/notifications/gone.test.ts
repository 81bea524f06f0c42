import { beforeEach, expect, test } from 'vitest'
import { inChange } from '../../../server/base/change.ts'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse } from '../../support/app.ts'
import { enroll, idOf, settle } from '../../support/people.ts'

/** C11: nobody who left, was shut out, moved or withdrew is written to any more, though the letter was written before. */
const house = await openHouse()
const { db, post } = house
const town = await settle(db)
const now = house.app.clock()
const enrollment = await enroll(db, town, town.trainee.person, 1)
const sheet = await idOf(db.insertInto('nomination_sheet').values({
  call_id: town.call, municipality_id: town.tachikawa, state: 'returned', receipt: 'R-1', saved_at: now, contact_email: `p${town.clerkOfTachikawa.person}@house.test`,
}).returning('id'))
/** A letter that waits to be sent, the only one there is. */
async function message(template: string, to: { person_id?: number; municipality_id?: number }, subject_ref = `training:${town.training}`) {
  await db.deleteFrom('message').execute()
  return db.insertInto('message').values({ template, subject_ref, title: 'x', title_en: 'x', body: 'x', made_at: now, ...to }).returning('id').executeTakeFirstOrThrow()
}
const happened = (action: string, subject: string, detail = {}) =>
  inChange(db, { actor: null, scope: { of: 'all' }, now, random: (bytes) => new Uint8Array(bytes) }, async ({ log }) => log(action, subject, detail))
const addressOf = ({ person }: { person: number }) => `p${person}@house.test`

/** Sends one message as its job would. */
async function send({ id }: { id: number }) {
  await crew['send-mail']!.work(house.crewHouse, { ids: [id] } as never)
  return { to: post.mails.map(({ to }) => to), state: (await db.selectFrom('message').select(['state', 'held_reason']).where('id', '=', id).executeTakeFirstOrThrow()) }
}

beforeEach(async () => {
  post.mails.length = 0
  await db.updateTable('account').set({ disabled_at: null }).execute()
  await db.updateTable('post').set({ ended_at: null }).execute()
  await db.updateTable('enrollment').set({ state: 'enrolled', withdrawn_at: null, withdrawn_by: null }).execute()
  await db.updateTable('person').set({ municipality_id: town.tachikawa }).where('id', '=', town.trainee.person).execute()
})

test.each(['selected', 'waitlisted', 'completed', 'certificate_issued', 'approval_returned'])('a letter %s reaches who is there', async (template) => {
  expect(await send(await message(template, { person_id: town.trainee.person }))).toEqual({ to: [addressOf(town.trainee)], state: { state: 'sent', held_reason: null } })
})

const everyLetter = ['selected', 'waitlisted', 'declined', 'completed', 'not_completed', 'certificate_issued', 'withdrawn']
test.each(everyLetter)('a letter %s does not reach who was shut out, or whose last role ended', async (template) => {
  await db.updateTable('account').set({ disabled_at: now }).where('id', '=', town.trainee.account).execute()
  expect(await send(await message(template, { person_id: town.trainee.person }))).toEqual({ to: [], state: { state: 'held', held_reason: 'noAddress' } })
  await db.updateTable('account').set({ disabled_at: null }).execute()
  await db.updateTable('post').set({ ended_at: now }).where('account_id', '=', town.trainee.account).execute()
  expect(await send(await message(template, { person_id: town.trainee.person }))).toEqual({ to: [], state: { state: 'held', held_reason: 'noAddress' } })
})

test.each(['account_invited', 'account_reset'])('no one-time link (%s) is made for who has no role any more', async (template) => {
  await db.updateTable('post').set({ ended_at: now }).where('account_id', '=', town.trainee.account).execute()
  expect((await send(await message(template, { person_id: town.trainee.person }, `account:${town.trainee.account}`))).to).toEqual([])
  expect(await db.selectFrom('one_time_link').select('id').execute()).toEqual([])
})

test.each(['selected', 'completed', 'not_completed', 'certificate_issued'])('a letter %s about a training does not reach who withdrew from it', async (template) => {
  await db.updateTable('enrollment').set({ state: 'withdrawn', withdrawn_at: now, withdrawn_by: 'trainee' }).where('id', '=', enrollment).execute()
  expect(await send(await message(template, { person_id: town.trainee.person }))).toEqual({ to: [], state: { state: 'held', held_reason: 'noLonger' } })
})

test.each(['submission_accepted', 'submission_returned', 'submission_redacted', 'test_marked'])('a letter %s about what somebody handed in does not reach who withdrew', async (template) => {
  const asOf = () => message(template, { person_id: town.trainee.person }, `enrollment:${enrollment}`)
  expect((await send(await asOf())).to).toEqual([addressOf(town.trainee)])
  post.mails.length = 0
  await db.updateTable('enrollment').set({ state: 'withdrawn', withdrawn_at: now, withdrawn_by: 'trainee' }).where('id', '=', enrollment).execute()
  expect(await send(await asOf())).toEqual({ to: [], state: { state: 'held', held_reason: 'noLonger' } })
})

test('that one withdrew is told to who withdrew', async () => {
  await db.updateTable('enrollment').set({ state: 'withdrawn', withdrawn_at: now, withdrawn_by: 'trainee' }).where('id', '=', enrollment).execute()
  expect((await send(await message('withdrawn', { person_id: town.trainee.person }, `enrollment:${enrollment}`))).to).toEqual([addressOf(town.trainee)])
})

test('an officer whose role ended or who was shut out is not written to, not even by the address they left on a sheet', async () => {
  const list = () => message('announced', { municipality_id: town.tachikawa })
  expect((await send(await list())).to).toEqual([addressOf(town.clerkOfTachikawa)])
  post.mails.length = 0
  await db.updateTable('post').set({ ended_at: now }).where('id', '=', town.clerkOfTachikawa.post).execute()
  expect(await send(await list())).toEqual({ to: [], state: { state: 'held', held_reason: 'noAddress' } })
  await db.updateTable('post').set({ ended_at: null }).execute()
  await db.updateTable('account').set({ disabled_at: now }).where('id', '=', town.clerkOfTachikawa.account).execute()
  expect((await send(await list())).to).toEqual([])
  // Whoever has no account here and is named as the contact still is: a municipality without an account is written to.
  await db.updateTable('nomination_sheet').set({ contact_email: 'office@tachikawa.test' }).where('id', '=', sheet).execute()
  expect((await send(await list())).to).toEqual(['office@tachikawa.test'])
  await db.updateTable('nomination_sheet').set({ contact_email: addressOf(town.clerkOfTachikawa) }).where('id', '=', sheet).execute()
})

test('an officer who moved to another municipality hears of that one alone', async () => {
  await db.updateTable('post').set({ ended_at: now }).where('id', '=', town.clerkOfTachikawa.post).execute()
  await db.insertInto('post').values({ account_id: town.clerkOfTachikawa.account, kind: 'municipality', municipality_id: town.tama, granted_at: now }).execute()
  await happened('call.published', `call:${town.call}`, { revision: 0 })
  await drain(house.crewHouse, crew)
  const told = await db.selectFrom('message').select(['municipality_id', 'sent_to']).where('template', '=', 'call_published').orderBy('municipality_id').execute()
  expect(told).toEqual([
    { municipality_id: town.tachikawa, sent_to: '' },
    { municipality_id: town.tama, sent_to: `${addressOf(town.clerkOfTachikawa)}, ${addressOf(town.clerkOfTama)}` },
  ])
})
