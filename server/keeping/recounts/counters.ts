import { sql, type RawBuilder } from 'kysely'

/**
 * The figures that the database keeps by itself (migrations 0011, 0014, 0079, 0080, 0086, 0088) and what a full recount of the registers says of each.
 * `kept` and `counted` give the same columns: the keys, then the figures. A key of nobody (no municipality, no profession) is a
 * key like any other. What only numbers things (how many enrollment numbers were ever given) or was frozen at a moment (who came
 * to a meeting) is no counter: nothing could be recounted.
 */
export interface Counter {
  keys: readonly string[]
  figures: readonly string[]
  kept: RawBuilder<unknown>
  counted: RawBuilder<unknown>
  /** How a difference is put right: added to the row with its key, laid beside it, or set in the row of the register itself. */
  repair: { add: string; once: RawBuilder<unknown> } | { lay: string } | { set: string; by: RawBuilder<unknown> }
}

const isNamed = sql`n.submitted and n.withdrawn_at is null and h.state in ('submitted', 'accepted')`
const head = ['enrolled', 'withdrawn', 'substitutes', 'attended', 'completed'] as const
const shown = ['nominated', 'selected', 'attended', 'completed'] as const
const raw = ['nominated', 'chosen', 'enrolled', 'substitutes', 'attended', 'completed'] as const
const list = (names: readonly string[], say: (name: string) => RawBuilder<unknown> = (name) => sql.ref(name)) => sql.join(names.map(say))
const sums = (names: readonly string[], from = '') => list(names, (name) => sql`sum(${sql.ref(`${from}${name}`)})::int as ${sql.ref(name)}`)
const trained = (person: RawBuilder<unknown>) => sql`(exists (select from enrollment e where e.person_id = ${person} and e.state = 'completed') or exists (select from earlier_completer c where c.person_id = ${person}))`

const ofEnrollments = sql`count(*)::int as enrolled, count(*) filter (where state = 'withdrawn')::int as withdrawn, count(replaces_id)::int as substitutes,
  count(*) filter (where attended)::int as attended, count(*) filter (where state = 'completed')::int as completed`

const isOpen = sql`state in ('enrolled', 'in_progress', 'pending_judgment')`

/** Every register once, in all dimensions of the results table. */
const everybody = sql`
  select k.training_id, n.municipality_id, n.category, n.profession_code, count(*)::int as nominated, 0 as chosen, 0 as enrolled, 0 as substitutes, 0 as attended, 0 as completed
    from nomination n join nomination_sheet h on h.id = n.sheet_id join call k on k.id = n.call_id where ${isNamed} group by 1, 2, 3, 4
  union all
  select s.training_id, n.municipality_id, n.category, n.profession_code, 0, count(*)::int, 0, 0, 0, 0
    from selection s join selection_line l on l.selection_id = s.id join nomination n on n.id = l.nomination_id where s.state = 'announced' and l.outcome = 'selected' group by 1, 2, 3, 4
  union all
  select training_id, municipality_id, category, profession_code, 0, 0, count(*)::int, count(replaces_id)::int, count(*) filter (where attended)::int, count(*) filter (where state = 'completed')::int
    from enrollment group by 1, 2, 3, 4`
const isAnnounced = (training: RawBuilder<unknown>) => sql`exists (select from selection s where s.training_id = ${training} and s.state = 'announced')`
const results = sql`select training_id, municipality_id, category, profession_code, ${sums(raw)},
  (case when ${isAnnounced(sql`d.training_id`)} then sum(chosen) else sum(enrolled - substitutes) end)::int as selected from (${everybody}) d group by 1, 2, 3, 4`

