import type { Reader } from '../../base/database.ts'
import type { ApprovalState } from './rules.ts'

/** A request to a second person and what became of it, as pages show it. */
export interface ApprovalShown {
  id: number; subject: string; state: ApprovalState; title: string; titleEn: string; path: string
  requestedBy: number; requestedByName: string; requestedAt: Date
  decidedByName: string | null; decidedAt: Date | null; note: string | null
}

const shown = (db: Reader) => db.selectFrom('approval as a')
  .innerJoin('person as asker', 'asker.id', 'a.requested_by')
  .leftJoin('person as decider', 'decider.id', 'a.decided_by')
  .select([
    'a.id', 'a.subject', 'a.state', 'a.title', 'a.title_en as titleEn', 'a.path', 'a.requested_by as requestedBy', 'asker.name as requestedByName',
    'a.requested_at as requestedAt', 'decider.name as decidedByName', 'a.decided_at as decidedAt', 'a.note',
  ])

/** The latest request about a subject ('call:7'), whatever became of it; undefined when nobody ever asked. */
export const approvalOf = (db: Reader, subject: string): Promise<ApprovalShown | undefined> =>
  shown(db).where('a.subject', '=', subject).orderBy('a.id', 'desc').limit(1).executeTakeFirst()

/** All that waits for a decision, the oldest first: what has waited longest is asked for first. */
export const waitingApprovals = (db: Reader, limit = 200): Promise<ApprovalShown[]> =>
  shown(db).where('a.state', '=', 'requested').orderBy('a.id').limit(limit).execute()

/** What was decided or taken back, the latest first, with the number of all of them in each row. */
export const decidedApprovals = (db: Reader, { limit, offset }: { limit: number; offset: number }) =>
  shown(db).select(({ fn }) => fn.countAll<number>().over().as('total'))
    .where('a.state', '<>', 'requested').orderBy('a.id', 'desc').limit(limit).offset(offset).execute()

/** Holds the latest request about a subject until the change ends, so that only one person decides it. */
export const holdApproval = (db: Reader, subject: string) => db.selectFrom('approval')
  .select(['id', 'state', 'requested_by as requestedBy'])
  .where('subject', '=', subject).orderBy('id', 'desc').limit(1).forUpdate().executeTakeFirst()
