import type { FastifyRequest } from 'fastify'
import type { Reason } from '../../base/errors.ts'
import { headRowOf } from '../../base/headings.ts'
import { addressOf, type Column, type Table } from '../../base/sheets.ts'
import type { TableFile } from '../../base/table-files.ts'
import { flawsOf, isCode, limits, namesFor, numeral, spellingsIn, tagsIn, type Flaw, type Made } from '../questions/fitness.ts'
import { questionKinds, type QuestionBody, type QuestionKind } from '../questions/rules.ts'
import { choiceColumns, columnOf, columns, kindOf, labelOf, neededColumns, targetColumns, yesOrNo, type ColumnName } from './columns.ts'
import type { Incoming } from './incoming.ts'

export type Asker = Pick<FastifyRequest, 'say' | 'language'>
export interface CellProblem { row: number; column: number; address: string; label: string; value: string; reason: Reason }
/** `codeColumn`: where what a question is called stands, from 0. */
export interface Reading { incoming: Incoming[]; problems: CellProblem[]; said: Reason[]; codeColumn: number }
/** Rows of a file, headings and blanks included. */
export const tableLimits = { rowsMax: 2_100, columnsMax: 80 }

/** The questions as a table, to be taken and sent again. */
export function tableOf(asker: Asker, fileName: string, questions: readonly (Made & { code: string })[], blankRows: number): TableFile {
  const { say, language } = asker
  const widths: Partial<Record<ColumnName, number>> = { stem: 50, feedback: 40, guide: 30, tags: 20, right: 16 }
  const kinds = questionKinds.map((kind) => say(`questions.kinds.${kind}`))
  return {
    fileName, sheet: say('questionFiles.sheetName'), title: say('questionFiles.mark'), isForm: true, blankRows,
    above: [[say('questionFiles.mark')], [say('questionFiles.howTo')], [say('questionFiles.howToRight')], [say('questionFiles.howToKey')]],
    columns: columns.map((name): Column => ({ header: labelOf(name, language), width: widths[name] ?? (/\d$/.test(name) ? 18 : 12), isText: true, ...name === 'kind' && { choices: kinds } })),
    rows: questions.map((one) => cellsOf(asker, one)),
  }
}

function cellsOf({ say }: Asker, { code, stem, body, points, feedback, tags }: Made & { code: string }): string[] {
  const flag = (name: 'isShuffled' | 'partial' | 'isCaseSensitive') => (name in body ? (body[name as never] ? '○' : '×') : '')
  const cells: Partial<Record<ColumnName, string>> = {
    code, kind: say(`questions.kinds.${body.kind}`), stem, points: String(points), feedback, tags: tags.join('、'),
    isShuffled: flag('isShuffled'), partial: flag('partial'), isCaseSensitive: flag('isCaseSensitive'), ...answerCells(body),
  }
  if ('choices' in body && body.kind !== 'matching') for (const [n, { text }] of body.choices.entries()) cells[choiceColumns[n]!] = text
  return columns.map((name) => cells[name] ?? '')
}

function answerCells(body: QuestionBody): Partial<Record<ColumnName, string>> {
  switch (body.kind) {
    case 'single': return { right: String(body.choices.findIndex(({ id }) => id === body.right) + 1) }
    case 'multiple': return { right: body.choices.flatMap(({ id }, n) => (body.right.includes(id) ? [n + 1] : [])).join('、') }
    case 'true_false': return { right: body.right ? '○' : '×' }
    case 'ordering': return {}
    case 'matching': {
      const used = new Set(Object.values(body.right))
      const textOf = (id: string | undefined) => body.targets.find((one) => one.id === id)?.text ?? ''
      const pairs = [...body.choices.map(({ id, text }) => [text, textOf(body.right[id])]), ...body.targets.filter(({ id }) => !used.has(id)).map(({ text }) => ['', text])]
      return Object.fromEntries(pairs.flatMap(([left, right], n) => [[`choice${n + 1}`, left], [`target${n + 1}`, right]]))
    }
    case 'short_answer': return { right: body.right.join('\n') }
    case 'numeric': return { right: numeral(body.right), tolerance: body.tolerance === 0 ? '' : numeral(body.tolerance), unit: body.unit }
    case 'free_text': return { charactersMax: String(body.charactersMax), guide: body.guide }
  }
}

