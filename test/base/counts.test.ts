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
  heads: (await sql`select training_id, municipality_id, category, enrolled, withdrawn, substitutes, attended, completed, active, expected from head_count
    where enrolled <> 0 order by 1, 2, 3`.execute(db)).rows,
  coverage: (await sql`select municipality_id, category, people, elsewhere from coverage_count where people <> 0 or elsewhere <> 0 order by 1, 2`.execute(db)).rows,
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
    count(*) filter (where state = 'completed') as completed, count(*) filter (where state in ('enrolled', 'in_progress', 'pending_judgment')) as active,
    count(*) filter (where state in ('enrolled', 'in_progress', 'pending_judgment') and not attended) as expected from enrollment group by 1, 2, 3 order by 1, 2, 3`.execute(db)).rows,
  // Each person once in a municipality, by what began last; in a second municipality they are counted elsewhere already.
  coverage: (await sql`select municipality_id, category, count(*)::int as people, count(*) filter (where place > 1)::int as elsewhere from (
    select municipality_id, category, row_number() over (partition by person_id order by from_on desc, id desc) as place from (
      select distinct on (person_id, municipality_id) * from affiliation a where to_on is null and category is not null and municipality_id is not null
        and exists (select from enrollment e where e.person_id = a.person_id and e.state = 'completed') order by person_id, municipality_id, from_on desc, id desc) o) n
    group by 1, 2 order by 1, 2`.execute(db)).rows,
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
  'works there, too': (person) => db.insertInto('affiliation').values({
    person_id: person, municipality_id: town.tachikawa, organization: '立川市', category: 'adviser', from_on: '2026-05-01',
  }).execute(),
  'has another role': (person) => db.updateTable('affiliation').set({ category: 'other' }).where('person_id', '=', person).execute(),
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

test('the conferences of each municipality and year are counted, whatever becomes of them', async () => {
  const type = await idOf(db.insertInto('conference_type').values({ municipality_id: town.tama, name: '会議', level: 'individual', from_fiscal_year: 2020 }).returning('id'))
  const other = await idOf(db.insertInto('conference_type').values({ municipality_id: town.tachikawa, name: '会議', level: 'area', from_fiscal_year: 2020 }).returning('id'))
  const years = async () => (await sql`select municipality_id, fiscal_year, on_record, held, cases, silent from conference_year_count where on_record <> 0 order by 1, 2`.execute(db)).rows
  const again = async () => (await sql`select municipality_id, fiscal_year, count(*)::int as on_record, count(*) filter (where state = 'held')::int as held,
    coalesce(sum(cases_discussed), 0)::int as cases, count(*) filter (where state = 'held' and cases_discussed is null)::int as silent from conference group by 1, 2 order by 1, 2`.execute(db)).rows
  const all: number[] = []
  const some = () => all[Math.floor(all.length / 2)] ?? 0
  const changes: Record<string, (n: number) => Promise<unknown>> = {
    plans: async (n) => { all.push(await idOf(db.insertInto('conference').values({ municipality_id: n % 2 ? town.tama : town.tachikawa, type_id: n % 2 ? type : other, fiscal_year: 2024 + n % 3, held_on: `${2024 + n % 3}-06-10` }).returning('id'))) },
    holds: (n) => db.updateTable('conference').set({ state: 'held', cases_discussed: n % 4 === 0 ? null : n % 4 }).where('id', '=', some()).execute(),
    cancels: () => db.updateTable('conference').set({ state: 'canceled', cases_discussed: null, people: null }).where('id', '=', some()).execute(),
    moves: () => db.updateTable('conference').set({ fiscal_year: 2023, held_on: '2024-03-01' }).where('id', '=', some()).execute(),
    removes: async () => { await db.deleteFrom('conference').where('id', '=', some()).execute() },
    'holds all': () => db.updateTable('conference').set({ state: 'held', cases_discussed: 2 }).execute(),
  }
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom('plans', 'plans', ...Object.keys(changes)), fc.nat(11)), { minLength: 5, maxLength: 25 }), async (steps) => {
    for (const [act, n] of steps) await changes[act]!(n)
    expect(await years()).toEqual(await again())
  }), { numRuns: 12, seed: 20261130 })
}, 60_000)
