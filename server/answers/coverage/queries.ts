import { sql, type RawBuilder } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import { ask } from '../../base/ask.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import { categories, type Category } from '../../entry/nominations/rules.ts'
import type { Block, Counted, Coverage, CoveragePage, Sole } from './rules.ts'

/** A prefecture has at most 179 municipalities; a page shows this many, so the usual one shows all. */
export const municipalitiesPerPage = 100

/**
 * A page of the municipalities of the scope in code order, each with its trained people in post, and the figures over all
 * of them; read from counts that the database keeps, in one statement.
 */
export async function coverageOf(db: Reader, scope: Scope, page = 1, today: Day | null = null): Promise<CoveragePage> {
  const held = db.selectFrom('coverage_count as c').groupBy('c.municipality_id')
    .select(({ fn, ref }) => ['c.municipality_id', fn.sum<number>('c.people').as('people'), sql<number>`sum(${ref('c.people')} - ${ref('c.elsewhere')})`.as('heads'),
      sql<number>`sum(${ref('c.people')}) filter (where ${ref('c.category')} = 'chair')`.as('chairs')])
  const bodies = db.selectFrom('municipality as m').leftJoin(held.as('h'), 'h.municipality_id', 'm.id')
    .select(['m.id', 'm.code', 'm.name', 'm.name_en as nameEn', 'm.kind', 'm.island',
      sql<number>`count(*) over ()`.as('total'), sql<number>`count(*) filter (where coalesce(h.chairs, 0) = 0) over ()`.as('noChair'),
      sql<number>`count(*) filter (where coalesce(h.people, 0) = 0) over ()`.as('nobody'), sql<number | null>`sum(h.heads) over ()`.as('inPost')])
    .where('m.valid_to', 'is', null).where(({ ref, lit }) => within(scope, { municipality: ref('m.id'), person: lit(null) }))
  const rows = await db.selectFrom(bodies.orderBy('m.code').limit(municipalitiesPerPage).offset((page - 1) * municipalitiesPerPage).as('m')).selectAll('m')
    .select(sql<Partial<Coverage['people']> | null>`(select json_object_agg(c.category, c.people) from coverage_count c where c.municipality_id = m.id)`.as('people'))
    .select([lastConfirmed.as('confirmedOn'), unconfirmed(today).as('unconfirmed')])
    .orderBy('m.code').execute()
  const { total = 0, noChair = 0, nobody = 0, inPost = 0 } = rows[0] ?? {}
  return {
    rows: rows.map(({ total: _, noChair: __, nobody: ___, inPost: ____, people, ...one }) => ({ ...one, people: { ...noPeople, ...people } })),
    gaps: { inPost: inPost ?? 0, noChair, nobody },
    pager: { page, pages: Math.max(1, Math.ceil(total / municipalitiesPerPage)), total, perPage: municipalitiesPerPage },
  }
}

/** The day on which a municipality last handed in a transfer check. */
const lastConfirmed = sql<Date | null>`(select max(s.submitted_at) from transfer_sheet s where s.municipality_id = m.id)`
/** Whether the last check whose day has passed for a municipality was not handed in by it. */
const unconfirmed = (today: Day | null) => sql<boolean>`coalesce((select not exists (select from transfer_sheet s join transfer_check n on n.id = s.check_id where s.municipality_id = m.id and s.state = 'submitted' and n.fiscal_year >= k.fiscal_year)
  from transfer_check k left join transfer_leave l on l.check_id = k.id and l.municipality_id = m.id where greatest(k.due_on, l.until_on) < ${today}::date order by k.fiscal_year desc limit 1), false)`

const noPeople: Coverage['people'] = { chair: 0, adviser: 0, case_presenter: 0, other: 0 }

/** A municipality the scope reaches, with its figures. */
export async function findCoverage(db: Reader, scope: Scope, municipalityId: number): Promise<Coverage | undefined> {
  const rows = await db.selectFrom('municipality as m').leftJoin('coverage_count as c', 'c.municipality_id', 'm.id')
    .select(['m.id', 'm.code', 'm.name', 'm.name_en as nameEn', 'm.kind', 'm.island', 'c.category', 'c.people']).where('m.id', '=', municipalityId)
    .where(({ ref, lit }) => within(scope, { municipality: ref('m.id'), person: lit(null) })).execute()
  if (rows[0] === undefined) return undefined
  const { category: _, people: __, ...one } = rows[0]
  const of = (category: Category) => rows.find((row) => row.category === category)?.people ?? 0
  return { ...one, people: { chair: of('chair'), adviser: of('adviser'), case_presenter: of('case_presenter'), other: of('other') } }
}

export const perPage = 50

