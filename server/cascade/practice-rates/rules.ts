import { percent } from '../../base/numbers.ts'

/** The steps from asking to confirmed practice, each part of the one before. */
export const steps = ['asked', 'reached', 'answered', 'practiced', 'confirmed'] as const
export type Step = (typeof steps)[number]
/** Every figure whose rows can be opened: the steps, and what of practice is not confirmed. */
export const figures = [...steps, 'disagreed', 'unconfirmed'] as const
export type Figure = (typeof figures)[number]
export type Counts = Record<Figure, number>

export const ways = ['course', 'year', 'months', 'category', 'municipality'] as const
export type Way = (typeof ways)[number]

/** Groups of fewer answers than these are shown to the prefecture only. */
export const fewest = 5

export interface Group extends Counts { key: string; name: string; nameEn: string }
export const nothing: Counts = { asked: 0, reached: 0, answered: 0, practiced: 0, confirmed: 0, disagreed: 0, unconfirmed: 0 }

export const sumOf = (groups: readonly Counts[]): Counts =>
  Object.fromEntries(figures.map((figure) => [figure, groups.reduce((sum, group) => sum + group[figure], 0)])) as Counts

/** What is shown of groups: some by themselves, and the others together. Null: none had to be put together. */
export interface Shown { groups: Group[]; rest: Counts | null; restKeys: string[] }

/**
 * Groups with too few answers stand together for everybody but the prefecture. Where even together they are too few, the smallest of
 * the others joins them, since what is left of the total would tell.
 */
export function shownTo(seesAll: boolean, groups: readonly Group[]): Shown {
  const small = new Set(seesAll ? [] : groups.filter(({ answered }) => answered < fewest))
  const rest = () => sumOf([...small])
  while (small.size > 0 && rest().answered < fewest) {
    const next = groups.filter((group) => !small.has(group)).toSorted((a, b) => a.answered - b.answered)[0]
    if (next === undefined) break
    small.add(next)
  }
  return { groups: groups.filter((group) => !small.has(group)), rest: small.size === 0 ? null : rest(), restKeys: [...small].map(({ key }) => key) }
}

/** The two rates side by side: of those who answered, and of all who were asked, in percent; null where there is nobody to count. */
export const ratesOf = ({ asked, answered, practiced, confirmed }: Counts) =>
  ({ ofAnswered: percent(practiced, answered), ofAsked: percent(practiced, asked), confirmedOfAsked: percent(confirmed, asked), answeredOfAsked: percent(answered, asked) })
