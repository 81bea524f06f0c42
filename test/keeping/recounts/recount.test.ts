import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../../server/base/database.ts'
import { inChange, type Change } from '../../../server/base/change.ts'
import { takeBack, takeCompleters, matchCompleters } from '../../../server/answers/earlier-results/changes.ts'
import type { CompleterRow } from '../../../server/answers/earlier-results/rules.ts'
import { peopleOf, resultsTable } from '../../../server/answers/results/queries.ts'
import { settingOf } from '../../../server/answers/results/rules.ts'
import { counterNames, counters, folded, foldingOf, repairOf, type CounterName } from '../../../server/keeping/recounts/counters.ts'
import { recount } from '../../../server/keeping/recounts/queries.ts'
import { mergePeople, undoMerge } from '../../../server/who/duplicates/changes.ts'
import { emptyDatabase } from '../../support/database.ts'
import { idOf, makePerson, settle, type Town } from '../../support/people.ts'

let db: Database
let town: Town
beforeEach(async () => {
  db = await emptyDatabase()
  town = await settle(db)
})

const change = <T>(work: (change: Change) => Promise<T>) =>
  inChange(db, { actor: { accountId: town.planner.account, personId: town.planner.person, postId: town.planner.post, kind: 'prefecture', municipalityId: null }, scope: { of: 'all' }, now: new Date('2026-11-24T10:00:00+09:00'), random: (n) => new Uint8Array(n) }, work)
/** Every counter against a full recount: the first differences, by counter. */
const wrong = async () => {
  const all = await Promise.all(counterNames.map((name) => recount(db, name)))
  return Object.fromEntries(all.filter(({ differences }) => differences > 0).map(({ counter, examples }) => [counter, examples]))
}

/** A second training of another year, a selection of the first, a sheet of each town, some people. */
async function ground() {
  const second = await idOf(db.insertInto('training').values({ course_id: town.course, fiscal_year: 2025, title: '前年度', title_en: 'Before', capacity: 10 }).returning('id'))
  const cohort = await idOf(db.insertInto('cohort').values({ training_id: second, position: 1, name: '第1', name_en: '1', capacity: 10 }).returning('id'))
  const sheets = [] as { id: number; municipality: number }[]
  for (const municipality of [town.tachikawa, town.tama]) sheets.push({ municipality, id: await idOf(db.insertInto('nomination_sheet').values({ call_id: town.call, municipality_id: municipality, state: 'draft', version: 1, saved_at: new Date() }).returning('id')) })
  const selection = await idOf(db.insertInto('selection').values({ training_id: town.training, state: 'draft', seed: 1, over_percent: 100, prepared_by: town.planner.person, simulated_at: new Date() }).returning('id'))
  const people = [] as number[]
  for (const [name, at] of [['甲', town.tama], ['乙', town.tama], ['丙', town.tachikawa], ['丁', town.tachikawa]] as const) {
    const person = await makePerson(db, name, 'おなじ', at)
    await db.insertInto('affiliation').values({ person_id: person, municipality_id: at, organization: '包括', category: 'chair', from_on: '2020-04-01' }).execute()
    people.push(person)
  }
  return { second, cohort, sheets, selection, people, merges: [] as number[], imports: 0 }
}
type Ground = Awaited<ReturnType<typeof ground>>

let given = 0
const next = () => { given += 1; return given }
const categories = ['chair', 'adviser', 'case_presenter', 'other'] as const
const codes = ['public_health_nurse', 'physical_therapist', null] as const
interface Dice { n: number; person: number; other: number }
type Act = (g: Ground, dice: Dice) => Promise<unknown>
const quiet = (work: Promise<unknown>) => work.catch(() => {})
const personAt = ({ people }: Ground, n: number) => people[n % people.length]!
const placeOf = async (person: number) => (await db.selectFrom('person').select('municipality_id').where('id', '=', person).executeTakeFirstOrThrow()).municipality_id ?? town.tama
const row = (g: Ground, n: number, name: string): CompleterRow => ({
  name, kana: 'おなじ', municipalityId: n % 2 === 0 ? town.tama : town.tachikawa, affiliation: `包括${n % 2}`, professionCode: codes[n % 3]!, category: categories[n % 4]!, courseId: town.course, fiscalYear: 2018 + n % 3,
  completedOn: null, certificateNumber: `${g.imports}`, inPost: n % 3 > 0,
})

