import type { Scope } from '../../base/access.ts'
import { inChange } from '../../base/change.ts'
import type { Crew, CrewHouse } from '../../base/jobs.ts'
import { wholeMeeting } from '../liaison-meetings/queries.ts'
import { keepNotice, printJob } from './changes.ts'
import { nameOfNotice, noticeOf } from './paper.ts'
import { addresseesOf } from './queries.ts'

const everything: Scope = { of: 'all' }

/** Prints and keeps the invitation of a meeting after it was announced, outside any transaction. Begun twice, it finds the file there and is done. */
async function printMeeting({ database, files, paper, clock, random }: CrewHouse, { meetingId, round }: { meetingId: number; round: number }): Promise<void> {
  const meeting = await wholeMeeting(database, everything, meetingId)
  if (meeting === undefined || meeting.round !== round || meeting.noticeFileId !== null) return
  const notice = noticeOf(meeting, await addresseesOf(database))
  const saved = await files.save(await paper.print('call-notice', notice), 'pdf')
  const isKept = await inChange(database, { actor: null, scope: everything, now: clock(), random }, (change) => keepNotice(change, { meetingId, round }, { ...saved, name: nameOfNotice(meeting) }))
  if (!isKept) await files.remove(saved.key)
}

export const meetingNoticeJobs: Crew = { [printJob]: { work: printMeeting, secondsMax: 120 } }
