import { sql, type Expression, type RawBuilder } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { ask } from '../../base/ask.ts'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'
import { behind } from '../../planning/trainings/counts.ts'
import { hasCapacity, isPagedFirst, showsEarlier, showsPrinted, sourceOf, type Across, type Dimension, type Filters, type PeopleMeasure, type Printed, type Setting } from './rules.ts'

export const rowsPerPage = 100
/** A file takes every row; a prefecture has fewer municipalities and trainings than this. */
export const rowsMax = 5_000

/** The key of one row and one column, with the figures of that cell; capacity is null where there is none. */
export interface Cell { row: string; col: string; capacity: number | null; nominated: number; selected: number; attended: number; completed: number }
export interface Table { total: number; rows: { key: string; name: string | null; nameEn: string | null }[]; cells: Cell[]; totals: Omit<Cell, 'row'>[] }

type Keys = Partial<Record<Dimension, RawBuilder<unknown>>>
const people: Keys = { category: sql`r.category`, profession: sql`r.profession_code` }
const town: Keys = { municipality: sql`r.municipality_id` }
const ofTraining: Keys = { year: sql`t.fiscal_year`, course: sql`t.course_id`, training: sql`t.id` }

const sources = {
  trainings: { from: sql`training_count r join training t on t.id = r.training_id and t.state <> 'canceled'`, keys: ofTraining },
  by_year: { from: sql`result_by_year r`, keys: { year: sql`r.fiscal_year`, course: sql`r.course_id`, ...people } },
  by_training: { from: sql`result_by_training r join training t on t.id = r.training_id and t.state <> 'canceled'`, keys: { ...ofTraining, ...people } },
  by_town: { from: sql`result_by_town r`, keys: { year: sql`r.fiscal_year`, course: sql`r.course_id`, category: people.category!, ...town } },
  by_profession: { from: sql`result_by_profession r`, keys: { year: sql`r.fiscal_year`, course: sql`r.course_id`, profession: people.profession!, ...town } },
  all: { from: sql`result_count r join training t on t.id = r.training_id and t.state <> 'canceled'`, keys: { ...ofTraining, ...people, ...town } },
} satisfies Record<ReturnType<typeof sourceOf>, { from: RawBuilder<unknown>; keys: Keys }>

/** A name for each key of a dimension, and what it is sorted by. */
const names: Record<Dimension, RawBuilder<unknown>> = {
  year: sql`select k.row, null::text as name, null::text as name_en, k.row as place from k`,
  course: sql`select k.row, c.name, c.name_en, lpad(k.row, 10, '0') as place from k join course c on c.id = k.row::int`,
  training: sql`select k.row, t.title as name, t.title_en as name_en, t.fiscal_year || lpad(k.row, 10, '0') as place from k join training t on t.id = k.row::int`,
  municipality: sql`select k.row, m.name, m.name_en, coalesce(m.code, '~') as place from k left join municipality m on m.id = case when k.row <> 'none' then k.row::int end`,
  category: sql`select k.row, null::text as name, null::text as name_en, array_position(array['chair', 'adviser', 'case_presenter', 'other'], k.row)::text as place from k`,
  profession: sql`select k.row, f.name, f.name_en, coalesce(lpad(f.position::text, 5, '0'), '~') as place from k left join profession f on f.code = k.row`,
}

function conditions(keys: Keys, filters: Filters, reach: Expression<unknown> | null) {
  const year = keys.year!
  const same = (name: 'category' | 'profession' | 'municipality', value: string | undefined) => value === undefined ? []
    : [value === 'none' ? sql`${keys[name]!} is null` : sql`${keys[name]!} = ${name === 'municipality' ? Number(value) : value}`]
  const at = (name: 'course' | 'training', value: number | undefined) => value === undefined ? [] : [sql`${keys[name]!} = ${value}`]
  return sql.join([
    ...reach === null ? [] : [reach], ...filters.from === undefined ? [] : [sql`${year} >= ${filters.from}`], ...filters.to === undefined ? [] : [sql`${year} <= ${filters.to}`],
    ...at('course', filters.course), ...at('training', filters.training), ...same('category', filters.category), ...same('profession', filters.profession), ...same('municipality', filters.municipality),
    sql`true`,
  ], sql` and `)
}

