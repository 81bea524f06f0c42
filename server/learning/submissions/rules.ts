import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'
import { choicesOf, fileKindOf, sheetFields, wordFields, type Assignment, type CaseSheet } from '../assignments/rules.ts'
import { keyOf, type Finding } from '../personal-data/rules.ts'

export type SubmissionState = 'not_started' | 'draft' | 'submitted' | 'returned' | 'accepted'

/** What somebody wrote; files lie beside it. */
export interface Answers { text?: string; sheet?: CaseSheet }

/** A file in hand: its words as far as they could be read, null where nothing was looked at. */
export interface FileHeld { id: number; name: string | null; bytes: number | null; words: string | null; fromRound: number; toRound: number | null }

/** A finding that its writer says is none: where, of what kind, and why. Its words stand in the text alone. */
export interface SaidHarmless { place: string; kind: Finding['kind']; note: string }

export interface Deadline { dueOn: Day | null; lateAllowed: boolean }

/** Written while nothing is with the markers and nothing was accepted. */
export function whyNotWrite(state: SubmissionState): Reason | null {
  if (state === 'submitted') return { key: 'submissions.isHandedIn' }
  return state === 'accepted' ? { key: 'submissions.isAccepted' } : null
}

export const isLate = (dueOn: Day | null, today: Day): boolean => dueOn !== null && today > dueOn

/** Late is late, and taken all the same where it is allowed; what was returned is always taken again, whatever its day. */
export function whyNotHandIn(state: SubmissionState, { dueOn, lateAllowed }: Deadline, today: Day): Reason | null {
  const written = whyNotWrite(state)
  if (written !== null) return written
  return state !== 'returned' && !lateAllowed && isLate(dueOn, today) ? { key: 'submissions.isOver', data: { dueOn: dueOn! } } : null
}

const pauseMinutes = 60

/** Whether somebody sits down anew to write: with the first word, after an hour's pause, or after it was handed in. */
export const isNewSitting = ({ draftVersion, draftSavedAt, handedInAt }: { draftVersion: number; draftSavedAt: Date; handedInAt: string | null }, now: Date): boolean =>
  draftVersion === 0 || now.getTime() - draftSavedAt.getTime() >= pauseMinutes * 60_000 || (handedInAt !== null && new Date(handedInAt) >= draftSavedAt)

/** Taken back as long as nobody has marked it. */
export function whyNotRecall(state: SubmissionState, markings: number): Reason | null {
  if (state !== 'submitted') return { key: 'submissions.nothingToRecall' }
  return markings > 0 ? { key: 'submissions.isBeingMarked' } : null
}

/** How many signs somebody wrote, as people count: without blanks and line ends, an emoji once. */
export const lengthOf = (text: string): number => [...text.replace(/\s/gu, '')].length

/** What is still missing before it can be handed in, in the order of the form. */
export function problemsOfAnswers({ text, hasCaseSheet, files }: Assignment, answers: Answers, held: number): FieldReason[] {
  const wrong: FieldReason[] = []
  if (hasCaseSheet) for (const field of sheetFields) {
    if ((answers.sheet?.[field] ?? '').trim() === '') wrong.push({ field: `sheet.${field}`, reason: { key: field in choicesOf ? 'form.notChosen' : 'form.missing' } })
  }
  if (text !== null) {
    const length = lengthOf(answers.text ?? '')
    if (length < Math.max(text.min, 1)) wrong.push({ field: 'text', reason: length === 0 ? { key: 'form.missing' } : { key: 'submissions.tooShort', data: { min: text.min, length } } })
    if (length > text.max) wrong.push({ field: 'text', reason: { key: 'submissions.tooLong', data: { max: text.max, length } } })
  }
  if (files !== null && held < files.min) wrong.push({ field: 'file', reason: { key: 'submissions.filesMissing', data: { min: files.min } } })
  return wrong
}

