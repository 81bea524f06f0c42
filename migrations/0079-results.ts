import type { Kysely } from 'kysely'
import { run, runOne } from './statements.ts'
import { behindTheWall, mine, ours } from './walls.ts'

/**
 * The results table (D25) in all its dimensions, the records of the years before this system, and the nightly recount of
 * every figure that the database keeps.
 *
 * `head_count` (0011) has no profession and no nominations. Widening its key would have made every reader add up more rows,
 * so the counts stand in a table of their own, kept the same way: in the statement that changes the rows, alone with the
 * training. From that one sums follow, because a table over all municipalities or all years must not read a million rows: of
 * each training in its row of totals, by training and by year without municipality, by year and municipality without
 * profession. Sums that several trainings share are lists of differences: a change adds a row and locks none, so two trainings
 * never wait for each other, and whoever reads adds up. At night rows of one key are folded into one.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await tables(db)
  await fillUp(db)
  await keepResults(db)
  await keepSums(db)
  await earlierPeople(db)
  await rounds(db)
}

const categories = `('chair', 'adviser', 'case_presenter', 'other')`
const raw = ['nominated', 'chosen', 'enrolled', 'substitutes', 'attended', 'completed'] as const
const shown = ['nominated', 'selected', 'attended', 'completed'] as const
const key = 'training_id, municipality_id, category, profession_code'

async function tables(db: Kysely<unknown>): Promise<void> {
  const numbers = (names: readonly string[]) => names.map((name) => `${name} integer not null default 0`).join(', ')
  await run(db, `
    create table result_count (
      training_id      integer not null references training on delete cascade,
      municipality_id  integer references municipality,
      category         text not null check (category in ${categories}),
      profession_code  text references profession,
      ${numbers([...raw, 'selected'])},
      constraint result_count_once unique nulls not distinct (${key})
    );
    create index result_count_of_municipality on result_count (municipality_id, training_id);

    create table result_by_training (
      training_id      integer not null references training on delete cascade,
      category         text not null check (category in ${categories}),
      profession_code  text references profession,
      ${numbers(shown)}
    );
    create index result_by_training_key on result_by_training (training_id, category, profession_code);

    create table result_by_year (
      fiscal_year      integer not null,
      course_id        integer not null references course,
      category         text not null check (category in ${categories}),
      profession_code  text references profession,
      ${numbers(shown)}
    );
    create index result_by_year_key on result_by_year (fiscal_year, course_id, category, profession_code);

    create table result_by_town (
      fiscal_year      integer not null,
      course_id        integer not null references course,
      municipality_id  integer references municipality,
      category         text not null check (category in ${categories}),
      ${numbers(shown)}
    );
    create index result_by_town_key on result_by_town (fiscal_year, course_id, municipality_id, category);
    alter table training_count add column nominated integer not null default 0, add column selected integer not null default 0,
      add column nominating integer not null default 0, add column selecting integer not null default 0;
  `)
  await behindTheWall(db, 'result_count', ours)
  await behindTheWall(db, 'result_by_town', ours)
}

/** 推薦者数: names on sheets that were handed in, without those withdrawn. */
const isNamed = `n.submitted and n.withdrawn_at is null`
const isHandedIn = `h.state in ('submitted', 'accepted')`

const sumsOf = (names: readonly string[], prefix = '') => names.map((name) => `sum(${prefix}${name})`).join(', ')

