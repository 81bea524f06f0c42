import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { behindTheWall, ours } from './walls.ts'

/**
 * Applications of offices and people to their municipality (受講申込書), the links by which they come back to them, and from
 * which applicant a line of a nomination sheet came: the line remembers it, because every save of a sheet writes its lines anew.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table application (
      id               integer generated always as identity primary key,
      call_id          integer not null references call,
      municipality_id  integer not null references municipality,
      route            text not null check (route in ('employer', 'self')),
      office_name      text not null,
      contact_name     text not null default '',
      contact_phone    text not null default '',
      email            text not null,
      language         text not null default 'ja' check (language in ('ja', 'en')),
      state            text not null default 'draft' check (state in ('draft', 'submitted', 'returned', 'reviewed')),
      receipt          text,
      return_reason    text,
      due_on           date,
      version          integer not null default 0,
      begun_at         timestamptz not null,
      saved_at         timestamptz,
      submitted_at     timestamptz,
      returned_at      timestamptz,
      reviewed_at      timestamptz,
      constraint application_handed_in_has_a_receipt check (state in ('draft', 'returned') or (receipt is not null and submitted_at is not null))
    );
    create unique index application_once on application (call_id, municipality_id, lower(email), office_name);
    create index application_of_municipality on application (municipality_id);

    create table application_link (
      hash            text primary key,
      application_id  integer not null references application on delete cascade,
      made_at         timestamptz not null
    );
    create index application_link_of_application on application_link (application_id, made_at);

    create table applicant (
      id                integer generated always as identity primary key,
      application_id    integer not null references application on delete cascade,
      municipality_id   integer not null references municipality,
      rank              integer not null check (rank between 1 and 20),
      name              text not null default '',
      kana              text not null default '',
      search_key        text not null default '',
      affiliation       text not null default '',
      profession_code   text references profession,
      position          text not null default '',
      category          text check (category in ('chair', 'adviser', 'case_presenter', 'other')),
      experience        text check (experience in ('experienced', 'planned')),
      experience_count  integer check (experience_count between 0 and 999),
      years             integer check (years between 0 and 60),
      wished_cohort_id  integer references cohort,
      email             text not null default '',
      support_needs     text not null default '',
      motivation        text not null default '',
      purpose_consent   boolean not null default false,
      roster_consent    boolean not null default false,
      verdict           text check (verdict in ('taken', 'declined')),
      verdict_reason    text not null default '',
      verdict_by        integer references person,
      verdict_at        timestamptz,
      person_id         integer references person,
      constraint applicant_rank_once unique (application_id, rank),
      constraint applicant_verdict_has_a_moment check ((verdict is null) = (verdict_at is null))
    );
    create index applicant_of_municipality on applicant (municipality_id);
    create index applicant_of_person on applicant (person_id) where person_id is not null;
    create index applicant_of_cohort on applicant (wished_cohort_id) where wished_cohort_id is not null;

    alter table nomination add column applicant_id integer references applicant;
    create index nomination_of_applicant on nomination (applicant_id) where applicant_id is not null;
    create unique index nomination_applicant_once on nomination (applicant_id) where applicant_id is not null and withdrawn_at is null;
  `)
  for (const table of ['application', 'applicant']) await behindTheWall(db, table, ours)
}
