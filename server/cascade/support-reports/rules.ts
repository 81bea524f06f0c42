import type { FieldReason, Reason } from '../../base/errors.ts'
import type { SupportState } from '../model-supports/rules.ts'

export const wordBoxes = ['opening', 'course', 'results', 'outlook'] as const
export type Words = Record<typeof wordBoxes[number], string>

/** The report is put together while the support runs, and frozen once it is submitted. */
export const whyNotWrite = (support: SupportState): Reason | null => support === 'supporting' ? null
  : { key: ['reported', 'shared_at_liaison', 'closed'].includes(support) ? 'supportReports.isSubmitted' : 'supportReports.notNow' }

/** What the record still lacks before it can be reported: a session that was held, and each goal looked at in the end. */
export function whyNotSubmit(record: { sessions: readonly { state: string }[]; goals: readonly { atEnd: string | null }[] }): Reason | null {
  if (!record.sessions.some(({ state }) => state === 'held')) return { key: 'supportReports.noSession' }
  const open = record.goals.filter(({ atEnd }) => atEnd === null).length
  return open > 0 ? { key: 'supportReports.goalsOpen', data: { count: open } } : null
}

/** The joining words that a reader cannot do without. */
export const problemsOfWords = (words: Words): FieldReason[] =>
  (['opening', 'results'] as const).filter((field) => words[field].trim() === '').map((field) => ({ field, reason: { key: 'form.missing' } }))

export const receiptOf = (fiscalYear: number, supportId: number): string => `H${String(fiscalYear % 100).padStart(2, '0')}-${String(supportId).padStart(3, '0')}`
