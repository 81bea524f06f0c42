import type { FastifyRequest } from 'fastify'
import { lineChart } from '../../base/charts.ts'
import { dayInWords, fiscalYearInWords } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { count } from '../../base/numbers.ts'
import { buildTable, lostOf, type TableForm } from '../../base/table-files.ts'
import type { Language, Say } from '../../base/texts.ts'
import { CorrectionForm, SheetForm, type TableQuery } from './forms.ts'
import { centersOf, correctionsOf, figuresOfMeasure, figuresOfYears, findFigure, findTown, measuresIn, measuresOf, reportedByTown, townFigures, type Measure, type Stands } from './queries.ts'
import { isUnanswered, type Figure, type Missing, type Unit } from './rules.ts'
import { columnsAround, columnsThere, placesOf, sheetOf } from './sheet.ts'

type Speaker = { say: Say; language: Language }

/** A figure as it is read: a number with separators, its word, or nothing where nobody answered. */
export function figureInWords({ value, missing }: Figure, { say, language }: Speaker): string {
  if (value !== null) return count(value, language)
  return missing === null ? '' : say(`statistics.missing.${missing}`)
}

export const nameOfMeasure = ({ label, labelEn }: Pick<Measure, 'label' | 'labelEn'>, { language }: Speaker): string => language === 'ja' ? label : labelEn || label
const unitsNotAdded: Unit[] = ['percent', 'fiscal_year', 'month']

/** The period of a figure that is of no fiscal year: a day, a span, or none. */
export function periodInWords({ fiscalYear, asOf, from, to }: Pick<Stands, 'fiscalYear' | 'asOf' | 'from' | 'to'>, { say, language }: Speaker): string {
  if (fiscalYear !== null) return fiscalYearInWords(fiscalYear, language)
  if (asOf !== null) return say('statistics.asOf', { day: dayInWords(asOf, language, 'era') })
  return from === null || to === null ? say('statistics.noPeriod') : say('statistics.span', { from: dayInWords(from, language, 'era'), to: dayInWords(to, language, 'era') })
}

/** How a figure is called in a list: its place and its part. */
export function lineInWords({ place, dimension }: Pick<Stands, 'place' | 'dimension'>, measure: Pick<Measure, 'parts'> | undefined, { say, language }: Speaker): string {
  const part = measure?.parts.find(({ code }) => code === dimension)
  const words = [place, part === undefined ? '' : language === 'ja' ? part.label : part.labelEn || part.label].filter((word) => word !== '')
  return words.length === 0 ? say('statistics.wholeTown') : words.join('　')
}

/** Figures that no table of years has a place for: of a day, of a span, of a structure or a rule. */
const isBeside = (one: Stands) => one.fiscalYear === null || (one.basis !== 'plan' && one.basis !== 'actual')

/** One municipality and year: every measure it reported, each as a printed table, and those it can still report. */
export async function townPage(request: FastifyRequest, municipalityId: number) {
  const { db, scope, year } = request
  const [town, measures, figures] = await Promise.all([findTown(db, scope, municipalityId), measuresIn(db, year), figuresOfYears(db, scope, municipalityId, year - 1, year + 1)])
  const tables = measures.flatMap((measure) => {
    const own = figures.filter((one) => one.code === measure.code)
    const inYears = own.filter((one) => !isBeside(one))
    if (inYears.length === 0) return []
    const places = measure.parts.length > 0 ? ['', ...placesOf(inYears)].filter((place) => inYears.some((one) => one.place === place)) : ['']
    return places.map((place) => ({ measure, place, sheet: sheetOf(measure, inYears, columnsAround(year, measure).filter((column) => inYears.some((one) => one.fiscalYear === column.year && one.basis === column.basis)), { place }) }))
  })
  const open = measures.filter(({ code }) => !tables.some(({ measure }) => measure.code === code))
  return { town: found(town), measures, tables, open, beside: figures.filter((one) => isBeside(one) && !isUnanswered(one)), chosenYear: year, ...words(request) }
}

