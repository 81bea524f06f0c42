import type { Day } from '../../base/days.ts'

/** A class day as one person's calendar knows it. Times are clock times in Japan; none means the whole day. */
export interface Entry {
  classDayId: number; enrollmentId: number | null; heldOn: Day; startsAt: string | null; endsAt: string | null; place: string
  title: string; titleEn: string; cohort: string; cohortEn: string
  /** How often the day changed, as the database counted; and whether it is held at all. */
  changes: number; isDayCanceled: boolean; hasWithdrawn: boolean
}

/** Whether the person need not come any more: the day is off, or they are. */
export const isCanceled = ({ isDayCanceled, hasWithdrawn }: Entry): boolean => isDayCanceled || hasWithdrawn

/**
 * SEQUENCE (RFC 5545): rises with each change of the day, and once more when the person withdraws, which is for good.
 * So a calendar that knows the day takes every later word about it as newer.
 */
export const sequenceOf = ({ changes, hasWithdrawn }: Entry): number => changes + (hasWithdrawn ? 1 : 0)

/** The same day of the same person has the same name for ever; whoever teaches it has no enrollment. */
export const uidOf = ({ classDayId, enrollmentId }: Entry, personId: number, host: string): string =>
  `class-day-${classDayId}.${enrollmentId === null ? `teacher-${personId}` : `enrollment-${enrollmentId}`}@${host}`
