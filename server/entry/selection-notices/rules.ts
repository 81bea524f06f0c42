import type { Reason } from '../../base/errors.ts'
import type { Outcome } from '../selection/rules.ts'

/** What a letter says: an outcome to a person, or the list of all outcomes to their municipality. */
export type NoticeKind = Outcome | 'list'
export const noticeKinds = ['selected', 'waitlisted', 'next_year', 'declined', 'list'] as const satisfies readonly NoticeKind[]

export type BatchState = 'draft' | 'printing' | 'done'
export type BatchAct = 'write' | 'print' | 'end'

/** Every act on a batch of letters and where it leads. What was printed stays as it is; what comes later is another batch. */
export const batchMoves: Record<BatchState, Partial<Record<BatchAct, BatchState>>> = {
  draft:    { write: 'draft', print: 'printing' },
  printing: { end: 'done' },
  done:     {},
}

const batchIs: Record<BatchState, Reason> = {
  draft:    { key: 'notices.isDraft' },
  printing: { key: 'notices.isPrinting' },
  done:     { key: 'notices.isDone' },
}

export const whyNotStep = (state: BatchState, act: BatchAct): Reason | null => batchMoves[state][act] === undefined ? batchIs[state] : null

/** Letters are written once the outcome is known outside, and only for people who have not had theirs. */
export function whyNotWrite(announced: boolean, pending: number): Reason | null {
  if (!announced) return { key: 'notices.notAnnounced' }
  return pending === 0 ? { key: 'notices.nobodyWaits' } : null
}
