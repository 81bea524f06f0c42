import type { Reason } from '../../base/errors.ts'
import { countsAsAttended, type Mark } from '../../classroom/attendance/rules.ts'
import type { LocalState } from '../local-trainings/rules.ts'

/** What completes a local training: so many of its days, all of them where nothing is said. */
export interface LocalRule { days: number; daysNeeded: number | null; lateLimitMinutes: number }

/** Whether somebody has completed, by the marks of their days (null where none is). */
export function hasCompleted(marks: readonly (Mark | null)[], { days, daysNeeded, lateLimitMinutes }: LocalRule): boolean {
  const attended = marks.filter((mark) => countsAsAttended(mark, { lateLimitMinutes, madeUpCounts: true })).length
  return attended >= Math.max(1, Math.min(daysNeeded ?? days, days))
}

/** The roll of a training is taken until its report is handed in. */
export const whyNotTakeRoll = (state: LocalState): Reason | null =>
  state === 'canceled' ? { key: 'localTrainings.isCanceled' } : state === 'reported' ? { key: 'localTrainings.isReported' } : null

/** Whoever has a mark was there, or was missed: they stay on the roll. */
export const whyNotRemove = ({ marks, state }: { marks: number; state: LocalState }): Reason | null =>
  whyNotTakeRoll(state) ?? (marks > 0 ? { key: 'localRolls.isMarked' } : null)

export const participantsMax = 300

export const whyNotAdd = ({ state, participants, more }: { state: LocalState; participants: number; more: number }): Reason | null =>
  whyNotTakeRoll(state) ?? (participants + more > participantsMax ? { key: 'localRolls.tooMany', data: { max: participantsMax } } : null)

/** One line as it was pasted from a table or typed: name, kana and workplace, parted by tabs or commas. */
export interface PastedLine { line: number; name: string; kana: string; affiliation: string }

/** The lines of a pasted list in their order; empty ones are left out, and a line of headings is one. */
export function pastedLines(text: string): PastedLine[] {
  return text.split('\n').map((typed, at) => ({ line: at + 1, cells: typed.split(/[\t,，]/).map((cell) => cell.trim()) }))
    .filter(({ cells }) => cells.some((cell) => cell !== '') && !(cells[0] ?? '').startsWith('氏名'))
    .map(({ line, cells: [name = '', kana = '', affiliation = ''] }) => ({ line, name, kana, affiliation }))
}
