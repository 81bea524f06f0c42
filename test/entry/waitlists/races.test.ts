import { expect, test } from 'vitest'
import { inChange } from '../../../server/base/change.ts'
import { fillSeats, offerByHand } from '../../../server/entry/waitlists/changes.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { nominate, type Named } from '../selection/world.ts'
import { opening } from './codes.ts'

// F17, F18: on the embedded database everybody gets their turn; only a server makes these races.
const house = await openHouse({ now: '2026-08-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const people = Array.from({ length: 60 }, (_, n): Named => ({
  municipality: n % 2 ? town.tama : town.tachikawa, category: 'adviser', rank: 1 + Math.floor(n / 2), name: `補欠 ${n}`, kana: 'ほけつ', email: `w${n}@house.test`,
}))
const ids = await nominate(db, town, people)
await db.updateTable('training').set({ state: 'running', capacity: 3, offers_by: 'house' }).execute()
await db.updateTable('cohort').set({ capacity: 2 }).execute()
const named = await db.selectFrom('nomination').select(['id', 'person_id', 'municipality_id']).where('id', 'in', ids).orderBy('id').execute()
await db.insertInto('selection').values({ training_id: town.training, state: 'announced', seed: 1, over_percent: 100, prepared_by: town.planner.person, simulated_at: new Date(), announced_at: new Date() }).execute()
const entries = (await db.insertInto('waitlist_entry').values(named.map((one, n) => ({
  training_id: town.training, nomination_id: one.id, person_id: one.person_id!, municipality_id: one.municipality_id, position: n + 1,
}))).returning('id').execute()).map(({ id }) => id)
const act = <T>(work: Parameters<typeof inChange<T>>[2], now = '2026-08-01T10:00:00+09:00') =>
  inChange(db, { actor: null, scope: { of: 'all' }, now: new Date(now), random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)) }, work)
const open = () => db.selectFrom('seat_offer').selectAll().where('state', '=', 'open').orderBy('id').execute()
const standing = async () => (await db.selectFrom('enrollment').select('id').where('state', '<>', 'withdrawn').execute()).length
const statuses = (answers: { statusCode: number }[]) => answers.map(({ statusCode }) => statusCode).sort()

test('sixty people for the last three seats at once: exactly three are offered one', async () => {
  const done = await Promise.allSettled(entries.map((entryId, n) => act((change) => offerByHand(change, town.training, { entryId, cohortId: town.cohorts[n % 2]!, reason: '急ぎ' }))))
  expect(done.filter(({ status }) => status === 'fulfilled').length).toBe(3)
  expect((await open()).length).toBe(3)
}, 60_000)

test('ten looks at the list at once offer nothing twice and nothing more', async () => {
  await Promise.all(Array.from({ length: 10 }, () => act((change) => fillSeats(change, town.training))))
  expect((await open()).length).toBe(3)
}, 60_000)

test('twenty times yes at once, by the letter: one seat, one number', async () => {
  const letter = await opening(db, (await open())[0]!.id)
  const answers = await Promise.all(Array.from({ length: 20 }, () => house.stranger().post(letter, { answer: 'accept' })))
  expect(statuses(answers)).toEqual([303, ...Array(19).fill(409)])
  expect([await standing(), (await open()).length]).toEqual([1, 2])
}, 60_000)

test('the last minute of an offer: it is either taken or lapsed, and the seat is in one hand', async () => {
  const [offer] = await open()
  const due = offer!.due_at.toISOString()
  const letter = await opening(db, offer!.id)
  const answer = house.stranger().post(letter, { answer: 'accept' })
  const [{ statusCode }] = await Promise.all([answer, act((change) => fillSeats(change, town.training), due)])
  const { state } = await db.selectFrom('seat_offer').select('state').where('id', '=', offer!.id).executeTakeFirstOrThrow()
  expect([statusCode, state]).toEqual(statusCode === 303 ? [303, 'accepted'] : [409, 'lapsed'])
  expect(await standing() + (await open()).length).toBe(3)
}, 60_000)

test('all say yes, no matter who: the training is exactly full', async () => {
  for (let round = 0; round < 5 && (await open()).length > 0; round += 1) {
    const later = '2026-08-01T10:00:00+09:00'
    await Promise.all((await open()).map(async ({ id }) => house.stranger().post(await opening(db, id), { answer: 'accept' })))
    await act((change) => fillSeats(change, town.training), later)
  }
  expect([await standing(), (await open()).length]).toEqual([3, 0])
  const numbers = (await db.selectFrom('enrollment').select('number').orderBy('number').execute()).map(({ number }) => number)
  expect(numbers).toEqual([1, 2, 3])
}, 60_000)
