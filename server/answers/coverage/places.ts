import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import { categories, type Category } from '../../entry/nominations/rules.ts'
import { municipalitiesPerPage } from './queries.ts'
import { placesFor, shippedRules, type PlacesRules } from './rules.ts'

type Figures = Record<Category, number>
const none: Figures = { chair: 0, adviser: 0, case_presenter: 0, other: 0 }

/** The rule as it stands, and the quota of the last call that stands behind it; what was never set is as it was shipped. One statement. */
export async function rulesNow(db: Reader) {
  const row = await db.selectNoFrom([
    sql<{ category: Category; wanted: number; lossPercent: number; placesMax: number | null; version: number }[]>`(select coalesce(json_agg(json_build_object('category', r.category, 'wanted', r.wanted, 'lossPercent', r.loss_percent, 'placesMax', r.places_max, 'version', r.version)), '[]') from places_rule r)`.as('rules'),
    sql<(Figures & { callId: number; title: string; titleEn: string }) | null>`(select json_build_object('callId', c.id, 'chair', c.quota_chair, 'adviser', c.quota_adviser, 'case_presenter', c.quota_case_presenter, 'other', c.quota_other, 'title', t.title, 'titleEn', t.title_en)
      from call c join training t on t.id = c.training_id join course k on k.id = t.course_id where k.kind = 'practitioner_training' and c.state not in ('draft', 'in_approval') and t.state not in ('canceled', 'postponed') order by t.fiscal_year desc, c.id desc limit 1)`.as('quota'),
  ]).executeTakeFirstOrThrow()
  const of = (category: Category) => row.rules.find((one) => one.category === category)
  const rules = Object.fromEntries(categories.map((category) => [category, of(category) ?? shippedRules[category]])) as PlacesRules
  return { rules, version: Math.max(0, ...row.rules.map(({ version }) => version)), quota: row.quota }
}

/** A page of municipalities in code order with who is in post, in training, and known to end; and what its places should be. One statement. */
export async function placesOf(db: Reader, scope: Scope, { rules, quota }: Awaited<ReturnType<typeof rulesNow>>, { page, perPage = municipalitiesPerPage, year, today }: { page: number; perPage?: number; year: number; today: Day }) {
  const per = (rows: ReturnType<typeof sql>) => sql<Partial<Figures> | null>`(select json_object_agg(x.category, x.n) from (${rows}) x)`
  const rows = await db.selectFrom('municipality as m').select(({ fn }) => ['m.id', 'm.code', 'm.name', 'm.name_en as nameEn', fn.countAll<number>().over().as('total'),
    per(sql`select c.category, c.people as n from coverage_count c where c.municipality_id = m.id`).as('inPost'),
    per(sql`select h.category, sum(h.enrolled - h.withdrawn - h.completed) as n from head_count h join training t on t.id = h.training_id
      where h.municipality_id = m.id and t.fiscal_year >= ${year} and t.state not in ('canceled', 'postponed', 'closed') group by 1`).as('inTraining'),
    per(sql`select a.category, count(*) as n from affiliation a where a.municipality_id = m.id and a.trained and a.to_on >= ${today}::date and a.category is not null group by 1`).as('ending')])
    .where('m.valid_to', 'is', null).where(({ ref, lit }) => within(scope, { municipality: ref('m.id'), person: lit(null) })).orderBy('m.code').limit(perPage).offset((page - 1) * perPage).execute()
  return rows.map((row) => {
    const [inPost, inTraining, ending] = [{ ...none, ...row.inPost }, { ...none, ...row.inTraining }, { ...none, ...row.ending }]
    const places = Object.fromEntries(categories.map((category) => [category, placesFor({ inPost: inPost[category], inTraining: inTraining[category] }, rules[category], quota?.[category] ?? null)])) as Figures
    return { id: row.id, code: row.code, name: row.name, nameEn: row.nameEn, total: row.total, inPost, inTraining, ending, places, sum: categories.reduce((all, category) => all + places[category], 0) }
  })
}
export type Proposed = Awaited<ReturnType<typeof placesOf>>
