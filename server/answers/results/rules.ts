/** The five head-counts. They are never merged: each is a figure of its own, and no sum goes across them. */
export const measures = ['capacity', 'nominated', 'selected', 'attended', 'completed'] as const
export type ResultMeasure = typeof measures[number]
/** Those that are people on record; capacity is a plan of a training as a whole. */
export const peopleMeasures = ['nominated', 'selected', 'attended', 'completed'] as const
export type PeopleMeasure = typeof peopleMeasures[number]

export const dimensions = ['year', 'course', 'training', 'municipality', 'category', 'profession'] as const
export type Dimension = typeof dimensions[number]
/** What can stand above the columns: the five figures, or one of them by a dimension with few values. */
export const acrosses = ['measures', 'year', 'course', 'category', 'profession'] as const
export type Across = typeof acrosses[number]

/** What narrows the figures. Of nobody (no municipality, no profession) is 'none'. */
export interface Filters {
  from?: number | undefined; to?: number | undefined; course?: number | undefined; training?: number | undefined
  municipality?: string | undefined; category?: string | undefined; profession?: string | undefined
}
export interface Setting extends Filters { rows: Dimension; columns: Across; measure: ResultMeasure }

/** What is asked for, with what nobody said; a table of a dimension by itself is a table of the five figures. */
export const settingOf = ({ rows = 'year', columns = 'measures', measure = 'completed', ...filters }: Partial<Setting>): Setting =>
  ({ rows, columns: columns === rows ? 'measures' : columns, measure, ...filters })

/** Every dimension the figures are told apart by. */
export function involved({ rows, columns, training, municipality, category, profession }: Setting): Set<Dimension> {
  const by = new Set<Dimension>([rows, ...columns === 'measures' ? [] : [columns]])
  for (const [name, value] of Object.entries({ training, municipality, category, profession })) if (value !== undefined) by.add(name as Dimension)
  return by
}

/**
 * Capacity is what a whole training was planned for: of a municipality, a category or a profession there is none, and who sees one
 * municipality alone would compare its people with everybody's places.
 */
export const hasCapacity = (setting: Setting, isWhole: boolean): boolean =>
  isWhole && !['municipality', 'category', 'profession'].some((one) => involved(setting).has(one as Dimension))

/** Where the figures stand that answer without reading more than they must. */
export function sourceOf(setting: Setting, isWhole: boolean): 'trainings' | 'by_training' | 'by_year' | 'by_town' | 'by_profession' | 'all' {
  const by = involved(setting)
  if (isWhole && !by.has('municipality')) {
    if (!by.has('category') && !by.has('profession')) return 'trainings'
    return by.has('training') ? 'by_training' : 'by_year'
  }
  if (!isWhole || by.has('training')) return 'all'
  if (!by.has('profession')) return setting.municipality === undefined ? 'by_town' : 'all'
  return by.has('category') ? 'all' : 'by_profession'
}

/**
 * Whether a page is looked for before its cells: of all municipalities only those on the page are added up. The sums below are in
 * smaller tables, which know no municipality.
 */
export const isPagedFirst = (setting: Setting, isWhole: boolean): boolean =>
  isWhole && setting.rows === 'municipality' && [setting.training, setting.municipality, setting.profession].every((one) => one === undefined) && sourceOf(setting, true) !== 'all'

/** The filters that a dimension with this value is. */
export function narrowedTo(dimension: Dimension, key: string): Filters {
  switch (dimension) {
    case 'year': return { from: Number(key), to: Number(key) }
    case 'course': return { course: Number(key) }
    case 'training': return { training: Number(key) }
    case 'municipality': return { municipality: key }
    case 'category': return { category: key }
    case 'profession': return { profession: key }
  }
}

/** An address of what is said and not blank, in the order it is said. A table makes one for each of two thousand cells. */
export function addressOf(path: string, said: Record<string, string | number | undefined>): string {
  let address = path
  let mark = '?'
  for (const name in said) {
    const value = said[name]
    if (value === undefined || value === '') continue
    address += `${mark}${name}=${typeof value === 'number' ? value : encodeURIComponent(value)}`
    mark = '&'
  }
  return address
}

export const filtersOf = ({ from, to, course, training, municipality, category, profession }: Filters): Record<string, string | number | undefined> =>
  ({ from, to, course, training, municipality, category, profession })

/** The people behind a cell; nothing where the figure is a plan, or nobody. */
export function peopleAt(setting: Setting, measure: ResultMeasure, cell: Filters): string | null {
  if (measure === 'capacity') return null
  const { from = setting.from, to = setting.to, course = setting.course, training = setting.training, municipality = setting.municipality, category = setting.category, profession = setting.profession } = cell
  return addressOf('/results/counted-people', { measure, from, to, course, training, municipality, category, profession })
}

/** What was printed of the years before, one line per period, course and source, its figures side by side as they stood there. */
export interface Printed { id: number; from: number; to: number; courseId: number | null; course: string | null; courseEn: string | null; about: string; measure: string; value: number; source: string; printed: string }
export interface PrintedLine { from: number; to: number; course: string | null; courseEn: string | null; source: string; figures: Partial<Record<ResultMeasure, { id: number; value: number; printed: string }>>; municipalities: number | null }

export function printedLines(all: readonly Printed[], { from, to, course }: Filters): PrintedLine[] {
  const own = all.filter((one) => one.about === 'training' && (from === undefined || one.to >= from) && (to === undefined || one.from <= to) && (course === undefined || one.courseId === course))
  const lines = [...Map.groupBy(own, ({ from: first, to: last, courseId, source }) => JSON.stringify([first, last, courseId, source])).values()]
  return lines.map((same) => ({
    from: same[0]!.from, to: same[0]!.to, course: same[0]!.course, courseEn: same[0]!.courseEn, source: same[0]!.source,
    figures: Object.fromEntries(same.filter(({ measure }) => (measures as readonly string[]).includes(measure)).map(({ id, measure, value, printed }) => [measure, { id, value, printed }])),
    municipalities: same.find(({ measure }) => measure === 'municipalities')?.value ?? null,
  })).filter(({ figures }) => Object.keys(figures).length > 0)
}

/** Printed figures are of years and courses alone; beside anything finer they would say what nobody printed. */
export const showsPrinted = (setting: Setting, isWhole: boolean): boolean => isWhole && setting.columns === 'measures' && ['year', 'course'].includes(setting.rows)
  && setting.training === undefined && setting.municipality === undefined && setting.category === undefined && setting.profession === undefined

/** People on record from the years before completed; nothing else is known of them. */
export const showsEarlier = (setting: Setting): boolean => setting.training === undefined && setting.rows !== 'training' && (setting.columns === 'measures' || setting.measure === 'completed')