const words = (request: FastifyRequest) => ({
  figureInWords: (figure: Figure) => figureInWords(figure, request), nameOfMeasure: (measure: Measure) => nameOfMeasure(measure, request),
  periodInWords: (one: Stands) => periodInWords(one, request), lineInWords: (one: Stands, measure?: Measure) => lineInWords(one, measure, request),
})

/** One measure of one municipality over all years: lines with gaps where nothing was reported, and the table behind them. */
export async function measurePage(request: FastifyRequest, municipalityId: number, code: string) {
  const { db, scope, year } = request
  const [town, definitions, figures] = await Promise.all([findTown(db, scope, municipalityId), measuresOf(db, code), figuresOfMeasure(db, scope, municipalityId, code)])
  const measure = found(definitions.find(({ fromYear, toYear }) => fromYear <= year && (toYear === null || toYear >= year)) ?? definitions.at(-1))
  const inYears = figures.filter((one) => !isBeside(one) && !isUnanswered(one))
  const columns = columnsThere(inYears)
  const places = measure.parts.length > 0 ? ['', ...placesOf(inYears)].filter((place) => inYears.some((one) => one.place === place)) : ['']
  const sheets = places.map((place) => ({ place, sheet: sheetOf(measure, inYears, columns, { place }) }))
  return { town: found(town), measure, definitions, sheets, beside: figures.filter((one) => isBeside(one) && !isUnanswered(one)), charts: chartsOf(request, measure, inYears), chosenYear: year, ...words(request) }
}

const chartsMax = 8

/** A chart for each line that has at least two years: what was, in bold, and what is planned. A year without a figure is a gap. */
function chartsOf(request: FastifyRequest, measure: Measure, figures: readonly Stands[]) {
  const { say, language } = request
  const years = figures.map(({ fiscalYear }) => fiscalYear!)
  if (years.length === 0) return []
  const [first, last] = [Math.min(...years), Math.max(...years)]
  const span = Array.from({ length: last - first + 1 }, (_, n) => first + n)
  const lines = [...Map.groupBy(figures, ({ place, dimension }) => `${dimension}|${place}`).values()].filter((own) => new Set(own.map(({ fiscalYear }) => fiscalYear)).size > 1)
  return lines.slice(0, chartsMax).map((own, at) => {
    const series = (['actual', 'plan'] as const).map((basis) => ({ label: say(`statistics.bases.${basis}`), values: span.map((year) => own.find((one) => one.fiscalYear === year && one.basis === basis)?.value ?? null) }))
      .filter(({ values }) => values.some((value) => value !== null))
    const title = `${nameOfMeasure(measure, request)}　${lineInWords(own[0]!, measure, request)}`
    const chart = lineChart({ title, description: say('statistics.chartOf', { title, from: fiscalYearInWords(first, language), to: fiscalYearInWords(last, language) }), points: span.map((year) => shortYear(year, language)), series, itemHeading: say('statistics.series') })
    return { ...chart, id: `series-${at}` }
  })
}

/** 'H24', 'R6', 'FY24': where years stand side by side. */
const shortYear = (year: number, language: Language): string => language === 'en' ? `FY${String(year).slice(2)}` : year >= 2019 ? `R${year - 2018}` : year >= 1989 ? `H${year - 1988}` : String(year)

