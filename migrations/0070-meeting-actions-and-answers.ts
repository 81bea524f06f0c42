import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { anyOfUs, behindTheWall, ours } from './walls.ts'

/**
 * What follows a liaison meeting: actions settled at an item of its agenda (of the prefecture, of one municipality, or `for_all` of them),
 * which every municipality may read; questions that are answered, asked before the meeting or after it; and who has looked at what they
 * missed. What is shared of a question is everybody's to read: the wall says so now.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table action_item add column meeting_item_id integer references meeting_item;
    alter table action_item add column for_all boolean not null default false;
    alter table action_item add constraint action_item_for_all_or_one check (not for_all or municipality_id is null);
    alter table action_item add constraint action_item_has_one_parent check (num_nonnulls(support_session_id, meeting_item_id) <= 1);
    create index action_item_of_meeting_item on action_item (meeting_item_id) where meeting_item_id is not null;
    drop policy action_item_whole on action_item;
    drop policy action_item_part on action_item;

    alter table meeting_question add column asked_when text not null default 'before' check (asked_when in ('before', 'after'));
    alter table meeting_question add column answer text not null default '';
    alter table meeting_question add column answered_at timestamptz;
    alter table meeting_question add column answered_by integer references person;
    alter table meeting_question add constraint meeting_question_answered_by_somebody
      check ((answer = '') = (answered_at is null) and (answer = '') = (answered_by is null));
    create index meeting_question_answered_by on meeting_question (answered_by) where answered_by is not null;
    drop policy meeting_question_whole on meeting_question;
    drop policy meeting_question_part on meeting_question;

    create table meeting_reading (
      meeting_id       integer not null references meeting on delete cascade,
      municipality_id  integer not null references municipality,
      read_at          timestamptz not null,
      read_by          integer not null references person,
      primary key (meeting_id, municipality_id)
    );
    create index meeting_reading_of_municipality on meeting_reading (municipality_id);
    create index meeting_reading_read_by on meeting_reading (read_by);

    create table meeting_reading_reminder (
      meeting_id       integer not null references meeting on delete cascade,
      municipality_id  integer not null references municipality,
      sent_on          date not null,
      primary key (meeting_id, municipality_id, sent_on)
    );
    create index meeting_reading_reminder_of_municipality on meeting_reading_reminder (municipality_id);
  `)
  await behindTheWall(db, 'action_item', `${ours} or (meeting_item_id is not null and ${anyOfUs})`, ours)
  await behindTheWall(db, 'meeting_question', `${ours} or (shared_at is not null and ${anyOfUs})`, ours)
  await behindTheWall(db, 'meeting_reading', ours)
  await behindTheWall(db, 'meeting_reading_reminder', ours)
}
