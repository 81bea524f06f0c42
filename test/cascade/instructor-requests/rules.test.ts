import fc from 'fast-check'
import { expect, test } from 'vitest'
import { conflictsOf, problemsOfAnswer, problemsOfRequest, reasonOf, whyNotAsk, whyNotMove, type Engagement, type Register } from '../../../server/cascade/instructor-requests/rules.ts'
import { onlyListedMoves } from '../../support/moves.ts'
import { keyOf } from '../../support/reasons.ts'

const today = '2026-11-30'
const here = 1
const register: Register = { state: 'active', validUntil: '2029-02-19', willing: 'own', municipalityId: here, areas: [], weekdays: '' }
const day = { heldOn: '2027-01-20', startsAt: '13:30', endsAt: '16:30' } // a Wednesday
const has = (kind: Engagement['kind'], from: string | null = null, to: string | null = null, on = day.heldOn): Engagement => ({ kind, on, from, to })
const found = (more: Partial<Register>, engagements: Engagement[] = [], municipality = here) => conflictsOf({ ...register, ...more }, engagements, [day], municipality, today).map(({ kind, isHard }) => `${kind}${isHard ? '!' : ''}`)

test.each<[string, string[], string[]]>([
  ['nothing stands against it', found({}), []],
  ['no consent', found({ state: 'withdrawn' }), ['noConsent!']],
  ['only invited', found({ state: 'invited' }), ['noConsent!']],
  ['the entry ends before the day', found({ validUntil: '2027-01-19' }), ['expired!']],
  ['the entry ends on the day', found({ validUntil: '2027-01-20' }), []],
  ['the entry has run out', found({ validUntil: '2026-01-19' }), ['expired!']],
  ['another municipality', found({}, [], 2), ['outside!']],
  ['another one that was chosen', found({ willing: 'chosen', areas: [2] }, [], 2), []],
  ['teaches elsewhere in the same hours', found({}, [has('taken', '15:00', '17:00')]), ['taken!']],
  ['teaches elsewhere that morning', found({}, [has('taken', '09:30', '12:00')]), ['taken']],
  ['one ends when the other begins', found({}, [has('taken', '10:00', '13:30')]), ['taken']],
  ['was asked elsewhere', found({}, [has('asked', '13:30', '16:30')]), ['asked']],
  ['a class day they teach, whose hours nobody knows', found({}, [has('teaches')]), ['teaches!']],
  ['a class day they attend', found({}, [has('learns', '09:30', '16:30')]), ['learns!']],
  ['away', found({}, [has('away')]), ['away']],
  ['not one of their weekdays', found({ weekdays: '15' }), ['weekday']],
  ['one of their weekdays', found({ weekdays: '3' }), []],
  ['another day is no matter', found({}, [has('taken', '13:30', '16:30', '2027-01-21')]), []],
  ['what cannot be got over comes first', found({ weekdays: '1', state: 'withdrawn' }, [has('away')]), ['noConsent!', 'away', 'weekday']],
])('%s', (_, kinds, expected) => { expect(kinds).toEqual(expected) })

test('every conflict is said in both languages', () => {
  for (const kind of ['noConsent', 'expired', 'outside', 'weekday', 'taken', 'asked', 'teaches', 'learns', 'away'] as const) expect(keyOf(reasonOf({ kind, on: day.heldOn, isHard: true }))).toBe(`instructorRequests.conflicts.${kind}`)
})

const times = fc.tuple(fc.nat(22), fc.nat(22)).filter(([a, b]) => a !== b).map(([a, b]) => [Math.min(a, b), Math.max(a, b)].map((n) => `${String(n).padStart(2, '0')}:00`) as [string, string])
const engagements = fc.array(fc.record({ kind: fc.constantFrom('taken', 'asked', 'teaches', 'learns', 'away' as const), on: fc.constantFrom('2027-01-20', '2027-01-21'), hours: fc.option(times) })
  .map(({ kind, on, hours }): Engagement => ({ kind: kind as 'taken', on, from: hours?.[0] ?? null, to: hours?.[1] ?? null })), { maxLength: 8 })

test('nobody is ever in two places: whoever may be asked has nothing fixed in these hours', () => {
  fc.assert(fc.property(engagements, times, (has, [startsAt, endsAt]) => {
    const span = { heldOn: '2027-01-20', startsAt, endsAt }
    const free = whyNotAsk(conflictsOf(register, has, [span], here, today)) === null
    const meets = has.some((one) => ['taken', 'teaches', 'learns'].includes(one.kind) && one.on === span.heldOn && (one.from === null || (one.from < endsAt && startsAt < one.to!)))
    return free === !meets
  }))
})

test('a conflict more never makes somebody free, and each is said once', () => {
  fc.assert(fc.property(engagements, engagements, (some, more) => {
    const count = (of: Engagement[]) => conflictsOf(register, of, [day], here, today).length
    const all = conflictsOf(register, [...some, ...more], [day], here, today)
    return all.length >= count(some) && new Set(all.map(({ kind, on }) => `${kind} ${on}`)).size === all.length
  }))
})

onlyListedMoves('request', ['change', 'send', 'accept', 'decline', 'withdraw'] as const,
  { draft: ['change', 'send', 'withdraw'], sent: ['accept', 'decline', 'withdraw'], accepted: ['withdraw'], declined: [], withdrawn: [] } as const, (state, act) => whyNotMove(state as 'draft', act))

test('an answer is due before the first day and not yesterday, materials until the first day', () => {
  const problems = (answerBy: string, materialDueOn: string | null = null, days = [day]) => problemsOfRequest({ answerBy, materialDueOn, issuedOn: today }, days, today).map(({ field }) => field)
  expect([problems('2026-12-14'), problems('2026-11-29'), problems('2027-01-20'), problems('2026-12-14', '2027-01-21'), problems('2026-12-14', '2027-01-20'), problems('2026-12-14', null, [])])
    .toEqual([[], ['answerBy'], ['answerBy'], ['materialDueOn'], [], ['days']])
})

test('who declines says why; who accepts says what may be recorded', () => {
  const fields = (form: Parameters<typeof problemsOfAnswer>[0]) => problemsOfAnswer(form).map(({ field }) => field)
  expect([fields({ answer: 'decline' }), fields({ answer: 'decline', reason: '出張' }), fields({ answer: 'accept' }), fields({ answer: 'accept', jobTitle: '主任', photo: 'no', recording: 'yes' })]).toEqual([['reason'], [], ['jobTitle', 'photo', 'recording'], []])
})
