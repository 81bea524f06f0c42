import type { Day } from '../../base/days.ts'
import type { Labels } from '../evaluation-forms/rules.ts'
import type { TargetYear } from './rules.ts'

/** What a grade is: the mark that stands, the one the table proposed, who decided and why. */
export interface GradeGiven { mark: string; proposed: string | null; reason: string; by: string; on: Day }

/** One item in one fiscal year. `was`: what the edition before said, where a correction changed it. */
export interface Cell {
  fiscalYear: number; actual: number | null; proposed: number | null; differsReason: string; evaluation: string; outlook: string
  grade: GradeGiven | null; was: { actual: number | null; grade: string | null } | null
}
export interface Item { id: number; position: number; effort: string; related: string; reference: string; targets: TargetYear[]; cells: Cell[] }

export interface AnnexContent {
  number: string; title: string; goal: string; purpose: string; results: string; challenges: string; efforts: string
  pillars: { heading: string; name: string; words: string }[]
  figures: { name: string; value: number | null; from: number; to: number; printed: string }[]
  budgetYear: number; budget: { amount: number; unit: 'thousand_yen' | 'yen' }[]
}

/** A sheet as it stands about one fiscal year, whole: shown, printed, and frozen. The words of its form come along. */
export interface SheetContent {
  period: { number: number; name: string; nameEn: string; from: number; to: number }
  form: { name: string; labels: Labels }
  sheet: { number: string; name: string; nameEn: string; situation: string; vision: string; outcome: string }
  fiscalYear: number
  correction: { number: number; reason: string } | null
  items: Item[]
  annex: AnnexContent | null
}

/** What an actual was counted from: how it is asked, what the registers held, and what was printed before this system. */
export interface Ground {
  asked: { courseId: number | null; programId: number | null; measure: string; span: 'each' | 'cumulative'; fiscalYear: number }
  counted: number | null; registers: boolean
  people: [trainingId: number, personId: number][]
  trainings: [trainingId: number, figure: number][]
  meetings: number[]
  earlier: { id: number; value: number; source: string; printed: string }[]
}
/** By the id of the item. */
export type Grounds = Record<string, Ground>

export const yearsOf = ({ from, to }: { from: number; to: number }): number[] => Array.from({ length: to - from + 1 }, (_, n) => from + n)
export const emptyCell = (fiscalYear: number): Cell => ({ fiscalYear, actual: null, proposed: null, differsReason: '', evaluation: '', outlook: '', grade: null, was: null })
export const targetOf = (item: Pick<Item, 'targets'>, fiscalYear: number): TargetYear | undefined => item.targets.find((one) => one.fiscalYear === fiscalYear)

export interface Missing { itemId: number | null; position: number | null; what: 'actual' | 'evaluation' | 'outlook' | 'grade' | 'target' | 'annex' | 'figure' | 'budget' | 'items' }

/** What a year still lacks before anybody is asked about it, in the order of the sheet. */
export function missingIn({ items, fiscalYear, period, annex }: SheetContent): Missing[] {
  const isLast = fiscalYear === period.to
  if (items.length === 0) return [{ itemId: null, position: null, what: 'items' }]
  return [...items.flatMap((item) => {
    const cell = item.cells.find((one) => one.fiscalYear === fiscalYear) ?? emptyCell(fiscalYear)
    const lacks: [boolean, Missing['what']][] = [
      [targetOf(item, fiscalYear) === undefined, 'target'], [cell.actual === null, 'actual'], [cell.evaluation.trim() === '', 'evaluation'], [cell.outlook.trim() === '', 'outlook'], [isLast && cell.grade === null, 'grade'],
    ]
    return lacks.filter(([is]) => is).map(([, what]) => ({ itemId: item.id, position: item.position, what }))
  }), ...annexLacks(annex).map((what) => ({ itemId: null, position: null, what }))]
}

function annexLacks(annex: AnnexContent | null): Missing['what'][] {
  if (annex === null) return []
  return [
    ...annex.purpose.trim() === '' || annex.efforts.trim() === '' ? ['annex' as const] : [],
    ...annex.figures.some(({ value }) => value === null) ? ['figure' as const] : [],
    ...annex.budget.length === 0 ? ['budget' as const] : [],
  ]
}

/** A text with its figures in it: `{修了者数}` becomes what was counted, or － where nothing is on record. */
export const filled = (text: string, figures: AnnexContent['figures']): string =>
  text.replace(/\{([^{}\n]{1,30})\}/g, (hole, name: string) => figures.find((one) => one.name === name.trim())?.printed ?? hole)

/** Everything a sheet says, in lines with the place they stand in, to be set beside another edition. */
export function linesOf(content: SheetContent): { place: string; text: string }[] {
  const { form: { labels }, sheet, items, annex } = content
  const lines = [
    { place: labels.number, text: `${sheet.number}　${sheet.name}` }, { place: labels.situation, text: sheet.situation },
    { place: labels.vision, text: sheet.vision }, { place: labels.outcome, text: sheet.outcome },
  ]
  for (const item of items) {
    const name = `${labels.item}${item.position}`
    lines.push({ place: `${name}　${labels.effort}`, text: [item.effort, ...item.related === '' ? [] : [labels.related, item.related]].join('\n') })
    lines.push({ place: `${name}　${labels.indicator}`, text: item.targets.map(({ fiscalYear, value, unit, changes }) => `${fiscalYear}: ${[...changes.map(({ from }) => from), value].join(' → ')}${unit}`).join('\n') })
    for (const cell of item.cells) {
      const at = `${name}　${cell.fiscalYear}　`
      const unit = targetOf(item, cell.fiscalYear)?.unit ?? ''
      lines.push({ place: at + labels.actual, text: cell.actual === null ? '' : `${cell.actual}${unit}${cell.differsReason === '' ? '' : `\n${cell.differsReason}`}` })
      lines.push({ place: at + labels.partEvaluation, text: cell.evaluation })
      lines.push({ place: at + (cell.fiscalYear === content.period.to ? labels.partPoints : labels.partOutlook), text: cell.outlook })
      if (cell.grade !== null) lines.push({ place: at + labels.grade, text: cell.grade.mark })
    }
  }
  if (annex !== null) {
    lines.push({ place: annex.number, text: `${annex.title}\n${annex.goal}` }, { place: labels.annexPurpose, text: annex.purpose }, { place: labels.annexResults, text: filled(annex.results, annex.figures) },
      { place: labels.annexChallenges, text: annex.challenges }, { place: labels.annexEfforts, text: annex.efforts },
      { place: labels.annexBudget, text: annex.budget.map(({ amount, unit }) => `${amount}${unit === 'yen' ? '円' : '千円'}`).join('\n') },
      ...annex.pillars.map(({ heading, name, words }) => ({ place: heading, text: `${name}\n${words}` })))
  }
  return lines
}
