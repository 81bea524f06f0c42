import { categories, type Category } from '../../entry/nominations/rules.ts'

/** One municipality and how many trained people it has in post, per category. */
export interface Coverage {
  id: number; code: string; name: string; nameEn: string; kind: 'ward' | 'city' | 'town' | 'village'; island: boolean
  people: Record<Category, number>
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