async function fillUp(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    insert into result_count (${key}, ${raw.join()}, selected)
    select ${key}, ${sumsOf(raw)},
      case when exists (select from selection s where s.training_id = d.training_id and s.state = 'announced') then sum(chosen) else sum(enrolled - substitutes) end from (
      select k.training_id, n.municipality_id, n.category, n.profession_code, 1 as nominated, 0 as chosen, 0 as enrolled, 0 as substitutes, 0 as attended, 0 as completed
        from nomination n join nomination_sheet h on h.id = n.sheet_id join call k on k.id = n.call_id where ${isNamed} and ${isHandedIn}
      union all
      select s.training_id, n.municipality_id, n.category, n.profession_code, 0, 1, 0, 0, 0, 0
        from selection s join selection_line l on l.selection_id = s.id join nomination n on n.id = l.nomination_id where s.state = 'announced' and l.outcome = 'selected'
      union all
      select training_id, municipality_id, category, profession_code, 0, 0, 1, (replaces_id is not null)::int, attended::int, (state = 'completed')::int from enrollment
    ) d group by ${key};
    insert into result_by_training (training_id, category, profession_code, ${shown.join()})
      select training_id, category, profession_code, ${sumsOf(shown)} from result_count group by 1, 2, 3;
    insert into result_by_town (fiscal_year, course_id, municipality_id, category, ${shown.join()})
      select t.fiscal_year, t.course_id, c.municipality_id, c.category, ${sumsOf(shown, 'c.')}
      from result_count c join training t on t.id = c.training_id where t.state <> 'canceled' group by 1, 2, 3, 4;
    insert into result_by_year (fiscal_year, course_id, category, profession_code, ${shown.join()})
      select t.fiscal_year, t.course_id, c.category, c.profession_code, ${sumsOf(shown, 'c.')}
      from result_count c join training t on t.id = c.training_id where t.state <> 'canceled' group by 1, 2, 3, 4;
    insert into training_count (training_id) select distinct training_id from result_count on conflict do nothing;
    update training_count c set (nominating, selecting) = ${towns};
    update training_count c set nominated = d.nominated, selected = d.selected from (select training_id, sum(nominated) as nominated, sum(selected) as selected from result_count group by 1) d where d.training_id = c.training_id;
  `)
}

/** From how many municipalities a training had people named, and took people. */
const towns = `(select count(distinct r.municipality_id) filter (where r.nominated > 0), count(distinct r.municipality_id) filter (where r.selected > 0) from result_count r where r.training_id = c.training_id)`

/** Whoever changes figures of a training is alone with it: its row of totals first, those of several in one order. */
const alone = (trainings: string) => `
  insert into training_count (training_id) select distinct training_id from (${trainings}) d order by 1 on conflict do nothing;
  perform from training_count c where c.training_id in (select training_id from (${trainings}) d) order by c.training_id for no key update;`

const into = (rows: string) => `
  insert into result_count (${key}, ${raw.join()}) select ${key}, ${sumsOf(raw)} from (${rows}) d
  group by ${key} having ${raw.map((name) => `sum(${name}) <> 0`).join(' or ')} order by ${key}
  on conflict on constraint result_count_once do update set ${raw.map((name) => `${name} = result_count.${name} + excluded.${name}`).join()};`

async function keepResults(db: Kysely<unknown>): Promise<void> {
  // Whom a training took is what its announced selection says, else who was enrolled without replacing somebody.
  await runOne(db, `create function result_is_selected() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    begin
      new.selected := case when exists (select from selection s where s.training_id = new.training_id and s.state = 'announced')
        then new.chosen else new.enrolled - new.substitutes end;
      return new;
    end $$`)
  await runOne(db, 'create trigger result_is_selected before insert or update on result_count for each row execute function result_is_selected()')

  const ofEnrollments = (sign: string, table: string) => `select ${key}, 0 as nominated, 0 as chosen, ${sign}1 as enrolled, ${sign}(replaces_id is not null)::int as substitutes,
    ${sign}attended::int as attended, ${sign}(state = 'completed')::int as completed from ${table}`
  // The trigger of 0014 comes first by its name and has taken the training's row already.
  await counted(db, 'enrollment', 'insert', into(ofEnrollments('', 'added')))
  await counted(db, 'enrollment', 'delete', into(ofEnrollments('-', 'gone')))
  await counted(db, 'enrollment', 'update', into(`${ofEnrollments('', 'added')} union all ${ofEnrollments('-', 'gone')}`))

  const ofNames = (sign: string, table: string) => `select k.training_id, n.municipality_id, n.category, n.profession_code, ${sign}1 as nominated, 0 as chosen, 0 as enrolled,
    0 as substitutes, 0 as attended, 0 as completed from ${table} n join nomination_sheet h on h.id = n.sheet_id join call k on k.id = n.call_id where ${isNamed} and ${isHandedIn}`
  const ofChosen = (sign: string, table: string) => `select s.training_id, n.municipality_id, n.category, n.profession_code, 0 as nominated, ${sign}1 as chosen, 0 as enrolled,
    0 as substitutes, 0 as attended, 0 as completed from ${table} n join selection_line l on l.nomination_id = n.id join selection s on s.id = l.selection_id
    where s.state = 'announced' and l.outcome = 'selected'`
  // Its sheet's row first: whether a name counts is said by its sheet, which may be changing in this moment.
  const hold = (...tables: string[]) => `
    perform from nomination_sheet h where h.id in (${tables.map((table) => `select sheet_id from ${table} n where ${isNamed}`).join(' union ')}) order by h.id for no key update;
    ${alone(tables.map((table) => `select k.training_id from ${table} n join call k on k.id = n.call_id`).join(' union '))}`
  await counted(db, 'nomination', 'insert', `if exists (select from added n where ${isNamed}) then ${hold('added')} ${into(ofNames('', 'added'))} end if;`)
  await counted(db, 'nomination', 'delete', `if exists (select from gone n where ${isNamed}) then ${hold('gone')} ${into(ofNames('-', 'gone'))} end if;`)
  const told = (row: string) => `(${row}.submitted, ${row}.withdrawn_at is null, ${row}.category, ${row}.profession_code, ${row}.municipality_id, ${row}.sheet_id, ${row}.call_id)`
  await counted(db, 'nomination', 'update', `if exists (select from added a join gone g on g.id = a.id where ${told('a')} is distinct from ${told('g')}) then ${hold('added', 'gone')}
    ${into(`${ofNames('', 'added')} union all ${ofNames('-', 'gone')} union all ${ofChosen('', 'added')} union all ${ofChosen('-', 'gone')}`)} end if;`)

  // A sheet that is handed in, given back or accepted brings or takes its names with it.
  const turned = `select a.id, a.state in ('submitted', 'accepted') as counts from added a join gone g on g.id = a.id
    where (a.state in ('submitted', 'accepted')) <> (g.state in ('submitted', 'accepted'))`
  await counted(db, 'nomination_sheet', 'update', `if exists (${turned}) then
    ${alone(`select k.training_id from added a join call k on k.id = a.call_id where a.id in (select id from (${turned}) t)`)}
    ${into(`select k.training_id, n.municipality_id, n.category, n.profession_code, case when t.counts then 1 else -1 end as nominated, 0 as chosen, 0 as enrolled, 0 as substitutes, 0 as attended, 0 as completed
      from (${turned}) t join nomination n on n.sheet_id = t.id join call k on k.id = n.call_id where ${isNamed}`)} end if;`)

  const ofLines = (sign: string, table: string) => `select s.training_id, n.municipality_id, n.category, n.profession_code, 0 as nominated, ${sign}1 as chosen, 0 as enrolled, 0 as substitutes, 0 as attended, 0 as completed
    from ${table} l join selection s on s.id = l.selection_id join nomination n on n.id = l.nomination_id where s.state = 'announced' and l.outcome = 'selected'`
  const lines = (...tables: string[]) => {
    const trainings = tables.map((table) => `select s.training_id from ${table} l join selection s on s.id = l.selection_id where s.state = 'announced'`).join(' union ')
    return `if exists (${trainings}) then ${alone(trainings)}`
  }
  await counted(db, 'selection_line', 'insert', `${lines('added')} ${into(ofLines('', 'added'))} end if;`)
  await counted(db, 'selection_line', 'delete', `${lines('gone')} ${into(ofLines('-', 'gone'))} end if;`)
  await counted(db, 'selection_line', 'update', `${lines('added', 'gone')} ${into(`${ofLines('', 'added')} union all ${ofLines('-', 'gone')}`)} end if;`)

  // Once a selection is announced it says who was taken, and the enrollments no longer do.
  const announced = `select a.id, a.training_id, case when a.state = 'announced' then 1 else -1 end as sign from added a join gone g on g.id = a.id
    where (a.state = 'announced') <> (g.state = 'announced')`
  await counted(db, 'selection', 'update', `if exists (${announced}) then
    ${alone(`select training_id from (${announced}) t`)}
    ${into(`select t.training_id, n.municipality_id, n.category, n.profession_code, 0 as nominated, t.sign as chosen, 0 as enrolled, 0 as substitutes, 0 as attended, 0 as completed
      from (${announced}) t join selection_line l on l.selection_id = t.id join nomination n on n.id = l.nomination_id where l.outcome = 'selected'`)}
    update result_count c set chosen = c.chosen where c.training_id in (select training_id from (${announced}) t); end if;`)
  await counted(db, 'selection', 'insert', `if exists (select from added where state = 'announced') then
    ${alone(`select training_id from added where state = 'announced'`)}
    update result_count c set chosen = c.chosen where c.training_id in (select training_id from added where state = 'announced'); end if;`)
  await counted(db, 'selection', 'delete', `if exists (select from gone where state = 'announced') then
    ${alone(`select training_id from gone where state = 'announced'`)}
    update result_count c set chosen = 0 where c.training_id in (select training_id from gone where state = 'announced'); end if;`)
}

/** What changes in the table of all dimensions goes on to both sums as a difference. */
async function keepSums(db: Kysely<unknown>): Promise<void> {
  const moved = (sign: string, table: string) => `select training_id, municipality_id, category, profession_code, ${shown.map((name) => `${sign}${name} as ${name}`).join(', ')} from ${table}`
  const any = shown.map((name) => `sum(${name}) <> 0`).join(' or ')
  const pass = (rows: string) => `
    insert into result_by_training (training_id, category, profession_code, ${shown.join()}) select training_id, category, profession_code, ${sumsOf(shown)}
      from (${rows}) d where exists (select from training t where t.id = d.training_id) group by 1, 2, 3 having ${any};
    update training_count c set nominated = c.nominated + d.nominated, selected = c.selected + d.selected
      from (select training_id, sum(nominated) as nominated, sum(selected) as selected from (${rows}) r group by 1 having sum(nominated) <> 0 or sum(selected) <> 0) d where d.training_id = c.training_id;
    insert into result_by_year (fiscal_year, course_id, category, profession_code, ${shown.join()})
      select t.fiscal_year, t.course_id, d.category, d.profession_code, ${sumsOf(shown, 'd.')} from (${rows}) d join training t on t.id = d.training_id
      where t.state <> 'canceled' group by 1, 2, 3, 4 having ${shown.map((name) => `sum(d.${name}) <> 0`).join(' or ')};
    insert into result_by_town (fiscal_year, course_id, municipality_id, category, ${shown.join()})
      select t.fiscal_year, t.course_id, d.municipality_id, d.category, ${sumsOf(shown, 'd.')} from (${rows}) d join training t on t.id = d.training_id
      where t.state <> 'canceled' group by 1, 2, 3, 4 having ${shown.map((name) => `sum(d.${name}) <> 0`).join(' or ')};`
  // A tap on a roll changes who attended and not where from: only what may change the number of municipalities counts them again.
  const ofTowns = (trainings: string) => `update training_count c set (nominating, selecting) = ${towns} where c.training_id in (${trainings});`
  await counted(db, 'result_count', 'insert', pass(moved('', 'added')) + ofTowns('select training_id from added where nominated <> 0 or selected <> 0'))
  await counted(db, 'result_count', 'delete', pass(moved('-', 'gone')))
  await counted(db, 'result_count', 'update', pass(`${moved('', 'added')} union all ${moved('-', 'gone')}`) + ofTowns(`select n.training_id from added n join gone o on n.training_id = o.training_id
    and n.municipality_id is not distinct from o.municipality_id and n.category = o.category and n.profession_code is not distinct from o.profession_code
    where (n.nominated > 0) <> (o.nominated > 0) or (n.selected > 0) <> (o.selected > 0)`))

  // A training that is called off counts in no year; one that moves to another year or course takes its figures along.
  const changed = `select a.id as training_id from added a join gone g on g.id = a.id
    where (a.fiscal_year, a.course_id, a.state = 'canceled') <> (g.fiscal_year, g.course_id, g.state = 'canceled')`
  const ofTrainings = (sign: string, table: string) => `select t.fiscal_year, t.course_id, c.municipality_id, c.category, c.profession_code, ${shown.map((name) => `${sign}c.${name} as ${name}`).join(', ')}
    from ${table} t join result_count c on c.training_id = t.id where t.state <> 'canceled' and t.id in (${changed})`
  const take = (table: string, keys: string) => `insert into ${table} (${keys}, ${shown.join()})
      select ${keys}, ${sumsOf(shown)} from (${ofTrainings('', 'added')} union all ${ofTrainings('-', 'gone')}) d group by ${keys} having ${any};`
  await counted(db, 'training', 'update', `if exists (${changed}) then ${alone(changed)}
    ${take('result_by_year', 'fiscal_year, course_id, category, profession_code')} ${take('result_by_town', 'fiscal_year, course_id, municipality_id, category')} end if;`)
}

/** People, sums and model municipalities of the years before: what one file brought can be taken back whole. */
async function earlierPeople(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table earlier_import (
      id               integer generated always as identity primary key,
      kind             text not null check (kind in ('earlier_results', 'earlier_completers', 'earlier_models')),
      taken_at         timestamptz not null,
      taken_by         integer references person,
      rows             integer not null default 0,
      taken_back_at    timestamptz,
      taken_back_by    integer references person,
      reason           text,
      constraint earlier_import_taken_back_says_why check (taken_back_at is null or char_length(reason) > 0)
    );

    alter table earlier_result add column import_id integer references earlier_import;
    create index earlier_result_of_import on earlier_result (import_id);

    create table earlier_completer (
      id                  integer generated always as identity primary key,
      import_id           integer not null references earlier_import,
      person_id           integer references person,
      municipality_id     integer not null references municipality,
      name                text not null check (char_length(name) > 0),
      kana                text not null check (char_length(kana) > 0),
      name_key            text not null,
      affiliation         text not null default '',
      profession_code     text references profession,
      category            text not null check (category in ${categories}),
      course_id           integer not null references course,
      fiscal_year         integer not null,
      completed_on        date,
      certificate_number  text not null default '',
      in_post             boolean not null default false,
      likely_id           integer references person,
      made_person         boolean not null default false,
      matched_at          timestamptz,
      matched_by          integer references person,
      version             integer not null default 1,
      constraint earlier_completer_once unique (course_id, fiscal_year, municipality_id, name, kana, certificate_number),
      constraint earlier_completer_waits_for_one check (person_id is not null or likely_id is not null)
    );
    create index earlier_completer_of_person on earlier_completer (person_id);
    create index earlier_completer_waiting on earlier_completer (municipality_id) where person_id is null;
    create index earlier_completer_of_import on earlier_completer (import_id);
    create index earlier_completer_in_order on earlier_completer (fiscal_year, municipality_id, name_key, id);

    create table earlier_model (
      id               integer generated always as identity primary key,
      import_id        integer not null references earlier_import,
      fiscal_year      integer not null,
      municipality_id  integer not null references municipality,
      meetings         integer check (meetings >= 0),
      source           text not null check (char_length(source) > 0),
      printed          text not null default '',
      constraint earlier_model_once unique (fiscal_year, municipality_id)
    );

    create table earlier_count (
      fiscal_year      integer not null,
      course_id        integer not null references course,
      municipality_id  integer not null references municipality,
      category         text not null check (category in ${categories}),
      profession_code  text references profession,
      people           integer not null default 0,
      constraint earlier_count_once unique nulls not distinct (fiscal_year, course_id, municipality_id, category, profession_code)
    );

    alter table affiliation add column earlier_import_id integer references earlier_import;
    create index affiliation_of_earlier_import on affiliation (earlier_import_id) where earlier_import_id is not null;
    alter table person add column earlier_import_id integer references earlier_import;
    create index person_of_earlier_import on person (earlier_import_id) where earlier_import_id is not null;
  `)
  await behindTheWall(db, 'earlier_completer', `${ours} or ${mine}`)
  await behindTheWall(db, 'earlier_model', ours)
  await behindTheWall(db, 'earlier_count', ours)

  const figures = (sign: string, table: string) => `select fiscal_year, course_id, municipality_id, category, profession_code, ${sign}1 as people from ${table}`
  const columns = 'fiscal_year, course_id, municipality_id, category, profession_code'
  const apply = (rows: string) => `insert into earlier_count (${columns}, people) select ${columns}, sum(people) from (${rows}) d group by ${columns} having sum(people) <> 0 order by ${columns}
    on conflict on constraint earlier_count_once do update set people = earlier_count.people + excluded.people;`
  const people = (table: string) => `select person_id from ${table} where person_id is not null`
  await counted(db, 'earlier_completer', 'insert', `${apply(figures('', 'added'))} ${knowAgain(people('added'))}`)
  await counted(db, 'earlier_completer', 'delete', `${apply(figures('-', 'gone'))} ${knowAgain(people('gone'))}`)
  await counted(db, 'earlier_completer', 'update', `${apply(`${figures('', 'added')} union all ${figures('-', 'gone')}`)} ${knowAgain(`${people('added')} union ${people('gone')}`)}`)
  await trained(db)
}

