import type { FastifyRequest } from 'fastify'
import { dayInWords, fiscalYearInWords } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { buildTable, lostOf, type TableForm } from '../../base/table-files.ts'
import { speaking, type Language, type Say, type TextKey } from '../../base/texts.ts'
import { texts as trainingTexts } from '../../planning/trainings/texts.ts'
import type { PeopleQuery, ResultsQuery } from './forms.ts'
import { choicesOf, earlierCells, peopleOf, printedOf, resultsTable, rowsMax, rowsPerPage, type EarlierCell, type Table } from './queries.ts'
import {
  acrosses, addressOf, dimensions, filtersOf, hasCapacity, measures, narrowedTo, peopleAt, printedLines, settingOf, showsPrinted,
  type Dimension, type Filters, type PrintedLine, type ResultMeasure, type Setting,
} from './rules.ts'
import { texts as targetTexts } from '../targets/texts.ts'
import { texts } from './texts.ts'

type Choices = Awaited<ReturnType<typeof choicesOf>>
export interface Figure { value: number | null; href: string | null }
export interface Line { label: string; note?: string; href: string | null; figures: Figure[]; sum: Figure | null }
/** The table as page, file and paper have it. `sum` is the 計 column; across the five figures there is none. */
export interface Sheet { heads: string[]; hasSum: boolean; lines: Line[]; total: Line | null; earlier: Line[]; earlierTotal: Line | null; printed: PrintedLine[] }

interface Words { say: Say; language: Language; choices: Choices }
const own = ({ language }: Pick<Words, 'language'>, ja: string, en: string) => language === 'ja' ? ja : en || ja

/** What a key of a dimension is called. */
function nameOf({ say, language, choices }: Words, dimension: Dimension, key: string, known: { name: string | null; nameEn: string | null } | null = null): string {
  if (key === 'none') return say(dimension === 'profession' ? 'results.noProfession' : 'results.noMunicipality')
  if (dimension === 'year') return fiscalYearInWords(Number(key), language)
  if (dimension === 'category') return say(`trainings.categories.${key}` as TextKey)
  if (known?.name) return own({ language }, known.name, known.nameEn ?? '')
  const listed = dimension === 'course' ? choices.courses.find(({ id }) => String(id) === key) : dimension === 'profession' ? choices.professions.find(({ code }) => code === key)
    : dimension === 'municipality' ? choices.municipalities.find(({ id }) => String(id) === key) : undefined
  const training = dimension === 'training' ? choices.trainings.find(({ id }) => String(id) === key) : undefined
  return listed !== undefined ? own({ language }, listed.name, listed.nameEn) : training !== undefined ? own({ language }, training.title, training.titleEn) : key
}

/** Columns of a dimension in its own order. */
function columnsOf(setting: Setting, { totals }: Table, earlier: readonly EarlierCell[], { choices }: Words): string[] {
  const there = new Set([...totals.map(({ col }) => col), ...earlier.map(({ col }) => col)])
  switch (setting.columns) {
    case 'measures': return []
    case 'year': return [...there].sort()
    case 'course': return [...there].sort((a, b) => Number(a) - Number(b))
    case 'category': return ['chair', 'adviser', 'case_presenter', 'other'].filter((one) => there.has(one))
    case 'profession': return [...choices.professions.map(({ code }) => code).filter((code) => there.has(code)), ...there.has('none') ? ['none'] : []]
  }
}

