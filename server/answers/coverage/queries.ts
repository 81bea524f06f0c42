import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'
import { categories, type Category } from '../../entry/nominations/rules.ts'
import type { Coverage, CoveragePage } from './rules.ts'

/** A prefecture has at most 179 municipalities; a page shows this many, so the usual one shows all. */
export const municipalitiesPerPage = 100

/**
 * A page of the municipalities of the scope in code order, each with its trained people in post, and the figures over all
 * of them; read from counts that the database keeps, in one statement.
 */
export async function coverageOf(db: Reader, scope: Scope, page = 1): Promise<CoveragePage> {
  const held = db.selectFrom('coverage_count as c').groupBy('c.municipality_id')
    .select(({ fn, ref }) => ['c.municipality_id', fn.sum<number>('c.people').as('people'),
      sql<number>`sum(${ref('c.people')}) filter (where ${ref('c.category')} = 'chair')`.as('chairs')])
  const bodies = db.selectFrom('municipality as m').leftJoin(held.as('h'), 'h.municipality_id', 'm.id')
    .select(['m.id', 'm.code', 'm.name', 'm.name_en as nameEn', 'm.kind', 'm.island',
      sql<number>`count(*) over ()`.as('total'), sql<number>`count(*) filter (where coalesce(h.chairs, 0) = 0) over ()`.as('noChair'),
      sql<number>`count(*) filter (where coalesce(h.people, 0) = 0) over ()`.as('nobody'), sql<number | null>`sum(h.people) over ()`.as('inPost')])
    .where('m.valid_to', 'is', null).where(({ ref, lit }) => within(scope, { municipality: ref('m.id'), person: lit(null) }))
  const rows = await db.selectFrom(bodies.orderBy('m.code').limit(municipalitiesPerPage).offset((page - 1) * municipalitiesPerPage).as('m')).selectAll('m')
    .select(sql<Partial<Coverage['people']> | null>`(select json_object_agg(c.category, c.people) from coverage_count c where c.municipality_id = m.id)`.as('people'))
    .orderBy('m.code').execute()
  const { total = 0, noChair = 0, nobody = 0, inPost = 0 } = rows[0] ?? {}
  return {
    rows: rows.map(({ total: _, noChair: __, nobody: ___, inPost: ____, people, ...one }) => ({ ...one, people: { ...noPeople, ...people } })),
    gaps: { inPost: inPost ?? 0, noChair, nobody },
    pager: { page, pages: Math.max(1, Math.ceil(total / municipalitiesPerPage)), total, perPage: municipalitiesPerPage },
  }
}

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
export const trainedInPost = (db: Reader, scope: Scope, municipalityId: number, category: Category | null, page: number) =>
  db.selectFrom('affiliation as a').innerJoin('person as p', 'p.id', 'a.person_id')
    .leftJoin('person_profession as pp', (join) => join.onRef('pp.person_id', '=', 'p.id').on('pp.is_primary', '=', true))
    .leftJoin('profession as f', 'f.code', 'pp.profession_code')
    .select((eb) => ['p.id', 'p.name', 'p.kana', 'a.organization', 'a.category', 'a.from_on as fromOn', 'f.name as profession',
      'f.name_en as professionEn', eb.fn.countAll<number>().over().as('total'),
      sql<{ title: string; titleEn: string }[]>`(
        select json_agg(json_build_object('title', t.title, 'titleEn', t.title_en) order by t.fiscal_year, t.id)
        from enrollment e join training t on t.id = e.training_id where e.person_id = p.id and e.state = 'completed')`.as('trainings')])
    .where('a.municipality_id', '=', municipalityId).where('a.trained', '=', true).where('a.to_on', 'is', null)
    .where('a.category', 'in', category === null ? [...categories] : [category])
    .where(({ ref }) => within(scope, { municipality: ref('a.municipality_id'), person: ref('a.person_id') }))
    .orderBy('p.kana_key').orderBy('p.id').limit(perPage).offset((page - 1) * perPage).execute()
