import { inChange } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import type { Crew, CrewHouse } from '../../base/jobs.ts'
import { endTermsOver } from './changes.ts'
import { termsOver } from './queries.ts'

/** Looks whose term is over; most rounds find nobody and write nothing. */
async function endTerms({ database, clock, random }: CrewHouse): Promise<void> {
  const now = clock()
  const over = await termsOver(database, dayInJapan(now))
  if (over.length > 0) await inChange(database, { actor: null, scope: { of: 'all' }, now, random }, (change) => endTermsOver(change, over))
}

export const expertJobs: Crew = { 'expert-terms': { work: endTerms, everyMinutes: 60 } }
