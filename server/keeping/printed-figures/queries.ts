import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'

/** How many standing bodies of a kind a municipality has. */
export const organizationCount = async (db: Reader, municipalityId: number, kind: 'support_center' | 'home_care_support_center'): Promise<number> =>
  (await db.selectFrom('organization').select(({ fn }) => fn.countAll<number>().as('n')).where('municipality_id', '=', municipalityId).where('kind', '=', kind).where('valid_to', 'is', null).executeTakeFirstOrThrow()).n

/** How many daily-living areas a municipality has, or one of its centers covers. */
export const areaCount = async (db: Reader, municipalityId: number, center?: string): Promise<number> =>
  (await db.selectFrom('daily_living_area as a').select(({ fn }) => fn.countAll<number>().as('n')).where('a.municipality_id', '=', municipalityId)
    .$if(center !== undefined, (areas) => areas.where(sql<boolean>`exists (select from center_area c join organization o on o.id = c.organization_id where c.area_id = a.id and o.name like ${`${center}%`})`))
    .executeTakeFirstOrThrow()).n

const conferences = (db: Reader, municipalityId: number) => db.selectFrom('conference as c').innerJoin('conference_type as y', 'y.id', 'c.type_id').where('c.municipality_id', '=', municipalityId)

/** Dates of these types that are partly online: of a year, or of those held between two days. */
export const onlineCount = async (db: Reader, municipalityId: number, names: readonly string[], span: { fiscalYear: number } | { from: Day; to: Day }): Promise<number> =>
  (await conferences(db, municipalityId).select(({ fn }) => fn.countAll<number>().as('n')).where('y.name', 'in', [...names]).where('c.mode', '=', 'partly_online').where('c.state', '<>', 'canceled')
    .where(sql<boolean>`${'fiscalYear' in span ? sql`c.fiscal_year = ${span.fiscalYear}` : sql`c.held_on between ${span.from}::date and ${span.to}::date`}`).executeTakeFirstOrThrow()).n

/** Standing centers of a municipality that have no date of a type in a year. */
export const centersWithoutDate = async (db: Reader, municipalityId: number, name: string, fiscalYear: number): Promise<number> =>
  (await db.selectFrom('organization as o').select(({ fn }) => fn.countAll<number>().as('n')).where('o.municipality_id', '=', municipalityId).where('o.kind', '=', 'support_center').where('o.valid_to', 'is', null)
    .where(sql<boolean>`not exists (select from conference c join conference_type y on y.id = c.type_id where c.organization_id = o.id and y.name = ${name} and c.fiscal_year = ${fiscalYear} and c.held_on is not null)`)
    .executeTakeFirstOrThrow()).n

/** The day of one place of the year's plan: of a center, or of the whole municipality. Null where the cell is blank. */
export const dateOf = async (db: Reader, municipalityId: number, { name, position, center, fiscalYear }: { name: string; position: number; center: string | undefined; fiscalYear: number }): Promise<Day | null> =>
  (await conferences(db, municipalityId).leftJoin('organization as o', 'o.id', 'c.organization_id').select('c.held_on as day').where('y.name', '=', name).where('c.position', '=', position).where('c.fiscal_year', '=', fiscalYear)
    .where(center === undefined ? sql<boolean>`c.organization_id is null` : sql<boolean>`o.name = ${center}`).executeTakeFirst())?.day ?? null

/** Bodies that papers are about, by their codes. */
export const bodiesByCode = async (db: Reader, codes: readonly string[]): Promise<Map<string, number>> =>
  new Map((await db.selectFrom('municipality').select(['code', 'id']).where('code', 'in', [...codes]).limit(100).execute()).map(({ code, id }) => [code, id]))

export const coursesByKind = async (db: Reader): Promise<Map<string, number>> =>
  new Map((await db.selectFrom('course').select(['kind', 'id']).orderBy('id', 'desc').limit(200).execute()).map(({ kind, id }) => [kind, id]))

/** What the house said of each fact when it was asked last. */
export const lastChecked = async (db: Reader): Promise<Map<string, { value: unknown; at: Date }>> =>
  new Map((await db.selectFrom('printed_figure').select(['fact', 'value', 'checked_at as at']).limit(1_000).execute()).map(({ fact, value, at }) => [fact, { value, at }]))
