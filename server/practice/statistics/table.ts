import type { FastifyRequest } from 'fastify'
import type { TextKey } from '../../base/texts.ts'
import { dayOrBlank, fiscalYearOrBlank, flag, oneOf, text } from '../../office/table-imports/cells.ts'
import type { Columns, Compared, Read, RowProblem, Standing, TableKind } from '../../office/table-imports/kinds.ts'
import { plain } from '../../base/headings.ts'
import { takeFigures, type Incoming } from './changes.ts'
import { allFigures, allMeasures, townsThere, type Measure, type Town } from './queries.ts'
import { figureOf, isUnanswered, isUnitOf, isWhole, partNamed, periodColumns, readFigure, unitTyped, units, whyNotPeriod, type Basis, type Figure, type Period, type Unit } from './rules.ts'
import { texts } from './texts.ts'

/** A figure with the unit it was typed with, if it was. */
type Valued = Figure & { unit: Unit | null; hasDecimals: boolean }
export interface FigureRow {
  code: string; place: string; measure: Measure[]; part: string; year: number | null; asOf: string | null; from: string | null; to: string | null
  basis: Basis; value: Valued; total: boolean; unit: Unit | null; source: string; printed: string
}
/** `parts`: the name of a part by its code, where all measures call it the same. */
export interface FigureGround extends Standing { parts: ReadonlyMap<string, string>; towns: ReadonlyMap<string, Town>; measures: ReadonlyMap<string, Measure[]> }

/** A number by whatever unit it brings along; whether that is the right one is asked where the measure is known. */
function readAny(cell: string): Read<Valued> {
  const unit = unitTyped(/[^\d\s,.，．０-９]+$/.exec(cell.trim())?.[0] ?? '')
  const typed = readFigure(cell, unit ?? 'percent')
  const bare = typed.of === 'wrong' && unit !== null ? readFigure(cell.trim().slice(0, -(/[^\d\s,.，．０-９]+$/.exec(cell.trim())?.[0].length ?? 0)), 'percent') : typed
  if (bare.of === 'wrong') return { reason: bare.reason }
  return { value: { ...figureOf(bare), unit, hasDecimals: bare.of === 'value' && !Number.isInteger(bare.value) } }
}

const valueInCell = ({ value, missing }: Figure): string => value !== null ? String(value) : missing === null ? '' : { not_applicable: '—', inseparable: '区分できない', not_printed: '記載なし' }[missing]
const basisWords = { plan: 'statistics.bases.plan', actual: 'statistics.bases.actual', structure: 'statistics.bases.structure', rule: 'statistics.bases.rule', target: 'statistics.bases.target' } as const satisfies Record<Basis, TextKey>

const columns: Columns<FigureRow, FigureGround> = {
  code: { header: 'statistics.columns.code', ...text({ max: 6, required: true }), width: 14 },
  place: { header: 'statistics.columns.place', ...text({ max: 60 }), width: 28, optional: true },
  measure: {
    header: 'statistics.columns.measure', width: 34,
    read: (cell, { measures }) => { const known = measures.get(plain(cell)); return known === undefined ? { reason: { key: 'statistics.noMeasure' } } : { value: known } },
    write: (value) => value[0]!.code, choices: ({ measures }) => [...new Set([...measures.values()].map((one) => one[0]!.code))],
  },
  part: {
    header: 'statistics.columns.part', width: 28, optional: true,
    // A code stands for its name, and words for the whole for a blank, so that a file that comes back is the same.
    read: (cell, ground, say) => { const read = text({ max: 80 }).read(cell, ground, say); return 'reason' in read ? read : { value: isWhole(read.value) ? '' : ground.parts.get(plain(read.value)) ?? read.value } },
    write: (value) => value,
  },
  year: { header: 'statistics.columns.year', ...fiscalYearOrBlank(), width: 10, optional: true },
  asOf: { header: 'statistics.columns.asOf', ...dayOrBlank(), width: 12, optional: true },
  from: { header: 'statistics.columns.from', ...dayOrBlank(), width: 12, optional: true },
  to: { header: 'statistics.columns.to', ...dayOrBlank(), width: 12, optional: true },
  basis: { header: 'statistics.columns.basis', ...oneOf({ texts, words: basisWords }), width: 8 },
  value: { header: 'statistics.columns.value', read: readAny, write: valueInCell, width: 14 },
  total: { header: 'statistics.columns.total', ...flag(), width: 8, optional: true },
  unit: {
    header: 'statistics.columns.unit', width: 8, optional: true,
    read: (cell) => { const unit = cell.trim() === '' ? null : unitTyped(cell); return unit === null && cell.trim() !== '' ? { reason: { key: 'statistics.noUnit' } } : { value: unit } },
    write: (value, _, say) => value === null ? '' : say(`statistics.units.${value}`),
    choices: (_, say) => [...new Set(units.map((unit) => say(`statistics.units.${unit}`)))],
  },
  source: { header: 'statistics.columns.source', ...text({ max: 200 }), width: 30, optional: true },
  printed: { header: 'statistics.columns.printed', ...text({ max: 120 }), width: 24, optional: true },
}

const periodOf = ({ year, asOf, from, to }: FigureRow): Period => year !== null ? { of: 'year', fiscalYear: year } : asOf !== null ? { of: 'day', asOf } : from !== null && to !== null ? { of: 'span', from, to } : { of: 'none' }
/** The definition that holds in the year of a row; of a row without a year the last one. */
function definitionOf(row: FigureRow): Measure | undefined {
  const year = periodColumns(periodOf(row)).shown_year
  return year === null ? row.measure.at(-1) : row.measure.find(({ fromYear, toYear }) => fromYear <= year && (toYear === null || toYear >= year))
}
const partOf = (row: FigureRow): string | undefined => partNamed((definitionOf(row) ?? row.measure.at(-1))?.parts ?? [], row.part)
const unitOf = (row: FigureRow): Unit | null => row.value.unit ?? row.unit