/** The table as questions, every cell that cannot be one named; or why the whole file is no table of questions. */
export function readQuestions(table: Table, language: 'ja' | 'en'): Reading | { refused: Reason } {
  const headRow = headRowOf(table.rows, (cell) => columnOf(cell) !== null)
  if (headRow < 0) return { refused: { key: 'questionFiles.noHeader' } }
  const headings = table.rows[headRow]!.map(columnOf)
  const names = (list: readonly ColumnName[]) => list.map((name) => labelOf(name, language)).join(language === 'ja' ? '、' : ', ')
  const missing = neededColumns.filter((name) => !headings.includes(name))
  if (missing.length > 0) return { refused: { key: 'questionFiles.noColumns', data: { names: names(missing) } } }
  const twice = columns.filter((name) => headings.indexOf(name) !== headings.lastIndexOf(name))
  if (twice.length > 0) return { refused: { key: 'questionFiles.twiceColumn', data: { names: names(twice) } } }
  if (table.merged.some(({ to }) => to > headRow)) return { refused: { key: 'questionFiles.merged' } }
  const sheet = sheetOf(table, headings, language)
  const others = table.rows[headRow]!.filter((heading) => heading.trim() !== '' && columnOf(heading) === null)
  const said: Reason[] = [...table.said, ...others.length === 0 ? [] : [{ key: 'questionFiles.otherColumns' as const, data: { names: others.slice(0, 8).map((one) => one.slice(0, 30)).join(', ') } }]]
  const incoming = table.rows.flatMap((cells, row) => (row > headRow && cells.some((cell) => cell.trim() !== '') ? [readRow(sheet, row)] : []))
  return incoming.length === 0 ? { refused: { key: 'questionFiles.noRows' } } : { incoming, problems: sheet.problems, said, codeColumn: Math.max(0, headings.indexOf('code')) }
}

interface ReadSheet { cell: (row: number, name: ColumnName) => string; wrong: (row: number, name: ColumnName, reason: Reason) => void; problems: CellProblem[]; unsure: Table['unsure']; nameAt: (column: number) => ColumnName | null }

function sheetOf(table: Table, headings: readonly (ColumnName | null)[], language: 'ja' | 'en'): ReadSheet {
  const problems: CellProblem[] = []
  const raw = (row: number, name: ColumnName) => table.rows[row]?.[headings.indexOf(name)] ?? ''
  return {
    problems, unsure: table.unsure, nameAt: (column) => headings[column] ?? null,
    cell: (row, name) => raw(row, name).replaceAll('\r\n', '\n').trim(),
    // What has no column is told at the column of what it belongs to.
    wrong: (row, name, reason) => {
      const column = Math.max(0, headings.indexOf(name))
      if (problems.some((one) => one.row === row && one.column === column)) return
      problems.push({ row, column, address: addressOf(row, column), label: labelOf(name, language), value: raw(row, name), reason })
    },
  }
}

function readRow(sheet: ReadSheet, row: number): Incoming {
  const before = sheet.problems.length
  const wrong = (name: ColumnName, reason: Reason) => sheet.wrong(row, name, reason)
  const cell = (name: ColumnName) => sheet.cell(row, name)
  for (const { column, why } of sheet.unsure.filter((one) => one.row === row)) {
    const name = sheet.nameAt(column)
    if (name !== null) wrong(name, { key: why === 'formula' ? 'tableFiles.formulaCell' : 'tableFiles.errorCell' })
  }
  const code = cell('code').normalize('NFC')
  if (code !== '' && !isCode(code)) wrong('code', { key: 'questionFiles.badCode', data: { limit: limits.code } })
  const kind = kindOf(cell('kind'))
  if (kind === null) wrong('kind', { key: 'questionFiles.noKind' })
  const made = kind === null ? null : madeOf(kind, cell, wrong)
  const refused = sheet.problems.slice(before).map(({ reason }) => reason)
  return { place: String(row + 1), code: code === '' ? null : code, title: cell('stem').slice(0, 100), kind, made: refused.length > 0 ? null : made, refused, said: [] }
}

type Cell = (name: ColumnName) => string
type Wrong = (name: ColumnName, reason: Reason) => void

function madeOf(kind: QuestionKind, cell: Cell, wrong: Wrong): Made {
  const points = cell('points') === '' ? 1 : numberIn(cell('points'))
  const { body, columnOfFlaw } = readBody(kind, cell, wrong)
  const made = { stem: cell('stem'), body, points: points ?? 0, feedback: cell('feedback'), tags: tagsIn(cell('tags')) }
  for (const flaw of flawsOf(made)) wrong(columnOfFlaw(flaw), flaw.reason)
  return made
}

