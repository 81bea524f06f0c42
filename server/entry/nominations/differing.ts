import { isBlank, type Line, type Typed } from './lines.ts'
import { categories, type Category } from './rules.ts'

/** The cells of a line, in the order of the sheet. */
export const cells = ['name', 'kana', 'affiliation', 'professionCode', 'experience', 'experienceCount', 'years', 'wishedCohortId', 'secondCohortId', 'thirdCohortId', 'team', 'email', 'reason'] as const
export type Cell = (typeof cells)[number]
export const contacts = ['contactName', 'contactPhone', 'contactEmail'] as const

/** What is typed in a sheet, whoever typed it. */
export type Written = Pick<Typed, (typeof contacts)[number] | 'nils' | 'lines'>

/** A stored sheet as it would have been typed. */
export const writtenIn = (desk: Omit<Written, 'nils'> & { nilReturns: readonly { category: Category; reason: string }[] }): Written =>
  ({ ...desk, nils: Object.fromEntries(desk.nilReturns.map(({ category, reason }) => [category, reason])) })

/**
 * One place of the sheet that two people filled in differently. `key` is what a choice is sent back by: 'chair.2.kana', a
 * whole line that only one of them has 'chair.2', a category with nobody 'nil.chair', 'contactPhone'.
 */
export interface Difference {
  key: string; category: Category | null; rank: number | null; cell: Cell | 'line' | 'nil' | (typeof contacts)[number]
  mine: Line | string | number | null; theirs: Line | string | number | null
  /** Chosen until somebody says otherwise: what is typed stays, and what stands where nothing is typed stays too. */
  preset: 'mine' | 'theirs'
}

/** Everything in which two versions of a sheet differ, in the order of the sheet; lines are the same line by their place. */
export function differencesOf(mine: Written, theirs: Written): Difference[] {
  return [...categories.flatMap((category) => [...nilDiffers(category, mine, theirs), ...linesDiffer(category, mine, theirs)]),
    ...contacts.filter((cell) => mine[cell] !== theirs[cell]).map((cell) => difference({ key: cell, category: null, rank: null, cell }, mine[cell], theirs[cell]))]
}

const difference = (where: Pick<Difference, 'key' | 'category' | 'rank' | 'cell'>, mine: Difference['mine'], theirs: Difference['theirs']): Difference =>
  ({ ...where, mine, theirs, preset: mine === null || mine === '' ? 'theirs' : 'mine' })

function nilDiffers(category: Category, mine: Written, theirs: Written): Difference[] {
  const [one, other] = [mine.nils[category] ?? null, theirs.nils[category] ?? null]
  // Where I named somebody and they ticked that there is nobody, the two cannot both stand: mine is kept until chosen.
  const named = mine.lines.some((line) => line.category === category)
  const found = one === other ? [] : [difference({ key: `nil.${category}`, category, rank: null, cell: 'nil' }, one, other)]
  return named ? found.map((nil) => ({ ...nil, preset: 'mine' as const })) : found
}

function linesDiffer(category: Category, mine: Written, theirs: Written): Difference[] {
  const [own, other] = [byRank(mine.lines, category), byRank(theirs.lines, category)]
  const ranks = [...new Set([...own.keys(), ...other.keys()])].sort((a, b) => a - b)
  return ranks.flatMap((rank) => {
    const [a, b] = [own.get(rank) ?? null, other.get(rank) ?? null]
    if (a === null || b === null) return [difference({ key: `${category}.${rank}`, category, rank, cell: 'line' }, a, b)]
    return cells.filter((cell) => (a[cell] ?? null) !== (b[cell] ?? null)).map((cell) => difference({ key: `${category}.${rank}.${cell}`, category, rank, cell }, a[cell] ?? null, b[cell] ?? null))
  })
}

const byRank = (lines: readonly Line[], category: Category) =>
  new Map(lines.filter((line) => line.category === category && !isBlank(line)).map((line) => [line.rank, line]))

/** What is typed with what the other version has at the chosen places; a choice of a place that does not differ changes nothing. */
export function withTheirs<T extends Written>(mine: T, theirs: Written, chosen: readonly string[]): T {
  const wanted = new Set(chosen)
  const taken = differencesOf(mine, theirs).filter(({ key }) => wanted.has(key))
  const lines = new Map(mine.lines.map((line) => [`${line.category}.${line.rank}`, line]))
  const nils = { ...mine.nils }
  const after = { ...mine }
  for (const { category, rank, cell, theirs: value } of taken) {
    const place = `${category}.${rank}`
    if (cell === 'line') { if (value === null) lines.delete(place); else lines.set(place, value as Line) }
    else if (cell === 'nil') { if (value === null) delete nils[category!]; else nils[category!] = value as string }
    else if (category === null) after[cell as (typeof contacts)[number]] = value as never
    else lines.set(place, { ...lines.get(place)!, [cell]: value, ...cell === 'name' ? linkOf(theirs, category, rank!) : {} })
  }
  return { ...after, nils, lines: [...lines.values()].sort((a, b) => categories.indexOf(a.category) - categories.indexOf(b.category) || a.rank - b.rank) }
}

/** A name brings the person and the application it is known by. */
function linkOf(theirs: Written, category: Category, rank: number): Pick<Line, 'personId' | 'applicantId'> {
  const { personId, applicantId = null } = byRank(theirs.lines, category).get(rank)!
  return { personId, applicantId }
}
