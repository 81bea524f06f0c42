import type { Kysely } from 'kysely'
import { run, runOne } from './statements.ts'

/**
 * What is in a lesson stands in versions. One at most is a draft; what was published stays as it was, because whoever has
 * begun a version keeps it. A kind with contents of its own (a test, a questionnaire) keeps them in `content`, so that every
 * kind has versions, and copies, by the same few lines. Which lessons come before another is the course's.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table lesson drop constraint lesson_kind_check;
    alter table lesson add constraint lesson_kind_check
      check (kind in ('page', 'document', 'video', 'link', 'test', 'assignment', 'questionnaire', 'scorm'));

    create table lesson_version (
      id                integer generated always as identity primary key,
      lesson_id         integer not null references lesson on delete cascade,
      number            integer not null check (number > 0),
      body              text not null default '',
      file_id           integer references file,
      captions_file_id  integer references file,
      transcript        text not null default '',
      duration_seconds  integer check (duration_seconds > 0),
      pages             integer check (pages > 0),
      percent_needed    integer not null default 90 check (percent_needed between 1 and 100),
      url               text check (url ~ '^https?://'),
      content           jsonb not null default '{}',
      published_at      timestamptz,
      constraint lesson_version_number_once unique (lesson_id, number),
      constraint lesson_version_of_lesson unique (lesson_id, id)
    );
    create unique index lesson_version_one_draft on lesson_version (lesson_id) where published_at is null;
    create index lesson_version_of_file on lesson_version (file_id) where file_id is not null;
    create index lesson_version_of_captions on lesson_version (captions_file_id) where captions_file_id is not null;

    insert into lesson_version (lesson_id, number, body, file_id, captions_file_id, transcript, duration_seconds, pages, percent_needed, published_at)
      select id, 1, body, file_id, captions_file_id, transcript, duration_seconds, pages, percent_needed, now() from lesson order by id;

    alter table lesson add column published_version_id integer;
    update lesson l set published_version_id = v.id from lesson_version v where v.lesson_id = l.id;
    alter table lesson add constraint lesson_publishes_its_own foreign key (id, published_version_id)
      references lesson_version (lesson_id, id) deferrable initially deferred;
    alter table lesson drop column body, drop column file_id, drop column captions_file_id, drop column transcript,
      drop column duration_seconds, drop column pages, drop column percent_needed;

    alter table progress add column lesson_version_id integer;
    update progress p set lesson_version_id = l.published_version_id from lesson l where l.id = p.lesson_id;
    alter table progress alter column lesson_version_id set not null;
    alter table progress add constraint progress_of_its_lesson foreign key (lesson_id, lesson_version_id)
      references lesson_version (lesson_id, id);
    create index progress_of_version on progress (lesson_id, lesson_version_id);

  `)
  await runOne(db, `
    create function lesson_version_stays() returns trigger language plpgsql as $$ begin
      if old.published_at is not null then
        raise exception 'a published version of a lesson stays as it is' using errcode = '23514', constraint = 'lesson_version_stays';
      end if;
      return case tg_op when 'DELETE' then old else new end;
    end $$`)
  await run(db, `
    create trigger lesson_version_stays before update or delete on lesson_version
      for each row execute function lesson_version_stays();

    create table lesson_prerequisite (
      lesson_id        integer not null references lesson on delete cascade,
      needs_lesson_id  integer not null references lesson on delete cascade,
      primary key (lesson_id, needs_lesson_id),
      constraint lesson_prerequisite_is_another check (lesson_id <> needs_lesson_id)
    );
    create index lesson_prerequisite_of_needed on lesson_prerequisite (needs_lesson_id);
  `)
}
