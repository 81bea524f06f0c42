import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { behindTheWall, ours } from './walls.ts'

/**
 * Support of model municipalities: the recruiting of a year, what a municipality applies with, its plan with goals and checks,
 * the experts who are appointed, and the support sessions with who was there. A municipality sees its own; experts, who
 * advise several, are kept by their Scope, as instructors are.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table support_recruitment (
      id           integer generated always as identity primary key,
      fiscal_year  integer not null unique check (fiscal_year between 2000 and 2100),
      closes_on    date not null,
      places       integer not null check (places between 1 and 62),
      words        text not null,
      contact      text not null default '',
      state        text not null default 'open' check (state in ('open', 'in_approval', 'decided')),
      document_number  text,
      sender       text not null default '',
      decided_on   date,
      version      integer not null default 1,
      made_by      integer references person,
      made_at      timestamptz not null
    );

    create table model_support (
      id               integer generated always as identity primary key,
      recruitment_id   integer not null references support_recruitment,
      fiscal_year      integer not null check (fiscal_year between 2000 and 2100),
      municipality_id  integer not null references municipality,
      state            text not null default 'recruiting' check (state in ('recruiting', 'applied', 'designated', 'plan_agreed',
                         'supporting', 'reported', 'shared_at_liaison', 'closed', 'declined', 'withdrawn')),
      reason           text not null default '',
      situation        text not null default '',
      wishes           text not null default '',
      structure        text not null default '',
      contact          text not null default '',
      version          integer not null default 1,
      receipt          text,
      outcome          text check (outcome in ('designate', 'decline')),
      outcome_reason   text not null default '',
      withdrawal_reason  text,
      constraint model_support_withdrawn_says_why check (state <> 'withdrawn' or char_length(withdrawal_reason) > 0),
      constraint model_support_decided_says_why check (state not in ('designated', 'declined') or char_length(outcome_reason) > 0),
      constraint model_support_applied_has_receipt check (state in ('recruiting', 'withdrawn') or receipt is not null)
    );
    create unique index model_support_once on model_support (fiscal_year, municipality_id) where state <> 'withdrawn';
    create index model_support_of_recruitment on model_support (recruitment_id);
    create index model_support_of_municipality on model_support (municipality_id);

    create table model_support_step (
      model_support_id  integer not null references model_support on delete cascade,
      state             text not null,
      at                timestamptz not null,
      by_person         integer references person,
      note              text,
      primary key (model_support_id, state)
    );

    create table support_plan (
      id                integer generated always as identity primary key,
      model_support_id  integer not null references model_support on delete cascade,
      number            integer not null,
      state             text not null default 'draft' check (state in ('draft', 'agreed', 'superseded')),
      aim               text not null default '',
      version           integer not null default 1,
      municipality_agreed_by  integer references person,
      municipality_agreed_at  timestamptz,
      prefecture_agreed_by    integer references person,
      prefecture_agreed_at    timestamptz,
      made_at           timestamptz not null,
      unique (model_support_id, number),
      constraint support_plan_agreed_by_both check (state = 'draft' or (municipality_agreed_at is not null and prefecture_agreed_at is not null))
    );
    create unique index support_plan_one_draft on support_plan (model_support_id) where state = 'draft';
    create unique index support_plan_one_agreed on support_plan (model_support_id) where state = 'agreed';

    create table support_goal (
      id        integer generated always as identity primary key,
      plan_id   integer not null references support_plan on delete cascade,
      position  integer not null check (position between 1 and 5),
      goal      text not null,
      evidence  text not null,
      unique (plan_id, position)
    );

    create table goal_check (
      goal_id     integer not null references support_goal on delete cascade,
      kind        text not null check (kind in ('half_year', 'end')),
      outcome     text not null check (outcome in ('reached', 'partly', 'not_yet')),
      words       text not null constraint goal_check_says_how check (char_length(words) > 0),
      version     integer not null default 1,
      checked_by  integer references person,
      checked_at  timestamptz not null,
      primary key (goal_id, kind)
    );

    create table expert (
      person_id    integer primary key references person,
      affiliation  text not null,
      themes       text not null,
      days         text not null default '',
      note         text not null default '',
      ended_on     date,
      version      integer not null default 1
    );

    create table expert_appointment (
      id                integer generated always as identity primary key,
      model_support_id  integer not null references model_support on delete cascade,
      person_id         integer not null references person,
      from_on           date not null,
      to_on             date not null,
      state             text not null default 'asked' check (state in ('asked', 'accepted', 'declined', 'ended')),
      words             text not null default '',
      document_number   text,
      answer            text,
      asked_by          integer references person,
      asked_at          timestamptz not null,
      answered_at       timestamptz,
      constraint expert_appointment_ends_after_it_began check (to_on >= from_on)
    );
    create unique index expert_appointment_once on expert_appointment (model_support_id, person_id) where state in ('asked', 'accepted');
    create index expert_appointment_of_person on expert_appointment (person_id);

    create table support_session (
      id                integer generated always as identity primary key,
      model_support_id  integer not null references model_support on delete cascade,
      municipality_id   integer not null references municipality,
      number            integer not null,
      held_on           date not null,
      starts_at         text not null check (starts_at ~ '^[0-2][0-9]:[0-5][0-9]$'),
      ends_at           text not null check (ends_at ~ '^[0-2][0-9]:[0-5][0-9]$'),
      mode              text not null check (mode in ('on_site', 'online', 'both')),
      place             text not null default '',
      address           text not null default '',
      theme             text not null,
      advice            text not null default '',
      state             text not null default 'planned' check (state in ('planned', 'held', 'canceled')),
      version           integer not null default 1,
      saved_by          integer references person,
      saved_at          timestamptz not null,
      unique (model_support_id, number),
      constraint support_session_ends_after_it_began check (ends_at > starts_at)
    );
    create index support_session_in_order on support_session (held_on);
    create index support_session_of_municipality on support_session (municipality_id);

    create table support_attendance (
      id              integer generated always as identity primary key,
      session_id      integer not null references support_session on delete cascade,
      position        integer not null,
      side            text not null check (side in ('municipality', 'expert', 'officer')),
      appointment_id  integer references expert_appointment,
      name            text not null,
      affiliation     text not null default '',
      state           text not null check (state in ('present', 'online', 'absent')),
      unique (session_id, position)
    );

    create table visit_report (
      session_id      integer not null references support_session on delete cascade,
      appointment_id  integer not null references expert_appointment,
      words           text not null,
      version         integer not null default 1,
      written_at      timestamptz not null,
      primary key (session_id, appointment_id)
    );
  `)
  await behindTheWall(db, 'model_support', ours)
  await behindTheWall(db, 'support_session', ours)
  const ofSupport = (table: string) => `exists (select from model_support s where s.id = ${table}.model_support_id)`
  for (const table of ['model_support_step', 'support_plan', 'expert_appointment']) await behindTheWall(db, table, ofSupport(table))
  await behindTheWall(db, 'support_goal', 'exists (select from support_plan p where p.id = support_goal.plan_id)')
  await behindTheWall(db, 'goal_check', 'exists (select from support_goal g where g.id = goal_check.goal_id)')
  const ofSession = (table: string) => `exists (select from support_session s where s.id = ${table}.session_id)`
  for (const table of ['support_attendance', 'visit_report']) await behindTheWall(db, table, ofSession(table))
}
