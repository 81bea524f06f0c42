import type { Change } from '../../base/change.ts'
import { dayInJapan, timeInJapan } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { putMarks } from '../attendance/changes.ts'
import type { NoticeForm } from './forms.ts'
import { findOwnDay, marksOfOwn, type OwnDay } from './queries.ts'
import { problemsOfNotice, timeTyped, whyNotSend } from './rules.ts'

/**
 * Sends word that one will not come, or will be late; it takes the place of what was sent before. An absence is on the roll at
 * once, where nobody has marked anything else. Logs 'absence.sent'. @throws Missing for a day that is not one's own; Refusal once it began; Unfit without a time
 */
export async function sendNotice(change: Change, dayId: number, { kind, arrivesAt, reason }: NoticeForm): Promise<void> {
  const { tx, actor, now, log } = change
  const day = await holdOwnDay(change, dayId)
  const at = kind === 'late' ? timeTyped(arrivesAt) : null
  mend(problemsOfNotice(kind, at, day))
  await clear(change, day)
  await tx.insertInto('absence_notice').values({
    enrollment_id: day.enrollmentId, class_day_id: dayId, kind, arrives_at: at, reason: reason.trim(), sent_by: actor?.personId ?? null, sent_at: now,
  }).execute()
  if (kind === 'absent') await markAbsent(change, day, reason.trim())
  log('absence.sent', `enrollment:${day.enrollmentId}`, { dayId, kind, heldOn: day.heldOn })
}

/** One comes after all. What the notice had put on the roll is taken off. Logs 'absence.taken_back'. @throws Missing, Refusal once the day began */
export async function takeBackNotice(change: Change, dayId: number): Promise<void> {
  const day = await holdOwnDay(change, dayId)
  found(day.noticeId)
  await clear(change, day)
  change.log('absence.taken_back', `enrollment:${day.enrollmentId}`, { dayId, heldOn: day.heldOn })
}

/** One's own day, with one's row held: two taps come one after the other. */
async function holdOwnDay({ tx, scope, now }: Change, dayId: number): Promise<OwnDay> {
  const { enrollmentId } = found(await findOwnDay(tx, scope, dayId))
  await tx.selectFrom('enrollment').select('id').where('id', '=', enrollmentId).forUpdate().executeTakeFirstOrThrow()
  const day = found(await findOwnDay(tx, scope, dayId))
  refuse(whyNotSend(day, { day: dayInJapan(now), time: timeInJapan(now) }))
  return day
}

/** Takes the notice that stands away, and the marks that came from it; what somebody else marked stays. */
async function clear(change: Change, day: OwnDay): Promise<void> {
  if (day.noticeId === null) return
  await change.tx.updateTable('absence_notice').set({ taken_back_at: change.now }).where('id', '=', day.noticeId).execute()
  const marks = await marksOfOwn(change.tx, day.enrollmentId, day.slotIds)
  for (const { slotId, evidence, ...mark } of marks) {
    if (evidence !== 'self_declared' || mark.state !== 'absent_notified') continue
    await putMarks(change, day, slotId, [{ enrollmentId: day.enrollmentId, enrollment: 'enrolled', current: { ...mark, evidence }, next: { state: null, minutes: null, evidence: 'self_declared', reason: '' } }])
  }
}

async function markAbsent(change: Change, day: OwnDay, reason: string): Promise<void> {
  const marked = new Set((await marksOfOwn(change.tx, day.enrollmentId, day.slotIds)).map(({ slotId }) => slotId))
  for (const slotId of day.slotIds.filter((id) => !marked.has(id))) {
    await putMarks(change, day, slotId, [{ enrollmentId: day.enrollmentId, enrollment: 'enrolled', current: null, next: { state: 'absent_notified', minutes: null, evidence: 'self_declared', reason } }])
  }
}
