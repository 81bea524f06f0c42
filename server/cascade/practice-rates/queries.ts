import { sql, type RawBuilder } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import type { Role } from '../practice-reports/rules.ts'
import { figures, type Figure, type Group, type Way } from './rules.ts'

/** Which askings are counted. `keys`: only those of these groups of a way of setting them out. */
export interface Narrowed { course?: number | undefined; year?: number | undefined; months?: number | undefined; category?: Role | undefined; municipality?: number | undefined; group?: { by: Way; keys: readonly string[] } | undefined }

// Of everybody who completed and still counts as a completer. A figure and its rows are the same condition, so they cannot differ.
const from = sql`practice_asking a join enrollment e on e.id = a.enrollment_id join training t on t.id = e.training_id join course c on c.id = t.course_id
  left join municipality m on m.id = e.municipality_id left join practice_answer r on r.asking_id = a.id`
const is: Record<Figure, RawBuilder<boolean>> = {
  asked: sql`true`,
  reached: sql`(a.reached or r.asking_id is not null)`,
  answered: sql`r.asking_id is not null`,
  practiced: sql`coalesce(r.practiced, false)`,
  confirmed: sql`coalesce(r.practiced and r.verdict = 'confirmed', false)`,
  disagreed: sql`coalesce(r.practiced and r.verdict = 'disagreed', false)`,
  unconfirmed: sql`coalesce(r.practiced and r.verdict is null, false)`,
}
// The fiscal year in which somebody completed: three months earlier it is the calendar year.
const year = sql`extract(year from e.completed_on - interval '3 months')::int`
const groupings: Record<Way, { key: RawBuilder<string>; name: RawBuilder<string>; nameEn: RawBuilder<string>; order: RawBuilder<unknown> }> = {
  course: { key: sql`c.id::text`, name: sql`c.name`, nameEn: sql`c.name_en`, order: sql`c.id` },
  year: { key: sql`${year}::text`, name: sql`''`, nameEn: sql`''`, order: year },
  months: { key: sql`a.months::text`, name: sql`''`, nameEn: sql`''`, order: sql`a.months` },
  category: { key: sql`e.category`, name: sql`''`, nameEn: sql`''`, order: sql`array_position(array['chair', 'adviser', 'case_presenter', 'other'], e.category)` },
  municipality: { key: sql`coalesce(m.id, 0)::text`, name: sql`coalesce(m.name, '')`, nameEn: sql`coalesce(m.name_en, '')`, order: sql`m.code` },
}

const counted = (scope: Scope, { course, year: inYear, months, category, municipality, group }: Narrowed) => sql.join([
  sql`e.state = 'completed'`, within(scope, { municipality: sql.ref('e.municipality_id'), person: sql.ref('e.person_id') }),
  ...course === undefined ? [] : [sql`c.id = ${course}`], ...inYear === undefined ? [] : [sql`${year} = ${inYear}`], ...months === undefined ? [] : [sql`a.months = ${months}`],
  ...category === undefined ? [] : [sql`e.category = ${category}`], ...municipality === undefined ? [] : [sql`e.municipality_id = ${municipality}`],
  ...group === undefined ? [] : [sql`${groupings[group.by].key} = any(${[...group.keys]}::text[])`],
], sql` and `)

/** The figures of each group of a way of setting them out, in its order. At most 300. */
export async function groupsOf(db: Reader, scope: Scope, by: Way, narrowed: Narrowed): Promise<Group[]> {
  const { key, name, nameEn, order } = groupings[by]
  const counts = sql.join(figures.map((figure) => sql`count(*) filter (where ${is[figure]})::int as ${sql.ref(figure)}`))
  return await ask(db, sql<Group>`select ${key} as key, max(${name}) as name, max(${nameEn}) as "nameEn", ${counts} from ${from} where ${counted(scope, narrowed)}
    group by ${key}, ${order} order by ${order} nulls last limit 300`)
}

export interface Row {
  id: number; name: string; kana: string | null; affiliation: string; category: Role; municipality: string | null; municipalityEn: string | null; training: string; trainingEn: string
  completedOn: Day; months: number; askedOn: Day; closesOn: Day; reached: boolean; answered: boolean; practiced: boolean; verdict: 'confirmed' | 'disagreed' | null
  times: number | null; role: Role | null; cases: number | null; total: number
}

/** The rows behind a figure, by municipality and name. `total` counts all pages. */
export const rowsOf = (db: Reader, scope: Scope, figure: Figure, narrowed: Narrowed, { limit, offset }: { limit: number; offset: number }): Promise<Row[]> => ask(db, sql<Row>`
  select a.id, p.name, p.kana, e.affiliation, e.category, m.name as municipality, m.name_en as "municipalityEn", t.title as training, t.title_en as "trainingEn", e.completed_on as "completedOn",
    a.months, a.asked_on as "askedOn", a.closes_on as "closesOn", ${is.reached} as reached, ${is.answered} as answered, ${is.practiced} as practiced, r.verdict, r.times, r.role, r.cases, count(*) over ()::int as total
  from ${from} join person p on p.id = e.person_id where ${counted(scope, narrowed)} and ${is[figure]}
  order by m.code nulls last, p.kana_key, p.id, a.months, a.id limit ${limit} offset ${offset}`)

/** What askings can be narrowed to: courses, years, months and municipalities that have any. */
export async function choicesIn(db: Reader, scope: Scope) {
  const [row] = await ask(db, sql<{ courses: Choice[] | null; years: number[] | null; months: number[] | null; municipalities: Choice[] | null }>`
    with own as (select c.id as course, ${year} as year, a.months, e.municipality_id from ${from} where ${counted(scope, {})})
    select (select json_agg(json_build_object('id', c.id, 'name', c.name, 'nameEn', c.name_en) order by c.id) from course c where c.id in (select course from own)) as courses,
      (select json_agg(distinct year) from own) as years, (select json_agg(distinct months) from own) as months,
      (select json_agg(json_build_object('id', m.id, 'name', m.name, 'nameEn', m.name_en) order by m.code) from municipality m where m.id in (select municipality_id from own)) as municipalities`)
  return { courses: row?.courses ?? [], years: row?.years ?? [], months: row?.months ?? [], municipalities: row?.municipalities ?? [] }
}
export interface Choice { id: number; name: string; nameEn: string }
