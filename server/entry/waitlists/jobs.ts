import { inChange } from '../../base/change.ts'
import type { Crew, CrewHouse } from '../../base/jobs.ts'
import { fillingJob, fillSeats } from './changes.ts'
import { findWaitlist, hasWaitlist } from './queries.ts'

/** A seat may have become free, or an offer is due: looks the waitlist over, by the clock of the house. */
async function fill({ database, clock, random }: CrewHouse, { trainingId }: { trainingId: number }): Promise<void> {
  if (!await hasWaitlist(database, trainingId) || await findWaitlist(database, trainingId) === undefined) return
  await inChange(database, { actor: null, scope: { of: 'all' }, now: clock(), random }, (change) => fillSeats(change, trainingId))
}

export const waitlistJobs: Crew = { [fillingJob]: { work: fill } }
