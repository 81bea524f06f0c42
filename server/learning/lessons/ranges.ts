/** From and to in seconds of the video, from < to. A set of ranges is sorted and its members do not touch. */
export type Range = readonly [from: number, to: number]

/** The set with one more stretch of video in it; watching something twice adds nothing. */
export function addRange(ranges: readonly Range[], [from, to]: Range): Range[] {
  if (!(from < to)) return [...ranges]
  const apart = ranges.filter((one) => one[1] < from || to < one[0])
  const touching = ranges.filter((one) => !(one[1] < from || to < one[0]))
  const merged: Range = [Math.min(from, ...touching.map((one) => one[0])), Math.max(to, ...touching.map((one) => one[1]))]
  return [...apart, merged].sort((a, b) => a[0] - b[0])
}

/** The union of ranges in any order, overlapping or not. */
export const unionOf = (ranges: readonly Range[]): Range[] => ranges.reduce<Range[]>(addRange, [])

/** How many different seconds were watched. */
export const coveredSeconds = (ranges: readonly Range[]): number =>
  unionOf(ranges).reduce((sum, [from, to]) => sum + to - from, 0)

/**
 * Whole percent, rounded down, 0 to 100. Players seldom play the very last second, so a gap of one second is forgiven:
 * whoever saw the film to its end is told 100.
 */
export function percentWatched(ranges: readonly Range[], durationSeconds: number): number {
  if (!(durationSeconds > 0)) return 0
  const within = ranges.map(([from, to]): Range => [Math.max(0, from), Math.min(to, durationSeconds)])
  const covered = coveredSeconds(within)
  return covered >= durationSeconds - 1 ? 100 : Math.floor((covered / durationSeconds) * 100)
}

/** The parts of a stretch that were not watched before. */
export function newParts(ranges: readonly Range[], [from, to]: Range): Range[] {
  const start: Range[] = from < to ? [[from, to]] : []
  return unionOf(ranges).reduce((parts, [seenFrom, seenTo]) => parts.flatMap(([a, b]): Range[] =>
    ([[a, Math.min(b, seenFrom)], [Math.max(a, seenTo), b]] as Range[]).filter(([one, other]) => one < other)), start)
}

/** A gap so small that no finger made it: players jump over a frame or two where they begin again. */
const gapMax = 2

/** How far somebody has come without leaving anything out. */
export const frontOf = (ranges: readonly Range[]): number =>
  unionOf(ranges).reduce((front, [from, to]) => from <= front + gapMax ? Math.max(front, to) : front, 0)
