import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, refuse } from '../../base/errors.ts'
import { findMeeting, holdMeeting } from '../liaison-meetings/queries.ts'
import { absentOf, lastSharedAt } from './queries.ts'
import { hasRead, toRemind, whyNotMark, whyNotRemind } from './rules.ts'

/** A municipality has looked at what there is after a meeting. Marking it again renews the mark. Logs 'meeting.read_afterwards'. @throws Missing · Refusal before it was held */
export async function markRead({ tx, scope, actor, now, log }: Change, id: number): Promise<void> {
  assert(actor !== null && scope.of === 'municipality')
  const meeting = found(await findMeeting(tx, scope, id))
  refuse(whyNotMark(meeting.state))
  await tx.insertInto('meeting_reading').values({ meeting_id: id, municipality_id: scope.municipalityId, read_at: now, read_by: actor.personId })
    .onConflict((oc) => oc.columns(['meeting_id', 'municipality_id']).doUpdateSet({ read_at: now, read_by: actor.personId })).execute()
  log('meeting.read_afterwards', `meeting:${id}`)
}

/**
 * Reminds the municipalities that were not there and have not looked, each once a day at most. Logs 'meeting.missed', which they are told.
 * @throws Missing · Refusal when all have looked, or were reminded today
 */
export async function remindAbsent({ tx, scope, now, log }: Change, id: number): Promise<void> {
  const meeting = found(await holdMeeting(tx, scope, id))
  const [today, shared, absent] = [dayInJapan(now), await lastSharedAt(tx, id), await absentOf(tx, id)]
  const left = toRemind(absent, shared, today)
  refuse(whyNotRemind(meeting.state, absent.filter(({ readAt }) => !hasRead(readAt, shared)).length, left.length))
  await tx.insertInto('meeting_reading_reminder').values(left.map(({ municipalityId }) => ({ meeting_id: id, municipality_id: municipalityId, sent_on: today }))).execute()
  log('meeting.missed', `meeting:${id}`, { municipalityIds: left.map(({ municipalityId }) => municipalityId) })
}
