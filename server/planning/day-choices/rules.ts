import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'

/** One of the class days of which a trainee attends one. `seats`: null takes as many as come; `taken`: who has chosen it now. */
export interface Alternative { id: number; heldOn: Day; seats: number | null; taken: number }

/** The most ways to choose from: a cohort with more days than these is two cohorts. */
export const alternativesMax = 12

/** A choice that leaves something to choose: two days at least, and an end before the first of them. */
export function whyNotThisChoice({ closesOn, days }: { closesOn: Day; days: readonly { heldOn: Day }[] }): { field: 'days' | 'closesOn'; reason: Reason } | null {
  if (days.length < 2) return { field: 'days', reason: { key: 'dayChoices.twoAtLeast' } }
  const first = days.map(({ heldOn }) => heldOn).toSorted()[0]!
  return closesOn >= first ? { field: 'closesOn', reason: { key: 'dayChoices.closesTooLate', data: { first } } } : null
}

/** A day somebody chose is not taken out from under them, nor made smaller than those who come. */
export function whyNotTakeOut(day: Pick<Alternative, 'heldOn' | 'taken'>): Reason | null {
  return day.taken > 0 ? { key: 'dayChoices.isChosen', data: { day: day.heldOn, count: day.taken } } : null
}
export function whyNotSeats({ heldOn, seats, taken }: Pick<Alternative, 'heldOn' | 'seats' | 'taken'>): Reason | null {
  return seats !== null && seats < taken ? { key: 'dayChoices.fewerThanChosen', data: { day: heldOn, count: taken } } : null
}

export const isFull = ({ seats, taken }: Pick<Alternative, 'seats' | 'taken'>): boolean => seats !== null && taken >= seats

/** A trainee chooses, and changes their mind, up to and on the last day for it; the day they have already costs no seat. */
export function whyNotChoose(closesOn: Day, day: Alternative, chosenId: number | null, today: Day): Reason | null {
  if (today > closesOn) return { key: 'dayChoices.isClosed', data: { closesOn } }
  return whyNotPut(day, chosenId)
}

/** The office puts somebody on a day at any time, also after the day itself, but never beyond its seats. */
export function whyNotPut(day: Alternative, chosenId: number | null): Reason | null {
  return day.id !== chosenId && isFull(day) ? { key: 'dayChoices.isFull', data: { day: day.heldOn, seats: day.seats! } } : null
}

/**
 * Whoever has not chosen gets a day, in the order of their numbers: each the day with the fewest people then, the earlier
 * one of two. Those for whom no seat is left are not in the answer.
 */
export function divide(unchosen: readonly number[], days: readonly Alternative[]): Map<number, number> {
  const filling = days.toSorted((a, b) => a.heldOn < b.heldOn ? -1 : 1).map((day) => ({ ...day }))
  const given = new Map<number, number>()
  for (const enrollment of unchosen) {
    const free = filling.filter((day) => !isFull(day))
    if (free.length === 0) break
    const day = free.reduce((best, one) => one.taken < best.taken ? one : best)
    day.taken += 1
    given.set(enrollment, day.id)
  }
  return given
}
