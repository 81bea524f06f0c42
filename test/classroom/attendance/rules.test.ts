import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  attendanceStates, countRoll, countsAsAttended, minutesByClock, needsMinutes, whyNotCounted, whyNotMark, whyNotOnRoll,
  type AttendanceState, type Mark, type Marking,
} from '../../../server/classroom/attendance/rules.ts'
import { inJapanese, keyOf } from '../../support/reasons.ts'

const settings = { lateLimitMinutes: 10, madeUpCounts: true }
const mark = (state: AttendanceState, minutes: number | null = null): Mark => ({ state, minutes })

test.each<[string, Mark | null, string | null]>([
  ['present counts',                          mark('present'),           null],
  ['late within the limit counts',            mark('late', 10),          null],
  ['late beyond it does not',                 mark('late', 11),          'attendance.missedTooMuch'],
  ['leaving early is measured alike',         mark('left_early', 11),    'attendance.missedTooMuch'],
  ['18 minutes off the line do not count',    mark('disconnected', 18),  'attendance.missedTooMuch'],
  ['minutes nobody wrote down do not count',  mark('late'),              'attendance.missedTooMuch'],
  ['a notified absence is an absence',        mark('absent_notified'),   'attendance.wasAbsent'],
  ['so is one without notice',                mark('absent_unnotified'), 'attendance.wasAbsent'],
  ['a make-up counts where it may',           mark('made_up'),           null],
  ['who is exempt has attended',              mark('exempt'),            null],
  ['not marked yet is not attended',          null,                      'attendance.notMarked'],
])('%s', (_, given, expected) => {
  expect(keyOf(whyNotCounted(given, settings))).toBe(expected)
})

test('strict trainings take no lateness and no make-up', () => {
  const strict = { lateLimitMinutes: 0, madeUpCounts: false }
  expect(countsAsAttended(mark('late', 1), strict)).toBe(false)
  expect(keyOf(whyNotCounted(mark('made_up'), strict))).toBe('attendance.makeUpDoesNotCount')
})

test('a late trainee reads how much and what next', () => {
  expect(inJapanese(whyNotCounted(mark('late', 14), settings)!))
    .toBe('14分の不参加があり、出席になりません（10分まで）。補講について事務局へご相談ください。')
})

const heldOn = '2026-09-18'
const next = (state: AttendanceState | null, minutes: number | null = null, reason = ''): Marking['next'] =>
  ({ state, minutes, evidence: 'staff', reason })
const byQr = { state: 'present', minutes: null, evidence: 'qr' } as const
const byStaff = { ...byQr, evidence: 'staff' } as const

