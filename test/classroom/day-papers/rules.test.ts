import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planOf, type OnRoll } from '../../../server/classroom/day-papers/rules.ts'
import { exceptionsIn, inText, signs, typedStates } from '../../../server/classroom/day-papers/typing.ts'
import { needsMinutes } from '../../../server/classroom/attendance/rules.ts'

const read = (text: string) => exceptionsIn(text).exceptions.map(({ number, state, minutes }) => [number, state, minutes])
const problems = (text: string) => exceptionsIn(text).unread.map(({ reason }) => reason.key)

describe('exceptions are read as they are written', () => {
  test.each<[string, ReturnType<typeof read>]>([
    ['3 欠、7 遅14、12 早20', [[3, 'absent_unnotified', null], [7, 'late', 14], [12, 'left_early', 20]]],
    ['３　欠，７遅刻１４分', [[3, 'absent_unnotified', null], [7, 'late', 14]]],
    ['3欠席\n4 連\r\n5 切 30', [[3, 'absent_unnotified', null], [4, 'absent_notified', null], [5, 'disconnected', 30]]],
    ['3・4・5 欠', [[3, 'absent_unnotified', null], [4, 'absent_unnotified', null], [5, 'absent_unnotified', null]]],
    ['7 8 遅14', [[7, 'late', 14], [8, 'late', 14]]],
    ['3 欠 7 遅 14 12 早 20', [[3, 'absent_unnotified', null], [7, 'late', 14], [12, 'left_early', 20]]],
    ['003番 欠、9 出', [[3, 'absent_unnotified', null], [9, 'present', null]]],
    ['', []], [' 、\n、 ', []],
  ])('%j', (text, exceptions) => {
    expect([read(text), problems(text)]).toEqual([exceptions, []])
  })
})

describe('what cannot be read is said, and the rest is kept', () => {
  test.each([
    ['3、7 遅14', 'dayPapers.noState'], ['欠', 'dayPapers.noNumber'], ['7 遅', 'dayPapers.noMinutes'], ['7 遅0', 'dayPapers.noMinutes'], ['7 遅601', 'dayPapers.noMinutes'],
    ['7 遅14 欠', 'dayPapers.noNumber'], ['山田 欠', 'dayPapers.unreadable'], ['3 欠 5', 'dayPapers.noState'], ['3 -5 欠', 'dayPapers.unreadable'], ['3 補', 'dayPapers.unreadable'],
  ])('%j', (text, key) => {
    expect(problems(`${text}、99 欠`)).toEqual([key])
    expect(read(`${text}、99 欠`).at(-1)).toEqual([99, 'absent_unnotified', null])
  })
})

test('whatever is typed by its boxes is read as what was meant, in any order and beside each other', () => {
  const one = fc.record({ number: fc.integer({ min: 1, max: 999_999 }), state: fc.constantFrom(...typedStates), minutes: fc.integer({ min: 1, max: 600 }) })
    .map(({ minutes, ...rest }) => ({ ...rest, minutes: needsMinutes(rest.state) ? minutes : null }))
  fc.assert(fc.property(fc.array(one, { maxLength: 30 }), fc.constantFrom('、', '\n', ', ', ' ', '。'), (typed, between) => {
    expect(read(typed.map(inText).join(between))).toEqual(typed.map(({ number, state, minutes }) => [number, state, minutes]))
  }))
})
test('whatever is typed breaks nothing: each part is an exception or is said to be none', () => {
  const words = [...Object.values(signs).flat(), '3', '14', '、', '\n', ' ', '・', '分', '山', '-', '１２']
  fc.assert(fc.property(fc.array(fc.constantFrom(...words), { maxLength: 40 }), (parts) => {
    const text = parts.join('')
    const { exceptions, unread } = exceptionsIn(text)
    for (const { state, minutes } of exceptions) expect(minutes === null).toBe(!needsMinutes(state))
    if (/\d|山/.test(text.normalize('NFKC'))) expect(exceptions.length + unread.length).toBeGreaterThan(0)
  }))
})

describe('all present except', () => {
  const row = (number: number, more: Partial<OnRoll> = {}): OnRoll =>
    ({ id: 100 + number, number, name: `人${number}`, enrollment: 'enrolled', state: null, minutes: null, evidence: null, ...more })
  const roll = [row(1), row(2), row(3, { state: 'present', evidence: 'qr' }), row(4, { state: 'late', minutes: 5, evidence: 'staff' }), row(5, { enrollment: 'withdrawn' })]
  const numbers = (list: readonly { row: OnRoll }[]) => list.map(({ row: { number } }) => number)

  test('everybody without a mark was there, who is marked otherwise is asked about, who withdrew is left alone', () => {
    const plan = planOf(roll, '2 欠')
    expect([numbers(plan.present), numbers(plan.exceptions), numbers(plan.contrary), plan.same]).toEqual([[1], [2], [4], 1])
    expect(plan.contrary[0]).toMatchObject({ isTyped: false, mark: { state: 'present' } })
  })
  test('an exception that says what is marked already is nothing new; one that does not is a contradiction', () => {
    expect([planOf(roll, '4 遅5').same, planOf(roll, '4 遅5').contrary]).toEqual([2, []])
    expect(planOf(roll, '3 欠').contrary).toMatchObject([{ row: { number: 3 }, isTyped: true, mark: { state: 'absent_unnotified' } }, { row: { number: 4 } }])
  })
  test.each([['9 欠', 'dayPapers.nobodyOfNumber'], ['2 欠、2 遅3', 'dayPapers.twice'], ['5 欠', 'dayPapers.hasWithdrawn']])('%s is said', (text, key) => {
    expect(planOf(roll, text).unread.map(({ reason }) => reason.key)).toEqual([key])
  })
})
