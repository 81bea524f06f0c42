import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'

/** Written → asked of a second person → frozen; then a correction is written, asked, and frozen as the next edition. */
export type YearState = 'draft' | 'in_approval' | 'frozen' | 'correcting'
export type YearAct = 'ask' | 'return' | 'freeze' | 'correct' | 'giveUp'

/** Every act that moves a fiscal year of a sheet. A request that is returned or taken back goes to where it came from. */
export const yearMoves: Record<YearState, Partial<Record<YearAct, YearState>>> = {
  draft:       { ask: 'in_approval' },
  in_approval: { return: 'draft', freeze: 'frozen' },
  frozen:      { correct: 'correcting' },
  correcting:  { ask: 'in_approval', giveUp: 'frozen' },
}
export const stateAfter = (state: YearState, act: YearAct, isCorrection: boolean): YearState | null => {
  const next = yearMoves[state][act] ?? null
  return act === 'return' && next !== null && isCorrection ? 'correcting' : next
}

export const textMax = 2_000

/** A year is written from its first day on, while nobody decides about it and it is not frozen. */
export function whyNotWrite({ state, fiscalYear }: { state: YearState; fiscalYear: number }, today: Day): Reason | null {
  if (state === 'frozen') return { key: 'selfEvaluations.isFrozen' }
  if (state === 'in_approval') return { key: 'selfEvaluations.isAsked' }
  return today < `${fiscalYear}-04-01` ? { key: 'selfEvaluations.notBegun', data: { year: fiscalYear } } : null
}

/** A second person is asked once the year is over, the targets are fixed, and nothing is missing. */
export function whyNotAsk(year: { state: YearState; fiscalYear: number }, { isFixed, missing }: { isFixed: boolean; missing: number }, today: Day): Reason | null {
  const why = whyNotWrite(year, today)
  if (why !== null) return why
  if (!isFixed) return { key: 'selfEvaluations.notFixed' }
  if (today < `${year.fiscalYear + 1}-04-01`) return { key: 'selfEvaluations.yearNotOver', data: { year: year.fiscalYear } }
  return missing > 0 ? { key: 'selfEvaluations.missingStill', data: { count: missing } } : null
}

export const whyNotCorrect = (state: YearState): Reason | null => state === 'frozen' ? null
  : { key: state === 'correcting' ? 'selfEvaluations.correctsAlready' : 'selfEvaluations.notFrozen' }

/** A plan is fixed once, and only when each item has its targets. */
export function whyNotFix({ fixedOn, items, targets, years }: { fixedOn: Day | null; items: number; targets: number; years: number }): Reason | null {
  if (fixedOn !== null) return { key: 'selfEvaluations.fixedAlready' }
  if (items === 0) return { key: 'selfEvaluations.noItems' }
  return targets < items * years ? { key: 'selfEvaluations.targetsMissing', data: { count: items * years - targets } } : null
}

/** Which page has saved a text without anybody else in between, and since which version; and what a form says of itself. */
export interface Editing { version: number; editKey: string | null; editFrom: number | null }
export interface Saying { version: number; page: string | null; seen: number | null }
/** A save is taken when it was made out of what stands there, or by the page that alone has saved since. */
export function whyNotSave(stands: Editing, says: Saying): Reason | null {
  if ((says.seen ?? says.version) === stands.version) return null
  const isSamePage = says.seen === null && says.page !== null && says.page === stands.editKey && says.version >= (stands.editFrom ?? Infinity)
  return isSamePage ? null : { key: 'selfEvaluations.stale' }
}

/** The proposal is taken as it is; another figure needs its reason, and both are kept. */
export const problemsOfActual = (actual: number, proposed: number | null, reason: string): FieldReason[] =>
  actual !== proposed && reason.trim() === '' ? [{ field: 'reason', reason: { key: 'selfEvaluations.differsMissing' } }] : []
/** The same of a grade. */
export const problemsOfGrade = (mark: string, proposed: string | null, marks: readonly string[], reason: string): FieldReason[] => [
  ...marks.includes(mark) ? [] : [{ field: 'grade', reason: { key: 'form.notChosen' as const } }],
  ...mark !== proposed && reason.trim() === '' ? [{ field: 'reason', reason: { key: 'selfEvaluations.gradeDiffersMissing' as const } }] : [],
]

/** A target of a plan that is fixed changes by a decision with its day and reason, and to another value. */
export const whyNotChangeTarget = ({ fixedOn, from, to }: { fixedOn: Day | null; from: number; to: number }): Reason | null =>
  fixedOn === null ? { key: 'selfEvaluations.notFixedYet' } : from === to ? { key: 'selfEvaluations.sameTarget' } : null

/** As plans write figures: one digit in full width, more in half width with commas. */
export const planNumber = (n: number): string => n < 10 ? String.fromCharCode(0xff10 + n) : n.toLocaleString('ja-JP')
/** As the annex writes them: all in full width. */
export const wideNumber = (n: number): string => n.toLocaleString('ja-JP').replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).replaceAll(',', '，')

export interface TargetChange { from: number; to: number; reason: string; on: Day }
export interface TargetYear { fiscalYear: number; value: number; unit: string; span: 'each' | 'cumulative'; changes: TargetChange[] }
/** Years in a row that share a target, as it is printed: what it was before, and when it changed. */
export interface TargetWords { from: number; to: number; was: string[]; value: string; changedOn: Day | null }

/** The targets of an item as its cell prints them: one line where all years share one, else one for each run of years. */
export function printedTargets(targets: readonly TargetYear[]): TargetWords[] {
  const runs: (TargetWords & { key: string })[] = []
  for (const { fiscalYear, value, unit, changes } of targets.toSorted((a, b) => a.fiscalYear - b.fiscalYear)) {
    const key = JSON.stringify([value, unit, changes])
    const last = runs.at(-1)
    if (last?.key === key && last.to === fiscalYear - 1) last.to = fiscalYear
    else runs.push({ key, from: fiscalYear, to: fiscalYear, was: changes.map(({ from }) => planNumber(from) + unit), value: planNumber(value) + unit, changedOn: changes.at(-1)?.on ?? null })
  }
  return runs.map(({ key: _, ...run }) => run)
}

/** How wide the cell of a year is printed, in kanji, and how many lines of it each item has on a sheet of one page. */
export const cellOf = (items: number): { width: number; lines: number } => ({ width: 16, lines: Math.max(6, Math.floor(32 / Math.max(1, items))) })

/** The lines that a text takes in a printed cell: Latin letters and digits are half as wide as kanji. */
export function linesIn(text: string, width: number): number {
  if (text.trim() === '') return 0
  const breadth = (line: string) => [...line].reduce((sum, sign) => sum + (sign.codePointAt(0)! < 0x2e80 && !/[‘’“”…―※○◎△▲]/.test(sign) ? 0.5 : 1), 0)
  return text.split('\n').reduce((lines, line) => lines + Math.max(1, Math.ceil(breadth(line) / width)), 0)
}

/** What this year's box begins with: last year's words where nothing is written yet. */
export const begunFrom = (own: { evaluation: string; outlook: string }, last: { evaluation: string; outlook: string } | undefined) => ({
  evaluation: own.evaluation || (last?.evaluation ?? ''), outlook: own.outlook || (last?.outlook ?? ''),
})

/** The key of a row of targets over the years of a plan: what is counted, of which course. */
export const seriesOf = ({ programId, courseId, measure, span }: { programId: number; courseId: number | null; measure: string; span: string }): string => `${programId}:${courseId ?? 0}:${measure}:${span}`
