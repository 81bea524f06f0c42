import type { Day } from '../../../base/days.ts'
import { countsAsAttended, type AttendanceSettings, type Mark } from '../rules.ts'

/** States of a make-up in which it stands: it takes its module's place, and its seat where it has one. */
export const standingStates = ['booked', 'draft', 'submitted', 'returned', 'done'] as const

/** How missed slots may be made up, as the criteria of the training say; without a word of it, as a make-up counts at all. */
export interface GuestTerms { otherCohort: boolean; modulesMax: number | null }
export function guestTermsOf(rule: unknown, settings: AttendanceSettings): GuestTerms {
  const { attendance } = (rule ?? {}) as { attendance?: { makeUp?: GuestTerms } }
  return attendance?.makeUp ?? { otherCohort: settings.madeUpCounts, modulesMax: null }
}

/** A slot of one's own cohort; `isTaken`: a make-up of it stands. */
export interface OwnSlot { slotId: number; moduleId: number | null; heldOn: Day; mark: Mark | null; isTaken: boolean }

/** Missed: marked as something that does not count, or over without a mark. */
export const isMissed = ({ mark, heldOn }: Pick<OwnSlot, 'mark' | 'heldOn'>, settings: AttendanceSettings, today: Day): boolean =>
  mark === null ? heldOn < today : !countsAsAttended(mark, settings)

/**
 * The missed slot that somebody makes up by coming to another cohort unannounced: of the same module, the earliest, and only
 * as the terms allow. A slot without a module stands for nothing but itself.
 */
export function slotMadeUp(
  moduleId: number | null, own: readonly OwnSlot[], { terms, settings, today }: { terms: GuestTerms; settings: AttendanceSettings; today: Day },
): OwnSlot | null {
  if (moduleId === null || !terms.otherCohort || !settings.madeUpCounts) return null
  const missed = own.filter((slot) => slot.moduleId === moduleId && !slot.isTaken && isMissed(slot, settings, today))
  const used = new Set(own.filter(({ isTaken }) => isTaken).map((slot) => slot.moduleId))
  if (terms.modulesMax !== null && !used.has(moduleId) && used.size >= terms.modulesMax) return null
  return missed.toSorted((a, b) => (a.heldOn < b.heldOn ? -1 : a.heldOn > b.heldOn ? 1 : a.slotId - b.slotId))[0] ?? null
}
