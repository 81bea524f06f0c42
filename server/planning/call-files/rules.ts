import type { FieldReason, Reason } from '../../base/errors.ts'
import { whyNotEdit, whyNotStep, type CallState } from '../calls/rules.ts'

/** What goes with a call: a form to be filled in (様式), or a paper to be read. */
export type FileKind = 'form' | 'attachment'
export const fileKinds = ['form', 'attachment'] as const satisfies readonly FileKind[]

/** More than anybody reads; a long list hides the form that is to be sent back. */
export const filesMax = 20
export const megabytesMax = 10

/** What may go with a call, by the ending of its name: what every office can open, and nothing that runs. */
const types: Record<string, string> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}
const endingOf = (name: string): string => /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''

/** The type a file is sent as; only for names that `whyNotNamed` lets pass. */
export const typeOf = (name: string): string => types[endingOf(name)]!

export const whyNotNamed = (name: string): Reason | null =>
  Object.hasOwn(types, endingOf(name)) ? null : { key: 'callFiles.wrongName' }

/**
 * Null when the bytes are what the name says. `names` are the files in the archive that a docx or xlsx is, null for no
 * archive that can be opened. A file with a program in it (macros) is refused: an office may not open it at all.
 */
export function whyNotThese(name: string, head: string, names: readonly string[] | null): Reason | null {
  if (endingOf(name) === 'pdf') return head.startsWith('%PDF-') ? null : { key: 'callFiles.wrongFile' }
  const folder = endingOf(name) === 'docx' ? 'word/' : 'xl/'
  if (names === null || !names.includes('[Content_Types].xml') || !names.some((one) => one.startsWith(folder))) return { key: 'callFiles.wrongFile' }
  return names.some((one) => /vbaProject|\.bin$/i.test(one) && !/printerSettings/i.test(one)) ? { key: 'callFiles.hasProgram' } : null
}

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
