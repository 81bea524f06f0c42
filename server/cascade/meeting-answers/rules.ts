import type { Reason } from '../../base/errors.ts'
import type { MeetingState } from '../liaison-meetings/rules.ts'

/** To whom an answer goes: to all municipalities, or to the one that asked. */
export const audiences = ['all', 'asker'] as const

/** More than a municipality asks after one meeting. */
export const askedMax = 30

/** Before a meeting questions are part of the reply; afterwards anybody who could know of it asks, there or not. */
export const whyNotAsk = (state: MeetingState, count: number): Reason | null =>
  state !== 'held' && state !== 'minutes_shared' ? { key: 'meetingAnswers.notYet' } : count >= askedMax ? { key: 'meetingAnswers.tooMany', data: { limit: askedMax } } : null

/** What all have read is not taken back from them: the answer to a question that was shared is shared as well. */
export const whyNotAnswer = (isShared: boolean, to: typeof audiences[number]): Reason | null => isShared && to === 'asker' ? { key: 'meetingAnswers.isShared' } : null

/** The words somebody looks for: each has to be there. */
export const wordsOf = (typed: string): string[] => typed.split(/\s+/).map(folded).filter((word) => word !== '').slice(0, 8)

/** As the database folds what it holds (queries.ts): wide and narrow, large and small, hiragana and katakana are the same. */
export const folded = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
export const katakana = Array.from({ length: 0x30f6 - 0x30a1 + 1 }, (_, n) => String.fromCharCode(0x30a1 + n)).join('')
export const hiragana = folded(katakana)
