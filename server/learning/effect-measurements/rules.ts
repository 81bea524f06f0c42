import { addDays, addMonths, type Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'

export const rounds = ['before', 'after', 'later'] as const
export type Round = (typeof rounds)[number]
export type Rater = 'self' | 'manager'
export const purposes = ['expectation', 'later'] as const
export type Purpose = (typeof purposes)[number]

/** What is rated: a module, or an ability the office names. */
export interface Item { id: string; label: string; labelEn: string }
export type Ratings = Record<string, number>
export const steps = [1, 2, 3, 4, 5] as const
export const itemsMax = 20
/** Means of fewer people than these are shown to the prefecture only. */
export const fewest = 5

/** The class days of somebody and the day they completed, and for how many days the two later rounds are open. */
export interface Course { firstDay: Day | null; lastDay: Day | null; completedOn: Day | null; afterDays: number; laterDays: number }
export interface Window { from: Day | null; to: Day }

/**
 * When each round is answered: before, until the first class day; after, from the last class day (without one, from completion)
 * for some days; later, from the day three months after that. Null while there is no day to reckon from.
 */
export function windowsOf({ firstDay, lastDay, completedOn, afterDays, laterDays }: Course): Record<Round, Window | null> {
  const end = lastDay ?? completedOn
  const from = end === null ? null : addMonths(end, 3)
  return {
    before: firstDay === null ? null : { from: null, to: firstDay },
    after: end === null ? null : { from: end, to: addDays(end, afterDays) },
    later: from === null ? null : { from, to: addDays(from, laterDays) },
  }
}

/** No window is open longer after the last class day: three months and the longest time there is to answer. */
export const windowDaysMax = 92 + 90

/** Null while a round may be answered. */
export function whyNotRate(window: Window | null, today: Day): Reason | null {
  if (window === null) return { key: 'measurements.noDays' }
  if (window.from !== null && today < window.from) return { key: 'measurements.notYet', data: { from: window.from } }
  return today > window.to ? { key: 'measurements.over', data: { to: window.to } } : null
}

export type RoundState = 'answered' | 'open' | 'not_yet' | 'missed'
export function stateOfRound(window: Window | null, isAnswered: boolean, today: Day): RoundState {
  if (isAnswered) return 'answered'
  const reason = whyNotRate(window, today)
  return reason === null ? 'open' : reason.key === 'measurements.over' ? 'missed' : 'not_yet'
}

/** The ratings that came from a form, each from 1 to 5; problems name the box. */
export function ratingsOf(items: readonly Item[], sent: unknown): { ratings: Ratings; problems: FieldReason[] } {
  const boxes = (sent !== null && typeof sent === 'object' ? sent : {}) as Record<string, unknown>
  const ratings: Ratings = {}
  const problems: FieldReason[] = []
  for (const { id } of items) {
    const value = Object.hasOwn(boxes, id) ? boxes[id] : undefined
    if (typeof value === 'string' && /^[1-5]$/.test(value)) ratings[id] = Number(value)
    else problems.push({ field: `ratings.${id}`, reason: { key: value === undefined || value === '' ? 'form.notChosen' : 'form.wrong' } })
  }
  return { ratings, problems }
}

/** Once somebody has rated, what they rated stays: words may be mended, and more be asked, but nothing is taken out. */
export function whyNotChangeItems(before: readonly Item[], after: readonly Item[], isRated: boolean): Reason | null {
  if (after.length === 0) return { key: 'measurements.noItems' }
  const kept = new Set(after.map(({ id }) => id))
  return isRated && before.some(({ id }) => !kept.has(id)) ? { key: 'measurements.isRated' } : null
}

/** When a manager is written to: to be asked for an expectation before, and for a rating three months later. */
export interface ManagerState { email: string | null; expectedAt: Date | null; isRated: boolean }
export function whyNotAskManager(purpose: Purpose, { email, expectedAt, isRated }: ManagerState, windows: Record<Round, Window | null>, today: Day): Reason | null {
  if (email === null) return { key: 'measurements.noManager' }
  if (purpose === 'expectation' ? expectedAt !== null : isRated) return { key: 'measurements.managerDone' }
  return whyNotRate(windows[purpose === 'expectation' ? 'before' : 'later'], today)
}

/** A manager is asked on the first day, and once more when a week is left. */
export const isDueToAsk = ({ to }: Window, linksMade: number, today: Day): boolean =>
  linksMade === 0 || linksMade === 1 && addDays(today, 7) >= to

/** Ratings of one person by round and rater. */
export type Rated = Partial<Record<`${Round}.${Rater}`, Ratings>>
export const comparisons = [
  { key: 'after', from: 'before.self', to: 'after.self' }, { key: 'kept', from: 'before.self', to: 'later.self' },
  { key: 'since', from: 'after.self', to: 'later.self' }, { key: 'manager', from: 'later.self', to: 'later.manager' },
] as const satisfies { key: string; from: keyof Rated; to: keyof Rated }[]
export type Comparison = (typeof comparisons)[number]
/** The round after which no more answers to a comparison come. */
export const lastRoundOf = ({ to }: Comparison): Round => to.split('.')[0] as Round

/** Change of one item: only people with both answers are compared; of all others it is said which one is missing. */
export interface Change { pairs: number; from: number; to: number; change: number; up: number; same: number; down: number }
export interface Compared { item: Item; change: Change | null; onlyFrom: number; onlyTo: number; neither: number }

export function compare(items: readonly Item[], people: readonly Rated[], { from, to }: Pick<Comparison, 'from' | 'to'>): Compared[] {
  return items.map((item) => {
    const both = people.map((rated) => [ratingIn(rated[from], item.id), ratingIn(rated[to], item.id)] as const)
    const pairs = both.filter((pair): pair is [number, number] => pair[0] !== null && pair[1] !== null)
    const count = (is: (a: number | null, b: number | null) => boolean) => both.filter(([a, b]) => is(a, b)).length
    return {
      item, change: pairs.length === 0 ? null : changeOf(pairs),
      onlyFrom: count((a, b) => a !== null && b === null), onlyTo: count((a, b) => a === null && b !== null), neither: count((a, b) => a === null && b === null),
    }
  })
}

const ratingIn = (ratings: Ratings | undefined, id: string): number | null => ratings !== undefined && Object.hasOwn(ratings, id) ? ratings[id]! : null

function changeOf(pairs: readonly (readonly [number, number])[]): Change {
  const n = pairs.length
  const sum = (number: (pair: readonly [number, number]) => number) => pairs.reduce((all, pair) => all + number(pair), 0)
  const place = (value: number) => Math.round(value * 10) / 10 + 0
  return {
    pairs: n, from: place(sum(([a]) => a) / n), to: place(sum(([, b]) => b) / n), change: place(sum(([a, b]) => b - a) / n),
    up: pairs.filter(([a, b]) => b > a).length, same: pairs.filter(([a, b]) => b === a).length, down: pairs.filter(([a, b]) => b < a).length,
  }
}

/**
 * Which items of which comparison others than the prefecture are not shown, because with what they are shown already they could
 * reckon what fewer than five people answered: two comparisons of nearly the same people tell of those who are in one of them.
 */
export function heldBack(items: readonly Item[], people: readonly Rated[]): ReadonlySet<string> {
  const held = new Set<string>()
  for (const { id } of items) {
    const seen: Set<number>[] = []
    for (const { key, from, to } of comparisons) {
      const own = new Set(people.flatMap((rated, at) => ratingIn(rated[from], id) !== null && ratingIn(rated[to], id) !== null ? [at] : []))
      if (own.size < fewest) continue
      if (seen.every((other) => [without(own, other), without(other, own)].every((size) => size === 0 || size >= fewest))) seen.push(own)
      else held.add(`${key}.${id}`)
    }
  }
  return held
}

/** What may not be shown, by comparison and item: nothing of it, or not how many went up and down. */
export interface Held { items: ReadonlySet<string>; spreads: ReadonlySet<string> }

/**
 * What others than the prefecture are not shown cohort by cohort. They are shown all together as well, so a cohort that has to stay
 * unsaid would be what is left of all: where it does, none is shown by itself.
 */
export function heldAmong(items: readonly Item[], cohorts: readonly (readonly Rated[])[]): Held {
  const [some, spreads] = [new Set(cohorts.flatMap((people) => [...heldBack(items, people)])), new Set<string>()]
  for (const comparison of comparisons) for (const { item, change } of cohorts.flatMap((people) => compare(items, people, comparison))) {
    if (change !== null && change.pairs < fewest) some.add(`${comparison.key}.${item.id}`)
    if (change !== null && !isSafeSpread(change)) spreads.add(`${comparison.key}.${item.id}`)
  }
  return { items: some, spreads }
}

const isSafeSpread = ({ up, same, down }: Change) => [up, same, down].every((count) => count === 0 || count >= fewest)

const without = (some: ReadonlySet<number>, others: ReadonlySet<number>) => [...some].filter((one) => !others.has(one)).length

/** What others than the prefecture are shown: nothing of fewer than five pairs, and no count of fewer than five people. */
export interface Shown extends Omit<Compared, 'change'> { change: Omit<Change, 'up' | 'same' | 'down'> & { spread: Pick<Change, 'up' | 'same' | 'down'> | null } | null; isWithheld: boolean }
export function shownTo(seesAll: boolean, compared: readonly Compared[], held: (item: Item) => boolean = () => false, heldSpread: (item: Item) => boolean = () => false): Shown[] {
  return compared.map(({ change, ...rest }) => {
    if (change === null || !seesAll && (change.pairs < fewest || held(rest.item))) return { ...rest, change: null, isWithheld: change !== null }
    const { up, same, down, ...means } = change
    const isSafe = seesAll || isSafeSpread(change) && !heldSpread(rest.item)
    return { ...rest, change: { ...means, spread: isSafe ? { up, same, down } : null }, isWithheld: false }
  })
}
