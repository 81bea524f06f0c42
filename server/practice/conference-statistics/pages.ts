import type { FastifyRequest } from 'fastify'
import { fiscalYearInWords } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { buildTable, type TableForm } from '../../base/table-files.ts'
import { conferenceCounts } from '../conferences/queries.ts'
import { missingInFile } from '../statistics/pages.ts'
import { findTown, measuresIn, townsOf, type Measure } from '../statistics/queries.ts'
import type { RowsQuery } from './forms.ts'
import { leavesByTown, leavesOf, reportedLines } from './queries.ts'
import { cellOf, keyOf, overlapping, reportedWhole, sectionMeasures, sections, totalOf, withTotals, type CellKey, type CellShown, type Measured, type ReportedLine, type Section } from './rules.ts'

interface Line extends CellKey { label: string; labelEn: string; isTotal: boolean }

/** The lines of the page by the definitions of the year: parts of each measure, and the whole where parts add up to one. */
function linesOf(measures: readonly Measure[], section: Section): Line[] {
  return sectionMeasures[section].flatMap((code) => {
    const measure = measures.find((one) => one.code === code)
    if (measure === undefined) return []
    const totals = new Set(measure.parts.map(({ total }) => total))
    const whole = { measure: code, dimension: '', label: measure.parts.length > 0 ? '' : measure.label, labelEn: measure.parts.length > 0 ? '' : measure.labelEn, isTotal: measure.parts.length > 0 }
    return [...measure.parts.map((part) => ({ measure: code, dimension: part.code, label: part.label, labelEn: part.labelEn, isTotal: totals.has(part.code) })), ...overlapping.includes(code) ? [] : [whole]]
  })
}

const completed = (leaves: ReadonlyMap<string, number>, measures: readonly Measure[]): Map<string, number> =>
  Object.values(sectionMeasures).flat().reduce<Map<string, number>>((all, code) => withTotals(all, code, measures.find((one) => one.code === code)?.parts ?? []), new Map(leaves))

/** Reported parts add up to no whole: a printed total is what it is, and stands by itself. */
const saidOf = (lines: readonly ReportedLine[], about: string | null, key: CellKey) => {
  if (about === null) return reportedWhole(lines, key)
  const one = lines.find((line) => line.place === about && keyOf(line) === keyOf(key))
  return one === undefined ? undefined : { value: one.value, missing: one.missing, figureId: one.figureId }
}

/** One municipality and year in the order of the printed page: what is counted from records, and what was reported, side by side. */
export async function townPage(request: FastifyRequest, municipalityId: number, asked?: string) {
  const { db, scope, year } = request
  const [town, measures, all, lines] = await Promise.all([findTown(db, scope, municipalityId), measuresIn(db, year), conferenceCounts(db, scope, { municipalityId, fiscalYear: year }), reportedLines(db, scope, year, municipalityId)])
  const places = [...new Set([...all.types.map(({ name }) => name), ...lines.map(({ place }) => place).filter((place) => place !== '')])]
  const about = asked !== undefined && places.includes(asked) ? asked : null
  const typeId = all.types.find(({ name }) => name === about)?.typeId
  const counts = about === null ? all : typeId === undefined ? null : await conferenceCounts(db, scope, { municipalityId, fiscalYear: year, typeId })
  const counted = counts === null ? new Map<string, number>() : completed(leavesOf(counts), measures)
  const cells = sections.map((section) => ({ section, overlaps: sectionMeasures[section].some((one) => overlapping.includes(one)), lines: linesOf(measures, section).map((line) => ({ ...line, cell: cellOf(counted.get(keyOf(line)), saidOf(lines, about, line)) })).filter(({ cell, isTotal, dimension }) => cell.from !== 'unanswered' || !isTotal || dimension === '') }))
  return {
    town: found(town), chosenYear: year, about, places, sections: cells, hasRecords: (counts?.held ?? 0) > 0, held: counts?.held ?? 0, attendanceTold: counts?.attendanceTold ?? 0, silent: counts?.silent ?? 0, peopleByMeeting: counts?.peopleByMeeting ?? null,
    isEmpty: cells.every((one) => one.lines.every(({ cell }) => cell.from === 'unanswered')), differs: cells.some((one) => one.lines.some(({ cell }) => cell.differs)),
  }
}

/** Every cell of every municipality; the counted ones from their records, the others as reported. Four statements. */
async function everyCell(request: FastifyRequest) {
  const { db, scope, year } = request
  const [towns, measures, leaves, lines] = await Promise.all([townsOf(db, scope), measuresIn(db, year), leavesByTown(db, scope, year), reportedLines(db, scope, year)])
  const [leavesOfTown, linesOfTown] = [Map.groupBy(leaves, ({ municipalityId }) => municipalityId), Map.groupBy(lines, ({ municipalityId }) => municipalityId)]
  const counted = new Map(towns.map(({ id }) => [id, completed(filled(leavesOfTown.get(id) ?? [], measures), measures)]))
  return { towns, measures, cellOfTown: (id: number, key: CellKey): CellShown => cellOf(counted.get(id)!.get(keyOf(key)), reportedWhole(linesOfTown.get(id) ?? [], key)) }
}

