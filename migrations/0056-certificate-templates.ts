import type { Kysely } from 'kysely'
import { run, runOne } from './statements.ts'
import { behindTheWall, mine, ours } from './walls.ts'

const ofCertificate = 'exists (select from certificate c where c.id = certificate_id)'

/**
 * How certificates of a course look, in versions of which none changes; what each certificate was issued with; when its paper
 * was handed over; requests for another paper; and the register of 一部科目修了証明書, which only grows like the other one.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table certificate_template (
      id                     integer generated always as identity primary key,
      course_id              integer not null references course,
      version                integer not null check (version > 0),
      title                  text not null,
      deed                   text not null,
      title_en               text not null default '',
      deed_en                text not null default '',
      with_english           boolean not null default false,
      with_birth_date        boolean not null default false,
      seal                   text not null default 'box' check (seal in ('box', 'omitted', 'none')),
      orientation            text not null default 'landscape' check (orientation in ('landscape', 'portrait')),
      border                 text not null default 'ornate' check (border in ('ornate', 'plain')),
      issuer_en              text not null default '',
      sender_label           text,
      name_change_is_ground  boolean not null default true,
      made_by                integer references person,
      made_at                timestamptz not null,
      constraint certificate_template_version_once unique (course_id, version)
    );

    alter table certificate
      add column template_id      integer references certificate_template,
      add column issuer_title     text,
      add column issuer_name      text,
      add column name_registered  text,
      add column spelling_note    text,
      add column deed             text,
      add column deed_en          text;

    create table certificate_handover (
      id              integer generated always as identity primary key,
      certificate_id  integer not null references certificate,
      event_id        integer not null references certificate_event,
      way             text not null check (way in ('taken', 'by_hand', 'by_post')),
      handed_on       date not null,
      at              timestamptz not null,
      acted_by        integer references person,
      constraint certificate_handover_once unique (event_id)
    );
    create index certificate_handover_of_certificate on certificate_handover (certificate_id);

    create table reissue_request (
      id               integer generated always as identity primary key,
      certificate_id   integer not null references certificate,
      person_id        integer not null references person,
      municipality_id  integer references municipality,
      reason           text not null check (reason in ('lost', 'damaged', 'name_changed')),
      words            text not null default '',
      name_wanted      text,
      id_check         text not null check (id_check in ('number_card', 'licence', 'passport', 'residence_card', 'other')),
      returns_old      boolean not null,
      address          text not null,
      state            text not null default 'asked' check (state in ('asked', 'accepted', 'refused', 'withdrawn')),
      asked_at         timestamptz not null,
      decided_at       timestamptz,
      decided_by       integer references person,
      refusal          text,
      event_id         integer references certificate_event,
      constraint reissue_request_refusal_says_why check (state <> 'refused' or char_length(refusal) > 0),
      constraint reissue_request_accepted_has_its_paper check ((state = 'accepted') = (event_id is not null)),
      constraint reissue_request_new_name_is_said check (reason <> 'name_changed' or char_length(name_wanted) > 0)
    );
    create unique index reissue_request_open_once on reissue_request (certificate_id) where state = 'asked';
    create index reissue_request_of_person on reissue_request (person_id);
    create index reissue_request_of_municipality on reissue_request (municipality_id);

    alter table training add column partial_certificates_given integer not null default 0;
    create table partial_certificate (
      id               integer generated always as identity primary key,
      training_id      integer not null references training,
      number           integer not null check (number > 0),
      number_text      text not null unique,
      enrollment_id    integer not null unique references enrollment,
      person_id        integer not null references person,
      municipality_id  integer references municipality,
      name             text not null,
      kana             text not null default '',
      modules          jsonb not null,
      issued_on        date not null,
      valid_until      date not null,
      issuer_title     text not null,
      issuer_name      text not null,
      issued_at        timestamptz not null,
      issued_by        integer references person,
      constraint partial_certificate_number_once unique (training_id, number),
      constraint partial_certificate_names_modules check (jsonb_array_length(modules) > 0)
    );
    create index partial_certificate_of_person on partial_certificate (person_id);
    create index partial_certificate_of_municipality on partial_certificate (municipality_id, training_id);
  `)
  await kept(db)
  await behindTheWall(db, 'certificate_handover', ofCertificate)
  await behindTheWall(db, 'reissue_request', `${ours} or ${mine}`, mine)
  await behindTheWall(db, 'partial_certificate', `${ours} or ${mine}`, 'false')
}

/**
 * A version, a hand-over and a partial certificate are facts: they are added to and never changed, whoever asks. Like a certificate
 * a partial one follows its person to the entry they were merged into, and back.
 */
async function kept(db: Kysely<unknown>): Promise<void> {
  await runOne(db, `
    create function what_was_issued_is_kept() returns trigger language plpgsql as $$
    begin
      raise exception '% is only ever added to', tg_table_name using errcode = '23001';
    end $$`)
  await run(db, 'create trigger partial_certificate_append_only before update or delete on partial_certificate for each row execute function certificate_is_kept()')
  for (const table of ['certificate_template', 'certificate_handover']) {
    await run(db, `create trigger ${table}_append_only before update or delete on ${table} for each row execute function what_was_issued_is_kept()`)
  }
}
