import { inChange } from '../../base/change.ts'
import type { Crew, CrewHouse } from '../../base/jobs.ts'
import { clearLapsed } from './changes.ts'
import { lapsedUploads } from './queries.ts'
import { lapsedBefore } from './rules.ts'

/** Films that nobody finished sending are cleared away after a day, so that they do not fill the disk. */
async function clear({ database, clock, random, files }: CrewHouse): Promise<void> {
  const now = clock()
  if ((await lapsedUploads(database, lapsedBefore(now))).length === 0) return
  const pieces = await inChange(database, { actor: null, scope: { of: 'all' }, now, random }, clearLapsed)
  for (const one of pieces) await files.pieces.drop(one)
}

export const lessonUploadJobs: Crew = { 'lesson-uploads.clear': { work: clear, everyMinutes: 60 } }
