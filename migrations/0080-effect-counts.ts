import type { Kysely } from 'kysely'
import { run, runOne } from './statements.ts'
import { behindTheWall, ours } from './walls.ts'

/**
 * Two more figures beside each head-count, for what a year will come to: who is still under way (`active`), and who of them has not
 * attended yet (`expected`). A way to those who completed and left. And the care conferences of each municipality by fiscal year: how many
 * stand on record, were held, with how many cases, and how many held ones do not say (`silent`). Kept like those of 0014, in the
 * statement that changes the rows, whoever changes them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table head_count add column active integer not null default 0, add column expected integer not null default 0;
    update head_count h set active = e.active, expected = e.expected from (select training_id, municipality_id, category,
      count(*) filter (where ${isActive}) as active, count(*) filter (where ${isActive} and not attended) as expected from enrollment group by 1, 2, 3) e
      where e.training_id = h.training_id and e.municipality_id is not distinct from h.municipality_id and e.category = h.category;
    create index affiliation_trained_left on affiliation (municipality_id, category, person_id) where trained and to_on is not null;

    create table conference_year_count (
      municipality_id  integer not null references municipality,
      fiscal_year      integer not null,
      ${ofConferences.map((name) => `${name} integer not null default 0`).join(', ')},
      primary key (municipality_id, fiscal_year)
    );
    insert into conference_year_count (municipality_id, fiscal_year, ${ofConferences.join()})
      select municipality_id, fiscal_year, ${ofConferences.map((name) => `sum(${name})`).join()} from (${conferencesOf('', 'conference')}) d group by 1, 2;
  `)
  await behindTheWall(db, 'conference_year_count', ours)
  await enrollments(db)
  await conferences(db)
}

const ofConferences = ['on_record', 'held', 'cases', 'silent'] as const
function conferencesOf(sign: string, table: string): string {
  return `select municipality_id, fiscal_year, ${sign}1 as on_record, ${sign}(state = 'held')::int as held,
    ${sign}coalesce(cases_discussed, 0) as cases, ${sign}(state = 'held' and cases_discussed is null)::int as silent from ${table}`
}

async function conferences(db: Kysely<unknown>): Promise<void> {
  const apply = (rows: string) => `
    insert into conference_year_count (municipality_id, fiscal_year, ${ofConferences.join()})
    select municipality_id, fiscal_year, ${ofConferences.map((name) => `sum(${name})`).join()} from (${rows}) d
    group by 1, 2 having ${ofConferences.map((name) => `sum(${name}) <> 0`).join(' or ')} order by 1, 2
    on conflict (municipality_id, fiscal_year) do update set ${ofConferences.map((name) => `${name} = conference_year_count.${name} + excluded.${name}`).join()};`
  const acts = { insert: conferencesOf('', 'added'), delete: conferencesOf('-', 'gone'), update: `${conferencesOf('', 'added')} union all ${conferencesOf('-', 'gone')}` }
  for (const [act, rows] of Object.entries(acts)) await counted(db, 'conference', 'years', act as keyof typeof acts, apply(rows))
}

const isActive = `state in ('enrolled', 'in_progress', 'pending_judgment')`

/** The trigger of 0014 comes first by its name: it has taken the training's row, and made the row of the municipality. */
async function enrollments(db: Kysely<unknown>): Promise<void> {
  const rowsOf = (sign: string, table: string) => `
    select training_id, municipality_id, category, ${sign}1 as active, ${sign}(not attended)::int as expected from ${table} where ${isActive}`
  const apply = (rows: string) => `
    update head_count h set active = h.active + d.active, expected = h.expected + d.expected
    from (select training_id, municipality_id, category, sum(active) as active, sum(expected) as expected from (${rows}) r
      group by 1, 2, 3 having sum(active) <> 0 or sum(expected) <> 0) d
    where d.training_id = h.training_id and d.municipality_id is not distinct from h.municipality_id and d.category = h.category;`
  await counted(db, 'enrollment', 'open', 'insert', apply(rowsOf('', 'added')))
  await counted(db, 'enrollment', 'open', 'delete', apply(rowsOf('-', 'gone')))
  await counted(db, 'enrollment', 'open', 'update', apply(`${rowsOf('', 'added')} union all ${rowsOf('-', 'gone')}`))
}

async function counted(db: Kysely<unknown>, table: string, figures: string, act: 'insert' | 'update' | 'delete', body: string): Promise<void> {
  const name = `${table}_then_${figures}_at_${act}`
  const seen = [act !== 'delete' ? 'new table as added' : '', act !== 'insert' ? 'old table as gone' : ''].join(' ')
  await runOne(db, `create function ${name}() returns trigger language plpgsql security definer set search_path = public, pg_temp
    as $$ begin ${body} return null; end $$`)
  await runOne(db, `create trigger ${name} after ${act} on ${table} referencing ${seen} for each statement execute function ${name}()`)
}
