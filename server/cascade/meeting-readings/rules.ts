import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import { isOver, type MeetingState } from '../liaison-meetings/rules.ts'

/** A mark of having read counts from the last that was shared: who looked before the minutes were final is asked to look again. */
export const hasRead = (readAt: Date | null, sharedAt: Date | null): boolean => readAt !== null && (sharedAt === null || readAt >= sharedAt)

export const whyNotMark = (state: MeetingState): Reason | null => isOver(state) ? null : { key: 'meetingReadings.notYet' }

/** One municipality that was not at a meeting. */
export interface Absent { municipalityId: number; readAt: Date | null; remindedOn: Day | null }

/** Who is reminded: who was not there and has not looked, once a day. */
export const toRemind = <T extends Absent>(absent: readonly T[], sharedAt: Date | null, today: Day): T[] =>
  absent.filter(({ readAt, remindedOn }) => !hasRead(readAt, sharedAt) && remindedOn !== today)

export const whyNotRemind = (state: MeetingState, unread: number, left: number): Reason | null =>
  whyNotMark(state) ?? (unread === 0 ? { key: 'meetingReadings.allRead' } : left === 0 ? { key: 'meetingReadings.remindedToday' } : null)