const acts: Record<string, Act> = {
  names: async (g, { n, person }) => {
    const sheet = g.sheets[n % 2]!
    await quiet(db.insertInto('nomination').values({ sheet_id: sheet.id, call_id: town.call, municipality_id: sheet.municipality, person_id: personAt(g, person), category: categories[n % 4]!, rank: next(), name: '名', profession_code: codes[n % 3]!, submitted: n % 5 > 0 }).execute())
  },
  'hands in': (g, { n }) => db.updateTable('nomination_sheet').set({ state: 'submitted', receipt: `受付${n % 2}`, submitted_at: new Date(), submitted_by: town.planner.person }).where('id', '=', g.sheets[n % 2]!.id).execute(),
  'gives back': (g, { n }) => db.updateTable('nomination_sheet').set({ state: 'returned', return_reason: '直す', returned_at: new Date() }).where('id', '=', g.sheets[n % 2]!.id).execute(),
  accepts: (g) => db.updateTable('nomination_sheet').set({ state: 'accepted' }).where('state', '=', 'submitted').where('id', 'in', g.sheets.map(({ id }) => id)).execute(),
  'withdraws a name': (_, { person }) => sql`update nomination set withdrawn_at = now() where id = (select id from nomination where withdrawn_at is null order by id offset ${person % 3} limit 1)`.execute(db),
  'corrects a name': (_, { n, person }) => sql`update nomination set category = ${categories[n % 4]}, profession_code = ${codes[n % 3]} where id = (select id from nomination order by id offset ${person % 3} limit 1)`.execute(db),
  selects: (g, { n }) => quiet(sql`insert into selection_line (selection_id, nomination_id, position, rule, simulated_outcome, outcome, cohort_id, simulated_cohort_id)
    select ${g.selection}, n.id, n.id, 'rank', 'selected', case when ${n} % 4 = 0 then 'declined' else 'selected' end, ${town.cohorts[0]}, ${town.cohorts[0]} from nomination n where not exists (select from selection_line l where l.nomination_id = n.id) limit 2`.execute(db)),
  unselects: (g) => sql`delete from selection_line where selection_id = ${g.selection} and nomination_id = (select min(nomination_id) from selection_line)`.execute(db),
  'turns an outcome': (g) => sql`update selection_line set outcome = case when outcome = 'selected' then 'declined' else 'selected' end, cohort_id = ${town.cohorts[0]} where selection_id = ${g.selection} and nomination_id = (select max(nomination_id) from selection_line)`.execute(db),
  announces: (g, { n }) => db.updateTable('selection').set({ state: n % 3 === 0 ? 'draft' : 'announced', ...n % 3 === 0 ? { announced_at: null } : { announced_at: new Date(), confirmed_at: new Date() } }).where('id', '=', g.selection).execute().catch(() => {}),
  enrolls: async (g, { n, person }) => quiet(db.insertInto('enrollment').values({ training_id: n % 2 ? town.training : g.second, cohort_id: n % 2 ? town.cohorts[0] : g.cohort, person_id: personAt(g, person), municipality_id: await placeOf(personAt(g, person)), number: next(), category: categories[n % 4]!, profession_code: codes[n % 3]!, enrolled_at: new Date() }).execute()),
  substitutes: async (g, { person, other }) => quiet(sql`insert into enrollment (training_id, cohort_id, person_id, municipality_id, number, category, profession_code, enrolled_at, replaces_id)
    select training_id, cohort_id, ${personAt(g, other)}, municipality_id, number + 500000, category, profession_code, now(), id from enrollment where person_id = ${personAt(g, person)} limit 1`.execute(db).then(() => sql`update enrollment set state = 'withdrawn' where id in (select replaces_id from enrollment where replaces_id is not null)`.execute(db))),
  transfers: () => sql`update enrollment set cohort_id = ${town.cohorts[1]} where training_id = ${town.training}`.execute(db),
  attends: (g, { person }) => db.updateTable('enrollment').set({ attended: true }).where('person_id', '=', personAt(g, person)).execute(),
  'is absent': (g, { person }) => db.updateTable('enrollment').set({ attended: false }).where('person_id', '=', personAt(g, person)).execute(),
  completes: (g, { person }) => db.updateTable('enrollment').set({ state: 'completed', completed_on: '2026-02-01' }).where('person_id', '=', personAt(g, person)).where('state', '<>', 'withdrawn').execute(),
  'is judged anew': (g, { person }) => db.updateTable('enrollment').set({ state: 'not_completed', completed_on: null }).where('person_id', '=', personAt(g, person)).where('state', '=', 'completed').execute(),
  withdraws: (g, { person }) => db.updateTable('enrollment').set({ state: 'withdrawn' }).where('person_id', '=', personAt(g, person)).execute(),
  'is gone': (g, { person }) => quiet(db.deleteFrom('enrollment').where('person_id', '=', personAt(g, person)).execute()),
  moves: async (g, { n, person }) => {
    await db.updateTable('affiliation').set({ to_on: '2030-03-31' }).where('person_id', '=', personAt(g, person)).where('to_on', 'is', null).execute()
    await db.updateTable('person').set({ municipality_id: n % 2 ? town.tama : town.tachikawa }).where('id', '=', personAt(g, person)).execute()
    await db.insertInto('affiliation').values({ person_id: personAt(g, person), municipality_id: n % 2 ? town.tama : town.tachikawa, organization: '次', category: categories[n % 4]!, from_on: '2026-04-01' }).execute()
  },
  merges: async (g, { person, other }) => {
    if (personAt(g, person) === personAt(g, other)) return
    const id = await quiet(change((c) => mergePeople(c, personAt(g, person), personAt(g, other), { keep: 'one', reason: '同じ人', sure: 'true' } as never)))
    if (typeof id === 'number') g.merges.push(id)
  },
  unmerges: async (g) => { const id = g.merges.pop(); if (id !== undefined) await quiet(change((c) => undoMerge(c, id, '別の人'))) },
  'calls off': (g, { n }) => db.updateTable('training').set({ state: n % 2 ? 'canceled' : 'running' }).where('id', '=', g.second).execute(),
  'moves to another year': (g, { n }) => db.updateTable('training').set({ fiscal_year: 2022 + n % 3 }).where('id', '=', g.second).execute(),
  imports: async (g, { n }) => {
    g.imports += 1
    await change((c) => takeCompleters(c, [row(g, n, '甲'), row(g, n + 1, `新${g.imports}`), row(g, n + 2, '丙')].map((value, at) => ({ mark: 'new' as const, row: at, value, before: null, fields: [] }))))
  },
  matches: async (_, { n }) => {
    const waiting = await db.selectFrom('earlier_completer').select(['id', 'version']).where('person_id', 'is', null).orderBy('id').limit(1).execute()
    if (waiting.length > 0) await change((c) => matchCompleters(c, { rows: waiting.map((one) => ({ ...one, choice: n % 2 ? 'same' as const : 'other' as const })) }))
  },
  'takes an import back': async (_, { n }) => {
    const all = await db.selectFrom('earlier_import').select('id').where('taken_back_at', 'is', null).orderBy('id').execute()
    if (all.length > 0) await quiet(change((c) => takeBack(c, all[n % all.length]!.id, 'まちがい')))
  },
  folds: async (_, { n }) => foldingOf(folded[n % 3]!).execute(db),
}

