import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { holdDays } from '../../planning/day-choices/queries.ts'
import { holdPeople, putMarks, type Wanted } from '../attendance/changes.ts'
import { findDayOfSlot, rollOf } from '../attendance/queries.ts'
import { whyNotMark } from '../attendance/rules.ts'
import type { TypedForm } from './forms.ts'
import { planOf, type OnRoll, type Said } from './rules.ts'
import { seenOf } from './seen.ts'

/**
 * Puts a signed sheet on the roll of a slot in one act: everybody without a mark was there, but for the exceptions. Who is marked otherwise already
 * stays so, unless the form says the paper is right. Logs 'roll.typed_back'. @returns the class day
 * @throws Missing for a slot the scope does not reach · Unfit at what cannot be read, or without the reason a change needs · Refusal when
 * somebody was marked since the page was made
 */
export async function typeBack(change: Change, slotId: number, form: TypedForm): Promise<number> {
  const { tx, scope, now, log } = change
  const day = found(await findDayOfSlot(tx, scope, slotId))
  if (day.choiceId !== null) await holdDays(tx, day.choiceId)
  const people = await holdPeople(tx, day, slotId, (await rollOf(tx, day, slotId)).map(({ id }) => id))
  const roll: OnRoll[] = await rollOf(tx, day, slotId)
  const plan = planOf(roll, form.exceptions ?? '')
  mend(plan.unread.slice(0, 1).map(({ reason }) => ({ field: 'exceptions', reason })))
  refuse(seenOf(roll) === form.seen ? null : { key: 'dayPapers.rollChanged' })

  const follows = new Set((form.contrary ?? []).filter(({ follow }) => follow === 'true').map(({ enrollmentId }) => enrollmentId))
  const corrected = plan.contrary.filter(({ row }) => follows.has(row.id))
  const wanted = (said: Said<OnRoll>, reason: string): Wanted => {
    const { enrollment, current } = found(people.get(said.row.id))
    return { enrollmentId: said.row.id, enrollment, current, next: { ...said.mark, evidence: 'sign_in', reason } }
  }
  const marks = [...[...plan.present, ...plan.exceptions].map((said) => wanted(said, '')), ...corrected.map((said) => wanted(said, form.reason?.trim() ?? ''))]
  refuse(marks.length === 0 ? { key: 'dayPapers.nothingToMark' } : null)
  for (const one of marks) {
    const reason = whyNotMark(one, day.heldOn, dayInJapan(now))
    mend(reason?.key === 'attendance.overrideNeedsReason' ? [{ field: 'reason', reason }] : [])
    refuse(reason)
  }
  await putMarks(change, day, slotId, marks)
  log('roll.typed_back', `slot:${slotId}`, { marked: marks.length, exceptions: plan.exceptions.length, corrected: corrected.length, left: plan.contrary.length - corrected.length })
  return day.id
}
