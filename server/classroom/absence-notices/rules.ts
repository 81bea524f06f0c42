import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'

/** A day of one's own: when it is, and when its first and last slot begin and end ('HH:MM'). */
export interface DayToMiss { heldOn: Day; startsAt: string; endsAt: string }
export interface Now { day: Day; time: string }
export type NoticeKind = 'absent' | 'late'

/** Word is sent before the day begins; afterwards it is for the people at the door to write down. */
export function whyNotSend({ heldOn, startsAt }: DayToMiss, now: Now): Reason | null {
  const begun = now.day > heldOn || (now.day === heldOn && now.time >= startsAt)
  return begun ? { key: 'absenceNotices.hasBegun' } : null
}

/** Who comes late says about when: after the day began and before it ends. Times are 'HH:MM'. */
export function problemsOfNotice(kind: NoticeKind, arrivesAt: string | null, { startsAt, endsAt }: DayToMiss): FieldReason[] {
  if (kind === 'absent') return []
  if (arrivesAt === null) return [{ field: 'arrivesAt', reason: { key: 'absenceNotices.sayWhen' } }]
  return arrivesAt > startsAt && arrivesAt < endsAt ? [] : [{ field: 'arrivesAt', reason: { key: 'absenceNotices.whileItRuns', data: { from: startsAt, to: endsAt } } }]
}

/** A time as it is typed, '9:5' or '０９：３０', as 'HH:MM'; null for none. */
export function timeTyped(text: string | undefined): string | null {
  const parts = /^(\d{1,2})[:時](\d{1,2})分?$/.exec((text ?? '').normalize('NFKC').trim())
  if (parts === null || Number(parts[1]) > 23 || Number(parts[2]) > 59) return null
  return `${parts[1]!.padStart(2, '0')}:${parts[2]!.padStart(2, '0')}`
}
