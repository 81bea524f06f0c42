import { found } from '../../base/errors.ts'
import type { CrewHouse } from '../../base/jobs.ts'
import { readTable } from '../../base/sheets.ts'
import { runWork, triesOfWork } from '../../keeping/works/jobs.ts'
import { bundleJob, NotTaken, refuseBundle, takeBundle } from './changes.ts'
import { tableLimits } from './checking.ts'
import { findBundle } from './queries.ts'

/** Reads a confirmed file and takes it in whole. Killed at any moment it leaves nothing half; begun again it does nothing twice. */
async function takeIn(house: CrewHouse, { workId, fileId }: { workId: number; fileId: number }): Promise<void> {
  await runWork(house, workId, 'nominations.bundle', async ({ change, advance }) => {
    const file = found(await findBundle(house.database, fileId))
    const answer = await readTable(await house.files.read(file.key), file.name, tableLimits)
    if ('refused' in answer) return change((now) => refuseBundle(now, workId, fileId, [{ what: file.name, reason: answer.refused }]))
    try {
      await change((now) => takeBundle(now, workId, fileId, answer.table, advance))
    } catch (error) {
      if (!(error instanceof NotTaken)) throw error
      await change((now) => refuseBundle(now, workId, fileId, error.heldBack))
    }
  })
}

export const bundleJobs = { [bundleJob]: { work: takeIn, tries: triesOfWork, secondsMax: 600 } }
