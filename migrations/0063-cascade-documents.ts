import type { Kysely } from 'kysely'
import { run } from './statements.ts'
import { behindTheWall, ours } from './walls.ts'

/**
 * Documents of what follows a course: of a meeting and what is on its agenda, of the support of a municipality and its sessions. Their
 * parents come later, each by a column of its own (`documents.ts`). `readers` says who may read one besides the prefecture: nobody, the
 * experts who are assigned, the municipality it is about as well, or all municipalities; only the third names a municipality.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table cascade_document (
      id               integer generated always as identity primary key,
      file_id          integer not null references file,
      title            text not null check (char_length(title) between 1 and 100),
      readers          text not null check (readers in ('prefecture', 'experts', 'municipality', 'all')),
      municipality_id  integer references municipality,
      position         integer not null check (position between 1 and 999),
      added_by         integer not null references person,
      added_at         timestamptz not null,
      constraint cascade_document_of_whom check ((readers = 'municipality') = (municipality_id is not null))
    );
    create index cascade_document_of_file on cascade_document (file_id);
    create index cascade_document_of_municipality on cascade_document (municipality_id) where municipality_id is not null;
    create index cascade_document_added_by on cascade_document (added_by);
  `)
  await behindTheWall(db, 'cascade_document', `readers = 'all' or ${ours}`, ours)
}
