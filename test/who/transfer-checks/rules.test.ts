import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answers, dayTyped, fateOfPost, isLate, isSame, isUnconfirmed, lastDayFor, problemsOfLeave, readLine, whyNotAnswer, whyNotCorrect, whyNotDecide, whyNotRemind, type Correctable, type Typed } from '../../../server/who/transfer-checks/rules.ts'

const today = '2026-04-15'
const standing = { municipalityId: 1, fromOn: '2022-04-01', organization: '高齢福祉課', position: '主任', category: 'chair' as const }
const placeOf = (typed: string) => ({ 立川市: 1, 多摩市: 2 })[typed] ?? null

test.each<[string, string | null]>([
  ['4/1', '2026-04-01'], ['４／１', '2026-04-01'], ['3月31日', '2026-03-31'], ['4/15', '2026-04-15'], ['4/16', '2025-04-16'], ['R8.4.1', '2026-04-01'], ['令和8年4月1日', '2026-04-01'], ['2026-04-01', '2026-04-01'],
  ['13/1', null], ['2/30', null], ['いつか', null], ['', null],
])('a day typed as %s is %s', (text, day) => expect(dayTyped(text, today)).toBe(day))

test.each<[string, Typed, string | null]>([
  ['nothing chosen', {}, 'answer transferChecks.unanswered'],
  ['still here', { answer: 'here' }, null],
  ['still here, with boxes of an earlier answer', { answer: 'here', day: 'x', municipality: '?' }, null],
  ['within, a new place', { answer: 'within', day: '4/1', organization: '介護保険課' }, null],
  ['within, another role only', { answer: 'within', day: '4/1', category: 'adviser' }, null],
  ['within, nothing new', { answer: 'within', day: '4/1', organization: '高齢福祉課', position: '主任', category: 'chair' }, 'organization transferChecks.whereWithin'],
  ['within, on the day it began', { answer: 'within', day: '2022-04-01', organization: '別' }, 'day transferChecks.movedBefore'],
  ['within, without a day', { answer: 'within', organization: '別' }, 'day transferChecks.dayMissing'],
  ['away', { answer: 'away', day: '4/1', municipality: '多摩市' }, null],
  ['away, nowhere', { answer: 'away', day: '4/1' }, 'municipality transferChecks.whereTo'],
  ['away, outside', { answer: 'away', day: '4/1', municipality: '横浜市' }, 'municipality transferChecks.unknownMunicipality'],
  ['away, to oneself', { answer: 'away', day: '4/1', municipality: '立川市' }, 'municipality transferChecks.sameMunicipality'],
  ['left', { answer: 'left', day: '3/31' }, null],
  ['left on its first day', { answer: 'left', day: '2022-04-01' }, null],
  ['left before', { answer: 'left', day: '2022-03-31' }, 'day transferChecks.leftBefore'],
  ['left tomorrow', { answer: 'left', day: '2026-04-16' }, 'day transferChecks.dayAhead'],
  ['left, no day', { answer: 'left', day: 'さいきん' }, 'day transferChecks.noDay'],
])('%s', (_, typed, problem) => {
  const { move, problems } = readLine(typed, standing, placeOf, today)
  expect(problems.map(({ field, reason }) => `${field} ${reason.key}`)[0] ?? null).toBe(problem)
  expect(move === null).toBe(problem !== null)
})

test('a move within keeps what was not typed', () => {
  expect(readLine({ answer: 'within', day: '4/1', category: 'other' }, standing, placeOf, today).move).toMatchObject({ organization: '高齢福祉課', position: '主任', category: 'other', movedOn: '2026-04-01' })
})

