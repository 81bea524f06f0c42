import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'
import { goesTo, standingOf, teachesOnWeekday, type RegisterState, type Willing } from '../instructors/rules.ts'
import type { RequestState } from '../local-trainings/rules.ts'

export type { RequestState }
/** Every act that moves a request, and where to. What is not listed does not happen. */
export const requestMoves: Record<RequestState, Partial<Record<'change' | 'send' | 'accept' | 'decline' | 'withdraw', RequestState>>> = {
  draft:     { change: 'draft', send: 'sent', withdraw: 'withdrawn' },
  sent:      { accept: 'accepted', decline: 'declined', withdraw: 'withdrawn' },
  accepted:  { withdraw: 'withdrawn' },
  declined:  {},
  withdrawn: {},
}

export const whyNotMove = (state: RequestState, act: 'change' | 'send' | 'accept' | 'decline' | 'withdraw'): Reason | null =>
  requestMoves[state][act] === undefined ? { key: `instructorRequests.is.${state}` } : null

/** A span of a day, times 'HH:MM'. */
export interface Span { heldOn: Day; startsAt: string; endsAt: string }
/** What somebody has to do on a day: taught elsewhere by their word, asked elsewhere, a class day they teach or attend, or away. Times null where it takes the whole day. */
export interface Engagement { kind: 'taken' | 'asked' | 'teaches' | 'learns' | 'away'; on: Day; from: string | null; to: string | null }
export interface Register { state: RegisterState; validUntil: Day; willing: Willing; municipalityId: number | null; areas: readonly number[]; weekdays: string }

export type ConflictKind = 'noConsent' | 'expired' | 'outside' | 'weekday' | Engagement['kind']
/** Why somebody may not be able to teach. `isHard`: they cannot be asked, or cannot accept; the others are said and left to people. */
export interface Conflict { kind: ConflictKind; on: Day | null; isHard: boolean }

const meets = (span: Span, { on, from, to }: Engagement): boolean => on === span.heldOn && (from === null || to === null || (from < span.endsAt && span.startsAt < to))

/** Who teaches or sits elsewhere in the same hours cannot come; the same day at other hours, being asked, and days away are said. */
const hardKinds: ReadonlySet<Engagement['kind']> = new Set(['taken', 'teaches', 'learns'])

/** Everything that stands against somebody teaching these days in a municipality, what cannot be got over first. */
export function conflictsOf(register: Register, engagements: readonly Engagement[], days: readonly Span[], municipalityId: number, today: Day): Conflict[] {
  const standing = standingOf(register, today)
  const last = days.reduce((latest, { heldOn }) => heldOn > latest ? heldOn : latest, today)
  const found: Conflict[] = [
    ...standing !== 'active' && standing !== 'expired' ? [{ kind: 'noConsent', on: null, isHard: true } as const] : [],
    ...register.state === 'active' && register.validUntil < last ? [{ kind: 'expired', on: register.validUntil, isHard: true } as const] : [],
    ...goesTo(register, municipalityId) ? [] : [{ kind: 'outside', on: null, isHard: true } as const],
    ...engagements.flatMap((one): Conflict[] => days.some(({ heldOn }) => heldOn === one.on)
      ? [{ kind: one.kind, on: one.on, isHard: hardKinds.has(one.kind) && days.some((span) => meets(span, one)) }] : []),
    ...days.filter(({ heldOn }) => !teachesOnWeekday(register.weekdays, heldOn)).map(({ heldOn }): Conflict => ({ kind: 'weekday', on: heldOn, isHard: false })),
  ]
  const once = new Map(found.toSorted((a, b) => Number(a.isHard) - Number(b.isHard)).map((one) => [`${one.kind} ${one.on}`, one]))
  return [...once.values()].toSorted((a, b) => Number(b.isHard) - Number(a.isHard) || (a.on ?? '').localeCompare(b.on ?? ''))
}

export const reasonOf = ({ kind, on }: Conflict): Reason => ({ key: `instructorRequests.conflicts.${kind}`, ...on === null ? {} : { data: { on } } })

/** The first conflict that cannot be got over. */
export function whyNotAsk(conflicts: readonly Conflict[]): Reason | null {
  const hard = conflicts.find(({ isHard }) => isHard)
  return hard === undefined ? null : reasonOf(hard)
}

/** An answer and materials are due before the first day; nobody is asked to answer yesterday. */
export function problemsOfRequest({ answerBy, materialDueOn, issuedOn }: { answerBy: Day; materialDueOn: Day | null; issuedOn: Day }, days: readonly Span[], today: Day): FieldReason[] {
  if (days.length === 0) return [{ field: 'days', reason: { key: 'form.notChosen' } }]
  const first = days.reduce((earliest, { heldOn }) => heldOn < earliest ? heldOn : earliest, days[0]!.heldOn)
  return [
    ...answerBy < today || answerBy < issuedOn ? [{ field: 'answerBy', reason: { key: 'instructorRequests.answerPast' } } as const]
      : answerBy >= first ? [{ field: 'answerBy', reason: { key: 'instructorRequests.answerLate', data: { first } } } as const] : [],
    ...materialDueOn !== null && materialDueOn > first ? [{ field: 'materialDueOn', reason: { key: 'instructorRequests.materialLate', data: { first } } } as const] : [],
  ]
}

/** Who declines says why, in a word at least; who accepts says how they are named on paper, and what may be recorded. */
export function problemsOfAnswer({ answer, reason = '', jobTitle = '', photo, recording }: { answer: 'accept' | 'decline'; reason?: string | undefined; jobTitle?: string | undefined; photo?: string | undefined; recording?: string | undefined }): FieldReason[] {
  if (answer === 'decline') return reason.trim() === '' ? [{ field: 'reason', reason: { key: 'instructorRequests.sayWhy' } }] : []
  return [
    ...jobTitle.trim() === '' ? [{ field: 'jobTitle', reason: { key: 'form.missing' } } as const] : [],
    ...photo === undefined ? [{ field: 'photo', reason: { key: 'form.notChosen' } } as const] : [],
    ...recording === undefined ? [{ field: 'recording', reason: { key: 'form.notChosen' } } as const] : [],
  ]
}
