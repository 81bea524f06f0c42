import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, fiscalYearOf } from '../../../server/base/days.ts'
import { functions, managers, reasons } from '../../../server/practice/conference-types/rules.ts'
import { conferenceCounts, conferenceCountsByMunicipality, conferenceMonths } from '../../../server/practice/conferences/queries.ts'
import { emptyDatabase } from '../../support/database.ts'
import { idOf, lay } from '../../support/people.ts'
import { conferring } from '../world.ts'

const db = await emptyDatabase()
const { tachikawa, tama } = await lay(db)
const worlds = [{ town: tachikawa, ...await conferring(db, tachikawa, 'ZZA') }, { town: tama, ...await conferring(db, tama, 'ZZB') }] as const

interface Case { managedBy: (typeof managers)[number]; reasons: (typeof reasons)[number][]; functions: (typeof functions)[number][] }
interface Meeting { town: 0 | 1; kind: 'individual' | 'area' | 'whole'; center: 0 | 1; after: number; state: 'planned' | 'held' | 'canceled'; asNeeded: boolean; cases: Case[] | null; told: number | null; attended: Record<string, number> | null }

const caseOf = fc.record({ managedBy: fc.constantFrom(...managers), reasons: fc.uniqueArray(fc.constantFrom(...reasons), { maxLength: 3 }), functions: fc.uniqueArray(fc.constantFrom(...functions), { maxLength: 3 }) })
const meetingOf: fc.Arbitrary<Meeting> = fc.record({
  town: fc.constantFrom(0, 1), kind: fc.constantFrom('individual', 'area', 'whole'), center: fc.constantFrom(0, 1), after: fc.integer({ min: 0, max: 700 }), state: fc.constantFrom('planned', 'held', 'held', 'canceled'), asNeeded: fc.boolean(),
  cases: fc.option(fc.array(caseOf, { maxLength: 3 })), told: fc.option(fc.integer({ min: 0, max: 4 })), attended: fc.option(fc.dictionary(fc.constantFrom('person', 'pt_ot', 'other', 'organizer', 'observer'), fc.integer({ min: 0, max: 9 }))),
}) as never

/** Puts a meeting down, cases as rows where it has some, else counted. */
async function put(one: Meeting): Promise<{ one: Meeting; id: number; day: string }> {
  const world = worlds[one.town]
  const day = addDays('2025-04-01', one.after)
  const isHeld = one.state === 'held'
  const number = !isHeld || (one.cases === null && one.told === null) ? null : (one.cases?.length ?? 0) + (one.told ?? 0)
  const municipality_id = world.town
  const id = await idOf(db.insertInto('conference').values({
    municipality_id, type_id: world[one.kind], organization_id: one.kind === 'whole' ? null : world.centers[one.center]!, fiscal_year: fiscalYearOf(day), held_on: day, state: one.state, meeting_kind: one.asNeeded ? 'as_needed' : 'regular', cases_discussed: number,
  }).returning('id'))
  if (!isHeld) return { one, id, day }
  for (const [n, row] of (one.cases ?? []).entries()) {
    const case_id = await idOf(db.insertInto('care_case').values({ conference_id: id, municipality_id, number: n + 1, managed_by: row.managedBy }).returning('id'))
    if (row.reasons.length > 0) await db.insertInto('care_case_reason').values(row.reasons.map((reason) => ({ case_id, municipality_id, reason }))).execute()
    if (row.functions.length > 0) await db.insertInto('care_case_function').values(row.functions.map((served) => ({ case_id, municipality_id, function: served }))).execute()
  }
  if ((one.told ?? 0) > 0) await db.insertInto('conference_case_count').values({ conference_id: id, municipality_id, dimension: 'managed_by', code: 'other', cases: one.told! }).execute()
  const people = Object.entries(one.attended ?? {})
  if (people.length > 0) await db.insertInto('conference_attendance').values(people.map(([kind, count]) => ({ conference_id: id, municipality_id, kind, people: count }))).execute()
  return { one, id, day }
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, n) => all + n, 0)

