import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { behindTheWall, mine, ours } from './walls.ts'

/**
 * Requests to instructors (講師依頼) and what they answer (承諾書). The letter and the acceptance are kept as what they said, and each
 * paper is drawn from that. Whoever is asked sees the training and its days; nothing of a bank is kept.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table instructor_request (
      id                 integer generated always as identity primary key,
      municipality_id    integer not null references municipality,
      local_training_id  integer not null references local_training,
      instructor_id      integer not null references instructor,
      person_id          integer not null references person,
      name               text not null,
      kana               text not null default '',
      state              text not null default 'draft' check (state in ('draft', 'sent', 'accepted', 'declined', 'withdrawn')),
      employer           text not null,
      document_number    text not null,
      issued_on          date not null,
      sender             text not null,
      seal_omitted       boolean not null default true,
      theme              text not null,
      message            text not null default '',
      honorarium_yen     integer not null check (honorarium_yen between 0 and 10000000),
      travel_yen         integer not null check (travel_yen between 0 and 10000000),
      material_due_on    date,
      answer_by          date not null,
      contact            text not null,
      letter             jsonb,
      sent_at            timestamptz,
      answered_at        timestamptz,
      answer_reason      text,
      job_title          text,
      photo_consent      boolean,
      recording_consent  boolean,
      remark             text,
      acceptance         jsonb,
      withdrawn_reason   text,
      made_by            integer references person,
      made_at            timestamptz not null,
      version            integer not null default 1,
      constraint instructor_request_sent_has_its_letter check (state = 'draft' or letter is not null or state = 'withdrawn'),
      constraint instructor_request_accepted_has_its_paper check (state <> 'accepted' or acceptance is not null),
      constraint instructor_request_declined_says_why check (state <> 'declined' or char_length(answer_reason) > 0)
    );
    create unique index instructor_request_stands_once on instructor_request (local_training_id, instructor_id) where state in ('draft', 'sent', 'accepted');
    create index instructor_request_of_instructor on instructor_request (instructor_id, state, local_training_id);
    create index instructor_request_of_person on instructor_request (person_id, state);
    create index instructor_request_of_municipality on instructor_request (municipality_id, state);
    create index instructor_request_accepted on instructor_request (local_training_id, instructor_id) where state = 'accepted';

    create table instructor_request_day (
      instructor_request_id  integer not null references instructor_request on delete cascade,
      local_training_day_id  integer not null references local_training_day,
      primary key (instructor_request_id, local_training_day_id)
    );
    create index instructor_request_day_of_day on instructor_request_day (local_training_day_id);
  `)
  await behindTheWall(db, 'instructor_request', `${ours} or (${mine} and state <> 'draft')`, `${ours} or (${mine} and state <> 'draft')`)
  const asked = (id: string) => `exists (select from instructor_request q where q.local_training_id = ${id} and q.${mine} and q.state <> 'draft')`
  await behindTheWall(db, 'local_training', `${ours} or ${asked('local_training.id')}`, ours)
  await behindTheWall(db, 'local_training_day', `${ours} or ${asked('local_training_day.local_training_id')}`, ours)
}
