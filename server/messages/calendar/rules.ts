import type { Day } from '../../base/days.ts'

/** A slot as one person's calendar knows it, or a class day that has none yet. Times are clock times in Japan; none means the whole day. */
export interface Entry {
  /** 'slot-12' or 'class-day-3': the same for ever, whatever becomes of it. */
  event: string
  classDayId: number; enrollmentId: number | null; heldOn: Day; startsAt: string | null; endsAt: string | null; place: string
  title: string; titleEn: string; cohort: string; cohortEn: string; slot: string
  /** How often it changed and how often the person left and came back, as the database counted. */
  changes: number; moves: number
  /** Whether it is not held at all; whether the person withdrew, or is in another cohort now. */
  isOff: boolean; hasLeft: boolean
}

/** Whether the person need not come any more: it is off, or they are. */
export const isCanceled = ({ isOff, hasLeft }: Entry): boolean => isOff || hasLeft

/**
 * SEQUENCE (RFC 5545): rises with each change of the slot and each time the person leaves or comes back. So a calendar
 * that knows the slot takes every later word about it as newer.
 */
export const sequenceOf = ({ changes, moves }: Entry): number => changes + moves

/** The same slot of the same person has the same name for ever; whoever teaches it has no enrollment. */
export const uidOf = ({ event, enrollmentId }: Entry, personId: number, host: string): string =>
  `${event}.${enrollmentId === null ? `teacher-${personId}` : `enrollment-${enrollmentId}`}@${host}`

/** One class day with what happens on it: what is held stands for the day, and only where nothing is, what is off. */
export interface OwnDay extends Entry { slots: Entry[]; canceled: boolean }

/** The days of a list of entries, each once, in the order of the list. */
export function daysOf(entries: readonly Entry[]): OwnDay[] {
  const byDay = Map.groupBy(entries, ({ classDayId, enrollmentId }) => `${classDayId} ${enrollmentId}`)
  return [...byDay.values()].map((all) => {
    const held = all.filter((one) => !isCanceled(one))
    const slots = held.length > 0 ? held : all
    const [first] = slots as [Entry]
    const times = (which: 'startsAt' | 'endsAt') => slots.map((one) => one[which]).filter((time) => time !== null).toSorted()
    return { ...first, startsAt: times('startsAt')[0] ?? null, endsAt: times('endsAt').at(-1) ?? null, slots, canceled: held.length === 0 }
  })
}
