import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { behindTheWall, ours } from './walls.ts'

/**
 * What a support came to: the final report, frozen with what it was put together from, and good practices (the form of 15
 * fields) with who adopted them. A municipality has its own; what was shared or published is read past the wall by queries
 * that ask for just that.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table support_report (
      id                integer generated always as identity primary key,
      model_support_id  integer not null unique references model_support on delete cascade,
      municipality_id   integer not null references municipality,
      state             text not null default 'draft' check (state in ('draft', 'submitted')),
      opening           text not null default '',
      course            text not null default '',
      results           text not null default '',
      outlook           text not null default '',
      version           integer not null default 1,
      receipt           text,
      record            jsonb,
      content_hash      text,
      file_id           integer references file,
      submitted_by      integer references person,
      submitted_at      timestamptz,
      shared_on         date,
      shared_at         timestamptz,
      constraint support_report_submitted_is_frozen check ((state = 'submitted') = (record is not null and content_hash is not null and submitted_at is not null)),
      constraint support_report_shared_once_submitted check (shared_at is null or state = 'submitted')
    );
    create index support_report_of_municipality on support_report (municipality_id);
    create index support_report_of_file on support_report (file_id) where file_id is not null;

    create table good_practice (
      id                  integer generated always as identity primary key,
      municipality_id     integer references municipality,
      model_support_id    integer references model_support,
      state               text not null default 'draft' check (state in ('draft', 'offered', 'published', 'withdrawn')),
      title               text not null,
      name                text not null,
      prefecture          text not null default '東京都',
      kind                text not null check (kind in ('ward', 'city', 'town', 'village')),
      themes              jsonb not null default '[]',
      population          integer check (population >= 0),
      part_population     integer check (part_population >= 0),
      aged_65_hundredths  integer check (aged_65_hundredths between 0 and 10000),
      part_aged_65_hundredths  integer check (part_aged_65_hundredths between 0 and 10000),
      aged_75_hundredths  integer check (aged_75_hundredths between 0 and 10000),
      part_aged_75_hundredths  integer check (part_aged_75_hundredths between 0 and 10000),
      counted_on          date,
      outline             text not null default '',
      features            text not null default '',
      since_year          integer check (since_year between 1950 and 2100),
      history             text not null default '',
      users               text not null default '',
      user_counts         jsonb not null default '[]',
      lead_body           text not null default '',
      bodies              text not null default '',
      involvement         text not null default '',
      involvement_yen     bigint check (involvement_yen >= 0),
      aid                 text not null default '',
      aid_yen             bigint check (aid_yen >= 0),
      issues              text not null default '',
      plans               text not null default '',
      other               text not null default '',
      section             text not null default '',
      contact             text not null default '',
      version             integer not null default 1,
      made_by             integer references person,
      made_at             timestamptz not null,
      consented_by        integer references person,
      consented_at        timestamptz,
      published_by        integer references person,
      published_at        timestamptz,
      note                text,
      constraint good_practice_published_with_consent check (state not in ('offered', 'published') or consented_at is not null or municipality_id is null)
    );
    create index good_practice_of_municipality on good_practice (municipality_id);
    create index good_practice_on_shelf on good_practice (published_at) where state = 'published';

    create table practice_adoption (
      id               integer generated always as identity primary key,
      practice_id      integer not null references good_practice on delete cascade,
      municipality_id  integer not null references municipality,
      adopted_on       date not null,
      what             text not null constraint practice_adoption_says_what check (char_length(what) > 0),
      training_id      integer references training,
      course           text not null default '',
      told_by          integer references person,
      told_at          timestamptz not null,
      unique (practice_id, municipality_id)
    );
    create index practice_adoption_of_municipality on practice_adoption (municipality_id);
  `)
  for (const table of ['support_report', 'good_practice', 'practice_adoption']) await behindTheWall(db, table, ours)
}
