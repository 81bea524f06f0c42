import type { Day } from '../../../base/days.ts'
import { isMissed, moduleKey, modulesAllowed, whyNotEach, type AttendanceSettings, type SlotToAttend } from '../rules.ts'

/** States of a make-up in which it stands: it takes its module's place, and its seat where it has one. */
export const standingStates = ['booked', 'draft', 'submitted', 'returned', 'done'] as const

/** How missed slots may be made up, as the criteria of the training say; without a word of it, as a make-up counts at all. */
export interface GuestTerms { otherCohort: boolean; modulesMax: number | null; modulesPercentMax?: number | null }
export function guestTermsOf(rule: unknown, settings: AttendanceSettings): GuestTerms {
  const { attendance } = (rule ?? {}) as { attendance?: { makeUp?: GuestTerms } }
  return attendance?.makeUp ?? { otherCohort: settings.madeUpCounts, modulesMax: null }
}

/** A slot of one's own cohort; `isTaken`: a make-up of it stands. */
export interface OwnSlot extends SlotToAttend { slotId: number; moduleId: number | null; isTaken: boolean }

export interface GuestRules { terms: GuestTerms; settings: AttendanceSettings; lessonModules: readonly number[]; today: Day }

/**
 * The missed slot that somebody makes up by coming to another cohort unannounced: of the same module, the earliest, and only
 * as the terms allow. Missed is what the judgment would not count. A slot without a module stands for nothing but itself.
 */
export function slotMadeUp(moduleId: number | null, own: readonly OwnSlot[], { terms, settings, lessonModules, today }: GuestRules): OwnSlot | null {
  if (moduleId === null || !terms.otherCohort || !settings.madeUpCounts) return null
  const max = modulesAllowed(terms, new Set([...lessonModules, ...own.flatMap((slot) => slot.moduleId ?? [])]).size)
  const reasons = whyNotEach(own, settings, max)
  const missed = own.filter((slot, n) => slot.moduleId === moduleId && !slot.isTaken && slot.mark?.state !== 'made_up' && (isMissed(slot, reasons[n]!) || wasElsewhere(slot, today)))
  const used = new Set(own.flatMap((slot, n) => slot.isTaken || (slot.mark?.state === 'made_up' && !slot.carriedOn && reasons[n] === null) ? [moduleKey(slot, n)] : []))
  if (max !== null && !used.has(moduleKey({ moduleId }, 0)) && used.size >= max) return null
  return missed.toSorted((a, b) => (a.heldOn < b.heldOn ? -1 : a.heldOn > b.heldOn ? 1 : a.slotId - b.slotId))[0] ?? null
}

/** Nobody has marked it, and it is over: who comes to another cohort for it says by that where they were not. */
const wasElsewhere = ({ mark, heldOn }: OwnSlot, today: Day): boolean => mark === null && heldOn < today

/** Whether who came as a guest was there as the judgment asks: among the slots of that day they came to, the first of a half is its check. */
export function cameAsGuest(slots: readonly (SlotToAttend & { slotId: number })[], slotId: number, settings: AttendanceSettings): boolean {
  const at = slots.findIndex((slot) => slot.slotId === slotId)
  return at >= 0 && whyNotEach(slots, settings)[at] === null
}