/** The table of one measure with boxes; a row for a place that is not there yet at its end. */
export async function editPage(request: FastifyRequest, municipalityId: number, code: string) {
  const { db, scope } = request
  const sent = request.method === 'POST' ? (request.body ?? {}) as { year?: unknown; about?: unknown; rows?: unknown } : null
  const year = Number(sent?.year) >= 1990 ? Number(sent?.year) : request.year
  const query = (request.query ?? {}) as { place?: string }
  const about = sent === null ? query.place?.trim() ?? '' : typeof sent.about === 'string' ? sent.about.trim() : ''
  const [town, definitions, figures, centers] = await Promise.all([findTown(db, scope, municipalityId), measuresOf(db, code), figuresOfMeasure(db, scope, municipalityId, code), centersOf(db, scope, municipalityId)])
  const measure = found(definitions.find(({ fromYear, toYear }) => fromYear <= year && (toYear === null || toYear >= year)))
  const sheet = sheetOf(measure, figures, columnsAround(year, measure), { centers: centers.map(({ name }) => name), place: about })
  // A box keeps the place it was sent from, whatever rows came meanwhile.
  const typed = Array.isArray(sent?.rows) ? sent.rows as { key?: unknown }[] : null
  const placeOf = (key: string, at: number) => { const was = typed?.findIndex((row) => row?.key === key) ?? -1; return was >= 0 ? was : (typed?.length ?? 0) + at }
  const rows = sheet.rows.map((row, at) => ({ ...row, at: placeOf(row.key, at) }))
  const added = typed?.findIndex((row) => row?.key === undefined) ?? -1
  const starting: { rows: unknown[] } = { rows: [] }
  for (const row of rows) starting.rows[row.at] = { key: row.key, cells: row.cells.map((one) => ({ value: one === null ? '' : asTyped(one, measure) })) }
  return {
    town: found(town), measure, sheet: { ...sheet, rows }, about, places: [...new Set([...centers.map(({ name }) => name), ...placesOf(figures)])], chosenYear: year,
    addAt: measure.parts.length > 0 ? null : added >= 0 ? added : (typed?.length ?? 0) + rows.length, corrects: figures.some((one) => !isUnanswered(one)), form: formOf(SheetForm, request, starting), ...words(request),
  }
}

/** A figure as somebody would type it; money in another unit brings its unit along. */
function asTyped(one: Stands, measure: Measure): string {
  if (one.value === null) return one.missing === null ? '' : { not_applicable: '－', inseparable: '区分できない', not_printed: '記載なし' }[one.missing]
  return `${count(one.value, 'ja')}${one.unit === measure.unit ? '' : one.unit === 'thousand_yen' ? '千円' : '円'}`
}

/** One figure: what it is, where it comes from, how it became so, and a form to correct it. */
export async function figurePage(request: FastifyRequest, figureId: number) {
  const { db, scope } = request
  const [known, corrections] = await Promise.all([findFigure(db, scope, figureId), correctionsOf(db, scope, figureId)])
  const figure = found(known)
  const measure = found((await measuresOf(db, figure.code)).find(({ id }) => id === figure.measureId))
  const form = formOf(CorrectionForm, request, { value: asTyped(figure, measure), printed: figure.printed, source: figure.source, version: figure.version })
  return { figure, measure, corrections, form, ...words(request) }
}

/** All municipalities in one measure: who answered what, who has not, and what it adds up to. */
export async function tablePage(request: FastifyRequest, query: TableQuery) {
  const { db, scope, year, say, language } = request
  const measures = await measuresIn(db, year)
  const measure = measures.find(({ code }) => code === query.measure) ?? found(measures[0])
  const dimension = measure.parts.some(({ code }) => code === query.part) ? query.part! : measure.isAdditive || measure.parts.length === 0 ? '' : measure.parts[0]!.code
  const basis = query.basis ?? 'actual'
  const [rows, reported] = await Promise.all([townFigures(db, scope, { code: measure.code, year, basis, dimension }), reportedByTown(db, scope, year)])
  const isOpen = (row: (typeof rows)[number]) => row.value === null && row.missing === null && row.places === 0
  const units = new Set(rows.flatMap(({ unit, value }) => value === null ? [] : [unit]))
  const adds = !unitsNotAdded.includes(measure.unit) && units.size <= 1
  const values = rows.flatMap(({ value }) => value === null ? [] : [value])
  return {
    measure, basis, dimension, rows: rows.map((row, at) => ({ ...row, isOpen: isOpen(row), reported: reported[at]?.figures ?? 0 })), chosenYear: year,
    totals: { answered: rows.filter((row) => !isOpen(row)).length, open: rows.filter(isOpen).length, worded: rows.filter(({ missing }) => missing !== null).length, sum: adds && values.length > 0 ? values.reduce((all, one) => all + one, 0) : null },
    filters: { action: '/statistics', keep: { year }, fields: [
      { name: 'measure', label: say('statistics.measure'), value: measure.code, options: measures.map((one) => ({ value: one.code, label: nameOfMeasure(one, request) })) },
      ...measure.parts.length === 0 ? [] : [{ name: 'part', label: say('statistics.part'), value: dimension, options: measure.parts.map(({ code, label, labelEn }) => ({ value: code, label: language === 'ja' ? label : labelEn || label })) }],
      { name: 'basis', label: say('statistics.basis'), value: basis, options: (['actual', 'plan'] as const).map((value) => ({ value, label: say(`statistics.bases.${value}`) })) },
    ] },
    address: new URLSearchParams({ year: String(year), measure: measure.code, part: dimension, basis }).toString(), ...words(request),
  }
}

