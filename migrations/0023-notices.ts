import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { behindTheWall, mine, ours } from './walls.ts'

/**
 * The letters of an announced selection as they were printed, one batch per document number, and what a second person was
 * asked to decide by: printed when it was asked, never printed again.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table notice_batch (
      id               integer generated always as identity primary key,
      training_id      integer not null references training,
      state            text not null default 'draft' check (state in ('draft', 'printing', 'done')),
      document_number  text not null,
      issued_on        date not null,
      sender           text not null,
      seal_omitted     boolean not null default true,
      office           text not null,
      openings         jsonb not null,
      next_steps       text not null default '',
      withdraw_by      date,
      contact          text not null,
      made_by          integer not null references person,
      made_at          timestamptz not null,
      work_id          integer references work,
      version          integer not null default 1
    );
    create unique index notice_batch_open_once on notice_batch (training_id) where state <> 'done';
    create index notice_batch_of_training on notice_batch (training_id, id);

    create table notice (
      id               integer generated always as identity primary key,
      batch_id         integer not null references notice_batch,
      training_id      integer not null references training,
      municipality_id  integer not null references municipality,
      person_id        integer references person,
      kind             text not null check (kind in ('selected', 'waitlisted', 'next_year', 'declined', 'list')),
      name             text not null,
      file_id          integer not null references file,
      constraint notice_is_for_a_person_or_a_list check ((kind = 'list') = (person_id is null)),
      constraint notice_once unique nulls not distinct (batch_id, municipality_id, person_id)
    );
    create index notice_of_training on notice (training_id, municipality_id, id);
    create index notice_of_person on notice (person_id, training_id, id) where person_id is not null;
    create index notice_of_file on notice (file_id);

    create table selection_dossier (
      id            integer generated always as identity primary key,
      selection_id  integer not null references selection,
      version       integer not null,
      approval_id   integer not null references approval,
      content_hash  text not null,
      file_id       integer not null references file,
      printed_at    timestamptz not null,
      constraint selection_dossier_once unique (selection_id, version)
    );
  `)
  await behindTheWall(db, 'notice', `${ours} or ${mine}`, ours)
  const asker = `(select nullif(current_setting('chiiki.person', true), '')::int)`
  await run(db, `
    alter policy file_part on file using (municipality_id is null or ${ours}
      or exists (select from certificate_event e join certificate c on c.id = e.certificate_id where e.file_id = file.id and c.${mine})
      or exists (select from notice n where n.file_id = file.id and n.${mine})
      or exists (select from work w where w.file_id = file.id and w.asked_by = ${asker}));
  `)
}