const keyOf = (row: FigureRow): string => [row.code, row.place, row.measure[0]!.code, partOf(row) ?? row.part, periodColumns(periodOf(row)).period, row.basis].join('|')

/** What only the whole row tells: whose it is, whether the measure has the part, which of four periods, and whether the number is in its unit. */
function problemsOf(row: FigureRow, place: number, { towns, municipalityId }: FigureGround): RowProblem<FigureRow>[] {
  const at = (field: keyof FigureRow & string, key: TextKey): RowProblem<FigureRow>[] => [{ place, field, level: 'error', reason: { key } }]
  const measure = definitionOf(row)
  const periods = [row.year, row.asOf, row.from ?? row.to].filter((one) => one !== null).length
  const unit = unitOf(row)
  return [
    ...towns.has(row.code) ? [] : at('code', municipalityId === null ? 'statistics.noTown' : 'statistics.otherTown'),
    ...measure === undefined ? at('year', 'statistics.notInYear') : partOf(row) === undefined ? at('part', 'statistics.noPart') : [],
    ...periods > 1 ? at('year', 'statistics.twoPeriods') : (row.from === null) !== (row.to === null) ? at('to', 'statistics.halfSpan') : whyNotPeriod(periodOf(row)) !== null ? at('to', 'statistics.spanBackwards') : [],
    ...measure === undefined || unit === null || isUnitOf(unit, measure.unit) ? [] : at(row.unit === null ? 'value' : 'unit', 'statistics.otherUnit'),
    ...row.value.unit !== null && row.unit !== null && !isUnitOf(row.value.unit, row.unit) ? at('unit', 'statistics.otherUnit') : [],
    ...measure !== undefined && row.value.hasDecimals && measure.unit !== 'percent' ? at('value', 'statistics.wholeOnly') : [],
  ]
}

export const toTake = (row: FigureRow, { towns }: Pick<FigureGround, 'towns'>): Incoming => {
  const measure = definitionOf(row)!
  const typed = unitOf(row)
  return {
    municipalityId: towns.get(row.code)!.id, measureId: measure.id, place: row.place, dimension: partOf(row)!, period: periodOf(row), basis: row.basis,
    value: row.value.value, missing: row.value.missing, unit: typed === 'yen' || typed === 'thousand_yen' ? typed : measure.unit, isTotal: row.total, source: row.source, printed: row.printed,
  }
}

/** Figures as a table that is sent, looked at and taken: a municipality its own, the prefecture those of all. */
export const statisticsTable: TableKind<FigureRow, FigureGround> = {
  kind: 'statistics', path: '/statistics', access: 'statistics.edit', rowsMax: 20_010, blankRows: 50,
  title: 'statistics.tableTitle', howTo: 'statistics.tableHowTo', fileName: 'statistics.tableFile', taken: 'statistics.taken', columns,
  async ground({ db, scope, say, language }: FastifyRequest) {
    const [towns, measures] = await Promise.all([townsThere(db, scope), allMeasures(db)])
    const byCode = [...Map.groupBy(measures, ({ code }) => code).values()]
    const own = scope.of === 'municipality' ? towns[0] : undefined
    return {
      municipalityId: own?.id ?? null, subjectId: null, about: own === undefined ? say('statistics.allTowns') : language === 'ja' ? own.name : own.nameEn,
      crumbs: [{ href: '/statistics', label: say('statistics.title') }], back: '/statistics', whyNot: null,
      parts: new Map([...Map.groupBy(measures.flatMap(({ parts }) => parts), ({ code }) => code)].flatMap(([code, same]) => new Set(same.map(({ label }) => label)).size === 1 ? [[plain(code), same[0]!.label] as const] : [])),
      towns: new Map(towns.map((town) => [town.code, town])),
      measures: new Map(byCode.flatMap((versions) => versions.flatMap(({ code, label, labelEn }) => [code, label, labelEn].filter((word) => word !== '').map((word) => [plain(word), versions] as const)))),
    }
  },
  async standing({ db, scope }, { towns, measures }) {
    const byId = new Map([...towns.values()].map((town) => [town.id, town.code]))
    return (await allFigures(db, scope)).filter((one) => !isUnanswered(one)).map((one): FigureRow => {
      const versions = measures.get(plain(one.code))!
      const definition = versions.find(({ id }) => id === one.measureId)
      return {
        code: byId.get(one.municipalityId) ?? '', place: one.place, measure: versions, part: definition?.parts.find(({ code }) => code === one.dimension)?.label ?? '', year: one.fiscalYear, asOf: one.asOf, from: one.from, to: one.to,
        basis: one.basis, value: { value: one.value, missing: one.missing, unit: null, hasDecimals: false }, total: one.isTotal, unit: one.unit, source: one.source, printed: one.printed,
      }
    })
  },
  keyOf,
  problems: (rows, ground) => rows.flatMap((row, place) => problemsOf(row, place, ground)),
  async take(change, compared: readonly Compared<FigureRow>[], ground) {
    const rows = compared.filter(({ mark, value, before }) => mark !== 'removed' && !(before === null && isUnanswered(value.value))).map(({ value }) => toTake(value, ground))
    await takeFigures(change, rows, '表の取り込みによる訂正')
    return rows.length
  },
}