/** The people behind a figure, by kana: still in post, with the trainings they completed. `total` counts all pages. */
export const trainedInPost = (db: Reader, scope: Scope, municipalityId: number, category: Category | null, page: number, today: Day) =>
  db.selectFrom('affiliation as a').innerJoin('person as p', 'p.id', 'a.person_id')
    .leftJoin('person_profession as pp', (join) => join.onRef('pp.person_id', '=', 'p.id').on('pp.is_primary', '=', true))
    .leftJoin('profession as f', 'f.code', 'pp.profession_code')
    .select((eb) => ['p.id', 'p.name', 'p.kana', 'a.organization', 'a.category', 'a.from_on as fromOn', 'a.confirmed_on as confirmedOn', 'f.name as profession',
      'f.name_en as professionEn', eb.fn.countAll<number>().over().as('total'),
      // The last check whose day has passed for the municipality, when it began before them and did not confirm them.
      sql<boolean>`coalesce((select a.from_on < (k.opened_at at time zone 'Asia/Tokyo')::date and coalesce(a.confirmed_on < (k.opened_at at time zone 'Asia/Tokyo')::date, true) from transfer_check k left join transfer_leave l on l.check_id = k.id and l.municipality_id = a.municipality_id
        where greatest(k.due_on, l.until_on) < ${today}::date order by k.fiscal_year desc limit 1), false)`.as('unconfirmed'),
      sql<{ title: string; titleEn: string; earlier: number | null }[]>`(
        select json_agg(json_build_object('title', x.title, 'titleEn', x.title_en, 'earlier', x.earlier) order by x.fiscal_year, x.earlier desc, x.id)
        from (select t.title, t.title_en, t.fiscal_year, t.id, null::int as earlier from enrollment e join training t on t.id = e.training_id where e.person_id = p.id and e.state = 'completed'
          union all select k.name, k.name_en, b.fiscal_year, b.id, b.fiscal_year from earlier_completer b join course k on k.id = b.course_id where b.person_id = p.id) x)`.as('trainings')])
    .where('a.municipality_id', '=', municipalityId).where('a.counts', '>', 0)
    .where('a.category', 'in', category === null ? [...categories] : [category])
    .where(({ ref }) => within(scope, { municipality: ref('a.municipality_id'), person: ref('a.person_id') }))
    .orderBy('p.kana_key').orderBy('p.id').limit(perPage).offset((page - 1) * perPage).execute()

/** Everybody who counts in a municipality, with where they work and which areas that place looks after. */
export const countedIn = (db: Reader, scope: Scope, municipalityId: number): Promise<Counted[]> => db.selectFrom('affiliation as a').innerJoin('person as p', 'p.id', 'a.person_id').leftJoin('organization as o', 'o.id', 'a.organization_id')
  .select(['p.id', 'p.name', 'p.kana', 'a.category', 'a.organization', 'o.id as organizationId', 'o.name as organizationName', 'o.kind as organizationKind',
    sql<number[]>`(select coalesce(json_agg(c.area_id order by c.area_id), '[]') from center_area c where c.organization_id = o.id)`.as('areas')])
  .where('a.municipality_id', '=', municipalityId).where('a.counts', '>', 0).where('a.category', 'is not', null)
  .where(({ ref }) => within(scope, { municipality: ref('a.municipality_id'), person: ref('a.person_id') }))
  .orderBy('p.kana_key').orderBy('p.id').limit(5_000).execute() as Promise<Counted[]>

/** The areas of a municipality, and its centers, in their order. */
export const placesInside = (db: Reader, municipalityId: number) => db.selectNoFrom((eb) => [
  jsonArrayFrom(eb.selectFrom('daily_living_area as r').select(['r.id', 'r.name', 'r.first_year as firstYear', 'r.last_year as lastYear']).where('r.municipality_id', '=', municipalityId).orderBy('r.position').orderBy('r.id').limit(300)).as('areas'),
  jsonArrayFrom(eb.selectFrom('organization as o').select(['o.id', 'o.name']).where('o.municipality_id', '=', municipalityId).where('o.kind', 'in', ['core_support_center', 'support_center']).where('o.valid_to', 'is', null)
    .orderBy('o.name_key').orderBy('o.id').limit(300)).as('centers'),
]).executeTakeFirstOrThrow()

/** Municipalities and categories with exactly one person, who is named, in code order. `total` counts all pages. */
export const solesOf = (db: Reader, scope: Scope, page: number): Promise<(Sole & { total: number })[]> => db.selectFrom('coverage_count as c').innerJoin('municipality as m', 'm.id', 'c.municipality_id')
  .innerJoin('affiliation as a', (join) => join.onRef('a.municipality_id', '=', 'c.municipality_id').onRef('a.category', '=', 'c.category').on('a.counts', '>', 0)).innerJoin('person as p', 'p.id', 'a.person_id')
  .select(({ fn }) => ['m.id as municipalityId', 'm.code', 'm.name as municipality', 'm.name_en as municipalityEn', 'c.category', 'p.id', 'p.name', 'p.kana', 'a.organization', 'a.from_on as fromOn', fn.countAll<number>().over().as('total')])
  .where('c.people', '=', 1).where('c.category', '<>', 'other').where('m.valid_to', 'is', null).where(({ ref, lit }) => within(scope, { municipality: ref('c.municipality_id'), person: lit(null) }))
  .orderBy('m.code').orderBy(sql`array_position(array['chair', 'adviser', 'case_presenter', 'other'], c.category)`).limit(perPage).offset((page - 1) * perPage).execute() as Promise<(Sole & { total: number })[]>

