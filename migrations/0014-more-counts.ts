import type { Kysely } from 'kysely'
import { run, runOne } from './statements.ts'

/**
 * More figures that homes show of a million rows: sums per training, who came as a substitute, from how many municipalities
 * a training took people, and how many names stand on a sheet. Kept like those of 0011, in the statement that changes the
 * rows, whoever changes them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table head_count add column substitutes integer not null default 0;
    update head_count h set substitutes = e.people from (select training_id, municipality_id, category, count(replaces_id) as people
      from enrollment group by 1, 2, 3) e
      where e.training_id = h.training_id and e.municipality_id is not distinct from h.municipality_id and e.category = h.category;
    create table training_count (
      training_id     integer primary key references training on delete cascade,
      ${figures.map((name) => `${name} integer not null default 0`).join(', ')},
      municipalities  integer not null default 0
    );
    insert into training_count (training_id, ${figures.join()}) select training_id, ${figures.map((name) => `sum(${name})`).join()}
      from head_count group by training_id;
    update training_count c set municipalities = ${municipalities};
    alter table nomination_sheet add column named integer not null default 0;
    update nomination_sheet s set named = n.people from (select sheet_id, count(*) as people from nomination
      where submitted and withdrawn_at is null group by sheet_id) n where n.sheet_id = s.id;
  `)
  // A sheet's lines are taken away and put back at each save, and each time the database asks who refers to them.
  await run(db, `
    create index enrollment_of_nomination on enrollment (nomination_id) where nomination_id is not null;
    create index selection_line_of_nomination on selection_line (nomination_id);
    create index slot_of_module on slot (module_id);
  `)
  await enrollments(db)
  await sheets(db)
  await towns(db)
}

const figures = ['enrolled', 'withdrawn', 'substitutes', 'attended', 'completed'] as const

/** What 0011 did at each change of enrollments, now with substitutes and with a row per training. */
async function enrollments(db: Kysely<unknown>): Promise<void> {
  const rowsOf = (sign: string, table: string) => `
    select training_id, municipality_id, category, ${sign}1 as enrolled, ${sign}(state = 'withdrawn')::int as withdrawn,
      ${sign}(replaces_id is not null)::int as substitutes,
      ${sign}attended::int as attended, ${sign}(state = 'completed')::int as completed from ${table}`
  const into = (table: string, keys: string, conflict: string, rows: string) => `
    insert into ${table} (${keys}, ${figures.join()}) select ${keys}, ${figures.map((name) => `sum(${name})`).join()} from (${rows}) d
    group by ${keys} having ${figures.map((name) => `sum(${name}) <> 0`).join(' or ')} order by ${keys}
    on conflict ${conflict} do update set ${figures.map((name) => `${name} = ${table}.${name} + excluded.${name}`).join()};`
  // The training's own row first: whoever holds it is alone with that training, so no two wait for each other in a ring.
  const apply = (rows: string) => into('training_count', 'training_id', '(training_id)', rows)
    + into('head_count', 'training_id, municipality_id, category', 'on constraint head_count_once', rows)
  const trained = (rows: string) => `
    update affiliation a set trained = not a.trained
    where a.person_id in (${rows}) and a.trained is distinct from
      exists (select from enrollment e where e.person_id = a.person_id and e.state = 'completed');`
  const completed = (table: string) => `select person_id from ${table} where state = 'completed'`
  await counted(db, 'enrollment', 'insert', `${apply(rowsOf('', 'added'))} ${trained(completed('added'))}`)
  await counted(db, 'enrollment', 'delete', `${apply(rowsOf('-', 'gone'))} ${trained(completed('gone'))}`)
  await counted(db, 'enrollment', 'update', `${apply(`${rowsOf('', 'added')} union all ${rowsOf('-', 'gone')}`)}
    ${trained(`(${completed('added')} union ${completed('gone')}) except (${completed('added')} intersect ${completed('gone')})`)}`)
}

async function sheets(db: Kysely<unknown>): Promise<void> {
  const standing = (sign: string, table: string) => `select sheet_id, ${sign}1 as people from ${table} where submitted and withdrawn_at is null`
  const apply = (rows: string) => `update nomination_sheet s set named = s.named + d.people
    from (select sheet_id, sum(people) as people from (${rows}) r group by sheet_id having sum(people) <> 0 order by sheet_id) d where d.sheet_id = s.id;`
  await counted(db, 'nomination', 'insert', apply(standing('', 'added')))
  await counted(db, 'nomination', 'delete', apply(standing('-', 'gone')))
  await counted(db, 'nomination', 'update', apply(`${standing('', 'added')} union all ${standing('-', 'gone')}`))
}

async function towns(db: Kysely<unknown>): Promise<void> {
  const recount = (trainings: string) => `update training_count c set municipalities = ${municipalities} where c.training_id in (${trainings});`
  await counted(db, 'head_count', 'insert', recount('select training_id from added'))
  // A tap on a roll changes who attended and not where from: only what may change the figure counts again.
  await counted(db, 'head_count', 'update', recount(`select n.training_id from added n join gone o on n.training_id = o.training_id
    and n.municipality_id is not distinct from o.municipality_id and n.category = o.category
    where (n.enrolled > n.substitutes) <> (o.enrolled > o.substitutes)`))
}

const municipalities = `(select count(distinct h.municipality_id) from head_count h where h.training_id = c.training_id and h.enrolled > h.substitutes)`

async function counted(db: Kysely<unknown>, table: string, act: 'insert' | 'update' | 'delete', body: string): Promise<void> {
  const name = `${table}_is_counted_at_${act}`
  const seen = [act !== 'delete' ? 'new table as added' : '', act !== 'insert' ? 'old table as gone' : ''].join(' ')
  await runOne(db, `create or replace function ${name}() returns trigger language plpgsql security definer set search_path = public, pg_temp
    as $$ begin ${body} return null; end $$`)
  await runOne(db, `create or replace trigger ${name} after ${act} on ${table} referencing ${seen} for each statement execute function ${name}()`)
}
