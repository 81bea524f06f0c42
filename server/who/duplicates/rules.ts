import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'

/** What two entries of the register have in common. Each is said by name, so that whoever decides sees why they are asked. */
export const evidences = ['name', 'kana', 'birthDate', 'email', 'phone', 'affiliation', 'profession'] as const
export type Evidence = typeof evidences[number]

/**
 * How much each counts. Name and kana together stay below `proposedFrom`: namesakes are common, so something else has to
 * agree before anybody is asked. Folded keys are compared, so 髙橋 and 高橋 are one name.
 */
export const weightOf: Record<Evidence, number> = { name: 20, kana: 10, birthDate: 40, email: 40, phone: 25, affiliation: 25, profession: 5 }
export const proposedFrom = 50
/** From here on hardly anybody else can be meant. */
export const strongFrom = 80

/** As it is said: whose name agrees with its kana, of them the kana is not said once more. */
export const inWords = (evidence: readonly Evidence[]): Evidence[] => evidence.filter((one) => one !== 'kana' || !evidence.includes('name'))

export const scoreOf = (evidence: readonly Evidence[]): number => evidence.reduce((sum, one) => sum + weightOf[one], 0)

/** The boxes of which the one or the other value stays; nothing else can be put there. */
export const fields = ['name', 'kana', 'email', 'phone', 'birthDate', 'rosterConsent'] as const
export type MergedField = typeof fields[number]

export interface Side {
  id: number; municipalityId: number | null; mergedIntoId: number | null
  /** Holds a post other than that of a trainee: signing in under another name would hand on its rights. */
  hasPost: boolean
}
/** What both hold and can only be held once. */
export interface Conflicts { trainings: readonly string[]; sheets: number; corrections: number; decided: number; appointments: number }

/** Why two entries cannot become one, with what to do first. `own` is a municipality's view: it merges among its own people only. */
export function whyNotMerge(kept: Side, merged: Side, conflicts: Conflicts, own: { elsewhere: boolean } | null): Reason | null {
  if (kept.mergedIntoId !== null || merged.mergedIntoId !== null) return { key: 'duplicates.mergedBefore' }
  if (own !== null && (kept.hasPost || merged.hasPost)) return { key: 'duplicates.hasPost' }
  if (own?.elsewhere) return { key: 'duplicates.beyondOwn' }
  const training = conflicts.trainings[0]
  if (training !== undefined) return { key: 'duplicates.bothEnrolled', data: { training } }
  if (conflicts.sheets > 0) return { key: 'duplicates.bothOnSheet' }
  if (conflicts.corrections > 0) return { key: 'duplicates.bothCorrections' }
  if (conflicts.appointments > 0) return { key: 'duplicates.bothAppointed' }
  return conflicts.decided > 0 ? { key: 'duplicates.bothDecided' } : null
}

export interface Merge { undoUntil: Day; undoneAt: Date | null }

/** A merge is taken back within its days, and while nothing newer builds on it. */
export function whyNotUndo(merge: Merge, now: { today: Day; keptMergedOn: boolean; edited: boolean; movedOn: number }): Reason | null {
  if (merge.undoneAt !== null) return { key: 'duplicates.undoneBefore' }
  if (now.today > merge.undoUntil) return { key: 'duplicates.undoTooLate', data: { undoUntil: merge.undoUntil } }
  if (now.keptMergedOn) return { key: 'duplicates.keptMergedOn' }
  if (now.edited) return { key: 'duplicates.editedSince' }
  return now.movedOn > 0 ? { key: 'duplicates.movedSince', data: { count: now.movedOn } } : null
}
