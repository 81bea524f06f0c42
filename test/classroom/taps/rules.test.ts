import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { revisionOf } from '../../../server/classroom/attendance/rules.ts'
import {
  becomesMark, changedSince, heardAfter, isTaken, judge, momentOf, type Fate, type Heard, type Tap,
} from '../../../server/classroom/taps/rules.ts'
import { keyOf } from '../../support/reasons.ts'

const heldOn = '2026-09-17'
const at = (time: string) => new Date(`${heldOn}T${time}+09:00`)
const [me, colleague] = [1, 2]
const tap = (state: Tap['next']['state'], time: string, more: Partial<Tap> = {}): Tap =>
  ({ key: `${state}-${time}`, at: at(time), seen: undefined, next: { state, minutes: state === 'late' ? 14 : null, evidence: 'staff', reason: '' }, ...more })
const mark = (state: 'present' | 'absent_unnotified', time: string, by: number | null = colleague, evidence: 'staff' | 'qr' = 'staff'): Heard => (
  { enrollment: 'enrolled', saidAt: at(time), standing: { state, minutes: null, evidence, markedAt: at(time), by, byName: by === null ? null : '受付 二子' } })
const nothing: Heard = { enrollment: 'enrolled', standing: null, saidAt: null }
const takenAway: Heard = { ...nothing, saidAt: at('09:42:00') }

describe('a tap', () => {
  test.each<[string, Tap, Heard | undefined, string, Fate, string | null]>([
    ['upon nothing stands',                          tap('present', '09:40:00'),           nothing,                            '09:40:01', 'stands',  null],
    ['that says what stands changes nothing',        tap('present', '09:41:00'),           mark('present', '09:40:00'),        '09:41:01', 'same',    null],
    ['that comes after a later one is only kept',    tap('absent_unnotified', '09:39:00'), mark('present', '09:40:00'),        '09:45:00', 'older',   null],
    ['before a mark was taken away is only kept',    tap('present', '09:41:00'),           takenAway,                          '09:45:00', 'older',   null],
    ['older, and of the same mind, is no conflict',  tap('present', '09:39:00'),           mark('present', '09:40:00'),        '09:45:00', 'same',    null],
    ['upon what the row showed stands',              tap('absent_unnotified', '09:41:00', { seen: revisionOf(mark('present', '09:40:00').standing) }), mark('present', '09:40:00'), '09:41:01', 'stands', null],
    ['upon an outdated row is asked about',          tap('absent_unnotified', '09:41:00', { seen: 'unset' }), mark('present', '09:40:58'), '09:41:01', 'asked', 'attendance.markedMeanwhileBy'],
    ['upon one’s own mark is not',                   tap('absent_unnotified', '09:41:00', { seen: 'unset' }), mark('present', '09:40:00', me), '09:41:01', 'stands', null],
    ['that waited for the line stands, and is told', tap('absent_unnotified', '09:41:00', { seen: 'unset' }), mark('present', '09:40:00'), '09:46:00', 'over', null],
    ['against a QR code needs a reason',             tap('absent_unnotified', '09:41:00'), mark('present', '09:40:00', null, 'qr'), '09:41:01', 'refused', 'attendance.overrideNeedsReason'],
    ['of twelve hours ago is refused',               tap('present', '09:40:00'),           nothing,                            '21:40:01', 'refused', 'taps.tooOld'],
    ['just within them is not',                      tap('present', '09:40:00'),           nothing,                            '21:40:00', 'stands',  null],
    ['for nobody on the roll is refused',            tap('present', '09:40:00'),           undefined,                          '09:40:01', 'refused', 'taps.notOnRoll'],
    ['for who withdrew is refused',                  tap('present', '09:40:00'),           { ...nothing, enrollment: 'withdrawn' }, '09:40:01', 'refused', 'attendance.hasWithdrawn'],
  ])('%s', (_, given, heard, now, fate, why) => {
    const judged = judge(given, heard, { me, heldOn, now: at(now) })
    expect([judged.fate, keyOf(judged.why)]).toEqual([fate, why])
  })
  test('never counts for a moment that is still to come', () => {
    expect(momentOf(at('10:00:00').getTime(), at('09:40:00'))).toEqual(at('09:40:00'))
    expect(momentOf(at('09:00:00').getTime(), at('09:40:00'))).toEqual(at('09:00:00'))
  })
})

/** What two doors tap: each tap at a moment of its own, on one of three people. */
const states = ['present', 'late', 'absent_notified', 'absent_unnotified', null] as const
const taps = fc.uniqueArray(fc.record({ second: fc.integer({ min: 0, max: 3_000 }), person: fc.integer({ min: 1, max: 3 }), door: fc.constantFrom(me, colleague), state: fc.constantFrom(...states) }),
  { selector: ({ second }) => second, minLength: 1, maxLength: 14 })
/** In what order they come, some of them again and again. */
const arrivals = taps.chain((all) => fc.tuple(fc.constant(all), fc.array(fc.nat({ max: all.length - 1 }), { maxLength: 10 }), fc.array(fc.integer(), { minLength: all.length + 10, maxLength: all.length + 10 })))

test('in whatever order the taps of two doors come, and however often, the latest of each person stands and each is kept once', () => {
  const start = at('09:30:00').getTime()
  fc.assert(fc.property(arrivals, ([made, resent, order]) => {
    const sent = [...made, ...resent.map((n) => made[n]!)].map((one, n) => ({ one, by: order[n]! })).toSorted((a, b) => a.by - b.by).map(({ one }) => one)
    const heard = new Map([1, 2, 3].map((person) => [person, nothing]))
    const kept: string[] = []
    for (const { second, person, door, state } of sent) {
      const given = tap(state, '09:30:00', { key: String(second), at: new Date(start + second * 1_000), seen: 'unset' })
      if (kept.includes(given.key)) continue
      const { fate } = judge(given, heard.get(person), { me: door, heldOn, now: at('11:00:00') })
      // Taking away what is not there is no mark: it changes nothing, and is kept like all that changes nothing.
      expect(isTaken(fate)).toBe(true)
      kept.push(given.key)
      heard.set(person, heardAfter(heard.get(person)!, given, fate, door))
    }
    for (const person of [1, 2, 3]) {
      const last = made.filter((one) => one.person === person).toSorted((a, b) => a.second - b.second).at(-1)
      expect(heard.get(person)!.standing?.state ?? null).toBe(last?.state ?? null)
    }
    expect(kept.toSorted()).toEqual(made.map(({ second }) => String(second)).toSorted())
  }), { numRuns: 200 })
})

test('a tap that changes nothing is still the last word, and only one that stands becomes the mark', () => {
  const heard = heardAfter(mark('present', '09:40:00'), tap('present', '09:50:00'), 'same', me)
  expect([heard.saidAt, heard.standing?.markedAt]).toEqual([at('09:50:00'), at('09:40:00')])
  expect(judge(tap('absent_unnotified', '09:45:00'), heard, { me, heldOn, now: at('10:00:00') }).fate).toBe('older')
  expect((['stands', 'over', 'same', 'older', 'asked', 'refused'] as const).filter(becomesMark)).toEqual(['stands', 'over'])
})

test('a page is told what changed, and what was taken away', () => {
  expect(changedSince({ 1: 'a', 2: 'b', 3: 'c' }, { 1: 'a', 2: 'x', 4: 'n' })).toEqual({ 2: 'x', 3: 'unset', 4: 'n' })
  expect(changedSince({ 1: 'a' }, { 1: 'a' })).toEqual({})
})
