import type { Kysely } from 'kysely'
import { run, runOne } from './statements.ts'

/**
 * Figures that everyday pages show of a million rows, kept by the database itself as the rows change: nobody types them,
 * and a recount must give the same (a test does). Each statement adds up its differences and applies them in one order,
 * so two large changes at once wait for each other instead of blocking each other.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table head_count (
      training_id      integer not null references training on delete cascade,
      municipality_id  integer references municipality,
      category         text not null check (category in ('chair', 'adviser', 'case_presenter', 'other')),
      enrolled         integer not null default 0,
      withdrawn        integer not null default 0,
      attended         integer not null default 0,
      completed        integer not null default 0,
      constraint head_count_once unique nulls not distinct (training_id, municipality_id, category)
    );
    create index head_count_of_municipality on head_count (municipality_id, training_id);

    create table coverage_count (
      municipality_id  integer not null references municipality,
      category         text not null check (category in ('chair', 'adviser', 'case_presenter', 'other')),
      people           integer not null default 0,
      primary key (municipality_id, category)
    );

    alter table affiliation add column trained boolean not null default false;
    create index affiliation_trained on affiliation (municipality_id, category, person_id) where trained and to_on is null;
    create index enrollment_completed_of_person on enrollment (person_id) where state = 'completed';
  `)
  await headCounts(db)
  await coverage(db)
}

/** One row per training, municipality and category; a withdrawn enrollment stays enrolled (it once was) and is withdrawn. */
async function headCounts(db: Kysely<unknown>): Promise<void> {
  const figures = (sign: string, table: string) => `
    select training_id, municipality_id, category, ${sign}1 as enrolled, ${sign}(state = 'withdrawn')::int as withdrawn,
      ${sign}attended::int as attended, ${sign}(state = 'completed')::int as completed from ${table}`
  const apply = (rows: string) => `
    insert into head_count (training_id, municipality_id, category, enrolled, withdrawn, attended, completed)
    select training_id, municipality_id, category, sum(enrolled), sum(withdrawn), sum(attended), sum(completed) from (${rows}) d
    group by 1, 2, 3 having sum(enrolled) <> 0 or sum(withdrawn) <> 0 or sum(attended) <> 0 or sum(completed) <> 0
    order by 1, 2, 3
    on conflict on constraint head_count_once do update set enrolled = head_count.enrolled + excluded.enrolled,
      withdrawn = head_count.withdrawn + excluded.withdrawn, attended = head_count.attended + excluded.attended,
      completed = head_count.completed + excluded.completed;`
  const trained = (rows: string) => `
    update affiliation a set trained = not a.trained
    where a.person_id in (${rows}) and a.trained is distinct from
      exists (select from enrollment e where e.person_id = a.person_id and e.state = 'completed');`
  const completed = (table: string) => `select person_id from ${table} where state = 'completed'`
  await trigger(db, 'enrollment', 'insert', `${apply(figures('', 'added'))} ${trained(completed('added'))}`)
  await trigger(db, 'enrollment', 'delete', `${apply(figures('-', 'gone'))} ${trained(completed('gone'))}`)
  await trigger(db, 'enrollment', 'update', `${apply(`${figures('', 'added')} union all ${figures('-', 'gone')}`)}
    ${trained(`(${completed('added')} union ${completed('gone')})
      except (${completed('added')} intersect ${completed('gone')})`)}`)
}

/** People who completed a training and still hold the affiliation, per municipality and category. */
async function coverage(db: Kysely<unknown>): Promise<void> {
  await runOne(db, `
    create function affiliation_knows_training() returns trigger language plpgsql as $$
    begin
      new.trained := exists (select from enrollment e where e.person_id = new.person_id and e.state = 'completed');
      return new;
    end $$`)
  await runOne(db, `create trigger affiliation_knows_training before insert on affiliation
    for each row execute function affiliation_knows_training()`)
  const figures = (sign: string, table: string) => `
    select municipality_id, category, ${sign}1 as people from ${table}
    where trained and to_on is null and municipality_id is not null and category is not null`
  const apply = (rows: string) => `
    insert into coverage_count (municipality_id, category, people)
    select municipality_id, category, sum(people) from (${rows}) d group by 1, 2 having sum(people) <> 0 order by 1, 2
    on conflict (municipality_id, category) do update set people = coverage_count.people + excluded.people;`
  await trigger(db, 'affiliation', 'insert', apply(figures('', 'added')))
  await trigger(db, 'affiliation', 'delete', apply(figures('-', 'gone')))
  await trigger(db, 'affiliation', 'update', apply(`${figures('', 'added')} union all ${figures('-', 'gone')}`))
}

async function trigger(db: Kysely<unknown>, table: string, act: 'insert' | 'update' | 'delete', body: string): Promise<void> {
  const name = `${table}_is_counted_at_${act}`
  const seen = [act !== 'delete' ? 'new table as added' : '', act !== 'insert' ? 'old table as gone' : ''].join(' ')
  await runOne(db, `create function ${name}() returns trigger language plpgsql as $$ begin ${body} return null; end $$`)
  await runOne(db, `create trigger ${name} after ${act} on ${table} referencing ${seen} for each statement execute function ${name}()`)
}
