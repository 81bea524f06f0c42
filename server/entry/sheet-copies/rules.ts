import type { Reason } from '../../base/errors.ts'

/** What the registers say of somebody who stood on an earlier sheet. */
export interface Standing {
  /** Already a line of the sheet that is being written. */
  onSheet: boolean
  /** The municipality the person belongs to now, as far as this one may see it; null is another one, or none. */
  homeId: number | null
  /** A place of work of theirs has ended and none stands. */
  left: boolean
  /** They completed a training of the course this call is for, in whichever year. */
  completed: boolean
  withdrawn: boolean
  enrollment: string | null
  /** Only once it was announced. */
  outcome: 'selected' | 'waitlisted' | 'next_year' | 'declined' | null
}

export const fates = ['onSheet', 'moved', 'left', 'completed', 'withdrawn', 'selected', 'not_completed', 'waitlisted', 'next_year', 'declined', 'named'] as const
export type Fate = (typeof fates)[number]

/** What has become of somebody since: the first of these that is true, what keeps them off the sheet before what does not. */
export function fateOf(standing: Standing, municipalityId: number): Fate {
  if (standing.onSheet) return 'onSheet'
  if (standing.homeId !== municipalityId) return 'moved'
  if (standing.left) return 'left'
  if (standing.completed || standing.enrollment === 'completed') return 'completed'
  if (standing.withdrawn || standing.enrollment === 'withdrawn') return 'withdrawn'
  if (standing.enrollment !== null) return standing.enrollment === 'not_completed' ? 'not_completed' : 'selected'
  return standing.outcome ?? 'named'
}

/** Why somebody is not offered at all: they are there already, or they are no longer the municipality's to name. */
export function whyNotCopy(fate: Fate): Reason | null {
  return fate === 'onSheet' || fate === 'moved' || fate === 'left' ? { key: `sheetCopies.why.${fate}` } : null
}

/** Ticked from the start: whoever may well be named again. Those who completed or withdrew are ticked by hand. */
export const isTicked = (fate: Fate): boolean => whyNotCopy(fate) === null && fate !== 'completed' && fate !== 'withdrawn'
