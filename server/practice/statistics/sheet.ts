import { dayInJapan } from '../../base/days.ts'
import type { Measure, Stands } from './queries.ts'
import { checkTotal, isUnanswered, type Check } from './rules.ts'

export interface Column { year: number; basis: 'plan' | 'actual' }
export interface Row { key: string; place: string; dimension: string; label: string; labelEn: string; isTotal: boolean; cells: (Stands | null)[] }
/** A printed table of one measure: rows are its parts or the places, columns are years with plan and actual side by side. */
export interface Sheet { columns: Column[]; rows: Row[]; checks: { row: Row; column: Column; check: Check }[] }

const keyOf = (dimension: string, place: string) => `${dimension}|${place}`
export const rowOfKey = (key: string): { dimension: string; place: string } => ({ dimension: key.slice(0, key.indexOf('|')), place: key.slice(key.indexOf('|') + 1) })

/** The columns in which a year is entered: the actual of the year before, plan and actual of the year, the plan of the next. */
export const columnsAround = (year: number, { fromYear, toYear }: Pick<Measure, 'fromYear' | 'toYear'>): Column[] =>
  ([[year - 1, 'plan'], [year - 1, 'actual'], [year, 'plan'], [year, 'actual'], [year + 1, 'plan']] as const)
    .filter(([of]) => of >= fromYear && (toYear === null || of <= toYear)).map(([of, basis]) => ({ year: of, basis }))

/** Every year and basis there is a figure of, in order. */
export function columnsThere(figures: readonly Stands[]): Column[] {
  const keys = new Set(figures.filter(({ fiscalYear, basis }) => fiscalYear !== null && (basis === 'plan' || basis === 'actual')).map(({ fiscalYear, basis }) => `${fiscalYear} ${basis}`))
  return [...keys].sort().map((key) => ({ year: Number(key.slice(0, 4)), basis: key.slice(5) as Column['basis'] })).sort((one, other) => one.year - other.year || (one.basis === 'plan' ? -1 : 1) - (other.basis === 'plan' ? -1 : 1))
}

/** The rows of a measure: its parts at one place with their whole, or where it has none the places with theirs. */
function rowsOf(measure: Measure, figures: readonly Stands[], centers: readonly string[], place: string): Omit<Row, 'cells'>[] {
  const { parts, byPlace, isAdditive } = measure
  if (parts.length > 0) {
    const totals = new Set(parts.map(({ total }) => total))
    return [
      ...parts.map(({ code, label, labelEn }) => ({ key: keyOf(code, place), place, dimension: code, label, labelEn, isTotal: totals.has(code) })),
      ...isAdditive ? [{ key: keyOf('', place), place, dimension: '', label: '', labelEn: '', isTotal: true }] : [],
    ]
  }
  const named = [...new Set(figures.map((one) => one.place).filter((one) => one !== ''))]
  const places = byPlace ? [...new Set([...centers, ...named])] : named
  return [
    ...places.map((one) => ({ key: keyOf('', one), place: one, dimension: '', label: one, labelEn: one, isTotal: false })),
    { key: keyOf('', ''), place: '', dimension: '', label: '', labelEn: '', isTotal: byPlace },
  ]
}

export function sheetOf(measure: Measure, figures: readonly Stands[], columns: readonly Column[], { centers = [], place = '' }: { centers?: readonly string[]; place?: string } = {}): Sheet {
  const rows = rowsOf(measure, figures, centers, place).map((row) => ({ ...row, cells: columns.map(({ year, basis }) =>
    figures.find((one) => one.fiscalYear === year && one.basis === basis && one.place === row.place && one.dimension === row.dimension) ?? null) }))
  const checks = rows.filter(({ isTotal }) => isTotal).flatMap((row) => columns.map((column) => ({ row, column, check: checkIn(measure, figures, column, row) })))
  return { columns: [...columns], rows, checks: checks.filter(({ check }) => check.says !== 'none' || check.sum !== null) }
}

const checkIn = (measure: Measure, figures: readonly Stands[], { year, basis }: Column, row: { place: string; dimension: string }): Check =>
  checkTotal(figures.filter((one) => one.fiscalYear === year && one.basis === basis && !isUnanswered(one)), measure, row)

/** The places a municipality named figures of, in the order of their first figure. */
export const placesOf = (figures: readonly Stands[]): string[] => [...new Set(figures.map(({ place }) => place).filter((place) => place !== ''))]

/** A figure as a cell that is typed into knows it. */
export const standing = (one: Stands | null) => one === null ? null : { value: one.value, missing: one.missing, version: one.version, enteredBy: one.enteredBy, enteredOn: dayInJapan(one.enteredAt) }