test('counts are what a recount of the same rows says, whoever asks, of whatever window', async () => {
  await fc.assert(fc.asyncProperty(fc.array(meetingOf, { maxLength: 8 }), fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 200 }), fc.nat(100), async (meetings, from, days, gone) => {
    await db.deleteFrom('conference').execute()
    let kept: Awaited<ReturnType<typeof put>>[] = []
    for (const one of meetings) kept.push(await put(one))
    // One is taken away again: what hung on it goes along.
    if (kept.length > 0) {
      const out = kept[gone % kept.length]!
      await db.deleteFrom('conference').where('id', '=', out.id).execute()
      kept = kept.filter((one) => one !== out)
    }
    const window = { from: addDays('2025-04-01', from), to: addDays('2025-04-01', from + days) }
    for (const [scope, which, inside] of [
      [{ of: 'all' }, { fiscalYear: 2025 }, (day: string) => fiscalYearOf(day) === 2025], [{ of: 'all' }, window, (day: string) => window.from <= day && day <= window.to],
      [{ of: 'municipality', municipalityId: tama }, window, (day: string) => window.from <= day && day <= window.to],
    ] as const) {
      const mine = kept.filter(({ one, day }) => inside(day) && (scope.of === 'all' || worlds[one.town].town === scope.municipalityId))
      const held = mine.filter(({ one }) => one.state === 'held')
      const counts = await conferenceCounts(db, scope, which)
      expect([counts.scheduled, counts.planned, counts.held, counts.canceled, counts.regular, counts.asNeeded]).toEqual([
        mine.filter(({ one }) => one.state !== 'canceled').length, mine.filter(({ one }) => one.state === 'planned').length, held.length, mine.filter(({ one }) => one.state === 'canceled').length, held.filter(({ one }) => !one.asNeeded).length, held.filter(({ one }) => one.asNeeded).length,
      ])
      const said = held.filter(({ one }) => one.cases !== null || one.told !== null)
      const cases = sum(said.map(({ one }) => (one.cases?.length ?? 0) + (one.told ?? 0)))
      expect([counts.cases, counts.silent]).toEqual([said.length === 0 ? null : cases, held.length - said.length])
      expect(counts.managedByTold).toBe(cases)
      const rows = held.flatMap(({ one }) => one.cases ?? [])
      for (const { code, cases: n } of counts.reasons) expect(n).toBe(rows.filter((row) => row.reasons.includes(code)).length)
      for (const { code, cases: n } of counts.functions) expect(n).toBe(rows.filter((row) => row.functions.includes(code)).length)
      for (const { kind, people } of counts.attendees) expect(people).toBe(sum(held.map(({ one }) => one.attended?.[kind] ?? 0)))
      expect(counts.total).toBe(sum(held.flatMap(({ one }) => Object.values(one.attended ?? {}))))
      expect(counts.total).toBe(counts.participants + counts.organizer + counts.observer)
      expect(counts.attendanceTold).toBe(held.filter(({ one }) => Object.keys(one.attended ?? {}).length > 0).length)
      expect(sum(counts.types.map((type) => type.held))).toBe(counts.held)
      const towns = await conferenceCountsByMunicipality(db, scope, which)
      expect([sum(towns.map((one) => one.scheduled)), sum(towns.map((one) => one.held)), sum(towns.map((one) => one.cases ?? 0))]).toEqual([counts.scheduled, counts.held, counts.cases ?? 0])
      expect(sum((await conferenceMonths(db, scope, which)).map((one) => one.held))).toBe(counts.held)
    }
  }), { numRuns: 25 })
}, 120_000)

test('by type, by center, by kind of meeting', async () => {
  await db.deleteFrom('conference').execute()
  const meeting = (more: Partial<Meeting>): Meeting => ({ town: 0, kind: 'individual', center: 0, after: 10, state: 'held', asNeeded: false, cases: null, told: 2, attended: null, ...more })
  for (const one of [meeting({}), meeting({ center: 1, after: 20 }), meeting({ kind: 'area', after: 30, told: null }), meeting({ kind: 'whole', after: 40, told: null, state: 'planned' }), meeting({ asNeeded: true, after: 50 })]) await put(one)
  const scope = { of: 'municipality', municipalityId: tachikawa } as const
  const [here] = worlds
  const all = await conferenceCounts(db, scope, { fiscalYear: 2025 })
  expect(all.types.map(({ name, scheduled, held, cases, silent }) => [name, scheduled, held, cases, silent])).toEqual([['ZZA個別会議', 3, 3, 6, 0], ['ZZA推進会議', 1, 1, null, 1], ['ZZA地域ケア会議', 1, 0, null, 0]])
  expect((await conferenceCounts(db, scope, { fiscalYear: 2025, organizationId: here.centers[1]! })).held).toBe(1)
  expect((await conferenceCounts(db, scope, { fiscalYear: 2025, typeId: here.area })).held).toBe(1)
  expect((await conferenceCounts(db, scope, { fiscalYear: 2024 })).held).toBe(0)
  expect((await conferenceCounts(db, scope, { fiscalYear: 2025, municipalityId: tama })).scheduled).toBe(0)
})
