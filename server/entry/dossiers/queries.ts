import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'
import { boardLines, findBoard, linesMax } from '../selection/queries.ts'

/** What was printed for the second person, the latest first, with who asked and what was decided by it. */
export const dossiersOf = (db: Reader, trainingId: number) => db.selectFrom('selection_dossier as d')
  .innerJoin('selection as s', 's.id', 'd.selection_id').innerJoin('approval as a', 'a.id', 'd.approval_id').innerJoin('file as f', 'f.id', 'd.file_id')
  .innerJoin('person as asker', 'asker.id', 'a.requested_by').leftJoin('person as decider', 'decider.id', 'a.decided_by')
  .select(['d.id', 'd.version', 'd.printed_at as printedAt', 'd.content_hash as contentHash', 'f.sha256', 'f.bytes', 'a.state', 'a.note',
    'a.requested_at as requestedAt', 'asker.name as requestedBy', 'a.decided_at as decidedAt', 'decider.name as decidedBy'])
  .where('s.training_id', '=', trainingId).orderBy('d.id', 'desc').limit(50).execute()
export type Dossier = Awaited<ReturnType<typeof dossiersOf>>[number]

/** The stored paper of a dossier. */
export const fileOfDossier = (db: Reader, dossierId: number) => db.selectFrom('selection_dossier as d').innerJoin('file as f', 'f.id', 'd.file_id')
  .select(['f.key', 'f.name', 'f.type', 'f.bytes', 'f.sha256']).where('d.id', '=', dossierId).executeTakeFirst()

/** Everything a second person decides by: the selection as it was asked about, all its lines, and who asked. */
export async function groundOf(db: Reader, trainingId: number) {
  const board = await findBoard(db, trainingId)
  if (board === undefined || board.selection === null) return undefined
  const { selection } = board
  const lines = await boardLines(db, selection.id, {}, { limit: linesMax, offset: 0 })
  const asked = await db.selectFrom('approval as a').innerJoin('person as p', 'p.id', 'a.requested_by')
    .select(['a.id', 'p.name', sql<Date>`a.requested_at`.as('at'), 'a.title']).where('a.subject', '=', `selection:${selection.id}`).where('a.state', '=', 'requested')
    .executeTakeFirst()
  return { board: { ...board, selection }, lines, asked }
}
export type Ground = NonNullable<Awaited<ReturnType<typeof groundOf>>>

/** The dossier of one version of a selection, if it was printed. */
export const dossierOf = (db: Reader, selectionId: number, version: number) => db.selectFrom('selection_dossier').select('id')
  .where('selection_id', '=', selectionId).where('version', '=', version).executeTakeFirst()
