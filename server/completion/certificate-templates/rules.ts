import type { FieldReason, Reason } from '../../base/errors.ts'

/** What an English twin needs before it can be printed. */
export function problemsOfEnglish(form: { withEnglish?: boolean; titleEn?: string; deedEn?: string; issuerEn?: string }): FieldReason[] {
  if (form.withEnglish !== true) return []
  return (['titleEn', 'deedEn', 'issuerEn'] as const).filter((field) => (form[field] ?? '').trim() === '')
    .map((field) => ({ field, reason: { key: 'certificateTemplates.englishMissing' as const } }))
}

/** A version says something new: two that are the same would only ask which of them counts. */
export const whyNotSave = (before: object, after: object): Reason | null => {
  const inOrder = (one: object) => JSON.stringify(Object.entries(one).toSorted(([a], [b]) => a < b ? -1 : 1))
  return inOrder(before) === inOrder(after) ? { key: 'certificateTemplates.unchanged' } : null
}