export function sheetOf(setting: Setting, isWhole: boolean, table: Table, earlier: readonly EarlierCell[], printed: PrintedLine[], words: Words): Sheet {
  const { say } = words
  const columns = columnsOf(setting, table, earlier, words)
  const byMeasure = setting.columns === 'measures'
  const planned = hasCapacity(setting, isWhole)
  const cells = new Map(table.cells.map((cell) => [`${cell.row} ${cell.col}`, cell]))
  const at = (row: Filters, col: string | null): Filters => ({ ...row, ...col === null || byMeasure ? {} : narrowedTo(setting.columns as Dimension, col) })
  const figure = (measure: ResultMeasure, value: number | null, cell: Filters): Figure => value === null || measure === 'capacity' && !planned ? { value: null, href: null }
    : { value, href: value === 0 ? null : peopleAt(setting, measure, cell) }
  const lineOf = (label: string, href: string | null, row: Filters, find: (col: string) => Partial<Record<ResultMeasure, number | null>> | undefined): Line => {
    const figures = byMeasure ? measures.map((measure) => figure(measure, find('')?.[measure] ?? (measure === 'capacity' ? null : 0), at(row, null)))
      : columns.map((col) => figure(setting.measure, find(col)?.[setting.measure] ?? 0, at(row, col)))
    return { label, href, figures, sum: byMeasure ? null : figure(setting.measure, figures.reduce((sum, { value }) => sum + (value ?? 0), 0), row) }
  }
  const totals = new Map(table.totals.map((one) => [one.col, one]))
  const ofEarlier = (label: string, row: Filters, mine: readonly EarlierCell[]): Line => {
    const count = (col: string | null) => mine.filter((one) => col === null || one.col === col).reduce((sum, { people }) => sum + people, 0)
    const open = (value: number, cell: Filters): Figure => ({ value, href: value === 0 ? null : addressOf('/earlier-completers', { ...filtersOf(setting), ...cell } as Record<string, string>) })
    const figures = byMeasure ? measures.map((measure) => measure === 'completed' ? open(count(null), row) : { value: null, href: null }) : columns.map((col) => open(count(col), at(row, col)))
    return { label, href: null, figures, sum: byMeasure ? null : open(count(null), row) }
  }
  const rowsOfEarlier = [...Map.groupBy(earlier, ({ row }) => row)]
  return {
    heads: byMeasure ? measures.map((measure) => say(`targets.measures.${measure}`)) : columns.map((col) => nameOf(words, setting.columns as Dimension, col)), hasSum: !byMeasure,
    lines: table.rows.map(({ key, name, nameEn }) => lineOf(nameOf(words, setting.rows, key, { name, nameEn }), setting.rows === 'training' ? `/trainings/${key}` : null, narrowedTo(setting.rows, key), (col) => cells.get(`${key} ${col}`))),
    total: table.total === 0 ? null : lineOf(say('results.total'), null, {}, (col) => totals.get(col)),
    earlier: rowsOfEarlier.map(([key, mine]) => ofEarlier(nameOf(words, setting.rows, key, mine[0]!), narrowedTo(setting.rows, key), mine)),
    earlierTotal: rowsOfEarlier.length === 0 ? null : ofEarlier(say('results.total'), {}, earlier), printed,
  }
}

async function gathered(request: FastifyRequest, query: Partial<Setting>, page: { limit: number; offset: number }, speak: Pick<Words, 'say' | 'language'>) {
  const { db, scope } = request
  const setting = settingOf(query)
  const [table, earlier, printed, choices] = await Promise.all([resultsTable(db, scope, setting, page), earlierCells(db, scope, setting), printedOf(db, scope, setting), choicesOf(db, scope)])
  const words = { ...speak, choices }
  return { setting, table, words, sheet: sheetOf(setting, scope.of === 'all', table, earlier, printedLines(printed, setting), words) }
}

/** The filters in words, for the head of a page, a file and a sheet of paper. */
function narrowedInWords({ from, to, course, training, municipality, category, profession }: Filters, words: Words): string[] {
  const { say, language } = words
  const years = from === undefined && to === undefined ? say('results.allYears') : from === to ? fiscalYearInWords(from!, language)
    : say('targets.periodSpan', { from: from === undefined ? '' : fiscalYearInWords(from, language), to: to === undefined ? '' : fiscalYearInWords(to, language) })
  const named = (dimension: Dimension, key: string | number | undefined) => key === undefined ? [] : [nameOf(words, dimension, String(key))]
  return [years, ...named('course', course), ...named('training', training), ...named('municipality', municipality), ...named('category', category), ...named('profession', profession)]
}

