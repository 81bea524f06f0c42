import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { behindTheWall, ours } from './walls.ts'

/**
 * A meeting asks the way a lesson does: what is said goes into a pot, now one of a lesson in a training or one of a meeting, and nothing of it
 * stands anywhere else. Who has answered is a row of its own that knows the person, the day, and nothing more.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table meeting_questionnaire (
      meeting_id  integer primary key references meeting,
      state       text not null default 'draft' check (state in ('draft', 'open')),
      closes_on   date,
      content     jsonb not null default '{}',
      version     integer not null default 1,
      constraint meeting_questionnaire_open_until_a_day check ((state = 'open') = (closes_on is not null))
    );

    create table meeting_questionnaire_answered (
      meeting_id       integer not null references meeting_questionnaire,
      person_id        integer not null references person,
      municipality_id  integer not null references municipality,
      answered_on      date not null,
      primary key (meeting_id, person_id)
    );
    create index meeting_questionnaire_answered_person on meeting_questionnaire_answered (person_id);
    create index meeting_questionnaire_answered_municipality on meeting_questionnaire_answered (municipality_id);

    alter table questionnaire_pot alter column lesson_id drop not null;
    alter table questionnaire_pot alter column training_id drop not null;
    alter table questionnaire_pot add column meeting_id integer references meeting_questionnaire;
    alter table questionnaire_pot add constraint questionnaire_pot_of_a_lesson_or_a_meeting
      check ((meeting_id is null) = (lesson_id is not null) and (lesson_id is null) = (training_id is null));
    alter table questionnaire_pot drop constraint questionnaire_pot_once;
    alter table questionnaire_pot add constraint questionnaire_pot_once
      unique nulls not distinct (lesson_id, training_id, meeting_id, cohort_id, category, municipality_id, profession_code);
    create index questionnaire_pot_of_meeting on questionnaire_pot (meeting_id) where meeting_id is not null;
  `)
  await behindTheWall(db, 'meeting_questionnaire_answered', ours)
}