export const counters = {
  head_count: {
    keys: ['training_id', 'municipality_id', 'category'], figures: head, kept: sql`select training_id, municipality_id, category, ${list(head)} from head_count`,
    counted: sql`select training_id, municipality_id, category, ${ofEnrollments} from enrollment group by 1, 2, 3`, repair: { add: 'head_count', once: sql`on constraint head_count_once` },
  },
  training_count: {
    keys: ['training_id'], figures: [...head, 'municipalities'], kept: sql`select training_id, ${list(head)}, municipalities from training_count`,
    counted: sql`select e.training_id, ${ofEnrollments}, count(distinct municipality_id) filter (where m.people > m.substitutes)::int as municipalities from enrollment e
      join (select training_id as t, municipality_id as town, category as c, count(*) as people, count(replaces_id) as substitutes from enrollment group by 1, 2, 3) m
        on m.t = e.training_id and m.town is not distinct from e.municipality_id and m.c = e.category group by 1`, repair: { add: 'training_count', once: sql`(training_id)` },
  },
  training_towns: {
    keys: ['training_id'], figures: ['nominated', 'selected', 'nominating', 'selecting'], kept: sql`select training_id, nominated, selected, nominating, selecting from training_count`,
    counted: sql`select training_id, sum(nominated)::int as nominated, sum(selected)::int as selected, count(distinct municipality_id) filter (where nominated > 0)::int as nominating, count(distinct municipality_id) filter (where selected > 0)::int as selecting from (${results}) r group by 1`,
    repair: { add: 'training_count', once: sql`(training_id)` },
  },
  names_on_sheets: {
    keys: ['id'], figures: ['named'], kept: sql`select id, named from nomination_sheet`,
    counted: sql`select sheet_id as id, count(*)::int as named from nomination n where n.submitted and n.withdrawn_at is null group by 1`, repair: { set: 'nomination_sheet', by: sql`named = t.named + d.named` },
  },
  trained: {
    keys: ['id'], figures: ['trained'], kept: sql`select id, trained::int as trained from affiliation`, counted: sql`select a.id, ${trained(sql`a.person_id`)}::int as trained from affiliation a`,
    repair: { set: 'affiliation', by: sql`trained = not t.trained` },
  },
  coverage_count: {
    keys: ['municipality_id', 'category'], figures: ['people'], kept: sql`select municipality_id, category, people from coverage_count`,
    counted: sql`select a.municipality_id, a.category, count(*)::int as people from affiliation a where a.to_on is null and a.municipality_id is not null and a.category is not null and ${trained(sql`a.person_id`)} group by 1, 2`,
    repair: { add: 'coverage_count', once: sql`(municipality_id, category)` },
  },
  result_count: {
    keys: ['training_id', 'municipality_id', 'category', 'profession_code'], figures: [...raw, 'selected'],
    kept: sql`select training_id, municipality_id, category, profession_code, ${list(raw)}, selected from result_count`, counted: results, repair: { add: 'result_count', once: sql`on constraint result_count_once` },
  },
  result_by_training: {
    keys: ['training_id', 'category', 'profession_code'], figures: shown, kept: sql`select training_id, category, profession_code, ${sums(shown)} from result_by_training group by 1, 2, 3`,
    counted: sql`select training_id, category, profession_code, ${sums(shown)} from (${results}) r group by 1, 2, 3`, repair: { lay: 'result_by_training' },
  },
  result_by_year: {
    keys: ['fiscal_year', 'course_id', 'category', 'profession_code'], figures: shown, kept: sql`select fiscal_year, course_id, category, profession_code, ${sums(shown)} from result_by_year group by 1, 2, 3, 4`,
    counted: sql`select t.fiscal_year, t.course_id, r.category, r.profession_code, ${sums(shown, 'r.')} from (${results}) r join training t on t.id = r.training_id where t.state <> 'canceled' group by 1, 2, 3, 4`,
    repair: { lay: 'result_by_year' },
  },
  result_by_town: {
    keys: ['fiscal_year', 'course_id', 'municipality_id', 'category'], figures: shown, kept: sql`select fiscal_year, course_id, municipality_id, category, ${sums(shown)} from result_by_town group by 1, 2, 3, 4`,
    counted: sql`select t.fiscal_year, t.course_id, r.municipality_id, r.category, ${sums(shown, 'r.')} from (${results}) r join training t on t.id = r.training_id where t.state <> 'canceled' group by 1, 2, 3, 4`,
    repair: { lay: 'result_by_town' },
  },
  result_by_profession: {
    keys: ['fiscal_year', 'course_id', 'municipality_id', 'profession_code'], figures: shown, kept: sql`select fiscal_year, course_id, municipality_id, profession_code, ${sums(shown)} from result_by_profession group by 1, 2, 3, 4`,
    counted: sql`select t.fiscal_year, t.course_id, r.municipality_id, r.profession_code, ${sums(shown, 'r.')} from (${results}) r join training t on t.id = r.training_id where t.state <> 'canceled' group by 1, 2, 3, 4`,
    repair: { lay: 'result_by_profession' },
  },
  earlier_count: {
    keys: ['fiscal_year', 'course_id', 'municipality_id', 'category', 'profession_code'], figures: ['people'], kept: sql`select fiscal_year, course_id, municipality_id, category, profession_code, people from earlier_count`,
    counted: sql`select fiscal_year, course_id, municipality_id, category, profession_code, count(*)::int as people from earlier_completer group by 1, 2, 3, 4, 5`, repair: { add: 'earlier_count', once: sql`on constraint earlier_count_once` },
  },
  open_heads: {
    keys: ['training_id', 'municipality_id', 'category'], figures: ['active', 'expected'], kept: sql`select training_id, municipality_id, category, active, expected from head_count`,
    counted: sql`select training_id, municipality_id, category, count(*)::int as active, count(*) filter (where not attended)::int as expected from enrollment where ${isOpen} group by 1, 2, 3`,
    repair: { add: 'head_count', once: sql`on constraint head_count_once` },
  },
  training_heads: {
    keys: ['training_id', 'category'], figures: ['enrolled', 'attended', 'completed', 'active', 'expected'],
    kept: sql`select training_id, category, ${sums(['enrolled', 'attended', 'completed', 'active', 'expected'])} from training_heads group by 1, 2`,
    counted: sql`select training_id, category, ${ofEnrollments}, count(*) filter (where ${isOpen})::int as active, count(*) filter (where ${isOpen} and not attended)::int as expected from enrollment group by 1, 2`,
    repair: { lay: 'training_heads' },
  },
  conference_year_count: {
    keys: ['municipality_id', 'fiscal_year'], figures: ['on_record', 'held', 'cases', 'silent'], kept: sql`select municipality_id, fiscal_year, on_record, held, cases, silent from conference_year_count`,
    counted: sql`select municipality_id, fiscal_year, count(*)::int as on_record, count(*) filter (where state = 'held')::int as held, coalesce(sum(cases_discussed), 0)::int as cases,
      count(*) filter (where state = 'held' and cases_discussed is null)::int as silent from conference group by 1, 2`, repair: { add: 'conference_year_count', once: sql`(municipality_id, fiscal_year)` },
  },
} as const satisfies Record<string, Counter>

