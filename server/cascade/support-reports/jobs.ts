import { inChange } from '../../base/change.ts'
import type { Crew, CrewHouse } from '../../base/jobs.ts'
import { keepReport, reportJob } from './changes.ts'
import { reportPaper } from './paper.ts'
import { reportToPrint, type Record } from './queries.ts'

/** Prints a submitted report out of what was frozen; a second run finds it printed. */
async function printReport({ database, files, paper, clock, random }: CrewHouse, { reportId }: { reportId: number }): Promise<void> {
  const report = await reportToPrint(database, reportId)
  if (report === undefined) return
  const file = await files.save(await paper.print('support-paper', reportPaper(report, report.record as Record, report.contentHash ?? '')), 'pdf')
  const kept = await inChange(database, { actor: null, scope: { of: 'all' }, now: clock(), random }, (change) => keepReport(change, reportId, report, file))
  if (!kept) await files.remove(file.key)
}

export const supportReportJobs: Crew = { [reportJob]: { work: printReport, secondsMax: 300 } }