export async function resultsPage(request: FastifyRequest, { page = 1, year: _, ...query }: ResultsQuery) {
  const { say, language, scope } = request
  const { setting, table, words, sheet } = await gathered(request, query, { limit: rowsPerPage, offset: (page - 1) * rowsPerPage }, { say, language })
  const { choices } = words
  const said = { rows: setting.rows, columns: setting.columns, ...setting.columns === 'measures' ? {} : { measure: setting.measure }, ...filtersOf(setting) }
  const years = Array.from({ length: Math.max(0, (choices.years.last ?? request.year) - (choices.years.first ?? request.year) + 1) }, (_, n) => (choices.years.first ?? request.year) + n)
    .map((one) => ({ value: String(one), label: fiscalYearInWords(one, language) }))
  const pick = (name: string, value: unknown, label: TextKey, options: { value: string; label: string }[]) => ({ name, label: say(label), value: value === undefined ? '' : String(value), options })
  return {
    sheet, setting, narrowed: narrowedInWords(setting, words), isWhole: scope.of === 'all', takes: addressOf('/results/file', said), paper: addressOf('/results/pdf', said),
    lost: lostOf(fileOf(sheet, setting, words, request)), rowHead: say(`results.dimensions.${setting.rows}`), showsPrinted: showsPrinted(setting, scope.of === 'all'),
    filters: { action: '/results', label: say('results.setting'), fields: [
      { ...pick('rows', setting.rows, 'results.rows', dimensions.map((value) => ({ value, label: say(`results.dimensions.${value}`) }))), always: true },
      { ...pick('columns', setting.columns, 'results.columns', acrosses.map((value) => ({ value, label: say(value === 'measures' ? 'results.fiveFigures' : `results.dimensions.${value}`) }))), always: true },
      { ...pick('measure', setting.measure, 'results.measure', measures.map((value) => ({ value, label: say(`targets.measures.${value}`) }))), always: true },
      pick('from', setting.from, 'results.from', years), pick('to', setting.to, 'results.to', years),
      pick('course', setting.course, 'results.dimensions.course', choices.courses.map(({ id, name, nameEn }) => ({ value: String(id), label: own(words, name, nameEn) }))),
      pick('training', setting.training, 'results.dimensions.training', choices.trainings.map(({ id, title, titleEn }) => ({ value: String(id), label: own(words, title, titleEn) }))),
      ...scope.of === 'all' ? [pick('municipality', setting.municipality, 'results.dimensions.municipality', choices.municipalities.map(({ id, name, nameEn }) => ({ value: String(id), label: own(words, name, nameEn) })))] : [],
      pick('category', setting.category, 'results.dimensions.category', (['chair', 'adviser', 'case_presenter', 'other'] as const).map((value) => ({ value, label: say(`trainings.categories.${value}`) }))),
      pick('profession', setting.profession, 'results.dimensions.profession', [...choices.professions.map(({ code, name, nameEn }) => ({ value: code, label: own(words, name, nameEn) })), { value: 'none', label: say('results.noProfession') }]),
    ] },
    pager: { page, perPage: rowsPerPage, total: table.total, pages: Math.max(1, Math.ceil(table.total / rowsPerPage)), href: (to: number) => addressOf('/results', { ...said, page: to }) },
  }
}

export async function peoplePage(request: FastifyRequest, { measure = 'completed', page = 1, year: _, ...filters }: PeopleQuery) {
  const { db, scope, say, language } = request
  const [people, choices] = await Promise.all([peopleOf(db, scope, measure, filters, page), choicesOf(db, scope)])
  found(page > 1 && people.rows.length === 0 ? null : true)
  return { ...people, measure, narrowed: narrowedInWords(filters, { say, language, choices }), keep: filtersOf({ ...filters }), path: '/results/counted-people', back: addressOf('/results', filtersOf(filters)) }
}

/** Files and paper are in Japanese, as they go to an office. */
const ja = speaking({ ...texts, ...trainingTexts, ...targetTexts }, 'ja') as Say
/** Files have the thin mark: to a spreadsheet a lone － begins a formula and would get a quote before it. */
const cell = ({ value }: Figure): string | number => value ?? '―'

