import { inChange } from '../../base/change.ts'
import type { Crew, CrewHouse } from '../../base/jobs.ts'
import { dayInJapan } from '../../base/days.ts'
import type { Scope } from '../../base/access.ts'
import { keepNotice } from './changes.ts'
import { nameOfNotice, noticeOf } from './paper.ts'
import { fileOfRevision, revisionsOf, scheduleOf, wholeCall } from './queries.ts'

const everything: Scope = { of: 'all' }

/**
 * Prints and keeps the notice of a call after it was published or corrected. No transaction is open while it is printed;
 * begun twice, it finds the file there and is done. Overtaken by a later correction, it leaves the printing to that one.
 */
async function printCall(house: CrewHouse, { callId, revision }: { callId: number; revision: number }): Promise<void> {
  const { database, files, paper, clock, random } = house
  const call = await wholeCall(database, everything, callId, dayInJapan(clock()))
  if (call === undefined || call.revision !== revision || await fileOfRevision(database, callId, revision)) return
  const notice = noticeOf(call, await scheduleOf(database, call.trainingId), await revisionsOf(database, callId))
  const saved = await files.save(await paper.print('call-notice', notice), 'pdf')
  const file = { ...saved, name: nameOfNotice(call, revision) }
  const who = { actor: null, scope: everything, now: clock(), random }
  if (!await inChange(database, who, (change) => keepNotice(change, callId, revision, file))) await files.remove(saved.key)
}

export const callJobs: Crew = { 'print-call': { work: printCall, secondsMax: 120 } }