/** Keys become words only once rows are added up: there are far fewer sums than rows. */
const keyOf = (keys: Keys, dimension: Dimension | Across): RawBuilder<unknown> => dimension === 'measures' ? sql`1` : keys[dimension]!
const said = (key: RawBuilder<unknown>): RawBuilder<unknown> => sql`coalesce(${key}::text, 'none')`

/**
 * A page of the table and the sums over all of it, in one statement, out of figures that the database keeps (0079, 0086). Nothing is
 * counted here: by training, by year and municipality, or with everything, whichever holds the fewest rows for what is asked.
 */
export const resultsTable = (db: Reader, scope: Scope, setting: Setting, page: Page): Promise<Table> =>
  isPagedFirst(setting, scope.of === 'all') ? townsAcross(db, setting, page) : tableOf(db, scope, setting, page)

interface Page { limit: number; offset: number }

const figures = ['nominated', 'selected', 'attended', 'completed'] as const
const added = sql.join(figures.map((name) => sql`sum(${sql.ref(`r.${name}`)})::int as ${sql.ref(name)}`))
const isAny = sql.join(figures.map((name) => sql`sum(${sql.ref(`r.${name}`)}) <> 0`), sql` or `)

/** Rows of a source with a figure in them, and rows that take something back until the night folds them into the others (0086, 0091). */
const isSome = sql.join(figures.map((name) => sql`${sql.ref(`r.${name}`)} <> 0`), sql` or `)
const isBelow = sql.join(figures.map((name) => sql`${sql.ref(`r.${name}`)} < 0`), sql` or `)

/**
 * Whether a municipality has any figure: a row with one is enough, found by its index; only where something was taken back are its rows
 * added up. Adding up all rows of all municipalities to see which there are would be most of what a page costs.
 */
function hasFigures({ from }: { from: RawBuilder<unknown> }, town: RawBuilder<unknown>, where: RawBuilder<unknown>) {
  const rows = (also: RawBuilder<unknown>) => sql`exists (select from ${from} where ${town} and ${where} ${also})`
  return sql`${rows(sql`and (${isSome})`)} and (not ${rows(sql`and (${isBelow})`)} or ${rows(sql`having ${isAny}`)})`
}

/** All municipalities: first which of them stand on the page, then their cells, the sums from where no municipality is told apart. */
async function townsAcross(db: Reader, setting: Setting, page: Page): Promise<Table> {
  const [towns, years, cells] = [sources.by_town, sources.by_year, sources[sourceOf(setting, true)]]
  const among = conditions(towns.keys, setting, null)
  const col = setting.columns === 'measures' ? null : setting.columns
  const [of, meant] = [sql`${keyOf(cells.keys, setting.columns)} as col, ${added}`, conditions(cells.keys, setting, null)]
  const [found] = await ask(db, sql<Table>`
    with k as materialized (
      select m.id::text as row from municipality m where ${hasFigures(towns, sql`r.municipality_id = m.id`, among)}
      union all select 'none' where ${hasFigures(towns, sql`r.municipality_id is null`, among)}),
    n as (${names.municipality}),
    shown as materialized (select row, name, name_en, place from n order by place, row limit ${page.limit} offset ${page.offset}),
    g as materialized (
      select ${said(sql`s.town`)} as row, ${col === null ? sql`''::text` : said(sql`s.col`)} as col, null::int as capacity, nominated, selected, attended, completed from (
        select r.municipality_id as town, ${of} from ${cells.from} where r.municipality_id = any(array(select row::int from shown where row <> 'none')) and ${meant} group by 1, 2 having ${isAny}
        union all select null::int, ${of} from ${cells.from} where r.municipality_id is null and exists (select from shown where row = 'none') and ${meant} group by 1, 2 having ${isAny}) s)
    select (select count(*)::int from k) as total,
      (select coalesce(json_agg(json_build_object('key', row, 'name', name, 'nameEn', name_en) order by place, row), '[]') from shown) as rows,
      (select coalesce(json_agg(g), '[]') from g) as cells,
      (select coalesce(json_agg(s), '[]') from (select ${col === null ? sql`''::text` : said(keyOf(years.keys, col))} as col, null::int as capacity, ${added} from ${years.from} where ${conditions(years.keys, setting, null)} group by 1 having ${isAny}) s) as totals`)
  return found!
}