/** Trained is who completed a training here, or is on record from the years before. */
const isTrained = (person: string) => `(exists (select from enrollment e where e.person_id = ${person} and e.state = 'completed')
  or exists (select from earlier_completer c where c.person_id = ${person}))`
const knowAgain = (rows: string) => `update affiliation a set trained = not a.trained where a.person_id in (${rows}) and a.trained is distinct from ${isTrained('a.person_id')};`

async function trained(db: Kysely<unknown>): Promise<void> {
  await runOne(db, `create or replace function affiliation_knows_training() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    begin
      new.trained := ${isTrained('new.person_id')};
      return new;
    end $$`)
  // An affiliation that goes to another entry of the register, as in a merge, is theirs from then on.
  await run(db, `
    drop trigger affiliation_knows_training on affiliation;
    create trigger affiliation_knows_training before insert or update of person_id on affiliation for each row execute function affiliation_knows_training();
  `)
  const columns = ['enrolled', 'withdrawn', 'substitutes', 'attended', 'completed']
  const rowsOf = (sign: string, table: string) => `
    select training_id, municipality_id, category, ${sign}1 as enrolled, ${sign}(state = 'withdrawn')::int as withdrawn, ${sign}(replaces_id is not null)::int as substitutes,
      ${sign}attended::int as attended, ${sign}(state = 'completed')::int as completed from ${table}`
  const sum = (table: string, keys: string, conflict: string, rows: string) => `
    insert into ${table} (${keys}, ${columns.join()}) select ${keys}, ${columns.map((name) => `sum(${name})`).join()} from (${rows}) d
    group by ${keys} having ${columns.map((name) => `sum(${name}) <> 0`).join(' or ')} order by ${keys}
    on conflict ${conflict} do update set ${columns.map((name) => `${name} = ${table}.${name} + excluded.${name}`).join()};`
  const apply = (rows: string) => sum('training_count', 'training_id', '(training_id)', rows) + sum('head_count', 'training_id, municipality_id, category', 'on constraint head_count_once', rows)
  const completed = (table: string) => `select person_id from ${table} where state = 'completed'`
  // What 0014 did, with those of the years before: losing the only training here does not make untrained who completed one then.
  await again(db, 'enrollment', 'insert', `${apply(rowsOf('', 'added'))} ${knowAgain(completed('added'))}`)
  await again(db, 'enrollment', 'delete', `${apply(rowsOf('-', 'gone'))} ${knowAgain(completed('gone'))}`)
  await again(db, 'enrollment', 'update', `${apply(`${rowsOf('', 'added')} union all ${rowsOf('-', 'gone')}`)}
    ${knowAgain(`(${completed('added')} union ${completed('gone')}) except (${completed('added')} intersect ${completed('gone')})`)}`)
}

