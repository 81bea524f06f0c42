import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/** A form taken off a call takes its file along: whatever else refers to a file is found without reading whole tables. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create index call_of_file on call (file_id) where file_id is not null;
    create index call_revision_of_file on call_revision (file_id) where file_id is not null;
    create index lesson_of_file on lesson (file_id) where file_id is not null;
    create index lesson_of_captions on lesson (captions_file_id) where captions_file_id is not null;
    create index selection_dossier_of_file on selection_dossier (file_id) where file_id is not null;
  `)
}
