import { sql, type RawBuilder } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import { addUp, partNamed, partsOf, periodColumns, type Basis, type Missing, type Part, type Period, type Unit } from './rules.ts'

/** Whose figures `s` a scope reaches. */
const reaches = (scope: Scope) => within(scope, { municipality: sql<number | null>`s.municipality_id`, person: sql<null>`null::int` })

export interface Measure {
  id: number; code: string; label: string; labelEn: string; unit: Unit; dimension: string; isAdditive: boolean; byPlace: boolean
  fromYear: number; toYear: number | null; source: string; position: number; version: number; parts: Part[]
}

const measureColumns = sql`d.id, d.code, d.label, d.label_en as "labelEn", d.unit, d.dimension, d.is_additive as "isAdditive", d.by_place as "byPlace", d.from_year as "fromYear", d.to_year as "toYear", d.source, d.position, d.version,
  (select coalesce(json_agg(json_build_object('code', p.code, 'label', p.label, 'labelEn', p.label_en, 'total', p.total_code) order by p.position, p.code), '[]') from statistic_part p where p.measure_id = d.id) as parts`
const measures = (db: Reader, where: RawBuilder<unknown>): Promise<Measure[]> =>
  ask(db, sql<Measure>`select ${measureColumns} from statistic_measure d where ${where} order by d.position, d.from_year, d.id limit 500`)

/** The definitions that hold in a fiscal year, in the order in which they are asked. */
export const measuresIn = (db: Reader, year: number): Promise<Measure[]> => measures(db, sql`d.from_year <= ${year} and (d.to_year is null or d.to_year >= ${year})`)
/** All definitions there have been of a code, the earliest first. */
export const measuresOf = (db: Reader, code: string): Promise<Measure[]> => measures(db, sql`d.code = ${code}`)
export const allMeasures = (db: Reader): Promise<Measure[]> => measures(db, sql`true`)

export interface Stands {
  id: number; municipalityId: number; measureId: number; code: string; place: string; dimension: string
  period: string; fiscalYear: number | null; asOf: Day | null; from: Day | null; to: Day | null; shownYear: number | null
  basis: Basis; value: number | null; missing: Missing | null; unit: Unit; isTotal: boolean; source: string; printed: string
  enteredBy: number | null; enteredAt: Date; version: number; corrections: number
}

const figureColumns = sql`s.id, s.municipality_id as "municipalityId", s.measure_id as "measureId", d.code, s.place, s.dimension, s.period, s.fiscal_year as "fiscalYear", s.as_of as "asOf", s.from_on as "from", s.to_on as "to", s.shown_year as "shownYear",
  s.basis, s.value, s.missing, s.unit, s.is_total as "isTotal", s.source, s.printed, s.entered_by as "enteredBy", s.entered_at as "enteredAt", s.version,
  (select count(*)::int from statistic_correction k where k.statistic_id = s.id) as corrections`
const figures = (db: Reader, scope: Scope, where: RawBuilder<unknown>): Promise<Stands[]> =>
  ask(db, sql<Stands>`select ${figureColumns} from statistic s join statistic_measure d on d.id = s.measure_id where ${reaches(scope)} and ${where} order by d.position, s.shown_year, s.basis, s.place, s.id limit 5000`)

/** What a municipality reported for the years `from` to `to`, and what has no period of its own. */
export const figuresOfYears = (db: Reader, scope: Scope, municipalityId: number, from: number, to: number): Promise<Stands[]> =>
  figures(db, scope, sql`s.municipality_id = ${municipalityId} and (s.shown_year between ${from} and ${to} or s.shown_year is null)`)
/** Everything it ever reported of one measure. */
export const figuresOfMeasure = (db: Reader, scope: Scope, municipalityId: number, code: string): Promise<Stands[]> =>
  figures(db, scope, sql`s.municipality_id = ${municipalityId} and d.code = ${code}`)

/** The same rows, held until the change is done. */
export const holdFigures = async (tx: Reader, scope: Scope, municipalityId: number, code: string): Promise<void> => {
  await ask(tx, sql`select s.id from statistic s join statistic_measure d on d.id = s.measure_id where ${reaches(scope)} and s.municipality_id = ${municipalityId} and d.code = ${code} order by s.id for update of s`)
}

/** One figure within the scope, with where it belongs. */
export const findFigure = async (db: Reader, scope: Scope, id: number): Promise<Stands & { municipality: string; municipalityEn: string; enteredName: string | null } | undefined> =>
  (await ask(db, sql<Stands & { municipality: string; municipalityEn: string; enteredName: string | null }>`select ${figureColumns}, m.name as municipality, m.name_en as "municipalityEn", b.name as "enteredName"
    from statistic s join statistic_measure d on d.id = s.measure_id join municipality m on m.id = s.municipality_id left join person b on b.id = s.entered_by where ${reaches(scope)} and s.id = ${id}`))[0]
