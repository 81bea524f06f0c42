import type { Kysely } from 'kysely'
import { documentsOf } from './documents.ts'
import { run } from './statements.ts'
import { behindTheWall, mine, ours } from './walls.ts'

/**
 * Liaison meetings (連絡会議): a series of a fiscal year, its meetings, and what is on their agendas. Every municipality is asked and has one
 * reply at most, with the people it names; what it has not sent yet lies in `meeting_reply_draft`, what it said before in `meeting_reply_revision`. `round` counts how often a meeting was
 * announced: one that was put off begins anew. Those who are there are rows of `meeting_person`, named before or walked in, and each mark at
 * the door is a row of `meeting_mark`. `people_here` and `municipalities_here` are what was counted from those rows when the meeting was held.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table meeting_series (
      id           integer generated always as identity primary key,
      fiscal_year  integer not null check (fiscal_year between 2000 and 2999),
      name         text not null check (char_length(name) between 1 and 100),
      name_en      text not null default '',
      purpose      text not null default '',
      times        integer not null default 1 check (times between 1 and 24),
      version      integer not null default 1,
      constraint meeting_series_once_a_year unique (fiscal_year, name)
    );

    create table meeting (
      id               integer generated always as identity primary key,
      series_id        integer not null references meeting_series,
      number           integer not null check (number between 1 and 99),
      title            text not null check (char_length(title) between 1 and 100),
      title_en         text not null default '',
      state            text not null default 'planned'
                       check (state in ('planned', 'announced', 'registration', 'held', 'minutes_shared', 'cancelled', 'postponed')),
      state_reason     text not null default '',
      held_on          date not null,
      starts_at        text not null check (starts_at ~ '^[0-2][0-9]:[0-5][0-9]$'),
      ends_at          text not null check (ends_at ~ '^[0-2][0-9]:[0-5][0-9]$'),
      mode             text not null check (mode in ('venue', 'online', 'both')),
      place            text not null default '',
      directions       text not null default '',
      url              text not null default '',
      replies_due_on   date not null,
      message          text not null default '',
      contact          text not null default '',
      document_number  text not null default '',
      issued_on        date,
      addressee        text not null default '',
      sender           text not null default '',
      seal_omitted     boolean not null default true,
      round            integer not null default 0,
      announced_at     timestamptz,
      announced_by     integer references person,
      notice_file_id   integer references file,
      held_at          timestamptz,
      people_here      integer,
      municipalities_here integer,
      version          integer not null default 1,
      constraint meeting_number_once unique (series_id, number),
      constraint meeting_ends_after_it_begins check (ends_at > starts_at),
      constraint meeting_replies_before_it check (replies_due_on <= held_on),
      constraint meeting_counted_when_held check ((state in ('held', 'minutes_shared')) = (people_here is not null and municipalities_here is not null)),
      constraint meeting_stopped_with_reason check (state not in ('cancelled', 'postponed') or state_reason <> '')
    );
    create index meeting_of_series on meeting (series_id, number);
    create index meeting_by_day on meeting (held_on, id);
    create index meeting_announced_by on meeting (announced_by) where announced_by is not null;
    create index meeting_of_notice on meeting (notice_file_id) where notice_file_id is not null;

    create table meeting_item (
      id          integer generated always as identity primary key,
      meeting_id  integer not null references meeting on delete cascade,
      position    integer not null check (position between 1 and 999),
      kind        text not null check (kind in ('proposal', 'report', 'lecture', 'exchange', 'other')),
      title       text not null check (char_length(title) between 1 and 200),
      owner       text not null default '',
      speaker_id  integer references person,
      minutes     integer not null check (minutes between 1 and 600),
      note        text not null default '',
      version     integer not null default 1
    );
    create index meeting_item_of_meeting on meeting_item (meeting_id, position, id);
    create index meeting_item_of_speaker on meeting_item (speaker_id) where speaker_id is not null;

    create table meeting_reply (
      meeting_id       integer not null references meeting on delete cascade,
      municipality_id  integer not null references municipality,
      answer           text not null check (answer in ('coming', 'not_coming', 'undecided')),
      remark           text not null default '',
      contact_name     text not null default '',
      contact_phone    text not null default '',
      contact_email    text not null default '',
      first_at         timestamptz not null,
      answered_at      timestamptz not null,
      answered_by      integer not null references person,
      taken_by         text check (taken_by in ('phone', 'mail', 'paper')),
      taken_reason     text not null default '',
      late             boolean not null,
      version          integer not null default 1,
      primary key (meeting_id, municipality_id)
    );
    create index meeting_reply_of_municipality on meeting_reply (municipality_id, meeting_id);
    create index meeting_reply_answered_by on meeting_reply (answered_by);

    create table meeting_reply_revision (
      id               integer generated always as identity primary key,
      meeting_id       integer not null references meeting on delete cascade,
      municipality_id  integer not null references municipality,
      round            integer not null,
      answer           text not null check (answer in ('coming', 'not_coming', 'undecided')),
      people           integer not null,
      answered_at      timestamptz not null,
      answered_by      integer not null references person,
      taken_by         text check (taken_by in ('phone', 'mail', 'paper')),
      taken_reason     text not null default '',
      late             boolean not null
    );
    create index meeting_reply_revision_of_reply on meeting_reply_revision (meeting_id, municipality_id, id);
    create index meeting_reply_revision_of_municipality on meeting_reply_revision (municipality_id);
    create index meeting_reply_revision_answered_by on meeting_reply_revision (answered_by);

    create table meeting_person (
      id               integer generated always as identity primary key,
      meeting_id       integer not null references meeting on delete cascade,
      municipality_id  integer references municipality,
      person_id        integer references person,
      name             text not null check (char_length(name) between 1 and 100),
      kana             text not null default '',
      section          text not null default '',
      job_title        text not null default '',
      mode             text not null check (mode in ('venue', 'online')),
      stands_in_for    text not null default '',
      origin           text not null check (origin in ('reply', 'walk_in', 'guest')),
      position         integer not null default 1,
      added_at         timestamptz not null,
      here_at          timestamptz,
      here_mode        text check (here_mode in ('venue', 'online')),
      here_how         text check (here_how in ('scan', 'desk', 'link')),
      constraint meeting_person_here_whole check ((here_at is null) = (here_mode is null) and (here_at is null) = (here_how is null)),
      constraint meeting_person_named_by_a_municipality check (origin <> 'reply' or municipality_id is not null)
    );
    create unique index meeting_person_once on meeting_person (meeting_id, person_id, municipality_id);
    create index meeting_person_of_meeting on meeting_person (meeting_id, municipality_id, position, id);
    create index meeting_person_of_municipality on meeting_person (municipality_id) where municipality_id is not null;
    create index meeting_person_of_person on meeting_person (person_id) where person_id is not null;

    create table meeting_mark (
      id          bigint generated always as identity primary key,
      meeting_person_id integer not null references meeting_person on delete cascade,
      here        boolean not null,
      mode        text check (mode in ('venue', 'online')),
      how         text not null check (how in ('scan', 'desk', 'link')),
      marked_by   integer references person,
      marked_at   timestamptz not null,
      constraint meeting_mark_here_somewhere check (here = (mode is not null))
    );
    create index meeting_mark_of_person on meeting_mark (meeting_person_id, id);
    create index meeting_mark_marked_by on meeting_mark (marked_by) where marked_by is not null;

    create table meeting_question (
      id               integer generated always as identity primary key,
      meeting_id       integer not null references meeting on delete cascade,
      municipality_id  integer not null references municipality,
      item_id          integer references meeting_item on delete set null,
      text             text not null check (char_length(text) between 1 and 1000),
      asked_at         timestamptz not null,
      asked_by         integer not null references person,
      shared_at        timestamptz,
      shared_by        integer references person,
      constraint meeting_question_shared_by_somebody check ((shared_at is null) = (shared_by is null))
    );
    create index meeting_question_of_meeting on meeting_question (meeting_id, municipality_id, id);
    create index meeting_question_of_municipality on meeting_question (municipality_id);
    create index meeting_question_of_item on meeting_question (item_id) where item_id is not null;
    create index meeting_question_asked_by on meeting_question (asked_by);
    create index meeting_question_shared_by on meeting_question (shared_by) where shared_by is not null;

    create table meeting_reminder (
      meeting_id       integer not null references meeting on delete cascade,
      municipality_id  integer not null references municipality,
      round            integer not null,
      sent_at          timestamptz not null,
      sent_by          integer not null references person,
      constraint meeting_reminder_once primary key (meeting_id, municipality_id, round)
    );
    create index meeting_reminder_of_municipality on meeting_reminder (municipality_id);
    create index meeting_reminder_sent_by on meeting_reminder (sent_by);

    create table meeting_reply_draft (
      meeting_id       integer not null references meeting on delete cascade,
      municipality_id  integer not null references municipality,
      content          jsonb not null,
      saved_at         timestamptz not null,
      saved_by         integer not null references person,
      primary key (meeting_id, municipality_id)
    );
    create index meeting_reply_draft_of_municipality on meeting_reply_draft (municipality_id);
    create index meeting_reply_draft_saved_by on meeting_reply_draft (saved_by);

    create table meeting_door (
      meeting_id  integer primary key references meeting on delete cascade,
      secret      text not null,
      opens_at    timestamptz not null,
      closes_at   timestamptz not null,
      opened_by   integer references person,
      constraint meeting_door_closes_after_it_opened check (closes_at >= opens_at)
    );
    create index meeting_door_by_end on meeting_door (closes_at);
    create index meeting_door_opened_by on meeting_door (opened_by) where opened_by is not null;
  `)
  for (const table of ['meeting_reply', 'meeting_reply_revision', 'meeting_reply_draft', 'meeting_question', 'meeting_reminder']) await behindTheWall(db, table, ours)
  await behindTheWall(db, 'meeting_person', `${ours} or ${mine}`)
  await documentsOf(db, 'meeting_id', 'meeting')
  await documentsOf(db, 'meeting_item_id', 'meeting_item')
}
