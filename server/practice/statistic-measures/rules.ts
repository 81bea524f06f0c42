import type { FieldReason, Reason } from '../../base/errors.ts'

export interface PartTyped { code: string; label: string; labelEn: string; total: string | null }
const codeShape = /^[a-z][a-z0-9_]{1,60}$/

/**
 * Parts as somebody writes them, one a line: code | 名前 | English | code of the subtotal it adds to. Of a measure whose parts overlap none adds
 * to anything. A code or a name twice, and a subtotal that is no part, are wrong.
 */
export function partsTyped(text: string, overlaps: boolean): { parts: PartTyped[]; problem: Reason | null } {
  const lines = text.normalize('NFC').split('\n').map((line) => line.trim()).filter((line) => line !== '')
  const parts = lines.map((line) => {
    const [code = '', label = '', labelEn = '', total = ''] = line.split(/[|｜]/).map((one) => one.trim())
    return { code, label, labelEn, total: overlaps ? null : total }
  })
  const wrong = parts.findIndex(({ code, label }) => !codeShape.test(code) || label === '' || label.length > 80)
  if (wrong >= 0) return { parts, problem: { key: 'statisticMeasures.partUnread', data: { line: wrong + 1 } } }
  const twice = parts.findIndex((part, at) => parts.some((one, n) => n < at && (one.code === part.code || one.label === part.label)))
  if (twice >= 0) return { parts, problem: { key: 'statisticMeasures.partTwice', data: { line: twice + 1 } } }
  const lost = parts.findIndex(({ code, total }) => total !== null && total !== '' && (total === code || !parts.some((one) => one.code === total)))
  if (lost >= 0) return { parts, problem: { key: 'statisticMeasures.totalUnknown', data: { line: lost + 1 } } }
  return { parts, problem: parts.length > 60 ? { key: 'form.tooMany', data: { limit: 60 } } : null }
}

export const partsInLines = (parts: readonly PartTyped[]): string => parts.map(({ code, label, labelEn, total }) => [code, label, labelEn, ...total ? [total] : []].join(' | ')).join('\n')

/** What a used definition means is not changed: it is closed, and another begins. */
export const whyNotEdit = ({ used }: { used: number }): Reason | null => used > 0 ? { key: 'statisticMeasures.isUsed' } : null

interface Span { fromYear: number; toYear: number | null }
const overlapping = (one: Span, other: Span) => one.fromYear <= (other.toYear ?? 9999) && other.fromYear <= (one.toYear ?? 9999)

/** Definitions of one code never hold in the same year. */
export const problemsOfYears = (own: Span, others: readonly Span[], field = 'fromYear'): FieldReason[] =>
  others.some((other) => overlapping(own, other)) ? [{ field, reason: { key: 'statisticMeasures.yearsOverlap' } }] : []

/** A definition ends in a year in which it held, and not before the last figure that was reported by it. */
export function problemsOfClosing({ fromYear }: Span, toYear: number, lastUsed: number | null): FieldReason[] {
  if (toYear < fromYear) return [{ field: 'toYear', reason: { key: 'statisticMeasures.endsBefore' } }]
  return lastUsed !== null && lastUsed > toYear ? [{ field: 'toYear', reason: { key: 'statisticMeasures.usedLater', data: { year: lastUsed } } }] : []
}
