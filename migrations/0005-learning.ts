import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/** On demand: lessons of a module, when a training opens them, and how far each trainee is. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table lesson (
      id                integer generated always as identity primary key,
      module_id         integer not null references module,
      position          integer not null,
      kind              text not null check (kind in ('page', 'document', 'video')),
      title             text not null,
      title_en          text not null,
      body              text not null default '',
      file_id           integer references file,
      captions_file_id  integer references file,
      transcript        text not null default '',
      duration_seconds  integer check (duration_seconds > 0),
      pages             integer check (pages > 0),
      percent_needed    integer not null default 90 check (percent_needed between 1 and 100),
      version           integer not null default 1,
      constraint lesson_position_once unique (module_id, position)
    );

    create table training_lesson (
      training_id  integer not null references training,
      lesson_id    integer not null references lesson,
      opens_on     date,
      due_on       date,
      primary key (training_id, lesson_id)
    );

    create table progress (
      enrollment_id   integer not null references enrollment on delete cascade,
      lesson_id       integer not null references lesson,
      state           text not null check (state in ('in_progress', 'completed')),
      opened_at       timestamptz not null,
      seen_at         timestamptz not null,
      ranges          jsonb not null default '[]',
      position_seconds integer not null default 0,
      percent         integer not null default 0 check (percent between 0 and 100),
      completed_at    timestamptz,
      primary key (enrollment_id, lesson_id),
      constraint progress_completed_has_a_moment check ((state = 'completed') = (completed_at is not null))
    );
    create index training_lesson_of_lesson on training_lesson (lesson_id);
  `)
}
