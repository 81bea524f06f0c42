import type { FieldReason, Reason } from '../../base/errors.ts'
import { isNamed } from '../../base/office-files.ts'
import { whyNotEdit, whyNotStep, type CallState } from '../calls/rules.ts'

/** What goes with a call: a form to be filled in (様式), or a paper to be read. */
export type FileKind = 'form' | 'attachment'
export const fileKinds = ['form', 'attachment'] as const satisfies readonly FileKind[]

/** More than anybody reads; a long list hides the form that is to be sent back. */
export const filesMax = 20
export const megabytesMax = 10

/** What may go with a call, by the ending of its name. */
export const whyNotNamed = (name: string): Reason | null => isNamed(name, ['pdf', 'docx', 'xlsx']) ? null : { key: 'callFiles.wrongName' }

/** One more is added to a draft; to a published call it is a correction, which `correcting` says. */
export function whyNotAdd(state: CallState, correcting: boolean, count: number): Reason | null {
  const shut = correcting ? whyNotStep(state, 'revise') : whyNotEdit(state)
  return shut ?? (count >= filesMax ? { key: 'callFiles.tooMany', data: { limit: filesMax } } : null)
}

/** The same of taking one off. */
export const whyNotRemove = (state: CallState, correcting: boolean): Reason | null => whyNotAdd(state, correcting, 0)

/** Two papers of one title could not be told apart in the notice. */
export const problemsOfTitle = (title: string, others: readonly string[]): FieldReason[] =>
  title.trim() === '' ? [{ field: 'title', reason: { key: 'form.missing' } }]
    : others.includes(title.trim()) ? [{ field: 'title', reason: { key: 'callFiles.titleTwice' } }] : []

/** What was published is changed with a note of what was wrong. */
export const problemsOfNote = (note: string, correcting: boolean): FieldReason[] =>
  correcting && note.trim() === '' ? [{ field: 'note', reason: { key: 'calls.noteMissing' } }] : []
