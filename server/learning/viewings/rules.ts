import type { Reason } from '../../base/errors.ts'
import { coveredSeconds, frontOf, newParts, unionOf, type Range } from '../lessons/ranges.ts'

/** How a lesson may be watched: said with its version, and kept by the server whatever a player says. */
export interface Terms {
  skipping: 'free' | 'watched'
  /** Whether what played behind another window counts. A player that lies about it can be caught by nobody; it only ever loses. */
  background: 'counts' | 'pauses'
  ratePercentMax: number
  pageSeconds: number
}

/** What one second of a film, or one page of a document, costs of real time. */
export const costOf = (kind: 'video' | 'document', { ratePercentMax, pageSeconds }: Pick<Terms, 'ratePercentMax' | 'pageSeconds'>): number =>
  kind === 'document' ? pageSeconds : 100 / ratePercentMax

/** Seconds a report may be early by: the one before may have travelled slower. Spent once, it comes back only as time passes. */
export const spareMax = 2
/** The longest time one report answers for: a player without a network keeps what it played for half an hour. */
export const passedMax = 1_800
/** A player that was not heard of for so long is not playing any more. */
export const activeSeconds = 30
/** The longest silence that still counts as an open page; a lid may have been closed in it. */
export const silenceMax = 300

/**
 * The server's clock, as far as it is one player's: how long it ran since the last report, the spare seconds, and seconds from
 * before another screen took over for which nothing was reported yet.
 */
export interface Clock { passed: number; spare: number; late: number }

/** Time only ever goes forward, and nobody answers for more than half an hour of it at once. */
export const passedBetween = (from: Date, to: Date): number => Math.min(passedMax, Math.max(0, (to.getTime() - from.getTime()) / 1000))

/** What is left: late seconds are spent first, and never more than two are lent, so that time nobody played in cannot be saved up. */
export function clockAfter({ passed, spare, late }: Clock, used: number): Pick<Clock, 'spare' | 'late'> {
  const fresh = Math.max(0, used - late)
  return { late: Math.max(0, late - used), spare: Math.min(spareMax, Math.max(0, spare + passed - fresh)) }
}

/** The first of these stretches, as far as so many seconds of the clock reach: what a screen played until another took over. */
export function within(stretches: readonly Range[], seconds: number, cost: number): Range[] {
  let left = seconds / cost
  return stretches.flatMap(([from, to]): Range[] => {
    const end = Math.min(to, from + left)
    left -= Math.max(0, end - from)
    return end > from ? [[from, end]] : []
  })
}

/** What a report adds. `cost` as `costOf` says; `length` is where the film or the document ends. */
export interface Report { clock: Clock; cost: number; length: number | null; skipping: Terms['skipping'] }

/** More pieces than any person leaves behind; without a limit a script could make the row grow for ever. */
const piecesMax = 500

/**
 * What one report of a player adds: several stretches when it could not be sent for a while, or when the film was jumped
 * through. Together they may cost no more than the server's clock let pass. What was counted already costs nothing, so a
 * report whose answer was lost can be sent again.
 */
export function takeStretches(
  ranges: readonly Range[], stretches: readonly Range[], { clock, cost, length, skipping }: Report,
): { ranges: Range[]; used: number } | { refused: Reason } {
  const cut = stretches.map(([from, to]): Range => [from, Math.min(to, length ?? Infinity)])
  if (!cut.every(([from, to]) => Number.isFinite(from) && Number.isFinite(to) && from >= 0 && to > from))
    return { refused: { key: 'viewings.beatUnreadable' } }
  const parts = unionOf(cut).flatMap((stretch) => newParts(ranges, stretch))
  if (parts.length === 0) return { ranges: [...ranges], used: 0 }
  if (skipping === 'watched' && isBeyond(ranges, parts)) return { refused: { key: 'viewings.skipped' } }
  const used = coveredSeconds(parts) * cost
  if (used > clock.passed + clock.spare + clock.late + 1e-6) return { refused: { key: 'viewings.beatTooFast' } }
  const taken = unionOf([...ranges, ...parts])
  return taken.length > piecesMax ? { refused: { key: 'viewings.beatUnreadable' } } : { ranges: taken, used }
}

function isBeyond(ranges: readonly Range[], parts: readonly Range[]): boolean {
  const front = frontOf([...ranges, ...parts])
  return parts.some(([, to]) => to > front)
}

/**
 * Whose turn it is, of two screens of one account. Pressing play takes over; a screen that merely goes on does not, unless
 * the other was not heard of for half a minute.
 * @param other when the screen that plays now was last heard of; null when none does
 */
export function turnOf({ isOwn, presses, other, now }: { isOwn: boolean; presses: boolean; other: Date | null; now: Date }): 'goes on' | 'takes over' | 'waits' {
  if (isOwn) return 'goes on'
  if (presses || other === null || now.getTime() - other.getTime() > activeSeconds * 1000) return 'takes over'
  return 'waits'
}

/** Seconds that were played, as far as the clock let pass: also what is watched once more. */
export const playedOf = (stretches: readonly Range[], passed: number): number =>
  Math.min(passed, stretches.reduce((sum, [from, to]) => sum + Math.max(0, to - from), 0))

/** Seconds a page was open since it was last heard of. Whoever was silent for long had closed the lid, unless something played. */
export const openOf = (silent: number, played: number): number => Math.max(played, Math.min(silent, silenceMax))

/** What somebody watches on, told by the name their browser gives itself. */
export function deviceOf(agent: string | undefined): 'phone' | 'tablet' | 'computer' {
  if (/iPad|Tablet|Android(?!.*Mobile)/i.test(agent ?? '')) return 'tablet'
  return /Mobi|iPhone|Android/i.test(agent ?? '') ? 'phone' : 'computer'
}

/** A record is set back only by staff, only where somebody watched or read, and never without saying why. */
export function whyNotCancel(
  { progress, hasRoom, isJudged }: { progress: object | null; hasRoom: boolean; isJudged: boolean }, reason: string,
): Reason | null {
  if (progress === null) return { key: 'viewings.nothingToCancel' }
  if (hasRoom) return { key: 'viewings.roomKeepsIts' }
  if (isJudged) return { key: 'viewings.judged' }
  return reason.trim() === '' ? { key: 'viewings.reasonMissing' } : null
}
