import { sql, type RawBuilder } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { headSums, underWayIn } from '../../planning/trainings/counts.ts'
import { heldMeetings } from '../../cascade/liaison-meetings/queries.ts'
import { within } from '../../base/within.ts'
import { headsFrom, headsOfTowns, progressOf, withProjections, type PackedHeads } from './progress.ts'
import type { TownHeads } from './projection.ts'
import { actualOf, actualOfPart, type Counted, type EarlierSum, type HeldMeetings, type PartCount, type Supported } from './rules.ts'

const everything: Scope = { of: 'all' }

const targets = (db: Reader) => db.selectFrom('target as g').innerJoin('program as p', 'p.id', 'g.program_id')
  .leftJoin('course as c', 'c.id', 'g.course_id').leftJoin('municipality as m', 'm.id', 'g.municipality_id')
  .select(['g.id', 'g.program_id as programId', 'g.course_id as courseId', 'c.name as courseName', 'c.name_en as courseNameEn', 'g.category',
    'g.municipality_id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn',
    'g.fiscal_year as fiscalYear', 'g.measure', 'g.value', 'g.span', 'g.label', 'g.label_en as labelEn', 'g.unit', 'g.position', 'g.version'])

export const findTarget = (db: Reader, id: number) => targets(db).where('g.id', '=', id).executeTakeFirst()

/** Targets of everybody together, with what was printed, the meetings and the supports: what a figure of the whole is made of. */
const withEarlier = (db: Reader) => targets(db).select((eb) => jsonArrayFrom(eb.selectFrom('earlier_result as e')
  .select(['e.id', 'e.course_id as courseId', 'e.about', 'e.measure', 'e.from_fiscal_year as from', 'e.to_fiscal_year as to', 'e.value', 'e.source', 'e.printed'])
  .whereRef('e.program_id', '=', 'g.program_id').whereRef('e.measure', '=', 'g.measure').whereRef('e.to_fiscal_year', '<=', 'g.fiscal_year')
  .orderBy('e.from_fiscal_year').orderBy('e.id').limit(100)).as('earlier'))
  .select([jsonArrayFrom(heldMeetings(db)).as('meetings'), jsonArrayFrom(supportedIn(db).select(['s.fiscal_year as fiscalYear', 's.municipality_id as municipalityId']).orderBy('s.id').limit(2_000)).as('supported')])
  .select(sql<number>`case g.measure when 'municipalities' then ${townsSelected(meant('r'))} else 0 end`.as('towns'))
  .where('g.category', 'is', null).where('g.municipality_id', 'is', null)

/** How many municipalities people were selected of, each once however many trainings that were. */
const townsSelected = (where: RawBuilder<unknown>) => sql<number>`(select count(*)::int from (select from result_by_town r where ${where} and r.municipality_id is not null group by r.municipality_id having sum(r.selected) > 0) x)`
/** Rows of a year and a course that a target means. */
const meant = (row: 'r' | 't' | 'b') => sql<boolean>`${sql.ref(`${row}.fiscal_year`)} between case g.span when 'each' then g.fiscal_year else 0 end and g.fiscal_year
  and (g.course_id is null or ${sql.ref(`${row}.course_id`)} = g.course_id)`
const ofPart = (row: 'r' | 'b') => sql<boolean>`${meant(row)} and (g.category is null or ${sql.ref(`${row}.category`)} = g.category)
  and (g.municipality_id is null or ${sql.ref(`${row}.municipality_id`)} = g.municipality_id)`

/** Targets about a category or a municipality, with what is on record of it: read from the sums by year and municipality that the database keeps (0079). */
const withPart = (db: Reader) => targets(db).select(sql<PartCount>`json_build_object(
    'isHeld', exists (select from training t where t.state <> 'canceled' and ${meant('t')}),
    'figure', case g.measure
      when 'municipalities' then ${townsSelected(ofPart('r'))}
      else (select coalesce(sum(case g.measure when 'nominated' then r.nominated when 'selected' then r.selected when 'attended' then r.attended else r.completed end), 0)::int
        from result_by_town r where ${ofPart('r')}) end,
    'before', case g.measure when 'completed' then (select coalesce(sum(b.people), 0)::int from earlier_count b where ${ofPart('b')} and ${notHeld('b')}) else 0 end)`.as('part'))
  .where(({ eb, or }) => or([eb('g.category', 'is not', null), eb('g.municipality_id', 'is not', null)]))

/** No training of that course was held here in that year: then who is on record from before counts. */
export const notHeld = (row: 'b' | 'e') => sql<boolean>`not exists (select from training h where h.course_id = ${sql.ref(`${row}.course_id`)} and h.fiscal_year = ${sql.ref(`${row}.fiscal_year`)} and h.state <> 'canceled')`

