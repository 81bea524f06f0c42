import type { Change } from '../../base/change.ts'
import { Missing } from '../../base/errors.ts'
import { isForgotten, referencesToFiles } from './queries.ts'

const rowsMax = 500

/**
 * Files that nothing refers to any more are let go: those of drafts that were given up, and those that another one replaced.
 * Returns their keys, to be removed. @throws Missing when there are none
 */
export async function forgetFiles({ tx, log }: Change, lyingSince: Date): Promise<string[]> {
  const forgotten = isForgotten(await referencesToFiles(tx))
  const gone = await tx.deleteFrom('file')
    .where('id', 'in', (eb) => eb.selectFrom('file').select('id').where('made_at', '<', lyingSince).where(forgotten).orderBy('id').limit(rowsMax).forUpdate().skipLocked())
    .returning(['key', 'bytes']).execute()
  if (gone.length === 0) throw new Missing()
  log('files.forgotten', 'files', { count: gone.length, bytes: gone.reduce((sum, { bytes }) => sum + bytes, 0) })
  return gone.map(({ key }) => key)
}

/** What lay there without a row, because a process ended in between, is gone. */
export async function noteCleared({ log }: Change, count: number): Promise<void> {
  log('files.cleared', 'files', { count })
}
