import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { isPoolOpen, type Places } from '../../planning/calls/pool.ts'
import { placesFor, type CallWithPool } from '../../planning/allotments/queries.ts'
import { acceptableName } from '../../who/people/names.ts'
import type { Register } from './eligibility.ts'
import type { Line } from './lines.ts'
import { demandOf, registersOf, type CallAsked } from './register.ts'
import { problemsOfRow, roleMixWarnings, sharedBy, type Row, type RowProblem } from './lines/rules.ts'
import type { Category, Sheet, SheetState } from './rules.ts'

/** What the rules ask of a sheet, whether it is stored or was just typed. */
export interface SheetToCheck {
  state: SheetState; dueOn: string | null; inApproval?: boolean; lines: readonly Line[]
  nilReturns: readonly { category: Category; reason: string }[]
  left?: readonly { category: Category; rank: number }[]
}
export interface CallToCheck extends CallWithPool, CallAsked {}

/**
 * A sheet against all its rules: the problems of each line in order, what is left out, and what deciding needs. It looks
 * past the wall: that another municipality names the same person is said, which one is not; and how many places are left
 * for all. `today` decides whether unused places have returned.
 */
export async function checked(db: Reader, call: CallToCheck, sheet: SheetToCheck, municipalityId: number, today: Day) {
  const [registers, places] = await Promise.all([registersOf(db, call, municipalityId, sheet.lines), placesFor(db, call, municipalityId, today)])
  return { ...judged(call, sheet, registers, places), places, pooled: isPoolOpen(call.poolOn, today) }
}

/** The same of registers and places that were looked up already, for many sheets at once. */
export function judged(call: CallToCheck, sheet: SheetToCheck, registers: readonly Register[], places: Record<Category, Places>) {
  const rows: Row[] = sheet.lines.map((line, id) => ({ ...line, id }))
  const demand = demandOf(call)
  const left = sheet.state === 'submitted' || sheet.state === 'accepted' ? sheet.left ?? [] : []
  const shared = sharedBy(rows, left)
  const problems: RowProblem[][] = rows.map((row, place) => problemsOfRow(row, {
    sheet: shared, places, demand, register: registers[place]!, storable: isStorable(row.name),
  }))
  const errors = problems.flat().filter(({ level }) => level === 'error').length
  const answer: Sheet = {
    state: sheet.state, dueOn: sheet.dueOn, inApproval: sheet.inApproval ?? false, rows, errors,
    nils: Object.fromEntries(sheet.nilReturns.map(({ category, reason }) => [category, reason])),
  }
  // Whoever said of a category that there is nobody, and why, has thought of it.
  return { problems, errors, warnings: roleMixWarnings(rows).filter(({ category }) => answer.nils[category] === undefined), answer }
}
export type Checked = Awaited<ReturnType<typeof checked>>

/** The register takes 60 characters of code as well as 60 as a reader counts them. */
const isStorable = (name: string): boolean => acceptableName(name) && [...name].length <= 60

/** The call with the places of this municipality as its quotas: a category without a place of its own wants no answer. */
export const withOwnPlaces = <T extends { quotas: Record<Category, number> }>(call: T, places: Record<Category, Places>): T => ({
  ...call, quotas: {
    chair: places.chair.own, adviser: places.adviser.own, case_presenter: places.case_presenter.own, other: places.other.own,
  },
})
