import { inChange } from '../../base/change.ts'
import type { Crew, CrewHouse } from '../../base/jobs.ts'
import { keepRegister } from './changes.ts'
import { movedOn, toInvite, toRefresh } from './queries.ts'

/** Looks what happened to those who are in the register or should be; most rounds find nothing and write nothing. */
export async function tendRegister({ database, clock, random }: CrewHouse): Promise<void> {
  const waits = await Promise.all([toInvite(database, 1), toRefresh(database, 1), movedOn(database)])
  if (waits.every(({ length }) => length === 0)) return
  await inChange(database, { actor: null, scope: { of: 'all' }, now: clock(), random }, async (change) => {
    if (await keepRegister(change) === 0) change.log('instructors.none', 'instructors')
  })
}

export const instructorJobs: Crew = { 'tend-register': { work: tendRegister, everyMinutes: 10 } }
