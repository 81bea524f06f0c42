import { dayInJapan, instantInJapan, timeInJapan, type Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'
import { minutesByClock, type AttendanceState } from '../attendance/rules.ts'

/** How long one code is shown, in seconds. */
export const stepSeconds = 30
/** How long a scan lasts in the browser that made it, in minutes: long enough to find a password and the second factor. */
export const scanMinutes = 10
/** So many wrong codes an account may type within `guessMinutes`. */
export const guessesMax = 5
export const guessMinutes = 10

/** The period of half a minute that a moment lies in, counted since 1970. */
export const stepAt = (now: Date): number => Math.floor(now.getTime() / (stepSeconds * 1000))
/** The moment at which a period begins. */
export const beginOf = (step: number): Date => new Date(step * stepSeconds * 1000)
/** Whole seconds until the code changes, 1 to 30. */
export const secondsLeft = (now: Date): number => stepSeconds - Math.floor(now.getTime() / 1000) % stepSeconds

/**
 * A code counts in its own period and the next: a camera needs seconds, and nobody should be turned away because the code changed
 * while the picture was taken. So it lives for a minute at most.
 */
export function whyNotFresh(step: number, now: Date): Reason | null {
  const age = stepAt(now) - step
  if (age === 0 || age === 1) return null
  return age < 0 ? { key: 'checkIns.wrongCode' } : { key: 'checkIns.oldCode', data: { day: dayInJapan(beginOf(step)), time: timeInJapan(beginOf(step)) } }
}

/** When a check-in is open: from `opensAt` until just before `closesAt`. */
export interface Window { opensAt: Date; closesAt: Date }
export type WindowState = 'before' | 'open' | 'over'
export const windowState = ({ opensAt, closesAt }: Window, at: Date): WindowState => at < opensAt ? 'before' : at < closesAt ? 'open' : 'over'

/** Nobody comes to a day that was put off or called off. */
export const whyNotHeld = ({ isStopped }: { isStopped: boolean }): Reason | null => isStopped ? { key: 'checkIns.isStopped' } : null

export function whyNotOpen({ opensAt, closesAt }: Window, at: Date): Reason | null {
  const state = windowState({ opensAt, closesAt }, at)
  if (state === 'open') return null
  const moment = state === 'before' ? opensAt : closesAt
  return { key: state === 'before' ? 'checkIns.notYet' : 'checkIns.isOver', data: { day: dayInJapan(moment), time: timeInJapan(moment) } }
}

interface SlotTimes { heldOn: Day; startsAt: string; endsAt: string }

const minuteOfDay = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
const timeOf = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/**
 * The window that is offered: from when the doors open, or a quarter of an hour before a later slot, until as many minutes after
 * the beginning as lateness is forgiven, at least ten. After that people go to the desk. Once it is over, it is offered for half an hour more.
 */
export function usualWindow(slot: SlotTimes & { position: number; doorsAt: string; lateLimitMinutes: number }, now: Date): { opensAt: string; closesAt: string } {
  const [starts, ends, doors] = [slot.startsAt, slot.endsAt, slot.doorsAt].map(minuteOfDay) as [number, number, number]
  const opens = slot.position === 1 && doors < starts ? doors : Math.max(0, starts - 15)
  const closes = Math.min(ends, starts + Math.max(10, slot.lateLimitMinutes))
  const clock = minuteOfDay(timeInJapan(now))
  if (dayInJapan(now) !== slot.heldOn || clock < closes || clock >= ends) return { opensAt: timeOf(opens), closesAt: timeOf(closes) }
  return { opensAt: timeOf(opens), closesAt: timeOf(Math.min(ends, clock + 30)) }
}

/** A window lies on the day, ends after it begins, not after the slot does (then nobody comes any more), and not in the past. */
export function problemsOfWindow(slot: SlotTimes, { opensAt, closesAt }: { opensAt: string; closesAt: string }, now: Date, tooLate: Reason['key'] = 'checkIns.closesAfterSlot'): FieldReason[] {
  if (closesAt <= opensAt) return [{ field: 'closesAt', reason: { key: 'checkIns.closesFirst' } }]
  if (closesAt > slot.endsAt) return [{ field: 'closesAt', reason: { key: tooLate, data: { time: slot.endsAt } } }]
  return instantInJapan(slot.heldOn, closesAt) <= now ? [{ field: 'closesAt', reason: { key: 'checkIns.closesInThePast' } }] : []
}

/** Somebody's own place beside a slot; undefined for who is not in its training. */
export interface Place { enrollment: string; isOwnCohort: boolean; isOwnDay: boolean; isUnchosenDay: boolean }

/** Why somebody cannot check in here by a code: who they are in the training, not when. */
export function whyNotHere(place: Place | undefined): Reason | null {
  if (place === undefined) return { key: 'checkIns.notEnrolled' }
  if (place.enrollment === 'withdrawn') return { key: 'checkIns.hasWithdrawn' }
  if (place.enrollment === 'carried_over') return { key: 'checkIns.carriedOver' }
  if (!place.isOwnCohort) return { key: 'checkIns.otherCohort' }
  return place.isOwnDay || place.isUnchosenDay ? null : { key: 'checkIns.otherDay' }
}

/** Who is of the training, but not of this slot, may ask to be taken in; anybody else speaks with the desk. */
export const mayAskToCome = (reason: Reason | null): boolean => reason?.key === 'checkIns.otherCohort' || reason?.key === 'checkIns.otherDay'

/** What stands for who comes at that moment: present until the slot begins, then late by the minute. */
export function markAt(slot: SlotTimes, at: Date): { state: AttendanceState; minutes: number | null } {
  const minutes = minutesByClock('late', slot, { day: dayInJapan(at), time: timeInJapan(at) })
  return minutes === null ? { state: 'present', minutes: null } : { state: 'late', minutes }
}

/** Marks of somebody who was there: for those a second scan says when it was, for any other it sends to the desk. */
export const isHere = (state: AttendanceState): boolean => ['present', 'late', 'left_early', 'disconnected', 'made_up', 'exempt'].includes(state)

export type WalkInState = 'waiting' | 'accepted' | 'refused'
export const whyNotAnswer = (state: WalkInState): Reason | null => state === 'waiting' ? null : { key: 'checkIns.isAnswered' }

/** Codes are written without I, L, O and U, which are taken for other signs or make words. */
export const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
export const codeLength = 8
/** '7F3K29QD' as it is shown: '7F3K-29QD'. */
export const inTwo = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`

/** A code as people type it: any width, small letters, blanks and dashes; O for 0, I and L for 1, U for V. Null for what is none. */
export function codeAsTyped(typed: string): string | null {
  const plain = typed.normalize('NFKC').replace(/[\s\p{Pd}ーｰ_.・−]/gu, '').toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1').replaceAll('U', 'V')
  return plain.length === codeLength && [...plain].every((sign) => signs.includes(sign)) ? plain : null
}

/** Seconds until the next code may be typed: when the oldest of the last wrong ones is forgotten. 0 when one may be typed now. */
export function secondsToWait(guesses: readonly Date[], now: Date): number {
  const recent = guesses.map((at) => at.getTime() + guessMinutes * 60_000).filter((forgotten) => forgotten > now.getTime()).sort((a, b) => b - a)
  const last = recent[guessesMax - 1]
  return last === undefined ? 0 : Math.ceil((last - now.getTime()) / 1000)
}
