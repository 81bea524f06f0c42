import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/**
 * The shelf of reports, manuals and forms: what it is, where it comes from, and its versions. A thing that is only announced, or only
 * known from print, stands there without a file. Whom it is for is asked by its queries; it belongs to no municipality.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table shelf_item (
      id                   integer generated always as identity primary key,
      kind                 text not null check (kind in ('report', 'manual', 'form', 'other')),
      title                text not null check (char_length(title) between 1 and 150),
      title_en             text not null default '' check (char_length(title_en) <= 200),
      publisher            text not null check (char_length(publisher) between 1 and 100),
      published_year       integer check (published_year between 1950 and 2999),
      published_month      integer check (published_month between 1 and 12),
      planned_fiscal_year  integer check (planned_fiscal_year between 1950 and 2999),
      description          text not null default '' check (char_length(description) <= 2000),
      source               text not null default '' check (char_length(source) <= 300),
      audience             text not null check (audience in ('public', 'municipalities')),
      state                text not null default 'draft' check (state in ('draft', 'shown', 'withdrawn')),
      version              integer not null default 1,
      made_by              integer references person,
      made_at              timestamptz not null,
      constraint shelf_item_month_has_a_year check (published_month is null or published_year is not null),
      constraint shelf_item_is_planned_or_published check (published_year is null or planned_fiscal_year is null)
    );
    create index shelf_item_in_order on shelf_item (published_year desc nulls first, published_month desc nulls first, id desc);
    create index shelf_item_made_by on shelf_item (made_by) where made_by is not null;

    create table shelf_version (
      item_id   integer not null references shelf_item on delete cascade,
      number    integer not null check (number between 1 and 999),
      file_id   integer not null references file,
      note      text not null default '' check (char_length(note) <= 500),
      added_by  integer references person,
      added_at  timestamptz not null,
      primary key (item_id, number)
    );
    create index shelf_version_of_file on shelf_version (file_id);
    create index shelf_version_added_by on shelf_version (added_by) where added_by is not null;
  `)
}
