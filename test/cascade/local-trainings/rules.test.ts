import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasCompleted, pastedLines, whyNotAdd, whyNotRemove } from '../../../server/cascade/local-rolls/rules.ts'
import { localMoves, problemsOfDay, problemsOfPlan, stageOf, whyNotCancel, whyNotMoveDay, whyNotRemoveDay, whyNotReport, whyNotReturn, type LocalState, type ToReport } from '../../../server/cascade/local-trainings/rules.ts'
import { reachOf } from '../../../server/cascade/ledger/rules.ts'
import { onlyListedMoves } from '../../support/moves.ts'
import { keyOf } from '../../support/reasons.ts'

test.each([
  ['planned', ['draft'], 'planned'], ['planned', ['declined', 'sent'], 'requested'], ['planned', ['sent', 'accepted'], 'accepted'], ['planned', ['withdrawn'], 'planned'],
  ['held', ['accepted'], 'held'], ['reported', [], 'reported'], ['canceled', ['withdrawn'], 'canceled'],
] as const)('%s with %j is %s', (state, requests, stage) => { expect(stageOf({ state, requests })).toBe(stage) })

onlyListedMoves('training', ['hold', 'report', 'cancel', 'return'] as const, { planned: ['hold', 'report', 'cancel'], held: ['hold', 'report'], reported: ['return'], canceled: [] } as const,
  (state: LocalState, act: 'hold' | 'report' | 'cancel' | 'return') => localMoves[state][act] === undefined ? { key: 'localTrainings.tookPlace' } : null)

test('what took place is not canceled', () => { expect((['planned', 'held', 'reported', 'canceled'] as const).map((state) => keyOf(whyNotCancel(state)))).toEqual([null, 'localTrainings.tookPlace', 'localTrainings.tookPlace', 'localTrainings.isCanceled']) })

const day = { heldOn: '2027-01-20', startsAt: '13:30', endsAt: '16:30', isAsked: false, marked: 0 }
test('a day somebody was asked for, or with a roll, stays as it is; the last one stays', () => {
  expect([whyNotMoveDay(day), whyNotMoveDay({ ...day, isAsked: true }), whyNotMoveDay({ ...day, marked: 1 }), whyNotRemoveDay(day, 1), whyNotRemoveDay(day, 2)].map(keyOf)).toEqual([null, 'localTrainings.dayIsAsked', 'localTrainings.dayIsMarked', 'localTrainings.lastDay', null])
})
test('a day ends after it begins and meets no other; no more days are needed than there are', () => {
  expect(problemsOfDay({ ...day, endsAt: '13:30' }, []).map(({ field }) => field)).toEqual(['endsAt'])
  expect([problemsOfDay(day, [{ ...day, startsAt: '16:30', endsAt: '18:00' }]), problemsOfDay(day, [{ ...day, startsAt: '16:00', endsAt: '18:00' }])].map((all) => all.length)).toEqual([0, 1])
  expect([problemsOfPlan({ daysNeeded: 2, days: 1 }).length, problemsOfPlan({ daysNeeded: null, days: 1 }).length]).toEqual([1, 0])
})

const over: ToReport = { state: 'held', lastOn: '2026-10-09', participants: 10, unmarked: 0, attended: 9 }
test.each<[string, Partial<ToReport>, boolean, string | null]>([
  ['held, and all marked', {}, true, null], ['before its last day', { lastOn: '2026-12-01' }, true, 'localTrainings.tooEarly'], ['somebody is not marked', { unmarked: 3 }, true, 'localTrainings.unmarked'],
  ['nobody came', { attended: 0 }, true, 'localTrainings.nobodyCame'], ['without people', { participants: 0, attended: 0 }, true, 'localTrainings.noParticipants'],
  ['not held, and nobody came', { state: 'planned', attended: 0, unmarked: 10 }, false, null], ['not held, though somebody came', {}, false, 'localTrainings.butAttended'],
  ['reported before', { state: 'reported' }, true, 'localTrainings.isReported'], ['canceled', { state: 'canceled' }, false, 'localTrainings.isCanceled'],
])('report: %s', (_, more, wasHeld, key) => { expect(keyOf(whyNotReport({ ...over, ...more }, wasHeld, '2026-11-30'))).toBe(key) })

test('a report is returned until it is taken in', () => {
  expect([whyNotReturn({ state: 'reported', receivedAt: null }), whyNotReturn({ state: 'reported', receivedAt: new Date(0) }), whyNotReturn({ state: 'held', receivedAt: null })].map(keyOf)).toEqual([null, 'localTrainings.isReceived', 'localTrainings.notReported'])
})

test('completed by as many days that count as are needed, all where nothing is said', () => {
  const [came, late, latest, missed] = [{ state: 'present', minutes: null }, { state: 'late', minutes: 10 }, { state: 'late', minutes: 11 }, { state: 'absent_notified', minutes: null }] as const
  const rule = { days: 2, daysNeeded: null, lateLimitMinutes: 10 }
  expect([hasCompleted([came, late], rule), hasCompleted([came, latest], rule), hasCompleted([came, null], rule), hasCompleted([came, missed], { ...rule, daysNeeded: 1 }), hasCompleted([missed, missed], { ...rule, daysNeeded: 1 }), hasCompleted([], { ...rule, days: 0 })])
    .toEqual([true, false, false, true, false, false])
})

test('who has a mark stays on the roll; a roll has an end', () => {
  expect([whyNotRemove({ marks: 0, state: 'planned' }), whyNotRemove({ marks: 1, state: 'held' }), whyNotRemove({ marks: 0, state: 'reported' }), whyNotAdd({ state: 'planned', participants: 299, more: 2 })].map(keyOf)).toEqual([null, 'localRolls.isMarked', 'localTrainings.isReported', 'localRolls.tooMany'])
})

test('a pasted list is read as it was copied: headings, blank lines and widths do not matter', () => {
  expect(pastedLines('氏名\tふりがな\t所属\n山田 花子\tやまだ はなこ\t中央包括\n\n 鈴木 一郎 \n佐藤 次郎，さとう じろう')).toEqual([
    { line: 2, name: '山田 花子', kana: 'やまだ はなこ', affiliation: '中央包括' }, { line: 4, name: '鈴木 一郎', kana: '', affiliation: '' }, { line: 5, name: '佐藤 次郎', kana: 'さとう じろう', affiliation: '' },
  ])
})

test('reach never counts a person twice, however often and by whomever they were trained', () => {
  const row = fc.record({ fiscalYear: fc.constantFrom(2024, 2025), instructorId: fc.nat(3), trainingId: fc.nat(5), personId: fc.nat(6) })
  fc.assert(fc.property(fc.array(row), fc.array(fc.nat(40)), (rows, again) => {
    const more = rows.length === 0 ? [] : again.map((n) => rows[n % rows.length]!)
    const [once, twice] = [reachOf(rows, 2025), reachOf([...rows, ...more], 2025)]
    return once === twice && once <= new Set(rows.map(({ personId }) => personId)).size
  }))
})
