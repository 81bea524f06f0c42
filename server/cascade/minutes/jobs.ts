import type { Scope } from '../../base/access.ts'
import { inChange } from '../../base/change.ts'
import type { Crew, CrewHouse } from '../../base/jobs.ts'
import type { Minutes } from './content.ts'
import { nameOfMinutes, paperOf } from './paper.ts'
import { editionOf } from './queries.ts'
import { keepEdition, printJob } from './steps/changes.ts'

const everything: Scope = { of: 'all' }

/** Prints an edition out of what was frozen in it, and keeps it with its hash. Begun twice, it finds the file there and is done. */
async function printMinutes({ database, files, paper, clock, random }: CrewHouse, { meetingId, number }: { meetingId: number; number: number }): Promise<void> {
  const edition = await editionOf(database, meetingId, number)
  if (edition === undefined || edition.key !== null) return
  const content = edition.content as unknown as Minutes
  const saved = await files.save(await paper.print('minutes', paperOf(content, edition)), 'pdf')
  const isKept = await inChange(database, { actor: null, scope: everything, now: clock(), random }, (change) => keepEdition(change, { meetingId, number }, { ...saved, name: nameOfMinutes(content, number) }))
  if (!isKept) await files.remove(saved.key)
}

export const minutesJobs: Crew = { [printJob]: { work: printMinutes, secondsMax: 120 } }
