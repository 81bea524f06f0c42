import type { Reason } from '../../base/errors.ts'

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

/**
 * What a player reports: it played `from` to `to` (seconds of the video). `lastAt` and `now` are moments of the server's
 * clock in milliseconds: when the last beat (or the opening) came and now. `rateMax` is the fastest playback allowed.
 */
export interface Beat {
  lastAt: number; now: number; from: number; to: number; rateMax: number
  /** The end of the video in seconds, when known: what lies beyond is cut off. */
  durationSeconds?: number
  /** The longest stretch one beat may report; beats come far more often. */
  secondsMax?: number
}

/** The stretch that counts, or why it does not. Nobody can have watched more than the server's clock let pass. */
export function acceptBeat(beat: Beat): { range: Range } | { refused: Reason } {
  const { lastAt, now, from, rateMax, durationSeconds = Infinity, secondsMax = 600 } = beat
  const to = Math.min(beat.to, durationSeconds)
  if (![from, to, lastAt, now, rateMax].every(Number.isFinite) || from < 0 || to <= from || rateMax <= 0)
    return { refused: { key: 'lessons.beatUnreadable' } }
  // Two seconds for the road: the beat before may have travelled slower than this one.
  const passed = Math.max(0, now - lastAt) / 1000
  if (to - from > passed * rateMax + 2 || to - from > secondsMax) return { refused: { key: 'lessons.beatTooFast' } }
  return { range: [from, to] }
}

/** The parts of a stretch that were not watched before. */
export function newParts(ranges: readonly Range[], [from, to]: Range): Range[] {
  const start: Range[] = from < to ? [[from, to]] : []
  return unionOf(ranges).reduce((parts, [seenFrom, seenTo]) => parts.flatMap(([a, b]): Range[] =>
    ([[a, Math.min(b, seenFrom)], [Math.max(a, seenTo), b]] as Range[]).filter(([one, other]) => one < other)), start)
}

/** More pieces than any person leaves behind; without a limit a script could make the row grow for ever. */
const piecesMax = 500

/**
 * What one report of a player adds: several stretches when it could not be sent for a while, or when the film was jumped
 * through. Together they may be no longer than the server's clock let pass. What was counted already costs nothing, so a
 * report whose answer was lost can be sent again.
 */
export function takeStretches(
  ranges: readonly Range[], stretches: readonly Range[], terms: Omit<Beat, 'from' | 'to'>,
): { ranges: Range[] } | { refused: Reason } {
  const { durationSeconds = Infinity } = terms
  const cut = stretches.map(([from, to]): Range => [from, Math.min(to, durationSeconds)])
  if (!cut.every(([from, to]) => Number.isFinite(from) && from >= 0 && to > from))
    return { refused: { key: 'lessons.beatUnreadable' } }
  const parts = unionOf(cut).flatMap((stretch) => newParts(ranges, stretch))
  if (parts.length === 0) return { ranges: [...ranges] }
  const answer = acceptBeat({ ...terms, from: 0, to: coveredSeconds(parts) })
  if ('refused' in answer) return answer
  const taken = unionOf([...ranges, ...parts])
  return taken.length > piecesMax ? { refused: { key: 'lessons.beatUnreadable' } } : { ranges: taken }
}