/** Supports that count as such: designated, and not left. */
export const supportedIn = (db: Reader) => db.selectFrom('model_support as s').where('s.state', 'in', ['designated', 'plan_agreed', 'supporting', 'reported', 'shared_at_liaison', 'closed'])

/**
 * The targets of a fiscal year for everybody together, each with its actual counted from the registers or taken from what was printed before
 * this system. `actual` null: nothing on record. `sources` are the printed figures inside it. Two statements.
 */
export async function targetsWithActuals(db: Reader, fiscalYear: number) {
  const [rows, sums] = await Promise.all([targetsOfYear(db, fiscalYear).execute(), headSums(db, { targetsOf: fiscalYear }).execute()])
  return withActuals(rows, sums)
}
const targetsOfYear = (db: Reader, fiscalYear: number) => withEarlier(db).where('g.fiscal_year', '=', fiscalYear).orderBy('g.position').orderBy('g.id').limit(100)

/** The same with the head-counts of the first trainings of the year that are under way, for a page that shows both. Two statements. */
export async function targetsAndUnderWay(db: Reader, fiscalYear: number, most: number) {
  const [rows, { sums, underWay }] = await Promise.all([
    targetsOfYear(db, fiscalYear).execute(),
    db.selectNoFrom([jsonArrayFrom(headSums(db, { targetsOf: fiscalYear })).as('sums'), jsonArrayFrom(underWayIn(db, fiscalYear, most)).as('underWay')]).executeTakeFirstOrThrow(),
  ])
  return { targets: withActuals(rows, sums), underWay }
}

/** The targets of a fiscal year about a category of everybody. */
const ofCategories = (db: Reader, fiscalYear: number) => withPart(db).where('g.fiscal_year', '=', fiscalYear).where('g.municipality_id', 'is', null).orderBy('g.position').orderBy('g.id').limit(100)

/** The targets of a fiscal year about the municipalities of the scope, in the order of what they count, and of codes. */
const ofTowns = (db: Reader, scope: Scope, fiscalYear: number) => withPart(db).where('g.fiscal_year', '=', fiscalYear).where('g.municipality_id', 'is not', null)
  .where(({ ref, lit }) => within(scope, { municipality: ref('g.municipality_id'), person: lit(null) }))
  .orderBy('g.course_id', (order) => order.asc().nullsFirst()).orderBy(inOrder('g.measure')).orderBy('g.category', (order) => order.asc().nullsFirst()).orderBy('g.span', 'desc')
  .orderBy('m.code').orderBy('g.id')
const inOrder = (column: string) => sql`array_position(array['nominated', 'selected', 'attended', 'completed'], ${sql.ref(column)})`

export const groupsPerPage = 4

/** A page of the targets about municipalities: those that count the same (one of each municipality) stay together. `groups` counts them on all pages. */
function groupsOfTowns(db: Reader, fiscalYear: number, page: number) {
  const same = ['o.course_id', 'o.measure', 'o.category', 'o.span'] as const
  const groups = db.selectFrom('target as o').select([...same]).select(({ fn }) => fn.countAll<number>().over().as('groups'))
    .where('o.fiscal_year', '=', fiscalYear).where('o.municipality_id', 'is not', null).groupBy([...same])
    .orderBy('o.course_id', (order) => order.asc().nullsFirst()).orderBy(inOrder('o.measure')).orderBy('o.category', (order) => order.asc().nullsFirst()).orderBy('o.span', 'desc')
    .limit(groupsPerPage).offset((page - 1) * groupsPerPage)
  return ofTowns(db, everything, fiscalYear).innerJoin(groups.as('o'), (join) => join.onRef('o.measure', '=', 'g.measure').onRef('o.span', '=', 'g.span')
    .on('o.course_id', 'is not distinct from', sql.ref('g.course_id')).on('o.category', 'is not distinct from', sql.ref('g.category')))
    .select('o.groups').limit(1_000)
}

/** What the list of a year shows beside the targets of everybody, in one statement: those of categories and municipalities, what they come to, and what was printed. */
export async function partsOfYear(db: Reader, fiscalYear: number, today: Day, page: number) {
  const { heads, meetingsToCome } = progressOf(db, fiscalYear, today)
  const { categories, towns, ...more } = await db.selectNoFrom([
    jsonArrayFrom(ofCategories(db, fiscalYear)).as('categories'), jsonArrayFrom(groupsOfTowns(db, fiscalYear, page)).as('towns'), heads.as('heads'), meetingsToCome.as('meetingsToCome'),
    jsonArrayFrom(headsOfTowns(db, everything, fiscalYear, today)).as('townHeads'), jsonArrayFrom(printedBefore(db)).as('earlier'),
  ]).executeTakeFirstOrThrow()
  return { ...more, heads: headsFrom(more.heads), categories: categories.map(counted), towns: { rows: towns.map(counted), groups: towns[0]?.groups ?? 0 } }
}

