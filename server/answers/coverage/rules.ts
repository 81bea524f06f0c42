import { categories, type Category } from '../../entry/nominations/rules.ts'

/** One municipality and how many trained people it has in post, per category. */
export interface Coverage {
  id: number; code: string; name: string; nameEn: string; kind: 'ward' | 'city' | 'town' | 'village'; island: boolean
  people: Record<Category, number>
  /** When the municipality last said who is still there, and whether the last check passed without a word. */
  confirmedOn?: Date | null; unconfirmed?: boolean
}

/** The shade of a figure, 0 (nobody, hatched) to 4, so that a gap is seen before it is read. */
export const levelOf = (people: number): 0 | 1 | 2 | 3 | 4 =>
  people === 0 ? 0 : people <= 2 ? 1 : people <= 4 ? 2 : people <= 7 ? 3 : 4

export const sumOf = ({ people }: Pick<Coverage, 'people'>): number => categories.reduce((sum, category) => sum + people[category], 0)

export interface Block { kind: 'wards' | 'cities' | 'towns'; rows: Coverage[]; sums: Record<Category, number> & { all: number } }

/** The three blocks of the official list, each with its 計. */
export function blocksOf(rows: readonly Coverage[]): Block[] {
  const block = (kind: Block['kind'], kinds: readonly Coverage['kind'][]): Block => {
    const own = rows.filter((row) => kinds.includes(row.kind))
    const sum = (category: Category) => own.reduce((all, row) => all + row.people[category], 0)
    return { kind, rows: own, sums: {
      chair: sum('chair'), adviser: sum('adviser'), case_presenter: sum('case_presenter'), other: sum('other'),
      all: own.reduce((all, row) => all + sumOf(row), 0),
    } }
  }
  return [block('wards', ['ward']), block('cities', ['city']), block('towns', ['town', 'village'])].filter((one) => one.rows.length > 0)
}

/** A page of municipalities, and what a prefecture looks for first: how many in post, who has no chair, who has nobody. */
export interface CoveragePage {
  rows: Coverage[]; gaps: { inPost: number; noChair: number; nobody: number }
  pager: { page: number; pages: number; total: number; perPage: number }
}

/** Everything the matrix shows, as its piece takes it; the municipalities without anybody are named from this page. */
export const matrixOf = ({ rows, gaps, pager }: CoveragePage) =>
  ({ blocks: blocksOf(rows), gaps, nobody: rows.filter((row) => sumOf(row) === 0), pager, levelOf, sumOf })

/** Somebody who counts, and the place they work at. `areas`: those its center looks after. */
export interface Counted { id: number; name: string; kana: string | null; category: Category; organization: string; organizationId: number | null; organizationName: string | null; organizationKind: string | null; areas: number[] }
export interface Sole { municipalityId: number; code: string; municipality: string; municipalityEn: string; category: Category; id: number; name: string; kana: string | null; organization: string; fromOn: string }

export type Figures = Record<Category, number>
/** A row inside a municipality: one of its centers or areas, all other known places together, or what is not known. */
export interface InsideRow { kind: 'place' | 'others' | 'unknown'; id: number | null; name: string | null; people: Figures }

const isCenter = ({ organizationKind }: Counted) => organizationKind === 'core_support_center' || organizationKind === 'support_center'
const figuresOf = (people: readonly Counted[]): Figures => {
  const of = (category: Category) => people.filter((one) => one.category === category).length
  return { chair: of('chair'), adviser: of('adviser'), case_presenter: of('case_presenter'), other: of('other') }
}

/** Who works in which center: each person in exactly one row, so that the rows add up. Places that are not on the list are a row of their own. */
export function byCenter(people: readonly Counted[], centers: readonly { id: number; name: string }[]): InsideRow[] {
  const known = new Set(centers.map(({ id }) => id))
  const at = (one: Counted) => one.organizationId === null ? 'unknown' : isCenter(one) && known.has(one.organizationId) ? one.organizationId : 'others'
  return [
    ...centers.map(({ id, name }): InsideRow => ({ kind: 'place', id, name, people: figuresOf(people.filter((one) => at(one) === id)) })),
    { kind: 'others', id: null, name: null, people: figuresOf(people.filter((one) => at(one) === 'others')) },
    { kind: 'unknown', id: null, name: null, people: figuresOf(people.filter((one) => at(one) === 'unknown')) },
  ]
}

/** Whom an area has: those of its centers. A center of two areas is in both, so rows may add up to more than there are people; who belongs to none is not dropped. */
export function byArea(people: readonly Counted[], areas: readonly { id: number; name: string }[]): InsideRow[] {
  const known = new Set(areas.map(({ id }) => id))
  return [
    ...areas.map(({ id, name }): InsideRow => ({ kind: 'place', id, name, people: figuresOf(people.filter((one) => one.areas.includes(id))) })),
    { kind: 'unknown', id: null, name: null, people: figuresOf(people.filter((one) => !one.areas.some((area) => known.has(area)))) },
  ]
}

/** What is empty once a person is gone: the category in the municipality, in their center, in their areas. */
export interface Emptied { person: Counted; category: Category; municipality: boolean; center: string | null; areas: string[] }

/** Of each person what only they hold up, the whole municipality first; who leaves nothing empty is not named. `other` is no role that has to be filled. */
export function emptiedBy(people: readonly Counted[], areas: readonly { id: number; name: string }[]): Emptied[] {
  const alone = (person: Counted, isThere: (one: Counted) => boolean) => people.filter((one) => one.category === person.category && isThere(one)).length === 1
  return people.filter(({ category }) => category !== 'other').map((person): Emptied => ({
    person, category: person.category, municipality: alone(person, () => true),
    center: isCenter(person) && alone(person, (one) => one.organizationId === person.organizationId) ? person.organizationName : null,
    areas: areas.filter(({ id }) => person.areas.includes(id) && alone(person, (one) => one.areas.includes(id))).map(({ name }) => name),
  })).filter((one) => one.municipality || one.center !== null || one.areas.length > 0)
    .toSorted((a, b) => Number(b.municipality) - Number(a.municipality))
}

/** How many are wanted of a category, how many of those in post are lost in a year, and how many places one municipality may be given. */
export interface PlacesRule { wanted: number; lossPercent: number; placesMax: number | null }
export type PlacesRules = Record<Category, PlacesRule>
export const shippedRules: PlacesRules = {
  chair: { wanted: 2, lossPercent: 10, placesMax: null }, adviser: { wanted: 2, lossPercent: 10, placesMax: null }, case_presenter: { wanted: 2, lossPercent: 10, placesMax: null }, other: { wanted: 0, lossPercent: 0, placesMax: null },
}

/**
 * What next year's places should be: what is wanted, less those in post who can be expected to stay, less those who are in training
 * now; never less than none, never more than the most of the rule or else of the call. Nobody is promised anything by it.
 */
export function placesFor({ inPost, inTraining }: { inPost: number; inTraining: number }, { wanted, lossPercent, placesMax }: PlacesRule, quota: number | null): number {
  const staying = inPost - Math.ceil(inPost * lossPercent / 100)
  const most = placesMax ?? quota ?? Infinity
  return Math.max(0, Math.min(most, wanted - staying - inTraining))
}