function readBody(kind: QuestionKind, cell: Cell, wrong: Wrong): { body: QuestionBody; columnOfFlaw: (flaw: Flaw) => ColumnName } {
  const places = choiceColumns.map((_, n) => n).filter((n) => cell(choiceColumns[n]!) !== '')
  const names = namesFor(places.map(() => undefined))
  const choices = places.map((n, place) => ({ id: names[place]!, text: cell(choiceColumns[n]!) }))
  const flag = (name: 'isShuffled' | 'partial' | 'isCaseSensitive', otherwise: boolean) => {
    const said = cell(name) === '' ? otherwise : yesOrNo(cell(name))
    if (said === null) wrong(name, { key: 'questionFiles.noYes' })
    return said ?? otherwise
  }
  const columnOfFlaw = ({ part, row = 0 }: Flaw): ColumnName =>
    (part === 'choices' ? choiceColumns[places[row] ?? Math.min(row, limits.choices - 1)]! : part === 'targets' ? targetColumns[places[row] ?? row]! : part)
  switch (kind) {
    case 'single': case 'multiple': {
      const right = choicesIn(cell('right')).map((number) => choices[places.indexOf(number - 1)]?.id ?? '')
      if (right.includes('') || (kind === 'single' && right.length > 1)) wrong('right', { key: kind === 'single' ? 'questionFiles.rightOne' : 'questionFiles.rightSome' })
      const isShuffled = flag('isShuffled', true)
      const body: QuestionBody = kind === 'single' ? { kind, choices, right: right[0] ?? '', isShuffled }
        : { kind, choices, right: choices.map(({ id }) => id).filter((id) => right.includes(id)), isShuffled, partial: flag('partial', false) }
      return { body, columnOfFlaw }
    }
    case 'true_false': {
      const said = yesOrNo(cell('right'))
      if (said === null) wrong('right', { key: 'questionFiles.rightTrue' })
      return { body: { kind, right: said ?? false }, columnOfFlaw }
    }
    case 'ordering': return { body: { kind, choices, partial: flag('partial', false) }, columnOfFlaw }
    case 'matching': return readPairs(cell, flag('partial', false))
    case 'short_answer': {
      const isCaseSensitive = flag('isCaseSensitive', false)
      return { body: { kind, right: spellingsIn(cell('right'), isCaseSensitive), isCaseSensitive }, columnOfFlaw }
    }
    case 'numeric': return { body: { kind, right: numberIn(cell('right')) ?? Number.NaN, tolerance: cell('tolerance') === '' ? 0 : numberIn(cell('tolerance')) ?? Number.NaN, unit: cell('unit') }, columnOfFlaw }
    case 'free_text': return { body: { kind, charactersMax: cell('charactersMax') === '' ? 800 : numberIn(cell('charactersMax')) ?? 0, guide: cell('guide') }, columnOfFlaw }
  }
}

/** Lefts and rights stand side by side; a right alone fits none of the lefts. */
function readPairs(cell: Cell, partial: boolean): ReturnType<typeof readBody> {
  const rows = choiceColumns.map((name, n) => ({ n, left: cell(name), right: cell(targetColumns[n]!) })).filter(({ left, right }) => left !== '' || right !== '')
  const lefts = rows.filter(({ left }) => left !== '')
  const rights = rows.filter(({ right }, n) => right !== '' && rows.findIndex((one) => one.right === right) === n)
  const [leftNames, rightNames] = [namesFor(lefts.map(() => undefined)), namesFor(rights.map(() => undefined))]
  const body: QuestionBody = {
    kind: 'matching', partial, choices: lefts.map(({ left }, n) => ({ id: leftNames[n]!, text: left })), targets: rights.map(({ right }, n) => ({ id: rightNames[n]!, text: right })),
    right: Object.fromEntries(lefts.flatMap(({ right }, n) => (right === '' ? [] : [[leftNames[n]!, rightNames[rights.findIndex((one) => one.right === right)]!]]))),
  }
  const isUnmatched = lefts.some(({ right }) => right === '')
  return { body, columnOfFlaw: ({ part, row = 0 }) => (part === 'choices' ? choiceColumns[lefts[row]?.n ?? Math.min(row, limits.choices - 1)]!
    : part === 'targets' ? targetColumns[(isUnmatched ? lefts : rights)[row]?.n ?? 0]! : part) }
}

/** '2', '①', '1、3' as the numbers of choices; what is none is 0, which no choice has. */
const choicesIn = (typed: string): number[] => [...new Set(typed.normalize('NFKC').split(/[,、・/\s]+/).filter((one) => one !== '').map((one) => (/^\d{1,2}$/.test(one) ? Number(one) : 0)))]

/** A number as people write it; null when it is none. */
function numberIn(typed: string): number | null {
  const folded = typed.normalize('NFKC').replace(/[−―‐]/g, '-').replace(/,(?=\d{3}(?!\d))/g, '')
  return /^[+-]?\d{1,15}(\.\d{1,15})?$/.test(folded) ? Number(folded) : null
}
