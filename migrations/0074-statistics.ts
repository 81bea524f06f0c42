import { sql, type Kysely } from 'kysely'
import { referenceMeasures, referenceThresholds } from './measures.ts'
import { run } from './statements.ts'
import { behindTheWall, ours } from './walls.ts'

/**
 * Figures that municipalities report and that are not counted from rows here, by measures with a time of their own: what a used one means
 * never changes. No value and no word for it is an answer that was taken back. What was corrected is kept beside what it became. The
 * thresholds of care plans are rows with the day from which they hold, and a plan that was reported is one row without anybody's name.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table statistic_measure (
      id           integer generated always as identity primary key,
      code         text not null check (code ~ '^[a-z][a-z0-9_]{1,60}$'),
      label        text not null check (char_length(label) between 1 and 80),
      label_en     text not null,
      unit         text not null check (unit in ('person', 'case', 'meeting', 'visit', 'center', 'area', 'body', 'council', 'municipality', 'yen', 'thousand_yen', 'percent', 'month', 'fiscal_year')),
      dimension    text not null default '',
      is_additive  boolean not null default true,
      by_place     boolean not null default false,
      from_year    integer not null check (from_year between 1990 and 2999),
      to_year      integer check (to_year between 1990 and 2999),
      source       text not null default '',
      position     integer not null,
      made_by      integer references person,
      made_at      timestamptz,
      version      integer not null default 1,
      constraint statistic_measure_once unique (code, from_year),
      constraint statistic_measure_ends_after_it_began check (to_year is null or to_year >= from_year)
    );

    create table statistic_part (
      measure_id  integer not null references statistic_measure on delete cascade,
      code        text not null check (code ~ '^[a-z][a-z0-9_]{1,60}$'),
      label       text not null check (char_length(label) between 1 and 80),
      label_en    text not null,
      total_code  text,
      position    integer not null,
      primary key (measure_id, code)
    );

    create table statistic (
      id               integer generated always as identity primary key,
      municipality_id  integer not null references municipality,
      measure_id       integer not null references statistic_measure,
      organization_id  integer references organization,
      place            text not null default '' check (char_length(place) <= 60),
      dimension        text not null default '',
      period           text not null default '',
      fiscal_year      integer check (fiscal_year between 1950 and 2999),
      as_of            date,
      from_on          date,
      to_on            date,
      shown_year       integer,
      basis            text not null check (basis in ('plan', 'actual', 'structure', 'rule', 'target')),
      value            double precision,
      missing          text check (missing in ('not_applicable', 'not_printed', 'inseparable')),
      unit             text not null,
      is_total         boolean not null default false,
      source           text not null default '',
      printed          text not null default '',
      entered_by       integer references person,
      entered_at       timestamptz not null,
      version          integer not null default 1,
      constraint statistic_once unique (municipality_id, measure_id, place, dimension, period, basis),
      constraint statistic_is_a_figure_or_a_word check (value is null or missing is null),
      constraint statistic_value_has_two_decimals check (value >= 0 and value < 1e12 and value = round(value::numeric, 2)::double precision),
      constraint statistic_of_one_period check (num_nonnulls(fiscal_year, as_of, from_on) <= 1 and (from_on is null) = (to_on is null) and (to_on is null or to_on >= from_on))
    );
    create index statistic_of_year on statistic (municipality_id, shown_year);
    create index statistic_of_measure on statistic (measure_id, shown_year, municipality_id);
    create index statistic_of_organization on statistic (organization_id) where organization_id is not null;

    create table statistic_correction (
      id               integer generated always as identity primary key,
      statistic_id     integer not null references statistic on delete cascade,
      municipality_id  integer not null references municipality,
      value_before     double precision,
      missing_before   text,
      printed_before   text not null default '',
      value_after      double precision,
      missing_after    text,
      reason           text not null constraint statistic_correction_says_why check (char_length(reason) > 0),
      corrected_by     integer references person,
      corrected_at     timestamptz not null
    );
    create index statistic_correction_of_statistic on statistic_correction (statistic_id, id);
    create index statistic_correction_of_municipality on statistic_correction (municipality_id);

    create table care_plan_threshold (
      id          integer generated always as identity primary key,
      rule        text not null check (rule in ('home_help_visits_per_month', 'limit_use_ratio_min', 'home_help_ratio_min')),
      care_level  text not null default 'any' check (care_level in ('any', 'care_1', 'care_2', 'care_3', 'care_4', 'care_5')),
      value       integer check (value between 0 and 999),
      valid_from  date not null,
      source      text not null check (char_length(source) > 0),
      made_by     integer references person,
      made_at     timestamptz,
      constraint care_plan_threshold_once unique (rule, care_level, valid_from),
      constraint care_plan_threshold_of_a_level check ((rule = 'home_help_visits_per_month') = (care_level <> 'any'))
    );

    create table care_plan_filing (
      id                 integer generated always as identity primary key,
      municipality_id    integer not null references municipality,
      fiscal_year        integer not null check (fiscal_year between 2000 and 2999),
      kind               text not null check (kind in ('frequent_home_help', 'by_office')),
      planned_on         date not null,
      filed_on           date not null,
      care_level         text not null check (care_level in ('care_1', 'care_2', 'care_3', 'care_4', 'care_5')),
      visits             integer check (visits between 0 and 999),
      limit_percent      integer check (limit_percent between 0 and 999),
      home_help_percent  integer check (home_help_percent between 0 and 100),
      reviewed_on        date,
      reviewed_in        text not null default '' check (char_length(reviewed_in) <= 60),
      outcome            text check (outcome in ('kept', 'to_change')),
      filed_by           integer references person,
      version            integer not null default 1,
      constraint care_plan_filing_has_its_figures check (case kind when 'frequent_home_help' then visits is not null else limit_percent is not null and home_help_percent is not null end),
      constraint care_plan_filing_filed_after_it_was_planned check (filed_on >= planned_on),
      constraint care_plan_filing_review_is_whole check ((reviewed_on is null) = (reviewed_in = '') and (outcome is null or reviewed_on is not null))
    );
    create index care_plan_filing_of_year on care_plan_filing (municipality_id, fiscal_year, filed_on);
  `)
  for (const [at, { parts, ...row }] of referenceMeasures.entries()) {
    const { rows: [made] } = await sql<{ id: number }>`insert into statistic_measure (code, label, label_en, unit, dimension, is_additive, by_place, from_year, position)
      values (${row.code}, ${row.label}, ${row.label_en}, ${row.unit}, ${row.dimension}, ${row.is_additive}, ${row.by_place}, ${row.from_year}, ${at + 1}) returning id`.execute(db)
    for (const [place, one] of parts.entries()) await sql`insert into statistic_part (measure_id, code, label, label_en, total_code, position)
      values (${made!.id}, ${one.code}, ${one.label}, ${one.label_en}, ${one.total}, ${place + 1})`.execute(db)
  }
  for (const one of referenceThresholds) await sql`insert into care_plan_threshold (rule, care_level, value, valid_from, source)
    values (${one.rule}, ${one.care_level}, ${one.value}, ${one.valid_from}::date, ${one.source})`.execute(db)
  for (const table of ['statistic', 'statistic_correction', 'care_plan_filing']) await behindTheWall(db, table, ours)
}
