import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answerOf, attemptsLeft, attemptStateOf, deadlineOf, isOver, percentOf, resultOf, secondsLeft, whatBecomes, whyNotBegin, type Attempt, type Wish } from '../../../server/learning/attempts/rules.ts'

const at = (time: string) => new Date(`2026-09-01T${time}+09:00`)
const attempt = (more: Partial<Attempt> = {}): Attempt => ({ handedInAt: at('10:00:00'), passed: false, reviewedAt: null, deadlineAt: null, ...more })
const wish = (more: Partial<Omit<Wish, 'test'>> & { test?: Partial<Wish['test']> } = {}): Wish =>
  ({ attempts: [], attemptsMore: 0, isDone: false, now: at('11:00:00'), ...more, test: { attemptsMax: null, retest: 'at_once', retestHours: 24, ...more.test } })

test.each<[string, Wish, string | null]>([
  ['the first time', wish(), null],
  ['again at once', wish({ attempts: [attempt()] }), null],
  ['passed', wish({ attempts: [attempt({ passed: true })] }), 'attempts.alreadyPassed'],
  ['done already', wish({ isDone: true }), 'attempts.alreadyPassed'],
  ['being marked', wish({ attempts: [attempt({ passed: null })] }), 'attempts.waitsForMarking'],
  ['all used', wish({ attempts: [attempt(), attempt()], test: { attemptsMax: 2 } }), 'attempts.noneLeft'],
  ['one more was given', wish({ attempts: [attempt(), attempt()], attemptsMore: 1, test: { attemptsMax: 2 } }), null],
  ['not read yet', wish({ attempts: [attempt()], test: { retest: 'after_reading' } }), 'attempts.readFirst'],
  ['read', wish({ attempts: [attempt({ reviewedAt: at('10:30:00') })], test: { retest: 'after_reading' } }), null],
  ['too early', wish({ attempts: [attempt()], test: { retest: 'after_hours', retestHours: 2 } }), 'attempts.waitHours'],
  ['late enough', wish({ attempts: [attempt()], test: { retest: 'after_hours', retestHours: 1 } }), null],
])('beginning: %s', (_, wish, key) => {
  expect(whyNotBegin(wish)?.key ?? null).toBe(key)
})

test('the moment of the deadline still counts, a millisecond later does not', () => {
  const deadline = deadlineOf(at('10:00:00'), 30, 10)!
  expect(deadline).toEqual(at('10:40:00'))
  expect([isOver(deadline, deadline), isOver(deadline, new Date(deadline.getTime() + 1)), isOver(null, deadline)]).toEqual([false, true, false])
  expect([secondsLeft(deadline, at('10:39:59')), secondsLeft(deadline, at('11:00:00')), secondsLeft(null, deadline), deadlineOf(at('10:00:00'), null, 10)]).toEqual([1, 0, null, null])
})

test('how many attempts are left', () => {
  expect([attemptsLeft(null, 3, 9), attemptsLeft(2, 0, 1), attemptsLeft(2, 1, 3), attemptsLeft(2, 0, 5)]).toEqual([null, 1, 0, 0])
})

test('where an attempt stands', () => {
  expect([attempt({ handedInAt: null }), attempt({ handedInAt: null, deadlineAt: at('10:59:00') }), attempt({ passed: null }), attempt({ passed: true }), attempt()]
    .map((one) => attemptStateOf(one, at('11:00:00')))).toEqual(['open', 'over', 'pending', 'passed', 'failed'])
})

describe('the result', () => {
  test('three thirds are a whole, and the line itself is a pass', () => {
    const third = { share: 1 / 3, pointsMax: 1 }
    expect(resultOf([third, third, third, { share: 0, pointsMax: 1 }], 25)).toEqual({ points: 1, pointsMax: 4, percent: 25, passed: true })
    expect(resultOf([{ share: 0.7, pointsMax: 100 }], 71).passed).toBe(false)
  })
  test('what waits for a person makes the whole wait', () => {
    expect(resultOf([{ share: 1, pointsMax: 5 }, { share: null, pointsMax: 5 }], 50)).toEqual({ points: 5, pointsMax: 10, percent: 50, passed: null })
  })
  test('percents are never rounded up over a line', () => {
    expect([percentOf(69.9, 100), percentOf(2, 3), percentOf(3, 3)]).toEqual([69, 66, 100])
    fc.assert(fc.property(fc.array(fc.record({ share: fc.constantFrom(0, 1 / 3, 0.5, 1), pointsMax: fc.integer({ min: 1, max: 10 }) }), { minLength: 1 }), fc.integer({ min: 1, max: 100 }), (answers, line) => {
      const { percent, passed } = resultOf(answers, line)
      expect(passed).toBe(percent >= line)
    }))
  })
})

test.each([
  ['the first', null, 0, 0, '10:00:00', 'saved'], ['the next of the same page', '09:59:00', 1, 1, '10:00:00', 'saved'],
  ['typed after another page saved', '09:59:00', 2, 1, '10:00:00', 'replaced'], ['typed before it, and sent later', '10:00:30', 2, 1, '10:00:00', 'older'],
])('an answer that arrives: %s', (_, savedAt, saves, seen, typedAt, became) => {
  expect(whatBecomes({ savedAt: savedAt === null ? null : at(savedAt), saves }, { seen, typedAt: at(typedAt) })).toBe(became)
})

test.each([
  ['single', { choices: ['a'] }, { choices: ['a'] }], ['single', {}, null], ['true_false', { isTrue: 'false' }, { isTrue: false }], ['true_false', {}, null],
  ['ordering', { choices: ['b', 'a'] }, null], ['ordering', { choices: ['b', 'a'], isOrdered: 'true' }, { choices: ['b', 'a'] }],
  ['ordering', { choices: ['b', 'a'], move: 'keep' }, { choices: ['b', 'a'] }], ['ordering', { choices: ['b', 'a'], move: 'up-1' }, { choices: ['a', 'b'] }],
  ['ordering', { choices: ['b', 'a'], move: 'down-1' }, { choices: ['b', 'a'] }],
  ['matching', { pairs: [{ of: 'a', to: 'x' }, { of: 'b' }] }, { pairs: { a: 'x' } }], ['matching', { pairs: [{ of: 'a' }] }, null],
  ['short_answer', { text: '共有' }, { text: '共有' }], ['free_text', { text: ' \n ' }, null], ['numeric', {}, null],
] as const)('what the boxes of a %s say: %j', (kind, boxes, answer) => {
  expect(answerOf({ kind }, boxes as never)).toEqual(answer)
})