export const holdFigure = async (tx: Reader, scope: Scope, id: number): Promise<{ id: number } | undefined> =>
  (await ask(tx, sql<{ id: number }>`select s.id from statistic s where ${reaches(scope)} and s.id = ${id} for update`))[0]

export interface Correction { id: number; valueBefore: number | null; missingBefore: Missing | null; printedBefore: string; valueAfter: number | null; missingAfter: Missing | null; reason: string; by: string | null; at: Date }
/** How a figure became what it is, the latest first. */
export const correctionsOf = (db: Reader, scope: Scope, statisticId: number): Promise<Correction[]> => ask(db, sql<Correction>`
  select k.id, k.value_before as "valueBefore", k.missing_before as "missingBefore", k.printed_before as "printedBefore", k.value_after as "valueAfter", k.missing_after as "missingAfter", k.reason, p.name as by, k.corrected_at as at
  from statistic_correction k join statistic s on s.id = k.statistic_id left join person p on p.id = k.corrected_by where ${reaches(scope)} and s.id = ${statisticId} order by k.id desc limit 100`)

export interface Town { id: number; code: string; name: string; nameEn: string }
/** A municipality the scope reaches. */
export const findTown = async (db: Reader, scope: Scope, id: number): Promise<Town | undefined> => db.selectFrom('municipality as m')
  .select(['m.id', 'm.code', 'm.name', 'm.name_en as nameEn']).where('m.id', '=', id).where(({ ref, lit }) => within(scope, { municipality: ref('m.id'), person: lit(null) })).executeTakeFirst()
/** Municipalities within the scope, in official order. */
export const townsOf = (db: Reader, scope: Scope): Promise<Town[]> => db.selectFrom('municipality as m').select(['m.id', 'm.code', 'm.name', 'm.name_en as nameEn'])
  .where('m.valid_to', 'is', null).where(({ ref, lit }) => within(scope, { municipality: ref('m.id'), person: lit(null) })).orderBy('m.code').limit(2_000).execute()

/** The same with those that are no more, since figures of theirs stay. */
export const townsThere = (db: Reader, scope: Scope): Promise<Town[]> => db.selectFrom('municipality as m').select(['m.id', 'm.code', 'm.name', 'm.name_en as nameEn'])
  .where(({ ref, lit }) => within(scope, { municipality: ref('m.id'), person: lit(null) })).orderBy('m.code').limit(5_000).execute()

export type Bare = Pick<Stands, 'municipalityId' | 'measureId' | 'code' | 'place' | 'dimension' | 'fiscalYear' | 'asOf' | 'from' | 'to' | 'basis' | 'value' | 'missing' | 'unit' | 'isTotal' | 'source' | 'printed'>
/** Every figure the scope reaches, by municipality, as a table of all of them has it. */
export const allFigures = (db: Reader, scope: Scope): Promise<Bare[]> => ask(db, sql<Bare>`
  select s.municipality_id as "municipalityId", s.measure_id as "measureId", d.code, s.place, s.dimension, s.fiscal_year as "fiscalYear", s.as_of as "asOf", s.from_on as "from", s.to_on as "to", s.basis, s.value, s.missing, s.unit, s.is_total as "isTotal", s.source, s.printed
  from statistic s join statistic_measure d on d.id = s.measure_id join municipality m on m.id = s.municipality_id where ${reaches(scope)} order by m.code, d.position, s.shown_year, s.basis, s.place, s.id limit 200000`)

/** The centers of a municipality, as rows of its tables. */
export const centersOf = (db: Reader, scope: Scope, municipalityId: number): Promise<{ id: number; name: string }[]> => db.selectFrom('organization as o').select(['o.id', 'o.name'])
  .where('o.municipality_id', '=', municipalityId).where('o.kind', 'in', ['support_center', 'core_support_center']).where('o.valid_to', 'is', null)
  .where(({ ref, lit }) => within(scope, { municipality: ref('o.municipality_id'), person: lit(null) })).orderBy('o.kind').orderBy('o.id').limit(100).execute()

export interface TownFigure extends Town { id: number; figureId: number | null; value: number | null; missing: Missing | null; unit: Unit | null; places: number; answered: number; corrections: number }
/**
 * One line of a measure for every municipality in official order: its own figure, or where it reported by place alone what those add up to
 * (only of a measure that may be added). Who has neither is unanswered. Two statements with the municipalities to a page are not needed: this is all.
 */