/** The targets about one municipality and the people they are about, as columns of any statement; `rates` has to be asked past the wall. */
export const ownTargetsOf = (db: Reader, municipalityId: number, fiscalYear: number, today: Day) => {
  const scope: Scope = { of: 'municipality', municipalityId }
  return { targets: jsonArrayFrom(ofTowns(db, scope, fiscalYear).limit(100)), towns: jsonArrayFrom(headsOfTowns(db, scope, fiscalYear, today)) }
}
/** The targets of a municipality with what they will come to, from what was asked by `ownTargetsOf` and `ratesFor`. */
export const ownTargetsFrom = (asked: { targets: (Bare & { part: PartCount })[]; towns: TownHeads[] }, rates: PackedHeads | null, today: Day) =>
  withProjections(asked.targets.map(counted), { heads: headsFrom(rates ?? []), meetingsToCome: 0 }, today, asked.towns)

/** One target that the scope reaches with its actual, as its row page needs it. */
export async function targetWithActual(db: Reader, scope: Scope, id: number) {
  const { parts, wholes } = await db.selectNoFrom([
    jsonArrayFrom(withPart(db).where('g.id', '=', id).where(({ ref, lit }) => within(scope, { municipality: ref('g.municipality_id'), person: lit(null) }))).as('parts'),
    jsonArrayFrom(withEarlier(db).where('g.id', '=', id).where(({ val }) => val(scope.of === 'all'))).as('wholes'),
  ]).executeTakeFirstOrThrow()
  if (parts[0] !== undefined) return counted(parts[0])
  const row = wholes[0]
  return row === undefined ? undefined : withActuals([row], await headSums(db, { targetsOf: row.fiscalYear }).execute())[0]
}

type Bare = Awaited<ReturnType<ReturnType<typeof targets>['execute']>>[number]
type Printed = EarlierSum & { source: string; printed: string }
/** `before`: how many of the actual are on record from before this system, by name. */
export type TargetWithActual = Bare & { actual: number | null; registers: boolean; sources: Printed[]; before: number }

function withActuals(rows: (Bare & { earlier: Printed[]; meetings: HeldMeetings[]; supported: Supported[]; towns: number })[], counts: readonly Counted[]): TargetWithActual[] {
  return rows.map(({ earlier, meetings, supported, towns, ...target }) => {
    const actual = actualOf(target, counts, earlier, { meetings, supported, towns })
    return { ...target, actual: actual.value, registers: actual.registers, sources: earlier.filter(({ id }) => actual.earlier.includes(id)), before: 0 }
  })
}

function counted({ part, ...target }: Bare & { part: PartCount }): TargetWithActual {
  const { value, registers } = actualOfPart(part)
  return { ...target, actual: value, registers, sources: [], before: part.before }
}

/** What was printed about the years before this system, oldest first. */
const printedBefore = (db: Reader) => db.selectFrom('earlier_result as e').leftJoin('course as c', 'c.id', 'e.course_id')
  .select(['e.id', 'e.from_fiscal_year as from', 'e.to_fiscal_year as to', 'e.about', 'e.measure', 'e.value', 'e.source', 'e.printed', 'e.month', 'e.mode', 'e.course_id as courseId',
    'c.name as courseName', 'c.name_en as courseNameEn'])
  .orderBy('e.from_fiscal_year').orderBy('e.to_fiscal_year').orderBy('e.id').limit(200)
export const earlierResults = (db: Reader) => printedBefore(db).execute()

export const coursesOfTargets = (db: Reader) =>
  db.selectFrom('course').select(['id', 'name', 'name_en as nameEn']).orderBy('id').limit(200).execute()

export const firstProgram = (db: Reader) => db.selectFrom('program').select('id').orderBy('id').limit(1).executeTakeFirst()

/** The municipalities that may have targets of their own, in code order. */
export const townsOfTargets = (db: Reader) => db.selectFrom('municipality').select(['id', 'code', 'name', 'name_en as nameEn']).where('valid_to', 'is', null).orderBy('code').limit(2_000).execute()

/** Every target about a municipality, with what a file has to know of it: the latest year first. */
export const targetsInFile = (db: Reader) => db.selectFrom('target as g').innerJoin('municipality as m', 'm.id', 'g.municipality_id')
  .select(['g.id', 'g.fiscal_year as year', sql<number>`g.municipality_id`.as('municipalityId'), 'g.course_id as courseId', 'g.category', 'g.measure', 'g.span', 'g.value', 'g.unit', 'g.label', 'g.label_en as labelEn', 'g.version'])
  .orderBy('g.fiscal_year', 'desc').orderBy('g.course_id', (order) => order.asc().nullsFirst()).orderBy(inOrder('g.measure')).orderBy('g.category', (order) => order.asc().nullsFirst()).orderBy('m.code').orderBy('g.id')
  .limit(20_000).execute()
