import type { Reason } from '../../base/errors.ts'
import type { Mark } from '../attendance/rules.ts'
import { lengthOf, type Presence } from './ranges.ts'

export type LogState = 'open' | 'taken' | 'replaced' | 'undone' | 'dropped'
export type Service = 'zoom' | 'teams' | 'webex' | 'other'

/** The zones a host may have set, in minutes ahead of UTC, the likeliest first. */
export const zones = [540, 0, 480, 420, 330, 60, -300, -480] as const

/** Minutes that count as missed: of each stretch that is as long as the grace or longer, together, begun minutes left out. */
export interface Missed { late: number; early: number; gaps: number; total: number }

/** What counts as missed of a slot. A stretch shorter than the grace (minutes, 0 to 60) is overlooked wherever it lies. */
export function missedOf({ late, early, gaps }: Presence, graceMinutes: number): Missed {
  const counted = (seconds: number) => seconds >= graceMinutes * 60 ? seconds : 0
  const broken = lengthOf(gaps.filter(([from, to]) => counted(to - from) > 0))
  const minutes = (seconds: number) => Math.floor(seconds / 60)
  return { late: minutes(counted(late)), early: minutes(counted(early)), gaps: minutes(broken), total: minutes(counted(late) + counted(early) + broken) }
}

/**
 * The mark that follows from a presence. A mark carries one state: the one by which most was missed (coming late before leaving
 * before a broken line, when equal), with all minutes that were missed, since it is all of them that the rule of a training counts.
 */
export function markOf(presence: Presence, graceMinutes: number): Mark {
  const { late, early, gaps, total } = missedOf(presence, graceMinutes)
  if (total === 0) return { state: 'present', minutes: null }
  const most = Math.max(late, early, gaps)
  const state = late === most ? 'late' : early === most ? 'left_early' : 'disconnected'
  return { state, minutes: Math.min(600, total) }
}

/** Nobody's hand makes these two characters by chance: they are read off a screen, so none looks like another. */
const signs = 'ACDEFGHJKLMNPQRTUVWXY34679'

/**
 * What a trainee puts before the name in a meeting: the number of the enrollment in four digits and two signs that a slip of the
 * finger does not hit. It says who somebody claims to be, as a name tag does; it opens nothing.
 */
export function joinIdOf({ id, number }: { id: number; number: number }): string {
  const mixed = (id * 7_919 + number * 104_729 + 37) % (signs.length * signs.length)
  return `${String(number).padStart(4, '0')}-${signs[Math.floor(mixed / signs.length)]}${signs[mixed % signs.length]}`
}

/** Somebody a row of a log may be. `emails`: all that are known, as they are compared (`addressOf`). */
export interface Candidate { id: number; number: number; emails: readonly string[] }
export type MatchedBy = 'joinId' | 'email' | 'number' | 'staff' | 'remembered'

/** Whose connection it is, or why that has to be said by somebody. */
export type Match = { ids: readonly number[]; by: MatchedBy } | { ids: readonly number[]; waits: 'unknown' | 'several' | 'contradicts' | 'wrongSigns' } | { ids: readonly number[]; isOther: true }

