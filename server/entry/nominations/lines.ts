import type { SheetForm } from './forms.ts'
import { categories, type Category, type Experience } from './rules.ts'

/** One line of the sheet exactly as typed. `rank` is its place in its category, from 1. */
export interface Line {
  category: Category; rank: number; personId: number | null
  name: string; kana: string; affiliation: string; professionCode: string | null
  experience: Experience | null; wishedCohortId: number | null; team: number | null; email: string; reason: string
  /** How often in conferences in this role, and for how many years in practice; left out where nobody was asked. */
  experienceCount?: number | null; years?: number | null
  /** What was typed into a number box and is no number, to be shown again. */
  unreadable?: Partial<Record<'experienceCount' | 'years', string>>
  /** Whose application the line was taken from; left out where it was typed. */
  applicantId?: number | null
  /** The wishes after the first. */
  secondCohortId?: number | null; thirdCohortId?: number | null
}

/** The cohorts that are wished for, the first wish first, each once. */
export const wishesOf = ({ wishedCohortId, secondCohortId = null, thirdCohortId = null }: Pick<Line, 'wishedCohortId' | 'secondCohortId' | 'thirdCohortId'>): number[] =>
  [...new Set([wishedCohortId, secondCohortId, thirdCohortId].flatMap((id) => id ?? []))]

/** Everything the page of a sheet lets a person type. A category that is not named in `nils` was not ticked. */
export interface Typed {
  version: number; page: string | null
  contactName: string; contactPhone: string; contactEmail: string
  nils: Partial<Record<Category, string>>
  lines: Line[]
  /** Places where what somebody else saved is wanted instead, from a page that shows both; null from any other page. */
  theirs?: string[] | null
}

const words = (value: unknown): string => (typeof value === 'string' ? value : '')
/** A row number the database can hold. */
export const number = (value: unknown): number | null => {
  const n = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value
  return typeof n === 'number' && Number.isInteger(n) && n > 0 && n <= 2147483647 ? n : null
}
/** The most that is believed of each. */
export const countsMax = { experienceCount: 999, years: 60 } as const
/** A count as people write it, '3', '３回', '約10年' not; undefined when it is none or too large, null when nothing was typed. */
export function countIn(typed: unknown, max: number): number | null | undefined {
  const text = words(typed).normalize('NFKC').trim()
  if (text === '') return null
  const digits = /^(\d{1,3})\s*[回年]?$/.exec(text)?.[1]
  return digits === undefined || Number(digits) > max ? undefined : Number(digits)
}

const boxes = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? value as Record<string, unknown> : {})

/** The sheet out of a form, also out of one that its schema refused: what is no text counts as blank. Blank lines are left out. */
export function typedOf(form: Partial<SheetForm>): Typed {
  const [nil, nilReason] = [boxes(form.nil), boxes(form.nilReason)]
  return {
    version: number(form.version) ?? 0, page: words(form.page) || null,
    contactName: words(form.contactName), contactPhone: words(form.contactPhone), contactEmail: words(form.contactEmail),
    theirs: form.choosing === undefined ? null : [form.theirs ?? []].flat().filter((one) => typeof one === 'string'),
    nils: Object.fromEntries(categories.filter((category) => nil[category] === 'true').map((category) => [category, words(nilReason[category])])),
    lines: categories.flatMap((category) => linesOf(category, form[category])).filter((line) => !isBlank(line)),
  }
}

function linesOf(category: Category, rows: unknown): Line[] {
  return [rows].flat().slice(0, 99).map((row, place) => {
    const { name, kana, affiliation, professionCode, experience, experienceCount, years, wishedCohortId, secondCohortId, thirdCohortId, team, email, reason, personId, applicantId } = boxes(row)
    return {
      category, rank: place + 1, personId: number(personId), applicantId: number(applicantId), name: words(name), kana: words(kana), affiliation: words(affiliation),
      professionCode: words(professionCode) || null, wishedCohortId: number(wishedCohortId), team: number(team), email: words(email), reason: words(reason),
      secondCohortId: number(secondCohortId), thirdCohortId: number(thirdCohortId),
      experience: experience === 'experienced' || experience === 'planned' ? experience : null, ...countsOf({ experienceCount, years }),
    }
  })
}

function countsOf(typed: { experienceCount: unknown; years: unknown }): Pick<Line, 'experienceCount' | 'years' | 'unreadable'> {
  const [experienceCount, years] = [countIn(typed.experienceCount, countsMax.experienceCount), countIn(typed.years, countsMax.years)]
  const unreadable = { ...experienceCount === undefined && { experienceCount: words(typed.experienceCount) }, ...years === undefined && { years: words(typed.years) } }
  return { experienceCount: experienceCount ?? null, years: years ?? null, ...Object.keys(unreadable).length > 0 && { unreadable } }
}

export const isBlank = ({ name, kana, affiliation, professionCode, experience, experienceCount = null, years = null, unreadable, team, email, reason, ...line }: Line): boolean =>
  [name, kana, affiliation, email, reason].every((text) => text === '') && [professionCode, experience, experienceCount, years, team].every((choice) => choice === null) && unreadable === undefined && wishesOf(line).length === 0

/**
 * What a button of the sheet asks for besides saving: 'remove.chair.2', 'up.chair.2', 'known.chair.57', 'seek.chair.2' (people
 * like the one in that row), 'take.chair.2.57' (one of them), 'check', 'find', 'more.chair'.
 */
export interface Act { verb: string; category: Category | null; n: number; personId?: number }

export function actOf(text: string | undefined): Act | null {
  const [verb = '', category, n, personId] = (text ?? '').split('.')
  if (!['remove', 'up', 'down', 'known', 'seek', 'take', 'check', 'find', 'more'].includes(verb)) return null
  return { verb, category: categories.find((one) => one === category) ?? null, n: number(n) ?? 0, ...verb === 'take' && { personId: number(personId) ?? 0 } }
}

/** The lines after a button moved or removed one: those behind a removed line move up, moved ones change places. */
export function afterAct(lines: readonly Line[], act: Act | null): Line[] {
  if (act === null || act.category === null) return [...lines]
  const place = new Map<number, number>()
  const move = act.verb === 'up' ? -1 : act.verb === 'down' ? 1 : 0
  if (move !== 0 && act.n >= 1 && act.n + move >= 1 && act.n + move <= 99) { place.set(act.n, act.n + move); place.set(act.n + move, act.n) }
  return lines
    .filter((line) => !(act.verb === 'remove' && line.category === act.category && line.rank === act.n))
    .map((line) => line.category !== act.category ? line
      : { ...line, rank: act.verb === 'remove' && line.rank > act.n ? line.rank - 1 : place.get(line.rank) ?? line.rank })
    .sort((a, b) => categories.indexOf(a.category) - categories.indexOf(b.category) || a.rank - b.rank)
}

/** The first place in a category that nobody holds. */
export function freeRank(lines: readonly Line[], category: Category): number {
  const taken = new Set(lines.filter((line) => line.category === category).map(({ rank }) => rank))
  let rank = 1
  while (taken.has(rank)) rank += 1
  return rank
}
