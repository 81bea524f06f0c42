import type { Reason } from '../../base/errors.ts'
import { coveredSeconds, newParts, unionOf, type Range } from '../lessons/ranges.ts'

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
    return { refused: { key: 'viewings.beatUnreadable' } }
  // Two seconds for the road: the beat before may have travelled slower than this one.
  const passed = Math.max(0, now - lastAt) / 1000
  if (to - from > passed * rateMax + 2 || to - from > secondsMax) return { refused: { key: 'viewings.beatTooFast' } }
  return { range: [from, to] }
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
    return { refused: { key: 'viewings.beatUnreadable' } }
  const parts = unionOf(cut).flatMap((stretch) => newParts(ranges, stretch))
  if (parts.length === 0) return { ranges: [...ranges] }
  const answer = acceptBeat({ ...terms, from: 0, to: coveredSeconds(parts) })
  if ('refused' in answer) return answer
  const taken = unionOf([...ranges, ...parts])
  return taken.length > piecesMax ? { refused: { key: 'viewings.beatUnreadable' } } : { ranges: taken }
}
