import type { Reason } from '../../base/errors.ts'

/** States in which a name is still to be printed: before the judgment is made. */
export const statesToCheck = ['enrolled', 'in_progress', 'pending_judgment'] as const

/** Null when there is something to check: somebody in no training has no certificate to come. */
export const whyNotConfirm = (standing: number): Reason | null => standing === 0 ? { key: 'names.notEnrolled' } : null
