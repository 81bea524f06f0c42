import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/**
 * What makers of lessons need beside the text: pictures, counted within their lesson so that a text that is copied still means
 * the same ones; films on their way in pieces, each whoever began it; and why a film was published without captions.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table lesson_picture (
      lesson_id    integer not null references lesson on delete cascade,
      number       integer not null check (number between 1 and 999),
      file_id      integer not null references file,
      description  text not null check (description <> ''),
      width        integer not null check (width > 0),
      height       integer not null check (height > 0),
      primary key (lesson_id, number)
    );
    create index lesson_picture_of_file on lesson_picture (file_id);

    create table lesson_upload (
      id         integer generated always as identity primary key,
      lesson_id  integer not null references lesson on delete cascade,
      person_id  integer not null references person,
      pieces     text not null unique,
      name       text not null,
      bytes      integer not null check (bytes > 0),
      begun_at   timestamptz not null,
      constraint lesson_upload_once_each unique (lesson_id, person_id)
    );
    create index lesson_upload_of_person on lesson_upload (person_id);
    create index lesson_upload_by_age on lesson_upload (begun_at);

    alter table lesson_version add column no_captions_reason text check (no_captions_reason <> '');
    alter table lesson add column copied_from_id integer references lesson on delete set null;
    create index lesson_copied_from on lesson (copied_from_id) where copied_from_id is not null;
  `)
}
