import type { Reason } from '../../base/errors.ts'
import type { SheetState } from '../nominations/rules.ts'

/** States in which a name is still to be printed: before the judgment is made. */
export const statesToCheck = ['enrolled', 'in_progress', 'pending_judgment'] as const

/** Null when there is something to check: somebody in no training has no certificate to come. */
export const whyNotConfirm = (standing: number): Reason | null => standing === 0 ? { key: 'names.notEnrolled' } : null

/** A name is corrected here once its sheet was handed in; before that it is typed over, and who left has no line to bear it. */
export function whyNotRename({ sheetState, withdrawn }: { sheetState: SheetState; withdrawn: boolean }): Reason | null {
  if (withdrawn) return { key: 'names.hasLeft' }
  return sheetState === 'submitted' || sheetState === 'accepted' ? null : { key: 'names.stillTyped' }
}
