import fc from 'fast-check'
import { expect, test } from 'vitest'
import { frequencyOf, resultOf, totalOf } from '../../../server/practice/survey-results/rules.ts'
import { freshQuestion } from '../../../server/practice/survey-definitions/rules.ts'
import type { Value } from '../../../server/practice/survey-answers/rules.ts'

const [none, inseparable] = [{ missing: 'none' }, { missing: 'inseparable' }] as const
const value = fc.oneof(fc.nat(1_000), fc.constant(none), fc.constant(inseparable), fc.constant(undefined)) as fc.Arbitrary<Value | undefined>

test.each<[string, (Value | undefined)[], unknown]>([
  ['nobody', [], { sum: null, numbers: 0, none: 0, inseparable: 0, unanswered: 0, answers: 0 }],
  ['nought is a figure', [0], { sum: 0, numbers: 1, none: 0, inseparable: 0, unanswered: 0, answers: 1 }],
  ['unanswered is none', [undefined], { sum: null, numbers: 0, none: 0, inseparable: 0, unanswered: 1, answers: 1 }],
  ['each apart', [3, none, inseparable, undefined, 4], { sum: 7, numbers: 2, none: 1, inseparable: 1, unanswered: 1, answers: 5 }],
  ['tenths add up', [0.1, 0.2], { sum: 0.3, numbers: 2, none: 0, inseparable: 0, unanswered: 0, answers: 2 }],
])('a total of %s', (_, values, total) => { expect(totalOf(values)).toEqual(total) })

test('every answer is in exactly one count, and missing ones change no sum', () => {
  fc.assert(fc.property(fc.array(value), (values) => {
    const total = totalOf(values)
    expect(total.numbers + total.none + total.inseparable + total.unanswered).toBe(values.length)
    expect(total.sum).toBe(totalOf(values.filter((one) => typeof one === 'number')).sum)
  }))
})

const choice = { kind: 'multiple' as const, entries: [1, 2].map((key) => ({ key, ja: String(key), en: String(key) })) }
test('several answers may add up to more than there are; 無回答 is counted apart', () => {
  expect(frequencyOf(choice, [[1, 2], [1], none, undefined, inseparable])).toEqual({ counts: { 1: 2, 2: 1 }, answered: 2, none: 1, inseparable: 1, unanswered: 1, answers: 5 })
  expect(frequencyOf({ kind: 'scale', entries: [] }, [1, 5, undefined])).toMatchObject({ counts: { 1: 1, 5: 1 }, answered: 2, unanswered: 1 })
  expect(frequencyOf({ kind: 'yesno', entries: [] }, [true, false, true])).toMatchObject({ counts: { yes: 2, no: 1 } })
})

test('an answer for three municipalities counts once, and is not divided', () => {
  const question = { ...freshQuestion(7), withPlan: true }
  const union = { municipalityId: 1, cells: { q7: 9, q7p: 10 } }
  expect(resultOf(question, [union, { municipalityId: 4, cells: { q7: 1 } }]).totals).toEqual({ q7: expect.objectContaining({ sum: 10, numbers: 2 }), q7p: expect.objectContaining({ sum: 10, numbers: 1, unanswered: 1 }) })
})