test('every figure that is kept is the one a full recount gives, whatever happens in whatever order', async () => {
  const g = await ground()
  const dice = fc.record({ n: fc.nat(60), person: fc.nat(30), other: fc.nat(30) })
  const story = fc.array(fc.tuple(fc.constantFrom(...Object.keys(acts)), dice), { minLength: 15, maxLength: 40 })
  await fc.assert(fc.asyncProperty(story, async (steps) => {
    for (const [act, n] of steps) await acts[act]!(g, n)
    expect(await wrong(), steps.map(([act]) => act).join(', ')).toEqual({})
  }), { numRuns: 12, seed: 20261130 })
  expect(await db.selectFrom('result_count').select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow(), 'the stories reached the tables').not.toEqual({ n: 0 })
}, 240_000)

const inPost = async () => (await db.selectFrom('coverage_count').select(({ fn }) => fn.sum<number>('people').as('n')).executeTakeFirstOrThrow()).n ?? 0

test('an affiliation that a merge moves to somebody trained counts in post, and no longer once the merge is undone', async () => {
  const g = await ground()
  const [one, other] = [g.people[0]!, g.people[1]!]
  await db.deleteFrom('affiliation').where('person_id', '=', one).execute()
  await acts.enrolls!(g, { n: 1, person: 0, other: 0 })
  await acts.completes!(g, { n: 0, person: 0, other: 0 })
  expect([await inPost(), await wrong()]).toEqual([0, {}])
  const merge = await change((c) => mergePeople(c, one, other, { keep: 'one', reason: '同じ人' } as never))
  expect([await inPost(), await wrong()]).toEqual([1, {}])
  await change((c) => undoMerge(c, merge, '別の人'))
  expect([await inPost(), await wrong()]).toEqual([0, {}])
})