/** What a night's recount found, counter by counter, with the first of the differences. */
async function rounds(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table recount_round (
      id           integer generated always as identity primary key,
      night        date not null unique,
      began_at     timestamptz not null,
      ended_at     timestamptz
    );

    create table recount_finding (
      id            integer generated always as identity primary key,
      round_id      integer not null references recount_round,
      counter       text not null,
      looked_at     integer not null,
      differences   integer not null,
      milliseconds  integer not null,
      examples      jsonb not null default '[]',
      repaired_at   timestamptz,
      repaired_by   integer references person,
      repaired      integer,
      constraint recount_finding_once unique (round_id, counter)
    );
    create index recount_finding_open on recount_finding (id) where differences > 0 and repaired_at is null;
  `)
}

/** A statement trigger of this migration; those of 0014 on the same table come before it by name. */
async function counted(db: Kysely<unknown>, table: string, act: 'insert' | 'update' | 'delete', body: string): Promise<void> {
  await statementTrigger(db, `${table}_then_results_at_${act}`, table, act, body)
}
async function again(db: Kysely<unknown>, table: string, act: 'insert' | 'update' | 'delete', body: string): Promise<void> {
  await statementTrigger(db, `${table}_is_counted_at_${act}`, table, act, body)
}
async function statementTrigger(db: Kysely<unknown>, name: string, table: string, act: 'insert' | 'update' | 'delete', body: string): Promise<void> {
  const seen = [act !== 'delete' ? 'new table as added' : '', act !== 'insert' ? 'old table as gone' : ''].join(' ')
  await runOne(db, `create or replace function ${name}() returns trigger language plpgsql security definer set search_path = public, pg_temp
    as $$ begin ${body} return null; end $$`)
  await runOne(db, `create or replace trigger ${name} after ${act} on ${table} referencing ${seen} for each statement execute function ${name}()`)
}
