import { dayInJapan, dayInWords, fiscalYearInWords, type Day } from '../../base/days.ts'
import { count } from '../../base/numbers.ts'
import { writePrintedXlsx, type PrintedBox, type PrintedSheet } from '../../base/printed-sheets.ts'
import { emptyCell, filled, targetOf, yearsOf, type AnnexContent, type Cell, type Item, type SheetContent } from '../self-evaluations/content.ts'
import { planYear, targetLines } from '../self-evaluations/printed.ts'
import { linesIn } from '../self-evaluations/rules.ts'

const paragraphs = (text: string): string[] => text === '' ? [] : text.split('\n').map((line) => line.trimEnd())
const on = (day: Day) => dayInWords(day, 'ja', 'era')

const unitOf = (item: Item, year: number): string => targetOf(item, year)?.unit ?? item.targets[0]?.unit ?? ''
const figure = (value: number | null, unit: string): string => value === null ? '－' : `${count(value, 'ja')}${unit}`
/** The cell of an actual; where a correction changed it, both. */
export const actualLines = (item: Item, { actual, was, fiscalYear }: Cell): string[] => [
  ...actual === null ? [] : [figure(actual, unitOf(item, fiscalYear))], ...was !== null && was.actual !== actual ? [`（訂正前${figure(was.actual, unitOf(item, fiscalYear))}）`] : [],
]
const gradeLines = ({ grade, was }: Cell): string[] => [...grade === null ? [] : [grade.mark], ...was !== null && was.grade !== (grade?.mark ?? null) && was.grade !== null ? [`（訂正前${was.grade}）`] : []]

/** The two fixed parts of an evaluation, each under its heading; nothing where nothing is written. */
export function partsOf({ form: { labels }, period }: SheetContent, { evaluation, outlook, fiscalYear }: Cell): { head: string; lines: string[] }[] {
  const parts = [{ head: labels.partEvaluation, lines: paragraphs(evaluation) }, { head: fiscalYear === period.to ? labels.partPoints : labels.partOutlook, lines: paragraphs(outlook) }]
  return evaluation === '' && outlook === '' ? [] : parts
}
const correctionOf = ({ correction }: SheetContent): string => correction === null ? '' : `第${correction.number}号訂正　${correction.reason}`
const cellIn = (item: Item, year: number): Cell => item.cells.find((one) => one.fiscalYear === year) ?? emptyCell(year)

/** 予算額 as it is printed: R4予算額 15,640千円. */
export const budgetWords = ({ budgetYear, budget }: AnnexContent, label: string): string =>
  budget.length === 0 ? '' : `${shortYear(budgetYear)}${label} ${budget.map(({ amount, unit }) => `${count(amount, 'ja')}${unit === 'yen' ? '円' : '千円'}`).join('、')}`
const shortYear = (year: number): string => year >= 2019 ? `R${year - 2018}` : `H${year - 1988}`

/** What views/paper/evaluation-sheet.typ prints; `sha256` null: a draft, which says so. The same edition gives the same bytes. */
export function paperOf(content: SheetContent, { madeAt, sha256 }: { madeAt: Date | null; sha256: string | null }): object {
  const { form: { labels }, sheet, period, items, annex } = content
  const years = yearsOf(period)
  return {
    title: labels.title, plan: period.name, name: `${sheet.number}　${sheet.name}`, correction: correctionOf(content), labels,
    mark: sha256 === null ? '' : sha256.slice(0, 16), on: madeAt === null ? '' : on(dayInJapan(madeAt)),
    situation: paragraphs(sheet.situation), vision: paragraphs(sheet.vision), outcome: paragraphs(sheet.outcome),
    years: years.map((year) => ({ name: planYear(year), isLast: year === period.to })),
    items: items.map((item, n) => ({
      name: `${labels.item}${planDigit(n + 1)}`, effort: paragraphs(item.effort), related: paragraphs(item.related), targets: targetLines(item), reference: paragraphs(item.reference),
      cells: years.map((year) => { const cell = cellIn(item, year); return { actual: actualLines(item, cell), grade: gradeLines(cell), parts: partsOf(content, cell) } }),
    })),
    annex: annex === null ? null : {
      number: annex.number, title: annex.title, goal: annex.goal, purpose: paragraphs(annex.purpose), results: paragraphs(filled(annex.results, annex.figures)), challenges: paragraphs(annex.challenges),
      efforts: paragraphs(annex.efforts), pillars: annex.pillars.map(({ heading, name, words }) => ({ heading, name, words: paragraphs(words) })), budget: budgetWords(annex, labels.annexBudget),
    },
  }
}
const planDigit = (n: number): string => n < 10 ? String.fromCharCode(0xff10 + n) : String(n)

export const nameOf = ({ sheet, fiscalYear, correction }: SheetContent, ending: 'pdf' | 'xlsx'): string =>
  `自己評価シート_${sheet.number}_${sheet.name}_${fiscalYearInWords(fiscalYear, 'ja')}${correction === null ? '' : `_訂正${correction.number}`}.${ending}`

/** The same as a workbook: one tab laid out as the paper, one for the annex. A figure is a number with its unit. */
export async function workbookOf(content: SheetContent, now: Date): Promise<Uint8Array> {
  return writePrintedXlsx({ title: `${content.form.labels.title}　${content.sheet.number}　${content.sheet.name}`, sheets: [sheetTab(content), ...content.annex === null ? [] : [annexTab(content, content.annex)]], now })
}