export const addressOf = (typed: string): string => typed.normalize('NFKC').trim().toLowerCase()
const dashes = /[‐‑‒–—―−－ー_]/g
const joinId = /(?<![0-9])([0-9]{1,4})\s?-\s?([A-Z0-9]{2})(?![A-Z0-9])/g
const leadingNumber = /^\s*(?:no\.?|受講番号|番号|#)?\s*:?\s*0*([1-9][0-9]{0,3})(?![0-9:/.]|年|月)(?=[\s_\-.、,・:）)]|$|[^\x00-\x7f])/i

/** The ids of personal links that stand in a text, as they are written by us: '0107-K7'. */
export const joinIdsIn = (text: string): string[] =>
  [...text.normalize('NFKC').toUpperCase().replace(dashes, '-').matchAll(joinId)].map(([, number, two]) => `${number!.padStart(4, '0')}-${two}`)

/** The number with which a display name begins: '107 小林', 'No.107_小林'; null when it begins with something else. */
export function numberIn(text: string): number | null {
  const [, digits] = leadingNumber.exec(text.normalize('NFKC').replace(dashes, '-')) ?? []
  return digits === undefined ? null : Number(digits)
}

/** By what rows are looked up; made once for a whole log. An address of two people leads to both, and so to nobody. */
export function directoryOf(candidates: readonly Candidate[]) {
  const byEmail = new Map<string, number[]>()
  for (const { id, emails } of candidates) for (const email of new Set(emails)) byEmail.set(email, [...byEmail.get(email) ?? [], id])
  return {
    byEmail, byNumber: new Map(candidates.map(({ id, number }) => [number, id])),
    byJoinId: new Map(candidates.map((one) => [joinIdOf(one), one.id])),
  }
}

export interface Named { name: string; email: string; marks: string }

/**
 * Who a row is by what identifies it: the id of the personal link, the address, the number; never by how a name looks. Where two of
 * them say different people, or an address is that of several, it waits for somebody to say.
 */
export function matchOf({ name, email, marks }: Named, directory: ReturnType<typeof directoryOf>): Match {
  const said = [...joinIdsIn(name), ...joinIdsIn(marks)]
  const byLink = [...new Set(said.flatMap((one) => directory.byJoinId.get(one) ?? []))]
  const byEmail = email === '' ? [] : directory.byEmail.get(addressOf(email)) ?? []
  if (byLink.length > 1) return { ids: [], waits: 'several' }
  const [link] = byLink
  if (link !== undefined) return byEmail.length > 0 && !byEmail.includes(link) ? { ids: [], waits: 'contradicts' } : { ids: [link], by: 'joinId' }
  if (said.length > 0 && byEmail.length === 0) return { ids: [], waits: 'wrongSigns' }
  const number = said.length > 0 ? null : numberIn(name) ?? (/^\s*0*[1-9][0-9]{0,3}\s*$/.test(marks) ? Number(marks) : null)
  const byNumber = number === null ? undefined : directory.byNumber.get(number)
  if (byEmail.length > 1) return byNumber !== undefined && byEmail.includes(byNumber) ? { ids: [byNumber], by: 'number' } : { ids: [], waits: 'several' }
  if (byEmail.length === 1) return byNumber !== undefined && byNumber !== byEmail[0] ? { ids: [], waits: 'contradicts' } : { ids: byEmail, by: 'email' }
  return byNumber === undefined ? { ids: [], waits: 'unknown' } : { ids: [byNumber], by: 'number' }
}

/** What staff decided of an identity: whose it is, or nobody of the training (null). Of one log alone, or of every later one. */
export interface Decision { identity: string; logId: number | null; enrollmentId: number | null }

/**
 * By what a row is remembered: its address, else the id of its link. Without either it is known by the name it had in that one log,
 * which is never carried to another ('name:').
 */
export function identityOf({ name, email, marks }: Named): string {
  if (email !== '') return `email:${addressOf(email)}`
  const [link] = [...joinIdsIn(name), ...joinIdsIn(marks)]
  return link === undefined ? `name:${name.normalize('NFKC').trim()}` : `link:${link}`
}

export const isRemembered = (identity: string): boolean => !identity.startsWith('name:')

/** What staff said stands before what can be read: of this log before of the training. */
export function decided(identity: string, logId: number, decisions: readonly Decision[]): Match | null {
  const own = decisions.filter((one) => one.identity === identity && one.logId === logId)
  const all = own.length > 0 ? own : isRemembered(identity) ? decisions.filter((one) => one.identity === identity && one.logId === null) : []
  if (all.length === 0) return null
  const ids = all.flatMap(({ enrollmentId }) => enrollmentId ?? [])
  return ids.length === 0 ? { ids: [], isOther: true } : { ids, by: own.length > 0 ? 'staff' : 'remembered' }
}

/** A log is looked at and taken in once; what became of it afterwards is said. */
export function whyNotTake(state: LogState): Reason | null {
  switch (state) {
    case 'open': return null
    case 'taken': return { key: 'onlineLogs.isTaken' }
    case 'replaced': return { key: 'onlineLogs.isReplaced' }
    case 'undone': return { key: 'onlineLogs.isUndone' }
    case 'dropped': return { key: 'onlineLogs.isDropped' }
  }
}

/** Only the last import of a slot is taken back: under a later one nobody could say what stood before. */
export function whyNotUndo(state: LogState, hasLater: boolean): Reason | null {
  if (state !== 'taken') return { key: state === 'open' ? 'onlineLogs.notTakenYet' : 'onlineLogs.isUndone' }
  return hasLater ? { key: 'onlineLogs.undoLaterFirst' } : null
}

/** A lecturer may finish early, not before the slot began; what runs over is not asked of anybody. Times are 'HH:MM'. */
export const whyNotEnd = (slot: { startsAt: string; endsAt: string }, endedAt: string): Reason | null =>
  endedAt > slot.startsAt && endedAt <= slot.endsAt ? null : { key: 'onlineLogs.endOutside', data: { from: slot.startsAt, to: slot.endsAt } }

/** A meeting is where a browser can go, encrypted. */
export const whyNotLead = (url: string): Reason | null => URL.canParse(url) && url.startsWith('https://') ? null : { key: 'onlineLogs.noAddress' }

/** A log of a slot meets one of the same slot, and a log of the day every other. */
export const meets = (one: number | null, other: number | null): boolean => one === null || other === null || one === other

/** A corrected log stands for all that the earlier ones stood for: one slot's log cannot take the place of a whole day's. */
export const whyNotReplace = (slotId: number | null, replaced: readonly (number | null)[]): Reason | null =>
  slotId !== null && replaced.some((other) => other !== slotId) ? { key: 'onlineLogs.replaceWhole' } : null
