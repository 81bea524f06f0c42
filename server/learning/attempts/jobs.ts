import { inChange } from '../../base/change.ts'
import type { Crew, CrewHouse } from '../../base/jobs.ts'
import { closeOverdue, closingJob } from './changes.ts'
import { isOverdue } from './queries.ts'

/** The time of an attempt is over: it is handed in, whether or not anybody is there. */
async function close({ database, clock, random }: CrewHouse, { attemptId }: { attemptId: number }): Promise<void> {
  const now = clock()
  if (!await isOverdue(database, attemptId, now)) return
  await inChange(database, { actor: null, scope: { of: 'all' }, now, random }, (change) => closeOverdue(change, attemptId))
}

export const attemptJobs: Crew = { [closingJob]: { work: close } }
