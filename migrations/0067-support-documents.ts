import type { Kysely } from 'kysely'
import { documentsOf } from './documents.ts'

/** Documents of a support as a whole, and of one of its sessions. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await documentsOf(db, 'model_support_id', 'model_support')
  await documentsOf(db, 'support_session_id', 'support_session')
}