const kindsOf: Record<Block['kind'], readonly string[]> = { wards: ['ward'], cities: ['city'], towns: ['town', 'village'] }

export interface TrainedRow {
  id: number; name: string; kana: string; organization: string; category: Category; fromOn: Day; toOn: Day | null; profession: string | null; professionEn: string | null
  municipalityId: number; municipality: string; municipalityEn: string; trainings: { title: string; titleEn: string }[] | null; total: number
}

/** Trained people with the affiliation `a` that is asked for, municipalities in code order, people by kana. `total` counts all pages. */
const trained = (db: Reader, scope: Scope, which: RawBuilder<unknown>, page: number): Promise<TrainedRow[]> => ask(db, sql<TrainedRow>`
  select p.id, p.name, p.kana, a.organization, a.category, a.from_on as "fromOn", a.to_on as "toOn", f.name as profession, f.name_en as "professionEn",
    m.id as "municipalityId", m.name as municipality, m.name_en as "municipalityEn", count(*) over ()::int as total,
    (select json_agg(json_build_object('title', t.title, 'titleEn', t.title_en) order by t.fiscal_year, t.id) from enrollment e join training t on t.id = e.training_id where e.person_id = p.id and e.state = 'completed') as trainings
  from affiliation a join person p on p.id = a.person_id join municipality m on m.id = a.municipality_id
    left join person_profession pp on pp.person_id = p.id and pp.is_primary left join profession f on f.code = pp.profession_code
  where ${which} and ${within(scope, { municipality: sql.ref('a.municipality_id'), person: sql.ref('a.person_id') })}
  order by m.code, p.kana_key, p.id, a.id limit ${perPage} offset ${(page - 1) * perPage}`)

/** The people behind a sum of the matrix: still in post, of a block of the official list, of a category, or all; of all, each person once. */
export const inPostOf = (db: Reader, scope: Scope, { block, category, page }: { block: Block['kind'] | null; category: Category | null; page: number }) => trained(db, scope, sql`
  a.counts > 0 and a.category is not null and m.valid_to is null ${block === null ? sql`and a.counts = 1` : sql``} ${block === null ? sql`` : sql`and m.kind = any(${[...kindsOf[block]]}::text[])`} ${category === null ? sql`` : sql`and a.category = ${category}`}`, page)

/** Who completed while they were there, and left since; whoever is in post there in the same category has not left. */
const hasLeft = sql`a.trained and a.to_on is not null and a.category is not null
  and (exists (select from enrollment e where e.person_id = a.person_id and e.state = 'completed' and e.completed_on <= a.to_on)
    or exists (select from earlier_completer k where k.person_id = a.person_id and make_date(k.fiscal_year + 1, 3, 31) <= a.to_on))
  and not exists (select from affiliation b where b.person_id = a.person_id and b.municipality_id = a.municipality_id and b.category = a.category and (b.to_on is null or b.trained and b.id > a.id))`

/** How many left a municipality, by category. */
export const leftByCategory = (municipalityId: number) => sql`select a.category, count(*)::int as people from affiliation a where a.municipality_id = ${municipalityId} and ${hasLeft} group by a.category`
/** The people behind it. */
export const whoLeft = (db: Reader, scope: Scope, municipalityId: number, category: Category | null, page: number) =>
  trained(db, scope, sql`a.municipality_id = ${municipalityId} and ${hasLeft} ${category === null ? sql`` : sql`and a.category = ${category}`}`, page)

export interface GapRow { id: number; code: string; name: string; nameEn: string; kind: string; island: boolean; people: number }
/** Municipalities without a trained chair in post, or without anybody, in code order. */
export const gapsOf = (db: Reader, scope: Scope, of: 'chair' | 'anyone'): Promise<GapRow[]> => ask(db, sql<GapRow>`
  select m.id, m.code, m.name, m.name_en as "nameEn", m.kind, m.island, coalesce(sum(c.people), 0)::int as people
  from municipality m left join coverage_count c on c.municipality_id = m.id
  where m.valid_to is null and ${within(scope, { municipality: sql.ref('m.id'), person: sql`null::int` })} group by m.id
  having coalesce(sum(c.people) ${of === 'chair' ? sql`filter (where c.category = 'chair')` : sql``}, 0) = 0 order by m.code limit 2000`)
