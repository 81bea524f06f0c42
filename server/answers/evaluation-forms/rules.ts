import type { FieldReason } from '../../base/errors.ts'

/** The words of a sheet that a form has its own of, in the order in which they stand on it. */
export const labelNames = [
  'title', 'number', 'situation', 'vision', 'outcome', 'item', 'effort', 'related', 'indicator', 'actual', 'evaluation', 'grade', 'points', 'reference',
  'partEvaluation', 'partOutlook', 'partPoints', 'annexPurpose', 'annexResults', 'annexChallenges', 'annexEfforts', 'annexBudget',
] as const
export type LabelName = typeof labelNames[number]
export type Labels = Record<LabelName, string>

/** From how much of its target on an item gets a mark, in tenths of a percent. */
export interface Grade { mark: string; label: string; atLeastTenths: number }
/** Marks from the best down, in force from a fiscal year until the next scale. */
export interface Scale { id: number; fromFiscalYear: number; source: string; grades: Grade[] }

/** The scale in force in a fiscal year: the one that began last; undefined before the first. */
export const scaleFor = <S extends Pick<Scale, 'fromFiscalYear'>>(scales: readonly S[], fiscalYear: number): S | undefined =>
  scales.filter(({ fromFiscalYear }) => fromFiscalYear <= fiscalYear).toSorted((a, b) => b.fromFiscalYear - a.fromFiscalYear)[0]

/**
 * The mark that a scale proposes. What counts is the exact share: 1,999 of 2,000 is shown as 100.0 % and does not reach 100 %.
 * Null where there is nothing to set beside each other.
 */
export function gradeOf(grades: readonly Grade[], actual: number | null, target: number | null): string | null {
  if (actual === null || target === null || target <= 0) return null
  return grades.toSorted((a, b) => b.atLeastTenths - a.atLeastTenths).find(({ atLeastTenths }) => actual * 1000 >= atLeastTenths * target)?.mark ?? null
}

/** A scale has each mark once, goes down, and ends at 0: then whatever was reached has one mark. */
export function problemsOfScale(rows: readonly { mark: string; atLeast: number }[]): FieldReason[] {
  if (rows.length < 2) return [{ field: 'rows.1.mark', reason: { key: 'evaluationForms.twoMarks' } }]
  const problems = rows.flatMap(({ mark, atLeast }, n): FieldReason[] => [
    ...rows.findIndex((other) => other.mark === mark) < n ? [{ field: `rows.${n}.mark`, reason: { key: 'evaluationForms.markTwice' as const } }] : [],
    ...n > 0 && atLeast >= rows[n - 1]!.atLeast ? [{ field: `rows.${n}.atLeast`, reason: { key: 'evaluationForms.notLower' as const } }] : [],
  ])
  const last = rows.length - 1
  return rows[last]!.atLeast === 0 ? problems : [...problems, { field: `rows.${last}.atLeast`, reason: { key: 'evaluationForms.lastIsNought' } }]
}
