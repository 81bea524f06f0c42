import type { Kysely } from 'kysely'
import { run } from './statements.ts'

const measures = `('capacity', 'nominated', 'selected', 'attended', 'completed', 'municipalities', 'model_municipalities', 'cohorts', 'meetings')`

/** What the prefecture answers for: targets per year, and the figures of the years before this system. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table target (
      id           integer generated always as identity primary key,
      program_id   integer not null references program,
      course_id    integer references course,
      fiscal_year  integer not null,
      measure      text not null check (measure in ${measures}),
      value        integer not null check (value > 0),
      span         text not null default 'each' check (span in ('each', 'cumulative')),
      label        text not null,
      label_en     text not null,
      unit         text not null,
      position     integer not null default 1,
      version      integer not null default 1,
      constraint target_once unique nulls not distinct (program_id, course_id, fiscal_year, measure)
    );

    create table earlier_result (
      id                integer generated always as identity primary key,
      program_id        integer not null references program,
      course_id         integer references course,
      from_fiscal_year  integer not null,
      to_fiscal_year    integer not null,
      about             text not null default 'training' check (about in ('training', 'model_support', 'liaison_meeting')),
      measure           text not null check (measure in ${measures}),
      value             integer not null check (value >= 0),
      source            text not null,
      printed           text not null default '',
      fact              text unique,
      constraint earlier_result_ends_after_it_began check (to_fiscal_year >= from_fiscal_year)
    );
  `)
}