test('somebody who waits counts in post once they are matched, and no longer once the import is taken back', async () => {
  const g = await ground()
  await change((c) => takeCompleters(c, [{ mark: 'new' as const, row: 1, value: row(g, 0, '甲'), before: null, fields: [] }]))
  expect([await inPost(), await wrong()]).toEqual([0, {}])
  const { id, version } = await db.selectFrom('earlier_completer').select(['id', 'version']).executeTakeFirstOrThrow()
  await change((c) => matchCompleters(c, { rows: [{ id, version, choice: 'same' }] }))
  expect([await inPost(), await wrong()]).toEqual([1, {}])
  await change((c) => takeBack(c, 1, 'まちがい'))
  expect([await inPost(), await wrong()]).toEqual([0, {}])
})

describe('a figure of the table', () => {
  test('is as many rows as it opens, whichever dimension it stands in', async () => {
    const g = await ground()
    const dice = fc.record({ n: fc.nat(60), person: fc.nat(30), other: fc.nat(30) })
    const story = fc.array(fc.tuple(fc.constantFrom('names', 'names', 'hands in', 'selects', 'announces', 'enrolls', 'enrolls', 'attends', 'completes', 'withdraws', 'substitutes', 'calls off', 'withdraws a name'), dice), { minLength: 20, maxLength: 30 })
    await fc.assert(fc.asyncProperty(story, async (steps) => {
      for (const [act, n] of steps) await acts[act]!(g, n)
      for (const rows of ['year', 'course', 'training', 'municipality', 'category', 'profession'] as const) {
        for (const scope of [{ of: 'all' } as const, { of: 'municipality', municipalityId: town.tama } as const]) {
          const { rows: keys, cells } = await resultsTable(db, scope, settingOf({ rows }), { limit: 100, offset: 0 })
          for (const cell of cells) for (const measure of ['nominated', 'selected', 'attended', 'completed'] as const) {
            const filters = rows === 'year' ? { from: Number(cell.row), to: Number(cell.row) } : { [rows]: rows === 'course' || rows === 'training' ? Number(cell.row) : cell.row }
            const { total, rows: people } = await peopleOf(db, scope, measure, filters, 1)
            expect([rows, cell.row, measure, total, people.length]).toEqual([rows, cell.row, measure, cell[measure], Math.min(50, cell[measure])])
          }
          expect(cells.length, 'no cell of a row that is not there').toBe(keys.length)
        }
      }
    }), { numRuns: 3, seed: 7 })
  }, 240_000)
})

test.each(counterNames)('a difference in %s is seen, and put right by what is missing', async (name: CounterName) => {
  const g = await ground()
  await acts.enrolls!(g, { n: 1, person: 0, other: 0 })
  await acts.names!(g, { n: 1, person: 1, other: 0 })
  await acts['hands in']!(g, { n: 1, person: 0, other: 0 })
  await acts.completes!(g, { n: 0, person: 0, other: 0 })
  await acts.imports!(g, { n: 1, person: 0, other: 0 })
  expect(await wrong()).toEqual({})
  const spoil: Record<CounterName, ReturnType<typeof sql>> = {
    head_count: sql`update head_count set enrolled = enrolled + 1`, training_count: sql`update training_count set completed = completed + 2`, training_towns: sql`update training_count set selecting = selecting + 1`, names_on_sheets: sql`update nomination_sheet set named = named + 1`,
    trained: sql`update affiliation set trained = not trained where id = (select min(id) from affiliation)`, coverage_count: sql`update coverage_count set people = people + 1`,
    result_count: sql`update result_count set enrolled = enrolled + 1, nominated = nominated - 1`, result_by_training: sql`insert into result_by_training (training_id, category, selected) values (${town.training}, 'chair', 3)`,
    result_by_year: sql`insert into result_by_year (fiscal_year, course_id, category, nominated) values (2026, ${town.course}, 'other', 2)`,
    result_by_town: sql`insert into result_by_town (fiscal_year, course_id, category, attended) values (2026, ${town.course}, 'chair', -1)`, result_by_profession: sql`insert into result_by_profession (fiscal_year, course_id, attended) values (2026, ${town.course}, -1)`, earlier_count: sql`update earlier_count set people = people + 1`,
    training_heads: sql`insert into training_heads (training_id, category, active) values (${town.training}, 'chair', 2)`,
    open_heads: sql`update head_count set active = active + 1`, conference_year_count: sql`insert into conference_year_count (municipality_id, fiscal_year, held) values (${town.tachikawa}, 2020, 4)`,
  }
  await spoil[name].execute(db)
  const found = await recount(db, name)
  expect(found.differences, 'it is seen').toBeGreaterThan(0)
  expect(found.examples.length).toBeGreaterThan(0)
  const { rows: [done] } = await repairOf(counters[name]).execute(db)
  expect(done!.repaired).toBe(found.differences)
  expect(await recount(db, name)).toMatchObject({ differences: 0 })
  expect(await wrong(), 'and nothing else is left').toEqual({})
})
