import type { Change } from '../../base/change.ts'
import { refuse } from '../../base/errors.ts'
import type { SavedFile } from '../../base/files.ts'
import { endWork, startWork } from '../../keeping/works/changes.ts'
import { sheetsOf } from './queries.ts'

/** The job that makes the sheets of all municipalities. */
export const briefingsJob = 'briefings'

export type BundleKind = 'zip' | 'pdf'

/** Promises the sheets of every municipality the scope reaches, as one file. Returns the id of the work. @throws Refusal when there is none */
export async function askBriefings(change: Change, fiscalYear: number, as: BundleKind): Promise<number> {
  const { length } = await sheetsOf(change.tx, change.scope)
  refuse(length === 0 ? { key: 'briefings.emptyTitle' } : null)
  return startWork(change, { name: briefingsJob, subject: `fiscal_year:${fiscalYear}`, total: length, backTo: '/briefings', payload: { fiscalYear, as } })
}

/** Ends it with the file. Logs 'briefings.made'. */
export async function keepBriefings(change: Change, workId: number, { key, sha256, bytes }: SavedFile, { name, type, count }: { name: string; type: string; count: number }): Promise<void> {
  const { id } = await change.tx.insertInto('file').values({ key, sha256, bytes, name, type, made_at: change.now }).returning('id').executeTakeFirstOrThrow()
  if (await endWork(change, workId, { fileId: id })) change.log('briefings.made', `work:${workId}`, { count })
}
