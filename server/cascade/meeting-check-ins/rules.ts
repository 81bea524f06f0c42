import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import type { MeetingState, Mode } from '../liaison-meetings/rules.ts'

export type Where = 'venue' | 'online'
export type How = 'scan' | 'desk' | 'link'

interface MeetingDay { state: MeetingState; heldOn: Day }

/** Somebody is marked from the day of the meeting on, until its figures are fixed. */
export function whyNotMark({ state, heldOn }: MeetingDay, today: Day): Reason | null {
  if (state === 'held' || state === 'minutes_shared') return { key: 'meetingCheckIns.isCounted' }
  if (state !== 'announced' && state !== 'registration') return { key: 'meetingCheckIns.isOff' }
  return today < heldOn ? { key: 'meetingCheckIns.notToday', data: { heldOn } } : null
}

/** The door is opened on the day itself; before it, its window may be set. */
export const whyNotWindow = ({ state, heldOn }: MeetingDay, today: Day): Reason | null =>
  state !== 'announced' && state !== 'registration' ? { key: 'meetingCheckIns.isOff' } : today > heldOn ? { key: 'meetingCheckIns.isPast' } : null

/** Ways of taking part that a meeting has. */
export const placesOf = (mode: Mode): Where[] => mode === 'both' ? ['venue', 'online'] : [mode]

/** Somebody of a meeting as counts need them. */
export interface Counted { municipalityId: number | null; origin: 'reply' | 'walk_in' | 'guest'; hereMode: Where | null }

/** Planned and there, as people and as municipalities, counted from the rows. Who walked in was not planned. */
export function countsOf(people: readonly Counted[]) {
  const bodies = (some: readonly Counted[]) => new Set(some.flatMap(({ municipalityId }) => municipalityId ?? [])).size
  const [planned, here] = [people.filter(({ origin }) => origin !== 'walk_in'), people.filter(({ hereMode }) => hereMode !== null)]
  return {
    planned: { people: planned.length, municipalities: bodies(planned) },
    here: { people: here.length, municipalities: bodies(here), venue: here.filter(({ hereMode }) => hereMode === 'venue').length, online: here.filter(({ hereMode }) => hereMode === 'online').length },
    walkIns: people.filter(({ origin, hereMode }) => origin === 'walk_in' && hereMode !== null).length,
  }
}
export type Counts = ReturnType<typeof countsOf>

/** Whose a link is, 'm5.proof': all whom a municipality names, or one person. Undefined for what is neither; the proof is still to be tried. */
export function whoseIs(token: string): { of: 'municipality' | 'person'; id: number; whose: string; proof: string } | undefined {
  const [, whose = '', kind, digits, proof = ''] = /^(([mp])([1-9]\d{0,9}))\.([\w-]{1,40})$/.exec(token) ?? []
  return kind === undefined || Number(digits) > 2_147_483_647 ? undefined : { of: kind === 'm' ? 'municipality' : 'person', id: Number(digits), whose, proof }
}

/** The name of a meeting's door among all doors. */
export const doorName = (meetingId: number): string => `m${meetingId}`