export const townFigures = (db: Reader, scope: Scope, { code, year, basis, dimension }: { code: string; year: number; basis: Basis; dimension: string }): Promise<TownFigure[]> => ask(db, sql<TownFigure>`
  select m.id, m.code, m.name, m.name_en as "nameEn", o.id as "figureId", case when o.id is not null then o.value when n.sums then n.sum end as value, case when o.id is not null then o.missing end as missing,
    coalesce(o.unit, n.unit) as unit, coalesce(n.places, 0) as places, coalesce(n.answered, 0) as answered, coalesce((select count(*)::int from statistic_correction k where k.statistic_id = o.id), 0) as corrections
  from municipality m
  left join lateral (select s.id, s.value, s.missing, s.unit from statistic s join statistic_measure d on d.id = s.measure_id
    where s.municipality_id = m.id and d.code = ${code} and s.period = ${`FY${year}`} and s.basis = ${basis} and s.dimension = ${dimension} and s.place = '' and (s.value is not null or s.missing is not null)) o on true
  left join lateral (select bool_and(d.is_additive) as sums, round(sum(s.value)::numeric, 2)::double precision as sum, min(s.unit) as unit, count(*)::int as places, count(s.value)::int as answered
    from statistic s join statistic_measure d on d.id = s.measure_id where s.municipality_id = m.id and d.code = ${code} and s.period = ${`FY${year}`} and s.basis = ${basis} and s.dimension = ${dimension} and s.place <> '' and (s.value is not null or s.missing is not null)) n on true
  where m.valid_to is null and ${within(scope, { municipality: sql<number | null>`m.id`, person: sql<null>`null::int` })} order by m.code limit 2000`)

/** How many figures each municipality reported for a year, of how many measures, and when last. */
export const reportedByTown = (db: Reader, scope: Scope, year: number): Promise<(Town & { figures: number; measures: number; lastAt: Date | null })[]> => ask(db, sql<Town & { figures: number; measures: number; lastAt: Date | null }>`
  select m.id, m.code, m.name, m.name_en as "nameEn", count(s.id)::int as figures, count(distinct s.measure_id)::int as measures, max(s.entered_at) as "lastAt"
  from municipality m left join statistic s on s.municipality_id = m.id and s.shown_year = ${year} and (s.value is not null or s.missing is not null)
  where m.valid_to is null and ${within(scope, { municipality: sql<number | null>`m.id`, person: sql<null>`null::int` })} group by m.id order by m.code limit 2000`)

// What other rooms and `npm run figures` ask.

export interface Asked {
  municipalityId: number; measure: string; basis: Basis; place?: string; dimension?: string
  fiscalYear?: number; asOf?: Day; from?: Day; to?: Day
}
export interface Told { id: number; value: number | null; missing: Missing | null; unit: Unit; isTotal: boolean; printed: string; source: string; corrections: number }

const periodAsked = ({ fiscalYear, asOf, from, to }: Asked): Period =>
  fiscalYear !== undefined ? { of: 'year', fiscalYear } : asOf !== undefined ? { of: 'day', asOf } : from !== undefined && to !== undefined ? { of: 'span', from, to } : { of: 'none' }

const linesAsked = (db: Reader, scope: Scope, asked: Asked) =>
  figures(db, scope, sql`s.municipality_id = ${asked.municipalityId} and d.code = ${asked.measure} and s.period = ${periodColumns(periodAsked(asked)).period} and s.basis = ${asked.basis}`)

const lineAsked = async (db: Reader, scope: Scope, asked: Asked) => {
  const [lines, [measure]] = await Promise.all([linesAsked(db, scope, asked), measuresOf(db, asked.measure)])
  const dimension = asked.dimension === undefined ? '' : partNamed(measure?.parts ?? [], asked.dimension)
  return { lines, measure, place: asked.place ?? '', dimension }
}

/**
 * What was reported: of a measure by its code, a place by its name ('' is the whole municipality), a part by its code or label, a period and a basis.
 * undefined: unanswered. A `value` of null has its word in `missing`.
 */
export async function statisticOf(db: Reader, scope: Scope, asked: Asked): Promise<Told | undefined> {
  const { lines, place, dimension } = await lineAsked(db, scope, asked)
  const one = lines.find((line) => line.place === place && line.dimension === dimension)
  if (one === undefined) return undefined
  const { id, value, missing, unit, isTotal, printed, source, corrections } = one
  return { id, value, missing, unit, isTotal, printed, source, corrections }
}

/** What the parts of a total add up to, and how many they are. `sum` null: no part has a number, or the parts overlap and are never added. */
export async function sumOfParts(db: Reader, scope: Scope, asked: Asked): Promise<{ sum: number | null; parts: number; overlaps: boolean }> {
  const { lines, measure, place, dimension } = await lineAsked(db, scope, asked)
  if (measure === undefined || dimension === undefined) return { sum: null, parts: 0, overlaps: false }
  const parts = partsOf(lines, measure, { place, dimension })
  const values = parts.flatMap(({ value }) => value === null ? [] : [value])
  return { sum: !measure.isAdditive || values.length === 0 ? null : addUp(values), parts: parts.length, overlaps: !measure.isAdditive }
}
