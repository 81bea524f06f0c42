import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { behindTheWall, ours } from './walls.ts'

/**
 * Minutes of liaison meetings (議事録). What is noted of an item of the agenda is one row, and each saving of it stays as a revision with its
 * whole text; `edit_key` and `edit_from` say which open page has saved it without a break, and from which version on. An item with a note is
 * never lost with its agenda. Minutes that are final are frozen as an edition, whose `content` is what was printed; a correction is the next
 * edition. Comments are their municipality's and the office's.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table minutes (
      meeting_id         integer primary key references meeting,
      state              text not null default 'draft' check (state in ('draft', 'comments', 'final', 'correcting')),
      comments_due_on    date,
      opened_at          timestamptz,
      opened_by          integer references person,
      correction_reason  text not null default '',
      version            integer not null default 1,
      constraint minutes_open_until_a_day check (state = 'draft' or comments_due_on is not null),
      constraint minutes_corrected_with_reason check ((state = 'correcting') = (correction_reason <> ''))
    );
    create index minutes_opened_by on minutes (opened_by) where opened_by is not null;

    create table minutes_note (
      meeting_item_id  integer primary key references meeting_item,
      meeting_id       integer not null references meeting,
      text             text not null default '',
      decision         text not null default '',
      version          integer not null default 0,
      saved_at         timestamptz,
      saved_by         integer references person,
      edit_key         text,
      edit_from        integer
    );
    create index minutes_note_of_meeting on minutes_note (meeting_id);
    create index minutes_note_saved_by on minutes_note (saved_by) where saved_by is not null;

    create table minutes_note_revision (
      id               bigint generated always as identity primary key,
      meeting_item_id  integer not null references minutes_note,
      version          integer not null check (version > 0),
      text             text not null,
      decision         text not null,
      saved_at         timestamptz not null,
      saved_by         integer not null references person,
      constraint minutes_note_revision_once unique (meeting_item_id, version)
    );
    create index minutes_note_revision_saved_by on minutes_note_revision (saved_by);

    create table minutes_edition (
      id          integer generated always as identity primary key,
      meeting_id  integer not null references meeting,
      number      integer not null check (number >= 0),
      reason      text not null default '',
      content     jsonb not null,
      file_id     integer references file,
      made_at     timestamptz not null,
      made_by     integer not null references person,
      constraint minutes_edition_once unique (meeting_id, number),
      constraint minutes_edition_corrects_with_reason check ((number = 0) = (reason = ''))
    );
    create index minutes_edition_of_file on minutes_edition (file_id) where file_id is not null;
    create index minutes_edition_made_by on minutes_edition (made_by);

    create table minutes_comment (
      id               integer generated always as identity primary key,
      meeting_id       integer not null references meeting,
      meeting_item_id  integer references meeting_item,
      municipality_id  integer not null references municipality,
      text             text not null check (char_length(text) between 1 and 2000),
      made_at          timestamptz not null,
      made_by          integer not null references person,
      answer           text not null default '',
      answered_at      timestamptz,
      answered_by      integer references person,
      constraint minutes_comment_answered_by_somebody check ((answer = '') = (answered_at is null) and (answer = '') = (answered_by is null))
    );
    create index minutes_comment_of_meeting on minutes_comment (meeting_id, municipality_id, id);
    create index minutes_comment_of_item on minutes_comment (meeting_item_id) where meeting_item_id is not null;
    create index minutes_comment_of_municipality on minutes_comment (municipality_id);
    create index minutes_comment_made_by on minutes_comment (made_by);
    create index minutes_comment_answered_by on minutes_comment (answered_by) where answered_by is not null;
  `)
  await behindTheWall(db, 'minutes_comment', ours)
}