/** Where records tell of one part of a measure, its other parts are none and not unanswered. */
function filled(leaves: readonly { measure: Measured; dimension: string; value: number }[], measures: readonly Measure[]): Map<string, number> {
  const all = new Map(leaves.map((leaf) => [keyOf(leaf), leaf.value]))
  for (const measure of new Set(leaves.filter(({ dimension }) => dimension !== '').map((leaf) => leaf.measure))) {
    const parts = measures.find(({ code }) => code === measure)?.parts ?? []
    const totals = new Set(parts.map(({ total }) => total))
    for (const { code } of parts) if (!totals.has(code) && !all.has(keyOf({ measure, dimension: code }))) all.set(keyOf({ measure, dimension: code }), 0)
  }
  return all
}

/** The page of the prefecture: each cell over all municipalities, with who has not answered apart. */
export async function wholePage(request: FastifyRequest) {
  const { towns, measures, cellOfTown } = await everyCell(request)
  return {
    chosenYear: request.year, towns: towns.map((town) => ({ ...town, cell: cellOfTown(town.id, { measure: 'meetings_held', dimension: '' }) })),
    sections: sections.map((section) => ({ section, overlaps: sectionMeasures[section].some((one) => overlapping.includes(one)), lines: linesOf(measures, section).map((line) => ({ ...line, total: totalOf(towns.map(({ id }) => cellOfTown(id, line))) })) })),
  }
}

/** The municipalities behind one cell. */
export async function rowsPage(request: FastifyRequest, { measure, part = '' }: RowsQuery) {
  const { towns, measures, cellOfTown } = await everyCell(request)
  const line = found(sections.flatMap((section) => linesOf(measures, section)).find((one) => one.measure === measure && one.dimension === part))
  const rows = towns.map((town) => ({ ...town, cell: cellOfTown(town.id, line) }))
  return { line, measure: measures.find(({ code }) => code === measure)!, rows, total: totalOf(rows.map(({ cell }) => cell)), chosenYear: request.year }
}

const wordsOf = ({ say, language }: FastifyRequest) => ({
  lineName: (line: Line) => line.label === '' ? say('statistics.total') : language === 'ja' ? line.label : line.labelEn || line.label,
  said: (cell: CellShown) => cell.reported === null ? '' : cell.reported.value ?? (cell.reported.missing === null ? '' : missingInFile(say, cell.reported.missing)),
})

/** The page of a municipality as a file: counted and reported in columns of their own. */
export async function townFile(request: FastifyRequest, municipalityId: number, about: string | undefined, as: TableForm) {
  const { say, language } = request
  const page = await townPage(request, municipalityId, about)
  const { lineName, said } = wordsOf(request)
  const title = say('conferenceStatistics.titleOf', { municipality: language === 'ja' ? page.town.name : page.town.nameEn, year: fiscalYearInWords(page.chosenYear, language) }) + (page.about === null ? '' : `　${page.about}`)
  const columns = [{ header: say('conferenceStatistics.section'), width: 26 }, { header: say('statistics.rowHeading'), width: 34 }, { header: say('conferenceStatistics.counted'), width: 14 }, { header: say('conferenceStatistics.reported'), width: 14 }, { header: say('conferenceStatistics.from'), width: 16 }]
  const rows = page.sections.flatMap(({ section, lines }) => lines.map((line) => [say(`conferenceStatistics.sections.${section}`), lineName(line), line.cell.counted, said(line.cell), say(`conferenceStatistics.froms.${line.cell.from}`)]))
  return buildTable({ fileName: title.replaceAll('　', '_'), sheet: say('conferenceStatistics.title'), title, above: [[title]], columns, rows }, as, request.server.clock())
}

/** All municipalities as a file: a row each, a column for each cell, blank where nobody answered. */
export async function wholeFile(request: FastifyRequest, as: TableForm) {
  const { say, language } = request
  const { towns, measures, cellOfTown } = await everyCell(request)
  const { lineName, said } = wordsOf(request)
  const lines = sections.flatMap((section) => linesOf(measures, section).map((line) => ({ line, section })))
  const title = `${say('conferenceStatistics.title')}　${fiscalYearInWords(request.year, language)}`
  const columns = [{ header: say('statistics.code'), width: 10, isText: true }, { header: say('statistics.municipality'), width: 16 }, { header: say('conferenceStatistics.from'), width: 14 },
    ...lines.map(({ line, section }) => ({ header: `${say(`conferenceStatistics.sections.${section}`)}　${lineName(line)}`, width: 14 }))]
  const rows = towns.map((town) => {
    const cells = lines.map(({ line }) => cellOfTown(town.id, line))
    const from = cells.some((one) => one.from === 'counted') ? 'counted' : cells.some((one) => one.from === 'reported') ? 'reported' : 'unanswered'
    return [town.code, language === 'ja' ? town.name : town.nameEn, say(`conferenceStatistics.froms.${from}`), ...cells.map((cell) => cell.counted ?? said(cell))]
  })
  return buildTable({ fileName: title.replaceAll('　', '_'), sheet: say('conferenceStatistics.title'), title, above: [[title]], columns, rows }, as, request.server.clock())
}