async function tableOf(db: Reader, scope: Scope, setting: Setting, page: Page): Promise<Table> {
  const isWhole = scope.of === 'all'
  const { from, keys } = sources[sourceOf(setting, isWhole)]
  const reach = isWhole ? null : within(scope, { municipality: sql.ref('r.municipality_id'), person: sql<null>`null` })
  const planned = hasCapacity(setting, isWhole)
    ? sql`select ${said(keyOf(ofTraining, setting.rows))} as row, ${setting.columns === 'measures' ? sql`''::text` : said(keyOf(ofTraining, setting.columns))} as col, sum(t.capacity)::int as capacity from training t where t.state <> 'canceled' and ${conditions(ofTraining, setting, null)} group by 1, 2`
    : sql`select ''::text as row, ''::text as col, 0 as capacity where false`
  const [found] = await ask(db, sql<Table>`
    with p as materialized (
      select ${said(sql`s.row`)} as row, ${setting.columns === 'measures' ? sql`''::text` : said(sql`s.col`)} as col, nominated, selected, attended, completed from (
        select ${keyOf(keys, setting.rows)} as row, ${keyOf(keys, setting.columns)} as col, ${added}
        from ${from} where ${conditions(keys, setting, reach)} group by 1, 2) s
    ), c as materialized (${planned}),
    g as materialized (
      select coalesce(p.row, c.row) as row, coalesce(p.col, c.col) as col, c.capacity, coalesce(p.nominated, 0) as nominated, coalesce(p.selected, 0) as selected, coalesce(p.attended, 0) as attended, coalesce(p.completed, 0) as completed
      from p full join c on c.row = p.row and c.col = p.col where c.capacity is not null or p.nominated <> 0 or p.selected <> 0 or p.attended <> 0 or p.completed <> 0
    ), k as (select distinct row from g), n as (${names[setting.rows]}),
    shown as materialized (select row, name, name_en, place from n order by place, row limit ${page.limit} offset ${page.offset})
    select (select count(*)::int from k) as total,
      (select coalesce(json_agg(json_build_object('key', row, 'name', name, 'nameEn', name_en) order by place, row), '[]') from shown) as rows,
      (select coalesce(json_agg(g), '[]') from g where row in (select row from shown)) as cells,
      (select coalesce(json_agg(s), '[]') from (select col, sum(capacity)::int as capacity, sum(nominated)::int as nominated, sum(selected)::int as selected, sum(attended)::int as attended, sum(completed)::int as completed from g group by col) s) as totals`)
  return found!
}

export interface EarlierCell { row: string; col: string; name: string | null; nameEn: string | null; people: number }

/** People on record from the years before, set out in the same way: completed is all that is known of them. */
export function earlierCells(db: Reader, scope: Scope, setting: Setting): Promise<EarlierCell[]> {
  if (!showsEarlier(setting)) return Promise.resolve([])
  const keys: Keys = { year: sql`r.fiscal_year`, course: sql`r.course_id`, ...people, ...town }
  return ask(db, sql<EarlierCell>`with g as (select ${said(keyOf(keys, setting.rows))} as row, ${setting.columns === 'measures' ? sql`''::text` : said(keyOf(keys, setting.columns))} as col, sum(r.people)::int as people from earlier_count r
      where ${conditions(keys, setting, within(scope, { municipality: sql.ref('r.municipality_id'), person: sql<null>`null` }))} group by 1, 2 having sum(r.people) <> 0),
    k as (select distinct row from g), n as (${names[setting.rows]})
    select g.row, g.col, n.name, n.name_en as "nameEn", g.people from g join n on n.row = g.row order by n.place, g.row, g.col limit ${rowsMax}`)
}

/** What was printed about the years before, as it was printed; nothing where the table is finer than that. */
export const printedOf = (db: Reader, scope: Scope, setting: Setting): Promise<Printed[]> => showsPrinted(setting, scope.of === 'all')
  ? db.selectFrom('earlier_result as e').leftJoin('course as c', 'c.id', 'e.course_id')
    .select(['e.id', 'e.from_fiscal_year as from', 'e.to_fiscal_year as to', 'e.course_id as courseId', 'c.name as course', 'c.name_en as courseEn', 'e.about', 'e.measure', 'e.value', 'e.source', 'e.printed'])
    .where('e.about', '=', 'training').orderBy('e.from_fiscal_year').orderBy('e.to_fiscal_year').orderBy('e.id').limit(500).execute()
  : Promise.resolve([])