test('a line that can be done never ends before it began, and never lies ahead', () => {
  const line = fc.record({ answer: fc.constantFrom(...answers), day: fc.date({ min: new Date('2015-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }).map((day) => day.toISOString().slice(0, 10)), organization: fc.string(), municipality: fc.constantFrom('多摩市', '立川市', 'x', '') })
  fc.assert(fc.property(line, (typed) => {
    const { move, problems } = readLine(typed, standing, placeOf, today)
    expect(move === null).toBe(problems.length > 0)
    if (move === null || move.answer === 'here') return
    expect(move.movedOn! <= today && move.movedOn! >= standing.fromOn).toBe(true)
    expect(move.toMunicipalityId === null).toBe(move.answer !== 'away')
  }))
})

test('two lines are the same however blank boxes were sent', () => {
  expect(isSame({ answer: 'here' }, { answer: 'here', day: '', note: ' ' })).toBe(true)
  expect(isSame({ answer: 'here' }, { answer: 'left' })).toBe(false)
})

const open = { state: 'open' as const, dueOn: '2026-04-30' }, closed = { state: 'closed' as const, dueOn: '2026-04-30' }
test('until when a municipality may answer', () => {
  expect(lastDayFor(open, '2026-05-20')).toBe('2026-05-20')
  expect(lastDayFor(open, '2026-04-20')).toBe('2026-04-30')
  expect(whyNotAnswer(open, { submittedOn: null }, null, '2026-06-01')).toBeNull()
  expect(whyNotAnswer(closed, { submittedOn: null }, null, '2026-04-20')?.key).toBe('transferChecks.isClosed')
  expect(whyNotAnswer(closed, { submittedOn: null }, '2026-05-20', '2026-05-20')).toBeNull()
  expect(whyNotAnswer(closed, { submittedOn: null }, '2026-05-20', '2026-05-21')?.key).toBe('transferChecks.isClosed')
  expect(whyNotAnswer(open, { submittedOn: '2026-04-10' }, null, today)?.key).toBe('transferChecks.submittedBefore')
  expect([isLate(open, null, '2026-04-30'), isLate(open, null, '2026-05-01'), isLate(open, '2026-05-20', '2026-05-20')]).toEqual([false, true, false])
})

test('who is reminded, and by when one may be given a later day', () => {
  expect(whyNotRemind(open, 3, null, today)).toBeNull()
  expect(whyNotRemind(open, 0, null, today)?.key).toBe('transferChecks.allFinished')
  expect(whyNotRemind(open, 3, today, today)?.key).toBe('transferChecks.remindedToday')
  expect(whyNotRemind(closed, 3, null, today)?.key).toBe('transferChecks.closedBefore')
  expect(problemsOfLeave(open, '2026-05-01', today)).toEqual([])
  expect(problemsOfLeave(open, '2026-04-30', today)[0]?.reason.key).toBe('transferChecks.leaveTooEarly')
  expect(problemsOfLeave(open, '2026-04-14', today)[0]?.reason.key).toBe('transferChecks.dueInThePast')
})

const done: Correctable = { appliedAt: new Date(), correctedBy: null, answer: 'away', affiliation: { toOn: '2026-03-31' }, made: { toOn: null }, movedOn: '2026-04-01', followed: false, arrival: 'waiting' }
test.each<[string, Partial<Correctable>, string | null]>([
  ['as it was left', {}, null], ['a draft', { appliedAt: null }, 'notSubmitted'], ['corrected before', { correctedBy: 5 }, 'correctedBefore'], ['confirmed there', { arrival: 'confirmed' }, 'arrivalConfirmed'],
  ['refused there', { arrival: 'refused', made: null }, null], ['ended there since', { made: { toOn: '2026-04-10' } }, 'changedSince'], ['something newer here', { followed: true }, 'changedSince'],
  ['gone altogether', { affiliation: null }, 'changedSince'], ['still here and ended since', { answer: 'here', made: null, arrival: null }, 'changedSince'],
])('a correction of a line %s', (_, more, key) => expect(whyNotCorrect({ ...done, ...more })?.key ?? null).toBe(key === null ? null : `transferChecks.${key}`))

test('an arrival is decided once', () => {
  expect(whyNotDecide({ state: 'waiting' })).toBeNull()
  for (const state of ['confirmed', 'refused', 'taken_back'] as const) expect(whyNotDecide({ state })?.key).toBe(`transferChecks.arrivals.${state}Before`)
})

test('an officer’s post ends, one’s own way in stays, what is one’s own follows', () => {
  expect([fateOfPost({ kind: 'municipality', personId: 3 }, 4), fateOfPost({ kind: 'municipality', personId: 3 }, 3), fateOfPost({ kind: 'trainee', personId: 3 }, 3)]).toEqual(['ends', 'stays', 'follows'])
})

test.each<[string | null, string, boolean]>([[null, '2022-04-01', true], ['2025-05-01', '2022-04-01', true], ['2026-04-10', '2022-04-01', false], [null, '2026-04-05', false]])('confirmed on %s, since %s: marked %s', (confirmedOn, fromOn, marked) => {
  expect(isUnconfirmed({ confirmedOn, fromOn }, { openedOn: '2026-04-01' })).toBe(marked)
  expect(isUnconfirmed({ confirmedOn, fromOn }, null)).toBe(false)
})
