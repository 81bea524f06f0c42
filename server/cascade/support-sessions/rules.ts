import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'
import type { SupportState } from '../model-supports/rules.ts'

export type SessionState = 'planned' | 'held' | 'canceled'
export const sessionStates = ['planned', 'held', 'canceled'] as const satisfies readonly SessionState[]
export const modes = ['on_site', 'online', 'both'] as const
export const sides = ['municipality', 'expert', 'officer'] as const
export const presences = ['present', 'online', 'absent'] as const

/** Sessions belong to a plan that both sides agreed to, and end with the report. */
export const whyNotMeet = (state: SupportState): Reason | null =>
  state === 'plan_agreed' || state === 'supporting' ? null : { key: 'supportSessions.notNow' }

/** What was reported is in the report: a session is mended until then. */
export function whyNotWrite(session: SessionState, support: SupportState): Reason | null {
  return whyNotMeet(support) ?? (session === 'canceled' ? { key: 'supportSessions.isCanceled' } : null)
}

/** A session ends after it began, and is written down as held once its day has come. Times are 'HH:MM', null when no time was typed. */
export function problemsOfSession(
  { startsAt, endsAt, heldOn, state, mode, place, address }: { startsAt: string | null; endsAt: string | null; heldOn: Day; state: SessionState; mode: typeof modes[number]; place: string; address: string }, today: Day,
): FieldReason[] {
  return [
    ...startsAt === null ? [{ field: 'startsAt', reason: { key: 'supportSessions.timeLike' } as const }] : [],
    ...endsAt === null ? [{ field: 'endsAt', reason: { key: 'supportSessions.timeLike' } as const }]
      : startsAt !== null && endsAt <= startsAt ? [{ field: 'endsAt', reason: { key: 'supportSessions.endsBefore' } as const }] : [],
    ...mode !== 'online' && place === '' ? [{ field: 'place', reason: { key: 'form.missing' } as const }] : [],
    ...mode !== 'on_site' && address !== '' && !/^https:\/\/\S+$/.test(address) ? [{ field: 'address', reason: { key: 'supportSessions.addressLike' } as const }] : [],
    ...state === 'held' && heldOn > today ? [{ field: 'state', reason: { key: 'supportSessions.notHeldYet' } as const }] : [],
  ]
}

/** Who was there, in numbers: of the municipality, experts and officers. */
export function countsOf(people: readonly { side: typeof sides[number]; state: typeof presences[number] }[]): Record<typeof sides[number], number> {
  const count = (side: typeof sides[number]) => people.filter((one) => one.side === side && one.state !== 'absent').length
  return { municipality: count('municipality'), expert: count('expert'), officer: count('officer') }
}
