import type { Reason } from '../../base/errors.ts'

export type Outcome = 'keep_one' | 'keep_other' | 'different'

/** A decision is made once for a pair that stands, before anything was announced, and says why. */
export function whyNotDecide(pair: { open: boolean; announced: boolean }, reason: string): Reason | null {
  if (!pair.open) return { key: 'doubles.decidedBefore' }
  if (pair.announced) return { key: 'doubles.announced' }
  return reason.trim() === '' ? { key: 'doubles.reasonMissing' } : null
}
