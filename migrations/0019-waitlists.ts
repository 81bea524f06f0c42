import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { behindTheWall, mine, ours } from './walls.ts'

/**
 * What a simulation is asked for besides (0019): professions that are never oversold, how many are promised a seat next year.
 * And what follows an announcement: the waitlist as it moves on, and each seat that was offered from it. An open offer holds
 * its seat; whoever counts seats counts it. `code` opens the offer to its person, who may have no account yet.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table selection
      add column hard_profession_quota boolean not null default false,
      add column guarantee_max integer not null default 0 check (guarantee_max between 0 and 9999);
    alter table training
      add column offer_hours integer not null default 72 check (offer_hours between 1 and 720),
      add column offers_by text not null default 'officer' check (offers_by in ('officer', 'house'));

    create table waitlist_entry (
      id               integer generated always as identity primary key,
      training_id      integer not null references training,
      nomination_id    integer not null references nomination,
      person_id        integer not null references person,
      municipality_id  integer not null references municipality,
      position         integer not null check (position > 0),
      state            text not null default 'waiting' check (state in ('waiting', 'offered', 'enrolled', 'declined', 'lapsed', 'left')),
      moved_reason     text,
      moved_by         integer references person,
      moved_at         timestamptz,
      constraint waitlist_entry_once unique (nomination_id)
    );
    create index waitlist_entry_in_order on waitlist_entry (training_id, position);
    create index waitlist_entry_of_person on waitlist_entry (person_id);
    create index waitlist_entry_of_municipality on waitlist_entry (municipality_id);

    create table seat_offer (
      id               integer generated always as identity primary key,
      entry_id         integer not null references waitlist_entry,
      training_id      integer not null references training,
      cohort_id        integer not null references cohort,
      person_id        integer not null references person,
      municipality_id  integer not null references municipality,
      state            text not null default 'open' check (state in ('open', 'accepted', 'declined', 'lapsed', 'withdrawn')),
      code             text not null unique,
      made_at          timestamptz not null,
      made_by          integer references person,
      made_reason      text not null default '',
      due_at           timestamptz not null,
      ended_at         timestamptz,
      ended_by         integer references person,
      ended_reason     text not null default '',
      enrollment_id    integer references enrollment,
      constraint seat_offer_ended_has_a_moment check ((state = 'open') = (ended_at is null)),
      constraint seat_offer_accepted_has_an_enrollment check (state <> 'accepted' or enrollment_id is not null)
    );
    create unique index seat_offer_open_once on seat_offer (entry_id) where state = 'open';
    create index seat_offer_of_entry on seat_offer (entry_id, id);
    create index seat_offer_holding on seat_offer (cohort_id) where state = 'open';
    create index seat_offer_of_training on seat_offer (training_id, id);
    create index seat_offer_of_person on seat_offer (person_id);
    create index seat_offer_of_municipality on seat_offer (municipality_id);
    create index seat_offer_of_enrollment on seat_offer (enrollment_id);

    insert into waitlist_entry (training_id, nomination_id, person_id, municipality_id, position)
    select s.training_id, n.id, n.person_id, n.municipality_id, l.waitlist_position
    from selection s join selection_line l on l.selection_id = s.id join nomination n on n.id = l.nomination_id
    where s.state = 'announced' and l.outcome = 'waitlisted' and l.waitlist_position is not null and n.withdrawn_at is null
      and n.person_id is not null;
  `)
  for (const table of ['waitlist_entry', 'seat_offer']) await behindTheWall(db, table, `${ours} or ${mine}`, `${ours} or ${mine}`)
}