describe('marking the roll', () => {
  test.each<[string, Marking['current'], Marking['next'], string, string | null]>([
    ['takes a first mark',                       null,    next('present'),            heldOn,       null],
    ['takes minutes with lateness',              null,    next('late', 14),           heldOn,       null],
    ['asks for minutes of lateness',             null,    next('late'),               heldOn,       'attendance.minutesMissing'],
    ['takes no lateness of no minutes',          null,    next('late', 0),            heldOn,       'attendance.minutesOutOfRange'],
    ['takes no lateness of more than ten hours', null,    next('disconnected', 601),  heldOn,       'attendance.minutesOutOfRange'],
    ['takes whole minutes',                      null,    next('left_early', 1.5),    heldOn,       'attendance.minutesOutOfRange'],
    ['takes no minutes of presence',             null,    next('present', 5),         heldOn,       'attendance.minutesNotAsked'],
    ['does not take presence before the day',    null,    next('present'),            '2026-09-17', 'attendance.beforeTheDay'],
    ['takes a call that somebody will be absent', null,   next('absent_notified'),    '2026-09-16', null],
    ['lets staff mend their own mark',           byStaff, next('absent_unnotified'),  heldOn,       null],
    ['asks why a QR mark is overridden',         byQr,    next('absent_unnotified'),  heldOn,       'attendance.overrideNeedsReason'],
    ['overrides with a reason',                  byQr,    next('left_early', 60, '退室を確認'), heldOn, null],
    ['needs no reason to agree',                 byQr,    next('present'),            heldOn,       null],
    ['asks why a QR mark is taken away',         byQr,    next(null),                 heldOn,       'attendance.overrideNeedsReason'],
    ['undoes its own mark',                      byStaff, next(null),                 heldOn,       null],
    ['has nothing to undo where nothing is',     null,    next(null),                 heldOn,       'attendance.nothingToUndo'],
    ['asks what makes up for it',                null,    next('made_up'),            heldOn,       'attendance.sayWhatReplaces'],
    ['takes a make-up with what it was',         null,    next('made_up', null, '第2コースで受講'), '2026-10-20', null],
    ['asks why somebody is exempt',              null,    next('exempt'),             heldOn,       'attendance.sayWhatReplaces'],
  ])('%s', (_, current, given, today, expected) => {
    expect(keyOf(whyNotMark({ current, next: given }, heldOn, today))).toBe(expected)
  })

  const states = fc.constantFrom(...attendanceStates)
  const evidences = fc.constantFrom('sign_in', 'qr', 'staff', 'zoom_log_import', 'self_declared')
  const marks = fc.record({ state: states, minutes: fc.option(fc.integer({ min: -5, max: 700 })), evidence: evidences })
  test('lets minutes stand exactly where they are meant, from 1 to 600', () => {
    fc.assert(fc.property(fc.option(marks), marks, (current, given) => {
      if (whyNotMark({ current, next: { ...given, reason: '確かめた' } }, heldOn, heldOn) !== null) return
      expect(given.minutes !== null).toBe(needsMinutes(given.state))
      if (given.minutes !== null) expect(given.minutes >= 1 && given.minutes <= 600).toBe(true)
    }))
  })
  test('never lets another evidence be contradicted silently', () => {
    fc.assert(fc.property(marks, marks, (current, given) => {
      const silent = whyNotMark({ current, next: { ...given, reason: ' ' } }, heldOn, heldOn) === null
      if (silent && current.evidence !== given.evidence) expect([given.state, given.minutes]).toEqual([current.state, current.minutes])
    }))
  })
})

test('the figures over a roll add up, and the unmarked are not the absent', () => {
  expect(countRoll([mark('present'), mark('present'), mark('late', 5), null])).toMatchObject(
    { planned: 4, present: 2, late: 1, unmarked: 1, absent_unnotified: 0, absent_notified: 0 })
  const some = fc.array(fc.option(fc.constantFrom(...attendanceStates)))
  fc.assert(fc.property(some, (states) => {
    const { planned, ...counts } = countRoll(states.map((state) => state === null ? null : mark(state)))
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(planned)
    expect(planned).toBe(states.length)
  }))
})

describe('the clock of a slot', () => {
  const slot = { heldOn, startsAt: '09:30', endsAt: '12:00' }
  test.each<[string, AttendanceState, string, string, number | null]>([
    ['counts from the start for who comes late',       'late',         heldOn,       '09:44', 14],
    ['counts to the end for who leaves',               'left_early',   heldOn,       '11:00', 60],
    ['knows nothing before the slot',                  'late',         heldOn,       '09:30', null],
    ['knows nothing after it',                         'left_early',   heldOn,       '12:00', null],
    ['knows nothing on another day',                   'late',         '2026-09-19', '09:44', null],
    ['does not know how long a line was broken',       'disconnected', heldOn,       '10:00', null],
    ['has nothing to count for who is there',          'present',      heldOn,       '10:00', null],
  ])('%s', (_, state, day, time, expected) => {
    expect(minutesByClock(state, slot, { day, time })).toBe(expected)
  })
})

test('only who withdrew is left as marked', () => {
  expect(keyOf(whyNotOnRoll('withdrawn'))).toBe('attendance.hasWithdrawn')
  for (const state of ['enrolled', 'in_progress', 'pending_judgment', 'completed']) expect(whyNotOnRoll(state)).toBeNull()
})