function rowsOfFile(sheet: Sheet): (string | number)[][] {
  const row = (mark: string, { label, figures, sum }: Line) => [mark, label, ...figures.map(cell), ...sum === null ? [] : [cell(sum)]]
  const blank = sheet.hasSum ? [''] : []
  return [
    ...sheet.lines.map((line) => row(ja('results.registers'), line)), ...sheet.total === null ? [] : [row(ja('results.registers'), sheet.total)],
    ...sheet.earlier.map((line) => row(ja('results.earlier'), line)), ...sheet.earlierTotal === null ? [] : [row(ja('results.earlier'), sheet.earlierTotal)],
    ...sheet.printed.map(({ from, to, course, figures }) => [ja('results.printed'), periodOf(from, to, course), ...measures.map((measure) => figures[measure]?.value ?? '―'), ...blank]),
  ]
}
const periodOf = (from: number, to: number, course: string | null) =>
  `${from === to ? fiscalYearInWords(from, 'ja') : `${fiscalYearInWords(from, 'ja')}～${fiscalYearInWords(to, 'ja')}`}${course === null ? '' : `　${course}`}`

function fileOf(sheet: Sheet, setting: Setting, words: Words, { today }: FastifyRequest) {
  const japanese = { ...words, say: ja, language: 'ja' as const }
  const title = ja('results.title')
  const what = setting.columns === 'measures' ? ja('results.fiveFigures') : ja(`targets.measures.${setting.measure}`)
  const narrowed = narrowedInWords(setting, japanese).join('　')
  return {
    fileName: `${title} ${narrowed} ${what}`.replaceAll('　', ' '), sheet: title, title, above: [[`${title}　${narrowed}`], [`${what}　${dayInWords(today, 'ja', 'era')}現在　${ja('results.extended')}`]],
    columns: [{ header: ja('results.kind'), width: 16 }, { header: ja(`results.dimensions.${setting.rows}`), width: 36 }, ...sheet.heads.map((header) => ({ header, width: 14 })), ...sheet.hasSum ? [{ header: ja('results.total'), width: 10 }] : []],
    rows: rowsOfFile(sheet),
  }
}

const whole = { limit: rowsMax, offset: 0 }

export async function resultsFile(request: FastifyRequest, query: Partial<Setting>, as: TableForm) {
  const { setting, words, sheet } = await gathered(request, query, whole, { say: ja, language: 'ja' })
  return buildTable(fileOf(sheet, setting, words, request), as, request.server.clock())
}

export async function resultsPaper(request: FastifyRequest, query: Partial<Setting>) {
  const { setting, words, sheet } = await gathered(request, query, whole, { say: ja, language: 'ja' })
  const { fileName, columns, above } = fileOf(sheet, setting, words, request)
  const text = (value: string | number) => typeof value === 'number' ? value.toLocaleString('ja-JP') : value === '―' ? '－' : value
  const line = ({ label, figures, sum }: Line) => [label, ...figures.map(cell), ...sum === null ? [] : [cell(sum)]].map(text)
  const pdf = await request.server.outside.paper.print('results', {
    title: ja('results.title'), about: above.flat(), columns: columns.slice(1).map(({ header }) => header), notes: [ja('results.noteFive'), ja('results.noteSubstitute'), ja('results.extended')],
    parts: [
      { name: '', rows: sheet.lines.map(line), total: sheet.total === null ? null : line(sheet.total) },
      ...sheet.earlier.length === 0 ? [] : [{ name: `${ja('results.earlier')}　${ja('results.earlierLead')}`, rows: sheet.earlier.map(line), total: sheet.earlierTotal === null ? null : line(sheet.earlierTotal) }],
      ...sheet.printed.length === 0 ? [] : [{ name: `${ja('results.printed')}　${ja('results.printedLead')}`, total: null, rows: sheet.printed.map(({ from, to, course, figures }) => [periodOf(from, to, course), ...measures.map((measure) => text(figures[measure]?.value ?? '－'))]) }],
    ],
  })
  return { bytes: pdf, name: `${fileName}.pdf` }
}
