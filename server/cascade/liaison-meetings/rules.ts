import { dayInJapan, instantInJapan, timeInJapan, type Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'

export type MeetingState = 'planned' | 'announced' | 'registration' | 'held' | 'minutes_shared' | 'cancelled' | 'postponed'
export type MeetingStep = 'edit' | 'announce' | 'open' | 'hold' | 'reopen' | 'share' | 'postpone' | 'resume' | 'cancel'

/** From which states each step is taken: planned → announced → registration → held → minutes shared, and off the way by postponing or cancelling. */
export const stepsFrom: Record<MeetingStep, readonly MeetingState[]> = {
  edit: ['planned', 'announced', 'registration'],
  announce: ['planned'],
  open: ['announced'],
  hold: ['announced', 'registration'],
  reopen: ['held'],
  share: ['held'],
  postpone: ['planned', 'announced', 'registration'],
  resume: ['postponed'],
  cancel: ['planned', 'announced', 'registration', 'postponed'],
}

export const whyNotStep = (state: MeetingState, step: MeetingStep): Reason | null =>
  stepsFrom[step].includes(state) ? null : { key: `liaisonMeetings.not.${step}` }

/** A meeting was held when its day has come. */
export function whyNotHold({ state, heldOn }: { state: MeetingState; heldOn: Day }, today: Day): Reason | null {
  return whyNotStep(state, 'hold') ?? (today < heldOn ? { key: 'liaisonMeetings.notYetHeld', data: { heldOn } } : null)
}

/** It took place: there are minutes to write and things to look at. */
export const isOver = (state: MeetingState): boolean => state === 'held' || state === 'minutes_shared'

/** Nothing of the agenda or its materials is locked by being over: materials for those who could not come are added afterwards. */
export const whyNotKeepDocuments = (state: MeetingState): Reason | null => state === 'cancelled' ? { key: 'liaisonMeetings.isCancelled' } : null

export type Mode = 'venue' | 'online' | 'both'
export type ItemKind = 'proposal' | 'report' | 'lecture' | 'exchange' | 'other'
export const itemKinds = ['proposal', 'report', 'lecture', 'exchange', 'other'] as const satisfies readonly ItemKind[]
/** What the minutes hold stays: an item that was noted, commented on or left something to do is changed in its words, not taken away. */
export const whyNotRemoveItem = ({ isNoted, hasActions, hasComments }: { isNoted: boolean; hasActions: boolean; hasComments: boolean }): Reason | null =>
  isNoted || hasActions || hasComments ? { key: 'meetingItems.hasTraces' } : null

/** More than a day holds. */
export const itemsMax = 40

/** Doors open so many minutes before a meeting begins. */
const doorMinutes = 30
/** When somebody can check in: from half an hour before the meeting to its end. */
export const doorWindow = ({ heldOn, startsAt, endsAt }: Pick<Plan, 'heldOn' | 'startsAt' | 'endsAt'>) =>
  ({ opens_at: new Date(instantInJapan(heldOn, startsAt).getTime() - doorMinutes * 60_000), closes_at: instantInJapan(heldOn, endsAt) })

export interface Plan { heldOn: Day; startsAt: string; endsAt: string; mode: Mode; place: string; url: string; repliesDueOn: Day }

/** What cannot be about a plan: it ends after it begins, one knows where to go, and replies come before it. */
export function problemsOfPlan({ heldOn, startsAt, endsAt, mode, place, url, repliesDueOn }: Plan): FieldReason[] {
  const wrong: FieldReason[] = []
  if (endsAt <= startsAt) wrong.push({ field: 'endsAt', reason: { key: 'liaisonMeetings.endsFirst' } })
  if (mode !== 'online' && place.trim() === '') wrong.push({ field: 'place', reason: { key: 'liaisonMeetings.placeMissing' } })
  if (url.trim() !== '' && !/^https:\/\/[^\s<>"]+$/.test(url.trim())) wrong.push({ field: 'url', reason: { key: 'liaisonMeetings.urlWrong' } })
  if (repliesDueOn > heldOn) wrong.push({ field: 'repliesDueOn', reason: { key: 'liaisonMeetings.dueAfter' } })
  return wrong
}

/** What is new to those who know of a meeting already: when and where it is. A word corrected elsewhere is nobody's letter. */
export const isNews = (before: Plan, after: Plan): boolean =>
  (['heldOn', 'startsAt', 'endsAt', 'mode', 'place', 'url', 'repliesDueOn'] as const).some((name) => before[name] !== after[name])

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
const timeOf = (minute: number): string => `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** How long a meeting takes, in minutes. */
export const lengthOf = ({ startsAt, endsAt }: { startsAt: string; endsAt: string }): number => minuteOf(endsAt) - minuteOf(startsAt)

/** The agenda against the clock: what its items add up to, and what is left over of the meeting (negative: too much). */
export function fitOf(meeting: { startsAt: string; endsAt: string }, items: readonly { minutes: number }[]) {
  const sum = items.reduce((all, { minutes }) => all + minutes, 0)
  return { sum, length: lengthOf(meeting), left: lengthOf(meeting) - sum }
}

/** Each item with the times at which it begins and ends when all before it keep theirs. */
export function timed<T extends { minutes: number }>(startsAt: string, items: readonly T[]): (T & { from: string; to: string; number: number })[] {
  let at = minuteOf(startsAt)
  return items.map((item, place) => {
    const from = at
    at += item.minutes
    return { ...item, number: place + 1, from: timeOf(from), to: timeOf(at) }
  })
}

/** Which item is on by the clock, on the day itself; null before, between and after. */
export function itemOn(meeting: { heldOn: Day; startsAt: string }, items: readonly { minutes: number }[], now: Date): number | null {
  if (dayInJapan(now) !== meeting.heldOn) return null
  const time = timeInJapan(now)
  const place = timed(meeting.startsAt, items).findIndex(({ from, to }) => from <= time && time < to)
  return place < 0 ? null : place
}

/** One more item fits on the agenda. */
export const whyNotAddItem = (count: number): Reason | null => count >= itemsMax ? { key: 'meetingItems.tooManyItems', data: { limit: itemsMax } } : null

/** An agenda is taken over onto an empty one: what somebody wrote already is never mixed with last time's. */
export const whyNotTakeOver = (state: MeetingState, own: number, last: number): Reason | null =>
  whyNotStep(state, 'edit') ?? (last === 0 ? { key: 'meetingItems.noLastAgenda' } : own > 0 ? { key: 'meetingItems.agendaBegun' } : null)