export type CounterName = keyof typeof counters
export const counterNames = Object.keys(counters) as CounterName[]

const k = (name: string) => sql.ref(`k_${name}`)
const c = (name: string) => sql.ref(`c_${name}`)

/** Keys whose figures differ, with what is kept (`k_`) and what a recount says (`c_`). Both sides are asked in one statement, so in one moment. */
export const differencesOf = ({ keys, figures, kept, counted }: Counter): RawBuilder<unknown> => sql`
  select ${list(keys)}, ${list(figures, (name) => sql`sum(${k(name)})::int as ${k(name)}, sum(${c(name)})::int as ${c(name)}`)} from (
    select ${list(keys)}, ${list(figures, (name) => sql`${sql.ref(name)} as ${k(name)}, 0 as ${c(name)}`)} from (${kept}) kept
    union all select ${list(keys)}, ${list(figures, (name) => sql`0, ${sql.ref(name)}`)} from (${counted}) counted) both_sides
  group by ${list(keys)} having ${sql.join(figures.map((name) => sql`sum(${k(name)}) <> sum(${c(name)})`), sql` or `)}`

/** How many keys were looked at, how many differ, and the first of them. */
export const findingOf = (counter: Counter): RawBuilder<{ looked_at: number; differences: number; examples: Record<string, unknown>[] }> => sql`
  with d as materialized (${differencesOf(counter)}), kept as (select count(*)::int as n from (${counter.kept}) kept)
  select (select n from kept) as looked_at, (select count(*)::int from d) as differences,
    (select coalesce(jsonb_agg(to_jsonb(x)), '[]') from (select * from d order by ${list(counter.keys)} limit 20) x) as examples`

/** Puts every difference right in one statement, by what is missing: whoever changes a figure in this moment is not overwritten. */
export function repairOf(counter: Counter): RawBuilder<{ repaired: number }> {
  const { keys, figures, repair } = counter
  const missing = sql`select ${list(keys)}, ${list(figures, (name) => sql`${c(name)} - ${k(name)} as ${sql.ref(name)}`)} from (${differencesOf(counter)}) x`
  if ('set' in repair) return sql`with done as (update ${sql.table(repair.set)} t set ${repair.by} from (${missing}) d where ${sql.join(keys.map((name) => sql`${sql.ref(`t.${name}`)} = ${sql.ref(`d.${name}`)}`), sql` and `)} returning 1) select count(*)::int as repaired from done`
  const table = 'add' in repair ? repair.add : repair.lay
  const conflict = 'add' in repair ? sql`on conflict ${repair.once} do update set ${list(figures, (name) => sql`${sql.ref(name)} = ${sql.ref(`${table}.${name}`)} + ${sql.ref(`excluded.${name}`)}`)}` : sql``
  return sql`with done as (insert into ${sql.table(table)} (${list([...keys, ...figures])}) ${missing} order by ${list(keys)} ${conflict} returning 1) select count(*)::int as repaired from done`
}

/** The sums that are lists of differences. */
export const folded = ['result_by_training', 'result_by_year', 'result_by_town', 'result_by_profession', 'training_heads'] as const
/** Rows of one key become one row; those that cancel out go. */
export const foldingOf = (table: typeof folded[number]): RawBuilder<unknown> => {
  const { keys, figures } = counters[table]
  return sql`with gone as (delete from ${sql.table(table)} returning ${list([...keys, ...figures])})
    insert into ${sql.table(table)} (${list([...keys, ...figures])}) select ${list(keys)}, ${list(figures, (name) => sql`sum(${sql.ref(name)})`)} from gone group by ${list(keys)} having ${sql.join(figures.map((name) => sql`sum(${sql.ref(name)}) <> 0`), sql` or `)}`
}