const points = 13
const heightOf = (lines: number): number => Math.min(400, Math.max(18, lines * points + 6))

function sheetTab(content: SheetContent): PrintedSheet {
  const { form: { labels }, sheet, period, items } = content
  const years = yearsOf(period)
  const [first, per] = [3, 2]
  const reference = first + years.length * per + 1
  const columns = reference + 1
  const boxes: PrintedBox[] = [{ row: 0, column: 0, columns, value: `${labels.title}　${period.name}`, isTitle: true, isBare: true }]
  let row = 1
  if (content.correction !== null) boxes.push({ row: row++, column: 0, columns, value: correctionOf(content), isHead: true, align: 'left' })
  boxes.push({ row: row++, column: 0, columns, value: `${sheet.number}　${sheet.name}`, isTitle: true, align: 'left' })
  const heights: Record<number, number> = { 0: 24, [row - 1]: 24 }
  for (const [label, text] of [[labels.situation, sheet.situation], [labels.vision, sheet.vision], [labels.outcome, sheet.outcome]] as const) {
    heights[row] = heightOf(linesIn(text, 90))
    boxes.push({ row, column: 0, columns: 2, value: label, isHead: true }, { row, column: 2, columns: columns - 2, value: text })
    row += 1
  }
  const head = (column: number, value: string, more: Partial<PrintedBox> = {}): PrintedBox => ({ row, column, value, isHead: true, ...more })
  boxes.push(head(0, ' ', { rows: 2 }), head(1, labels.effort, { rows: 2 }), head(2, labels.indicator, { rows: 2 }), head(reference, labels.reference, { rows: 2 }))
  for (const [n, year] of years.entries()) {
    const column = first + n * per
    const isLast = year === period.to
    boxes.push(head(column, planYear(year), { columns: isLast ? 3 : 2 }), head(column, labels.actual, { row: row + 1 }))
    boxes.push(...isLast ? [head(column + 1, labels.grade, { row: row + 1 }), head(column + 2, labels.points, { row: row + 1 })] : [head(column + 1, labels.evaluation, { row: row + 1 })])
  }
  heights[row + 1] = 28
  row += 2
  for (const [n, item] of items.entries()) {
    const effort = [item.effort, ...item.related === '' ? [] : ['', labels.related, item.related]].join('\n')
    boxes.push({ row, column: 0, value: `${labels.item}${planDigit(n + 1)}`, isHead: true }, { row, column: 1, value: effort }, { row, column: 2, value: targetLines(item).join('\n'), align: 'center' }, { row, column: reference, value: item.reference, align: 'center' })
    let tallest = linesIn(effort, 16)
    for (const [y, year] of years.entries()) {
      const [column, cell] = [first + y * per, cellIn(item, year)]
      const text = partsOf(content, cell).map(({ head: name, lines }) => [name, ...lines].join('\n')).join('\n\n')
      boxes.push({ row, column, align: 'right', ...cell.actual !== null && cell.was === null ? { value: cell.actual, format: `#,##0"${unitOf(item, year).replaceAll('"', '')}"` } : { value: actualLines(item, cell).join('\n') } })
      boxes.push(...year === period.to ? [{ row, column: column + 1, value: gradeLines(cell).join('\n'), align: 'center' as const }, { row, column: column + 2, value: text }] : [{ row, column: column + 1, value: text }])
      tallest = Math.max(tallest, linesIn(text, 19))
    }
    heights[row] = heightOf(tallest + 1)
    row += 1
  }
  const widths = Array.from({ length: columns }, (_, column) => column === 0 ? 6 : column === 1 ? 34 : column === 2 ? 12 : column === reference ? 10 : column === reference - 1 ? 36 : column === reference - 2 ? 7 : (column - first) % per === 0 ? 11 : 40)
  return { name: `${sheet.number} ${sheet.name}`.replace(/[:\\/?*[\]]/g, ' ').slice(0, 31), widths, heights, boxes }
}

function annexTab({ form: { labels } }: SheetContent, annex: AnnexContent): PrintedSheet {
  const boxes: PrintedBox[] = [{ row: 0, column: 0, columns: 3, value: annex.title, isTitle: true }, { row: 0, column: 3, value: annex.number, isHead: true }]
  const heights: Record<number, number> = { 0: 26 }
  let row = 1
  const part = (label: string, text: string) => {
    boxes.push({ row, column: 0, value: label, isHead: true }, { row, column: 1, columns: 3, value: text })
    heights[row] = heightOf(linesIn(text, 58))
    row += 1
  }
  for (const [label, text] of [[labels.annexPurpose, annex.purpose], [labels.annexResults, filled(annex.results, annex.figures)], [labels.annexChallenges, annex.challenges], [labels.annexEfforts, annex.efforts]] as const) part(label, text)
  for (const { heading, name, words } of annex.pillars) part(heading, [name, words].filter((one) => one !== '').join('\n'))
  if (annex.goal !== '') part('→', annex.goal)
  const budget = budgetWords(annex, labels.annexBudget)
  if (budget !== '') boxes.push({ row, column: 0, columns: 4, value: `（${budget}）`, align: 'right' })
  return { name: annex.number.replace(/[:\\/?*[\]]/g, ' ').slice(0, 31), widths: [16, 50, 50, 16], heights, boxes }
}
