import { inChange } from '../../base/change.ts'
import { Missing } from '../../base/errors.ts'
import type { Crew, CrewHouse } from '../../base/jobs.ts'
import { clearLapsed } from './changes.ts'
import { hasLapsed } from './queries.ts'
import { lapsedBefore } from './rules.ts'

/** Films that nobody finished sending are cleared away after a day, so that they do not fill the disk. */
async function clear({ database, clock, random, files }: CrewHouse): Promise<void> {
  const now = clock()
  if (!await hasLapsed(database, lapsedBefore(now))) return
  const pieces = await inChange(database, { actor: null, scope: { of: 'all' }, now, random }, clearLapsed)
    .catch((error: unknown) => { if (error instanceof Missing) return []; throw error }) // another worker did it
  for (const one of pieces) await files.pieces.drop(one)
}

export const lessonUploadJobs: Crew = { 'lesson-uploads.clear': { work: clear, everyMinutes: 60 } }