/** What the form sent, as far as this assignment asks for it; a choice that is none of its own is left out. */
export function answersFor({ text, hasCaseSheet }: Assignment, sent: Answers): Answers {
  const kept = (field: (typeof sheetFields)[number]) => {
    const value = sent.sheet?.[field] ?? ''
    const choices = (choicesOf as Partial<Record<string, readonly string[]>>)[field]
    return value !== '' && (choices === undefined || choices.includes(value))
  }
  return {
    ...text === null || sent.text === undefined ? {} : { text: sent.text },
    ...hasCaseSheet ? { sheet: Object.fromEntries(sheetFields.filter(kept).map((field) => [field, sent.sheet![field]!])) } : {},
  }
}

/** Every text in which somebody could be named, by its place: what was written, what files say, and how they are called. */
export function textsOf(answers: Answers, files: readonly Pick<FileHeld, 'id' | 'name' | 'words'>[]): Record<string, string> {
  return {
    ...Object.fromEntries(wordFields.flatMap((field) => answers.sheet?.[field] === undefined ? [] : [[`sheet.${field}`, answers.sheet[field]]])),
    ...answers.text === undefined ? {} : { text: answers.text },
    ...Object.fromEntries(files.flatMap(({ id, name, words }) => [...name === null ? [] : [[`name.${id}`, name.replace(/\.[a-z]+$/i, '')]], ...words === null ? [] : [[`file.${id}`, words]]])),
  }
}

/** Whether a finding keeps it from being handed in, at the row of its answer: `block` takes none, `warn` wants each answered. */
export function problemsOfFindings(check: Assignment['check'], findings: readonly Finding[], rows: readonly { key: string; isNone?: string | undefined; note?: string | undefined }[]): FieldReason[] {
  if (check === 'off') return []
  if (check === 'block') return findings.map((_, place) => ({ field: `rows.${place}.isNone`, reason: { key: 'submissions.blocked' as const } }))
  return findings.flatMap((finding, place): FieldReason[] => {
    const row = rows.find(({ key }) => key === keyOf(finding))
    if (row?.isNone !== 'true') return [{ field: `rows.${place}.isNone`, reason: { key: 'submissions.unanswered' as const } }]
    return (row.note ?? '').trim() === '' ? [{ field: `rows.${place}.note`, reason: { key: 'submissions.noteMissing' as const } }] : []
  })
}

/** A file that may be added: of a kind and a size that are asked for, and not one too many. */
export function whyNotAdd({ files }: Pick<Assignment, 'files'>, held: number, { name, bytes }: { name: string; bytes: number }): Reason | null {
  if (files === null) return { key: 'submissions.noFiles' }
  if (held >= files.max) return { key: 'submissions.filesFull', data: { max: files.max } }
  if (!files.kinds.includes(fileKindOf(name)!)) return { key: 'submissions.otherKind', data: { kinds: files.kinds.join(', ') } }
  return bytes > files.megabytes * 1024 * 1024 ? { key: 'submissions.fileTooLarge', data: { megabytes: files.megabytes } } : null
}

/** The files of a round: added for it or before, and not taken out before it. */
export const filesOfRound = <T extends { fromRound: number; toRound: number | null }>(files: readonly T[], round: number): T[] =>
  files.filter(({ fromRound, toRound }) => fromRound <= round && (toRound === null || toRound >= round))

/** What somebody quotes on the telephone: which piece of work, and which of its rounds. */
export const receiptOf = (submissionId: number, round: number): string => `K${String(submissionId).padStart(6, '0')}-${round}`

/** Several marks on a text, as pieces one after the other; of two that overlap the earlier stands. */
export interface Piece { text: string; mark: number | null }
export function piecesOf(text: string, marks: readonly { start: number; end: number; mark: number }[]): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const { start, end, mark } of [...marks].sort((a, b) => a.start - b.start)) {
    if (start < at || end > text.length) continue
    if (start > at) pieces.push({ text: text.slice(at, start), mark: null })
    pieces.push({ text: text.slice(start, end), mark })
    at = end
  }
  if (at < text.length) pieces.push({ text: text.slice(at), mark: null })
  return pieces
}