/** Why there is no figure, in a file: to a spreadsheet a lone － begins a formula, so what does not apply is — there, and is read as that again. */
export const missingInFile = (say: Say, missing: Missing): string => missing === 'not_applicable' ? '—' : say(`statistics.missing.${missing}`)

/** The same as a file: who has not answered has a blank cell. */
export async function tableFile(request: FastifyRequest, query: TableQuery, as: TableForm) {
  const { say, language } = request
  const page = await tablePage(request, query)
  const title = `${nameOfMeasure(page.measure, request)}　${fiscalYearInWords(page.chosenYear, language)}　${say(`statistics.bases.${page.basis}`)}`
  const rows = page.rows.map((row) => [row.code, language === 'ja' ? row.name : row.nameEn, row.value, row.missing === null ? '' : missingInFile(say, row.missing), row.isOpen ? say('statistics.unanswered') : ''])
  const columns = [{ header: say('statistics.code'), width: 10, isText: true }, { header: say('statistics.municipality'), width: 18 }, { header: say('statistics.value'), width: 14 }, { header: say('statistics.word'), width: 18 }, { header: say('statistics.state'), width: 12 }]
  return buildTable({ fileName: title.replaceAll('　', '_'), sheet: say('statistics.title'), title, above: [[title]], columns, rows }, as, request.server.clock())
}

/** Everything of a municipality and year, a row each, in the columns of the file that is taken back in. */
export async function townFile(request: FastifyRequest, municipalityId: number, as: TableForm) {
  const { db, scope, year, say, language } = request
  const [town, measures, figures] = await Promise.all([findTown(db, scope, municipalityId), measuresIn(db, year), figuresOfYears(db, scope, municipalityId, year - 1, year + 1)])
  const { code, name } = found(town)
  const title = say('statistics.fileOf', { municipality: name, year: fiscalYearInWords(year, language) })
  const columns = importHeaders.map((key) => ({ header: say(`statistics.columns.${key}`), width: 16, isText: key === 'code' }))
  const rows = figures.filter((one) => !isUnanswered(one)).map((one) => {
    const measure = measures.find(({ id }) => id === one.measureId)
    return [code, one.place, one.code, measure?.parts.find((part) => part.code === one.dimension)?.label ?? '', one.fiscalYear ?? '', one.asOf ?? '', one.from ?? '', one.to ?? '', say(`statistics.bases.${one.basis}`),
      one.value ?? missingInFile(say, one.missing!), one.isTotal ? '1' : '', say(`statistics.units.${one.unit}`), one.source, one.printed]
  })
  const table = { fileName: title, sheet: say('statistics.title'), title, above: [[title]], columns, rows }
  return { built: await buildTable(table, as, request.server.clock()), lost: lostOf(table) }
}

export const importHeaders = ['code', 'place', 'measure', 'part', 'year', 'asOf', 'from', 'to', 'basis', 'value', 'total', 'unit', 'source', 'printed'] as const
