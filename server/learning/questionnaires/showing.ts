import { fewest, scale, together, type Item, type Tally } from './rules.ts'

/*
 * What of a tally may be shown. Answers are shown in parts: each answer by itself, or several as one number where one of them
 * was given by fewer than five. The parts are such that in every wave (what was counted at one moment), and for groups in
 * every wave of every group, a part has nobody or at least five. So whatever is subtracted from whatever (a group from all, an
 * earlier page from a later one) is made of such parts, and no smaller number can come out.
 */

type Counts = Record<string, number>
/** Answers as they are shown: in each part one answer, or several that are one number. */
export type Parts = readonly (readonly string[])[]

const of = (counts: Counts, answer: string) => Object.hasOwn(counts, answer) ? counts[answer]! : 0
export const countOf = (counts: Counts, part: readonly string[]) => part.reduce((sum, answer) => sum + of(counts, answer), 0)
const isSafe = (count: number) => count === 0 || count >= fewest

/** Where each of several answers may have been given by more or by fewer: not where each has to be by one, nor each by four. */
const hidesIn = (count: number, answers: number) => count === 0 || count >= answers + fewest - 1 && count !== answers * (fewest - 1)

/**
 * The finest parts, made of those given, that are safe for everybody's counts; null when even all together are too few.
 * Steps of a scale join with their neighbors, options that are few all become one part, the last.
 */
export function partsFor(kind: Item['kind'], from: Parts, all: readonly Counts[]): Parts | null {
  const safe = (part: readonly string[]) => all.every((counts) => isSafe(countOf(counts, part)))
  const whole = from.flat()
  if (!safe(whole)) return null
  return kind === 'scale5' ? joinedSteps(from, safe) : pooledOptions(from, safe,
    (part) => all.every((counts) => hidesIn(countOf(counts, part), part.length)), (part) => all.some((counts) => countOf(counts, part) > 0))
}

function joinedSteps(from: Parts, safe: (part: readonly string[]) => boolean): Parts {
  const parts: string[][] = []
  let open: string[] = []
  for (const part of from) {
    open = [...open, ...part]
    if (!safe(open)) continue
    parts.push(open)
    open = []
  }
  // What is left over at the high end joins downwards until it is enough; all of it is.
  while (open.length > 0) {
    open = [...parts.pop() ?? [], ...open]
    if (!safe(open)) continue
    parts.push(open)
    open = []
  }
  return parts
}

/** Which options join the few is told by their place, not by their count: the least one that is enough would give the few away. */
type Asks = (part: readonly string[]) => boolean
function pooledOptions(from: Parts, safe: Asks, hidesEach: Asks, isUsed: Asks): Parts {
  const few = new Set(from.filter((part) => !safe(part)))
  if (few.size === 0) return from
  const start = from.findIndex((part) => few.has(part))
  const after = [...from.slice(start), ...from.slice(0, start)].filter((part) => !few.has(part) && isUsed(part))
  for (const part of after) if (few.size < 2 || !hidesEach([...few].flat())) few.add(part)
  return [...from.filter((part) => !few.has(part)), from.filter((part) => few.has(part)).flat()]
}

/** Waves one after the other: each page that was once shown has parts that make up those of the next. */
const partsOverTime = (kind: Item['kind'], from: Parts, waves: readonly Counts[]): Parts | null =>
  waves.reduce<Parts | null>((parts, _, at) => parts && partsFor(kind, parts, waves.slice(0, at + 1)), from)

export interface ShownItem {
  asked: number; answered: number
  /** null: too few answered to show anything but that. */
  parts: { answers: readonly string[]; count: number }[] | null
  /** Of a scale: between which values the mean lies, reckoned from the parts alone. The mean itself would tell what is joined. */
  mean: { low: number; high: number } | null
  /** Options of which several may be ticked are counted each for itself; null stands for fewer than five (or all but so few). */
  ticked: { answer: string; count: number | null }[] | null
}

export interface Counted { wave: number; tally: Tally }

/** One item as it may be shown for all who were counted. */
export function itemOfAll(item: Item, counted: readonly Counted[]): ShownItem {
  const waves = wavesOf(counted)
  const parts = partsOfAll(item, waves)
  const all = itemIn(together(waves), item.id)
  return shownItem(item, all, parts, tickable(item, waves))
}

/** The same for one group, in parts that are safe for every group there is. */
export function itemOfGroup(item: Item, group: readonly Counted[], everybody: readonly Counted[]): ShownItem {
  const each = everybody.map(({ tally }) => tally)
  const ofAll = partsOfAll(item, wavesOf(everybody))
  const parts = ofAll && partsOverTime(item.kind, ofAll, each.map((tally) => itemIn(tally, item.id).counts))
  return shownItem(item, itemIn(together(group.map(({ tally }) => tally)), item.id), parts, tickable(item, [...wavesOf(everybody), ...each]))
}

const unasked = { asked: 0, answered: 0, counts: {} as Counts, texts: [] as string[] }
const itemIn = (tally: Tally, id: string) => Object.hasOwn(tally.items, id) ? tally.items[id]! : unasked
const answersIn = (item: Item, tallies: readonly Tally[]): string[] => item.kind === 'scale5' ? [...scale]
  : [...new Set([...item.options.map(({ ja }) => ja), ...tallies.flatMap((tally) => Object.keys(itemIn(tally, item.id).counts))])]

export const wavesOf = (counted: readonly Counted[]): Tally[] =>
  [...Map.groupBy(counted, ({ wave }) => wave)].sort(([one], [other]) => one - other).map(([, own]) => together(own.map(({ tally }) => tally)))

const partsOfAll = (item: Item, waves: readonly Tally[]): Parts | null =>
  partsOverTime(item.kind, answersIn(item, waves).map((answer) => [answer]), waves.map((wave) => itemIn(wave, item.id).counts))

/** Of options to tick, those that in each tally few neither ticked nor left. */
const tickable = (item: Item, tallies: readonly Tally[]): ReadonlySet<string> => new Set(answersIn(item, tallies).filter((answer) => tallies.every((tally) => {
  const { answered, counts } = itemIn(tally, item.id)
  return isSafe(of(counts, answer)) && isSafe(answered - of(counts, answer))
})))

function shownItem(item: Item, { asked, answered, counts }: typeof unasked, parts: Parts | null, ticks: ReadonlySet<string>): ShownItem {
  const isShown = parts !== null && answered >= fewest
  const ticked = item.kind === 'choices' ? answersIn(item, []).concat(Object.keys(counts)).filter((one, at, all) => all.indexOf(one) === at) : null
  return {
    asked, answered,
    parts: isShown && item.kind !== 'text' && item.kind !== 'choices' ? parts.map((answers) => ({ answers, count: countOf(counts, answers) })) : null,
    mean: isShown && item.kind === 'scale5' ? meanOf(counts, parts) : null,
    ticked: ticked === null || answered < fewest ? null : ticked.map((answer) => ({ answer, count: ticks.has(answer) ? of(counts, answer) : null })),
  }
}

/** The least and the greatest mean there can be with these parts, to one place; the same where nothing is joined. */
export function meanOf(counts: Counts, parts: Parts): { low: number; high: number } {
  const answered = countOf(counts, parts.flat())
  const mean = (step: (part: readonly string[]) => number) =>
    Math.round(parts.reduce((sum, part) => sum + step(part) * countOf(counts, part), 0) / answered * 10) / 10
  return { low: mean((part) => Math.min(...part.map(Number))), high: mean((part) => Math.max(...part.map(Number))) }
}
