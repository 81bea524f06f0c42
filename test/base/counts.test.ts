import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import type { Database } from '../../server/base/database.ts'
import { emptyDatabase } from '../support/database.ts'
import { enroll, idOf, makePerson, settle, type Town } from '../support/people.ts'

let db: Database
let town: Town
beforeEach(async () => {
  db = await emptyDatabase()
  town = await settle(db)
})

const kept = async () => ({
  heads: (await sql`select training_id, municipality_id, category, enrolled, withdrawn, substitutes, attended, completed from head_count
    where enrolled <> 0 order by 1, 2, 3`.execute(db)).rows,
  coverage: (await sql`select municipality_id, category, people from coverage_count where people <> 0 order by 1, 2`.execute(db)).rows,
})
const perTraining = async () => ({
  kept: (await sql`select training_id, enrolled, withdrawn, substitutes, attended, completed, municipalities from training_count where enrolled <> 0 order by 1`.execute(db)).rows,
  summed: (await sql`select training_id, sum(enrolled)::int as enrolled, sum(withdrawn)::int as withdrawn, sum(substitutes)::int as substitutes,
    sum(attended)::int as attended, sum(completed)::int as completed,
    count(distinct municipality_id) filter (where enrolled > substitutes)::int as municipalities from head_count group by 1 having sum(enrolled) <> 0 order by 1`.execute(db)).rows,
})
const recounted = async () => ({
  heads: (await sql`select training_id, municipality_id, category, count(*) as enrolled,
    count(*) filter (where state = 'withdrawn') as withdrawn, count(replaces_id) as substitutes, count(*) filter (where attended) as attended,
    count(*) filter (where state = 'completed') as completed from enrollment group by 1, 2, 3 order by 1, 2, 3`.execute(db)).rows,
  coverage: (await sql`select municipality_id, category, count(*) as people from affiliation a where to_on is null
    and exists (select from enrollment e where e.person_id = a.person_id and e.state = 'completed') group by 1, 2 order by 1, 2`.execute(db)).rows,
})

type Act = (person: number) => Promise<unknown>
const acts: Record<string, Act> = {
  enrolls: (person) => enroll(db, town, person, person).catch(() => {}),
  attends: (person) => db.updateTable('enrollment').set({ attended: true }).where('person_id', '=', person).execute(),
  completes: (person) => db.updateTable('enrollment').set({ state: 'completed', completed_on: '2027-02-01' }).where('person_id', '=', person).execute(),
  fails: (person) => db.updateTable('enrollment').set({ state: 'not_completed' }).where('person_id', '=', person).execute(),
  withdraws: (person) => db.updateTable('enrollment').set({ state: 'withdrawn' }).where('person_id', '=', person).execute(),
  leaves: (person) => db.updateTable('affiliation').set({ to_on: '2030-03-31' }).where('person_id', '=', person).execute(),
  comes: (person) => db.insertInto('affiliation').values({
    person_id: person, municipality_id: town.tama, organization: '多摩市', category: 'chair', from_on: '2026-04-01',
  }).execute(),
  'is gone': (person) => db.deleteFrom('enrollment').where('person_id', '=', person).execute(),
}

test('the figures that are kept are the ones a recount gives, whatever happens in whatever order', async () => {
  const people = [await makePerson(db, '甲', 'こう', town.tama), await makePerson(db, '乙', 'おつ', town.tachikawa), await makePerson(db, '丙', 'へい', null)]
  const story = fc.array(fc.tuple(fc.constantFrom(...Object.keys(acts)), fc.constantFrom(...people)), { minLength: 5, maxLength: 25 })
  await fc.assert(fc.asyncProperty(story, async (steps) => {
    for (const [act, person] of steps) await acts[act]!(person)
    expect(await kept()).toEqual(await recounted())
    const trainings = await perTraining()
    expect(trainings.kept).toEqual(trainings.summed)
  }), { numRuns: 15, seed: 20261124 })
}, 60_000)

test('many at once are counted as many', async () => {
  const ids = await Promise.all(Array.from({ length: 20 }, (_, n) => makePerson(db, `多${n}`, 'おおい', town.tama)))
  for (const [n, id] of ids.entries()) await enroll(db, town, id, n + 1, { municipality: town.tama })
  await db.updateTable('enrollment').set({ attended: true }).execute()
  const row = await db.selectFrom('head_count').select(['enrolled', 'attended', 'completed']).where('municipality_id', '=', town.tama).executeTakeFirst()
  expect(row).toEqual({ enrolled: 20, attended: 20, completed: 0 })
  expect(await idOf(db.selectFrom('person').select(({ fn }) => fn.countAll<number>().as('id')))).toBeGreaterThan(20)
})

test('the names that stand on a sheet are counted on it, whatever becomes of them', async () => {
  const sheet = await idOf(db.insertInto('nomination_sheet').values({ call_id: town.call, municipality_id: town.tama, state: 'draft', version: 1, saved_at: new Date() }).returning('id'))
  const people = await Promise.all([1, 2, 3, 4].map((n) => makePerson(db, `名${n}`, 'な', town.tama)))
  const line = (rank: number, submitted: boolean) => ({ person_id: people[rank - 1]!, sheet_id: sheet, call_id: town.call, municipality_id: town.tama, category: 'chair' as const, rank,
    name: `名${rank}`, submitted })
  const named = async () => (await db.selectFrom('nomination_sheet').select('named').where('id', '=', sheet).executeTakeFirstOrThrow()).named
  await db.insertInto('nomination').values([line(1, true), line(2, true), line(3, true), line(4, false)]).execute()
  expect(await named()).toBe(3)
  await db.updateTable('nomination').set({ withdrawn_at: new Date() }).where('rank', '=', 1).execute()
  expect(await named()).toBe(2)
  await db.updateTable('nomination').set({ submitted: true }).where('rank', '=', 4).execute()
  expect(await named()).toBe(3)
  await db.deleteFrom('nomination').where('rank', '>=', 3).execute()
  expect(await named()).toBe(1)
})
