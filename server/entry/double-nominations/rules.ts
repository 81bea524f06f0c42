import type { Reason } from '../../base/errors.ts'

export type Outcome = 'keep_one' | 'keep_other' | 'different'

/** A decision is made once for a pair that stands, before anything was announced, and says why; both read it, so it names neither. */
export function whyNotDecide(pair: { open: boolean; announced: boolean; municipalities: readonly string[] }, reason: string): Reason | null {
  if (!pair.open) return { key: 'doubles.decidedBefore' }
  if (pair.announced) return { key: 'doubles.announced' }
  if (reason.trim() === '') return { key: 'doubles.reasonMissing' }
  const named = pair.municipalities.find((name) => reason.includes(name))
  return named === undefined ? null : { key: 'doubles.reasonNames', data: { name: named } }
}
