import { sql, type RawBuilder } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'
import type { ConferenceFunction, Council, Frequency, Level, Subtype } from './rules.ts'

/** Whose types `y` a scope reaches. */
const reaches = (scope: Scope) => within(scope, { municipality: sql<number | null>`y.municipality_id`, person: sql<null>`null::int` })

export interface ConferenceType {
  id: number; municipalityId: number; code: string; name: string; nameEn: string; level: Level; subtype: Subtype | null; organizer: string; role: string; members: string; council: Council | null
  startedFiscalYear: number | null; fromFiscalYear: number; toFiscalYear: number | null; position: number; version: number
  functions: ConferenceFunction[]; areas: number[]; frequencies: Frequency[]
  /** How many conferences it has, planned ones included, and the year of the last. */
  conferences: number; lastYear: number | null
}

/** The columns of a type `y`, for any statement that has it. */
export const typeColumns: RawBuilder<ConferenceType> = sql`y.id, y.municipality_id as "municipalityId", y.code, y.name, y.name_en as "nameEn", y.level, y.subtype, y.organizer, y.role, y.members, y.council, y.started_fiscal_year as "startedFiscalYear",
  y.from_fiscal_year as "fromFiscalYear", y.to_fiscal_year as "toFiscalYear", y.position, y.version,
  (select coalesce(json_agg(f.function), '[]') from conference_type_function f where f.type_id = y.id) as functions,
  (select coalesce(json_agg(a.organization_id order by a.organization_id), '[]') from conference_type_area a where a.type_id = y.id) as areas,
  (select coalesce(json_agg(json_build_object('scope', q.scope, 'timesMin', q.times_min, 'timesMax', q.times_max, 'per', q.per, 'everyMonths', q.every_months, 'source', q.source, 'since', q.since) order by q.id), '[]')
    from conference_frequency q where q.type_id = y.id) as frequencies,
  (select count(*)::int from conference n where n.type_id = y.id) as conferences, (select max(n.fiscal_year) from conference n where n.type_id = y.id) as "lastYear"`

/** The types of a municipality in its own order, closed ones included. */
export const conferenceTypes = (db: Reader, scope: Scope, municipalityId: number): Promise<ConferenceType[]> => ask(db, sql<ConferenceType>`
  select ${typeColumns} from conference_type y where ${reaches(scope)} and y.municipality_id = ${municipalityId} order by y.position, y.id limit 100`)

export const findConferenceType = async (db: Reader, scope: Scope, id: number): Promise<ConferenceType | undefined> => (await ask(db, sql<ConferenceType>`
  select ${typeColumns} from conference_type y where ${reaches(scope)} and y.id = ${id}`))[0]

/** Holds the types of a municipality until the change is done: their order and number are theirs together. */
export const holdConferenceTypes = (db: Reader, scope: Scope, municipalityId: number): Promise<{ id: number; position: number }[]> => ask(db, sql<{ id: number; position: number }>`
  select y.id, y.position from conference_type y where ${reaches(scope)} and y.municipality_id = ${municipalityId} order by y.position, y.id for update`)

export interface Center { id: number; name: string; validTo: string | null }

/** Bodies at which conferences of a municipality may be held: its support centers, in the order in which they were registered. */
export const conferenceCenters = (db: Reader, scope: Scope, municipalityId: number): Promise<Center[]> => ask(db, sql<Center>`
  select o.id, o.name, o.valid_to as "validTo" from organization o where ${within(scope, { municipality: sql<number | null>`o.municipality_id`, person: sql<null>`null::int` })}
    and o.municipality_id = ${municipalityId} and o.kind in ('support_center', 'core_support_center') order by o.id limit 200`)

export interface MunicipalityWithTypes { id: number; name: string; nameEn: string; types: number; functions: number }

/** Every municipality with how many types it has in a year, and how many of the five functions they cover. */
export const typesByMunicipality = (db: Reader, year: number): Promise<MunicipalityWithTypes[]> => ask(db, sql<MunicipalityWithTypes>`
  select m.id, m.name, m.name_en as "nameEn", count(distinct y.id)::int as types, count(distinct f.function)::int as functions
  from municipality m left join conference_type y on y.municipality_id = m.id and y.from_fiscal_year <= ${year} and (y.to_fiscal_year is null or y.to_fiscal_year >= ${year})
  left join conference_type_function f on f.type_id = y.id where m.valid_to is null or m.valid_to >= make_date(${year}, 4, 1) group by m.id order by m.code limit 200`)
