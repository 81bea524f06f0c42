import type { Reader } from '../../../base/database.ts'
import type { LinesForm } from '../forms.ts'
import { findLines, seatsTaken, type Board } from '../queries.ts'
import { planChanges, seatsGiven, seatsOf, type HandLine } from './rules.ts'

export const idsIn = (ids: string): number[] => [...new Set(ids.split(' ').filter((id) => /^\d{1,9}$/.test(id)).map(Number))]

/** What would become of many lines, who would be skipped and why: the page says it before, the change does it after. */
export async function planOf(db: Reader, board: Board, { ids, outcome, cohortId, reason }: Pick<LinesForm, 'ids' | 'outcome' | 'cohortId' | 'reason'>) {
  const selection = board.selection!
  const lines = await findLines(db, selection.id, idsIn(ids))
  const to = { outcome, cohortId: outcome === 'selected' ? cohortId ?? null : null }
  const taken = await seatsTaken(db, selection.id, 0)
  const seats = { ...seatsGiven(taken, to.cohortId), ...seatsOf(board, selection.overPercent, to.cohortId) }
  const weighed = lines.map((line): HandLine => ({ ...line, problem: line.rule === 'ineligible' ? { key: 'selection.notEligible' } : null }))
  return { lines, to, ...planChanges(selection.state, weighed, to, reason, seats) }
}