/** What the filters choose from. */
export const choicesOf = (db: Reader, scope: Scope) => db.selectNoFrom((eb) => [
  jsonArrayFrom(eb.selectFrom('course').select(['id', 'name', 'name_en as nameEn']).orderBy('id').limit(100)).as('courses'),
  jsonArrayFrom(eb.selectFrom('training as t').select(['t.id', 't.title', 't.title_en as titleEn']).where('t.state', '<>', 'canceled').orderBy('t.fiscal_year', 'desc').orderBy('t.id').limit(100)).as('trainings'),
  jsonArrayFrom(eb.selectFrom('profession').select(['code', 'name', 'name_en as nameEn']).orderBy('position').orderBy('code').limit(100)).as('professions'),
  jsonArrayFrom(eb.selectFrom('municipality as m').select(['m.id', 'm.name', 'm.name_en as nameEn']).where('m.valid_to', 'is', null)
    .where(({ ref, lit }) => within(scope, { municipality: ref('m.id'), person: lit(null) })).orderBy('m.code').limit(200)).as('municipalities'),
  sql<{ first: number | null; last: number | null }>`(select json_build_object('first', least((select min(fiscal_year) from training), (select min(fiscal_year) from earlier_count)), 'last', (select max(fiscal_year) from training)))`.as('years'),
]).executeTakeFirstOrThrow()

export const peoplePerPage = 50
/** Up to here people are sorted by municipality and kana and counted once each as well; beyond it a page would read all of them. */
export const sortedMax = 20_000

/** The people behind a figure, a page of them: the same rows that the figure counts. `total` is how often somebody is counted, `distinct` how many people that is. */
export async function peopleOf(db: Reader, scope: Scope, measure: PeopleMeasure, filters: Filters, page: number) {
  const figure = await figureOf(db, scope, measure, filters)
  const isLarge = figure > sortedMax
  const { from, to, course, training, municipality, category, profession } = filters
  const rows = db.selectFrom(behind(db, scope, measure, {
    isHeld: true, ...from === undefined ? {} : { sinceYear: from }, ...to === undefined ? {} : { untilYear: to }, ...course === undefined ? {} : { courseId: course }, ...training === undefined ? {} : { trainingId: training },
  }).as('b'))
    .$if(municipality === 'none', (q) => q.where('b.municipalityId', 'is', null)).$if(municipality !== undefined && municipality !== 'none', (q) => q.where('b.municipalityId', '=', Number(municipality)))
    .$if(category !== undefined, (q) => q.where('b.category', '=', category as 'chair'))
    .$if(profession === 'none', (q) => q.where('b.professionCode', 'is', null)).$if(profession !== undefined && profession !== 'none', (q) => q.where('b.professionCode', '=', profession!))
  const named = db.selectFrom(isLarge ? rows.selectAll('b').orderBy('b.trainingId').orderBy('b.personId').limit(peoplePerPage).offset((page - 1) * peoplePerPage).as('b') : rows.selectAll('b').as('b'))
    .innerJoin('training as t', 't.id', 'b.trainingId').leftJoin('person as p', 'p.id', 'b.personId').leftJoin('municipality as m', 'm.id', 'b.municipalityId').leftJoin('profession as f', 'f.code', 'b.professionCode')
    .select(['b.personId', 'p.name', 'p.kana', 'b.affiliation', 'b.category', 'm.id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn', 'f.name as profession', 'f.name_en as professionEn',
      't.id as trainingId', 't.title', 't.title_en as titleEn'])
    .orderBy('m.code').orderBy('p.kana_key').orderBy('p.id').orderBy('t.id')
    .$if(!isLarge, (q) => q.limit(peoplePerPage).offset((page - 1) * peoplePerPage))
  const [shown, count] = await Promise.all([named.execute(), isLarge ? { total: figure, distinct: null }
    : rows.select(({ fn }) => [fn.countAll<number>().as('total'), fn.count<number>('b.personId').distinct().as('distinct')]).executeTakeFirstOrThrow()])
  return { rows: shown, total: count.total, distinct: count.distinct, pager: { page, pages: Math.max(1, Math.ceil(count.total / peoplePerPage)), total: count.total, perPage: peoplePerPage } }
}

/** One figure, as the table has it. */
async function figureOf(db: Reader, scope: Scope, measure: PeopleMeasure, filters: Filters): Promise<number> {
  const { totals } = await resultsTable(db, scope, { rows: 'category', columns: 'measures', measure, ...filters }, { limit: 1, offset: 0 })
  return totals[0]?.[measure] ?? 0
}
