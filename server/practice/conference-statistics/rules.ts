/** The figures of a year's conferences, in the order of the printed page: a measure and its part ('' the whole). */
export type Measured = 'meetings_held' | 'attendees_extended' | 'attendees_distinct' | 'cases_discussed' | 'cases_by_selection_reason' | 'cases_by_function'
export interface CellKey { measure: Measured; dimension: string }
export const keyOf = ({ measure, dimension }: CellKey): string => `${measure}|${dimension}`

export const sections = ['meetings', 'attendees', 'cases', 'reasons', 'functions'] as const
export type Section = (typeof sections)[number]
export const sectionMeasures: Record<Section, readonly Measured[]> = {
  meetings: ['meetings_held'], attendees: ['attendees_extended', 'attendees_distinct'], cases: ['cases_discussed'], reasons: ['cases_by_selection_reason'], functions: ['cases_by_function'],
}
/** Of these a case or a person may stand in several parts, so that parts are never added up. */
export const overlapping: readonly Measured[] = ['cases_by_selection_reason', 'cases_by_function']
/** Different people at several places are not as many as those of each. */
const notAddedByPlace: readonly Measured[] = ['attendees_distinct']

export interface PartOf { code: string; total: string | null }
/** The leaves of a measure with what they add up to: parts that are totals, and the whole, of those that are known. Overlapping parts have none. */
export function withTotals(leaves: ReadonlyMap<string, number>, measure: Measured, parts: readonly PartOf[]): Map<string, number> {
  const all = new Map(leaves)
  if (overlapping.includes(measure)) return all
  const totals = new Set(parts.flatMap(({ total }) => total === null ? [] : [total]))
  const sum = (of: string): number | undefined => {
    const known = all.get(keyOf({ measure, dimension: of }))
    if (known !== undefined) return known
    if (!totals.has(of)) return undefined
    const own = parts.filter(({ total }) => total === of).map(({ code }) => sum(code)).filter((one) => one !== undefined)
    return own.length === 0 ? undefined : own.reduce((one, other) => one + other, 0)
  }
  for (const total of totals) {
    const value = sum(total)
    if (value !== undefined) all.set(keyOf({ measure, dimension: total }), value)
  }
  return all
}

export interface Said { value: number | null; missing: 'not_applicable' | 'not_printed' | 'inseparable' | null; figureId: number | null }
/** Where a cell's figure comes from: counted from records here, reported by the municipality, or nowhere. */
export interface CellShown { counted: number | null; reported: Said | null; from: 'counted' | 'reported' | 'unanswered'; differs: boolean }

/** Counted where there are records, else as reported; both stand, and it is said when they are not the same. */
export function cellOf(counted: number | undefined, reported: Said | undefined): CellShown {
  return {
    counted: counted ?? null, reported: reported ?? null, from: counted !== undefined ? 'counted' : reported !== undefined ? 'reported' : 'unanswered',
    differs: counted !== undefined && reported?.value !== undefined && reported.value !== null && reported.value !== counted,
  }
}

export interface ReportedLine { measure: Measured; dimension: string; place: string; value: number | null; missing: Said['missing']; figureId: number }
/** What a municipality reported of a cell: for itself, or else what its places add up to, where they may be added and all of them are numbers. */
export function reportedWhole(lines: readonly ReportedLine[], { measure, dimension }: CellKey): Said | undefined {
  const own = lines.filter((line) => line.measure === measure && line.dimension === dimension)
  const whole = own.find(({ place }) => place === '')
  if (whole !== undefined) return { value: whole.value, missing: whole.missing, figureId: whole.figureId }
  if (own.length === 0 || (notAddedByPlace.includes(measure) && own.length > 1)) return undefined
  if (own.length === 1) return { value: own[0]!.value, missing: own[0]!.missing, figureId: own[0]!.figureId }
  return own.some(({ value }) => value === null) ? { value: null, missing: 'inseparable', figureId: null } : { value: own.reduce((sum, { value }) => sum + value!, 0), missing: null, figureId: null }
}

/** A cell over all municipalities: what is known adds up, and who said nothing is counted apart and never as nought. */
export interface Total { sum: number | null; counted: number; reported: number; worded: number; open: number }
export function totalOf(cells: readonly CellShown[]): Total {
  const values = cells.flatMap(({ counted, reported }) => { const value = counted ?? reported?.value ?? null; return value === null ? [] : [value] })
  return {
    sum: values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0), counted: cells.filter(({ from }) => from === 'counted').length, reported: cells.filter(({ from }) => from === 'reported').length,
    worded: cells.filter(({ from, reported }) => from === 'reported' && reported?.value === null).length, open: cells.filter(({ from }) => from === 'unanswered').length,
  }
}
