import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import { found, refuse } from '../../base/errors.ts'
import type { SavedFile } from '../../base/files.ts'
import type { Compared, Standing, TableKind } from './kinds.ts'
import { whyNotOpen } from './rules.ts'

/** What a sent file is about, by the table that keeps it: one of the same waits at a time. */
interface About {
  incoming_file: { kind: string; municipality_id: number | null; subject_id: number | null }
  nomination_file: { call_id: number; municipality_id: number }
  bundle_file: { call_id: number }
  question_file: { bank_id: number }
}
export type FileNow = SavedFile & { name: string }

/**
 * Puts a sent file in the place of those about the same that nobody took in: their keys come back, so that no more than one waits on the disk.
 * `more`: columns that only this table has. The room says who may, and leaves the line.
 */
export async function putInPlace<Table extends keyof About>(
  { tx, now, actor }: Change, table: Table, about: About[Table], { key, name, bytes, sha256 }: FileNow, more: Record<string, string> = {},
): Promise<{ id: number; unneeded: string[] }> {
  // The columns named here are the same in all of them.
  const files = table as 'bundle_file'
  const isSame = sql<boolean>`${sql.join(Object.entries(about).map(([column, value]) => sql`${sql.ref(column)} is not distinct from ${value}`), sql` and `)}`
  const dropped = await tx.updateTable(files).set({ state: 'dropped' }).where('state', '=', 'open').where(isSame).returning('key').execute()
  const row = { ...about, ...more, key, name, bytes, sha256, sent_by: actor?.personId ?? null, sent_at: now }
  const { id } = await tx.insertInto(files).values(row as never).returning('id').executeTakeFirstOrThrow()
  return { id, unneeded: dropped.map((one) => one.key) }
}

/** Keeps a file that was sent. Earlier ones about the same that were not taken in are given up: their keys come back. Logs 'incomingFile.sent'. */
export async function keepFile(change: Change, kind: string, { municipalityId, subjectId, whyNot }: Standing, file: FileNow): Promise<{ id: number; unneeded: string[] }> {
  refuse(whyNot)
  const kept = await putInPlace(change, 'incoming_file', { kind, municipality_id: municipalityId, subject_id: subjectId }, file)
  change.log('incomingFile.sent', `incomingFile:${kept.id}`, { kind, bytes: file.bytes, sha256: file.sha256 })
  return kept
}

/** Takes what a file says, once: whoever comes second is refused and nothing is written. Logs 'incomingFile.taken', beside what the room logs. */
export async function takeFile<Row extends object, Ground extends Standing>(
  change: Change, { kind, take }: TableKind<Row, Ground>, id: number, compared: readonly Compared<Row>[], ground: Ground,
): Promise<number> {
  const { tx, now, log } = change
  const { state } = found(await tx.selectFrom('incoming_file').select('state').where('id', '=', id).where('kind', '=', kind).forUpdate().executeTakeFirst())
  refuse(whyNotOpen(state))
  const rows = await take(change, compared.filter(({ mark }) => mark !== 'same'), ground)
  await tx.updateTable('incoming_file').set({ state: 'taken', taken_at: now, rows_taken: rows }).where('id', '=', id).execute()
  log('incomingFile.taken', `incomingFile:${id}`, { kind, rows })
  return rows
}
