import fc from 'fast-check'
import { expect, test } from 'vitest'
import { correlation, itemsOf, remarkBy, type Given } from '../../../server/learning/test-marking/rules.ts'
import { bodies } from '../../support/test-lessons.ts'

const given = (attemptId: number, questionId: number, share: number, choice = 'a'): Given => ({ attemptId, questionId, share, pointsMax: 1, answer: { choices: [choice] } })
const asked = [1, 2, 3].map((questionId) => ({ questionId, stem: `問${questionId}`, body: bodies.single }))

test('who knows the rest knows this one: difficulty, discrimination and who chose what', () => {
  // Ten people; the first five know everything, the others only the first question.
  const all = Array.from({ length: 10 }, (_, n) => [given(n, 1, 1), given(n, 2, n < 5 ? 1 : 0, n < 5 ? 'a' : 'b'), given(n, 3, n < 5 ? 1 : 0, n < 5 ? 'a' : 'b')]).flat()
  const [easy, good] = itemsOf(asked, all)
  expect(easy).toMatchObject({ n: 10, difficulty: 1, discrimination: null, upperLower: 0, warnings: ['few', 'easy'] })
  expect(good).toMatchObject({ n: 10, difficulty: 0.5, upperLower: 1, warnings: ['few'] })
  expect(good!.discrimination).toBeCloseTo(1)
  expect(good!.choices.map(({ count, isRight }) => [count, isRight])).toEqual([[5, true], [5, false], [0, false]])
})

test('a question that the good ones miss is said to be the wrong way round, and a wrong choice that more people like is named', () => {
  const all = Array.from({ length: 40 }, (_, n) => [given(n, 1, n < 20 ? 1 : 0), given(n, 2, n < 20 ? 1 : 0), given(n, 3, n < 20 ? 0 : n < 30 ? 1 : 0, n < 20 || n >= 30 ? 'b' : 'a')]).flat()
  expect(itemsOf(asked, all)[2]!.warnings).toEqual(['hard', 'reversed', 'wrongLiked', 'neverChosen'])
  expect(itemsOf(asked, []).map(({ n, warnings }) => [n, warnings])).toEqual([[0, ['few']], [0, ['few']], [0, ['few']]])
})

test('a correlation lies between -1 and 1, turns with its column, and is none where nothing differs', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.float({ min: 0, max: 1, noNaN: true }), fc.float({ min: 0, max: 1, noNaN: true })), { minLength: 3 }), (pairs) => {
    const r = correlation(pairs)
    if (r === null) return
    expect(Math.abs(r)).toBeLessThanOrEqual(1)
    expect(correlation(pairs.map(([one, other]) => [one, -other]))).toBeCloseTo(-r)
  }))
  expect([correlation([[1, 0], [1, 1], [1, 0.5]]), correlation([[1, 1]])]).toEqual([null, null])
  expect(correlation([[0, 1], [1, 3], [2, 5]])).toBeCloseTo(1)
})

test('another key changes only what is handed in and worth something else', () => {
  const body = { ...bodies.short_answer, right: ['共有', '共同'] }
  const answer = (attemptId: number, text: string, share: number | null, isHandedIn = true) => ({ attemptId, place: 1, answer: { text }, share, isHandedIn })
  expect(remarkBy(body, [answer(1, '共有', 1), answer(2, '共同', 0), answer(3, 'ZZKYOUYUU', 1), answer(4, '共同', null, false)]))
    .toEqual([{ attemptId: 2, place: 1, before: 0, after: 1 }, { attemptId: 3, place: 1, before: 1, after: 0 }])
  expect(remarkBy(bodies.free_text, [answer(1, '書いた', 0.5)])).toEqual([])
})
