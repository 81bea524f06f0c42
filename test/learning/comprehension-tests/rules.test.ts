import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyTest, looks, testOf, type TestContent } from '../../../server/learning/comprehension-tests/content.ts'
import { chanceOf, drawPaper, lookOf, problemsOfTest, shuffled, type Drawable } from '../../../server/learning/comprehension-tests/rules.ts'

const question = (questionId: number, bankId = 1, tags: string[] = [], isActive = true): Drawable => ({ questionId, versionId: questionId + 1000, bankId, tags, points: 1, isActive })
const section = (more: Partial<TestContent['sections'][number]>) => ({ title: '', titleEn: '', draws: [], questionIds: [], ...more })
const draw = (count: number, tag = '', bankId = 1) => ({ bankId, tag, count })

const questions = fc.uniqueArray(fc.record({ id: fc.integer({ min: 1, max: 40 }), bank: fc.integer({ min: 1, max: 2 }), tags: fc.subarray(['a', 'b']), isActive: fc.boolean() }), { selector: ({ id }) => id, maxLength: 30 })
  .map((list) => list.map(({ id, bank, tags, isActive }) => question(id, bank, tags, isActive)))
const sections = fc.array(fc.record({
  title: fc.constant(''), titleEn: fc.constant(''), questionIds: fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 4 }),
  draws: fc.array(fc.record({ bankId: fc.integer({ min: 1, max: 2 }), tag: fc.constantFrom('', 'a', 'b'), count: fc.integer({ min: 1, max: 5 }) }), { maxLength: 3 }),
}), { maxLength: 4 })

test('a paper asks nothing twice, only what is in use, and as many as its draws ask for, less what is said to be missing', () => {
  fc.assert(fc.property(questions, sections, fc.boolean(), fc.string(), (all, sections, isShuffled, seed) => {
    const { lines, missing } = drawPaper({ sections, isShuffled }, all, seed)
    const ids = lines.map(({ questionId }) => questionId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.every((id) => all.some((one) => one.questionId === id && one.isActive))).toBe(true)
    const fixed = new Set(sections.flatMap(({ questionIds }) => questionIds).filter((id) => all.some((one) => one.questionId === id && one.isActive)))
    const wanted = sections.flatMap(({ draws }) => draws).reduce((sum, { count }) => sum + count, 0)
    expect(lines.length).toBe(fixed.size + wanted - missing.reduce((sum, one) => sum + one.missing, 0))
    expect(lines.map(({ section }) => section)).toEqual(lines.map(({ section }) => section).toSorted((a, b) => a - b))
  }))
})

test('the same seed gives the same paper, in whatever order the questions came', () => {
  fc.assert(fc.property(questions, sections, fc.boolean(), fc.string(), (all, sections, isShuffled, seed) => {
    expect(drawPaper({ sections, isShuffled }, all.toReversed(), seed)).toEqual(drawPaper({ sections, isShuffled }, all, seed))
  }))
})

test('a draw by tag gets only questions with it, of its own bank', () => {
  fc.assert(fc.property(questions, fc.string(), (all, seed) => {
    const { lines } = drawPaper({ sections: [section({ draws: [draw(5, 'a', 2)] })], isShuffled: true }, all, seed)
    for (const { questionId } of lines) expect(all.find((one) => one.questionId === questionId)).toMatchObject({ bankId: 2, tags: expect.arrayContaining(['a']) })
  }))
})

test('a draw leaves to another what only that one can use', () => {
  const all = [question(1, 1, ['a']), question(2), question(3, 1, ['a'])]
  for (let seed = 0; seed < 50; seed += 1) {
    expect(drawPaper({ sections: [section({ draws: [draw(1), draw(2, 'a')] })], isShuffled: false }, all, String(seed)).missing).toEqual([])
  }
})

test('every question comes up about as often as the others', () => {
  const all = Array.from({ length: 10 }, (_, n) => question(n + 1))
  const counts = new Map<number, number>()
  for (let seed = 0; seed < 2000; seed += 1) {
    for (const { questionId } of drawPaper({ sections: [section({ draws: [draw(3)] })], isShuffled: true }, all, `s${seed}`).lines) counts.set(questionId, (counts.get(questionId) ?? 0) + 1)
  }
  expect(Math.min(...counts.values())).toBeGreaterThan(500)
  expect(Math.max(...counts.values())).toBeLessThan(700)
})

test('an order is of the same things, and chance stays between 0 and 1', () => {
  fc.assert(fc.property(fc.array(fc.integer()), fc.string(), (list, seed) => {
    expect(shuffled(list, seed).toSorted()).toEqual(list.toSorted())
    const next = chanceOf(seed)
    for (let n = 0; n < 20; n += 1) { const one = next(); expect(one >= 0 && one < 1).toBe(true) }
  }))
})

test.each<[string, Partial<TestContent>, Drawable[], string[]]>([
  ['nothing is asked', {}, [], ['tests.noQuestions']],
  ['a bank has too few', { sections: [section({ draws: [draw(3)] })] }, [question(1), question(2)], ['tests.bankTooSmall']],
  ['a tag has too few', { sections: [section({ draws: [draw(1, 'x')] })] }, [question(1)], ['tests.tagTooSmall']],
  ['what is retired is not there', { sections: [section({ questionIds: [1] })] }, [question(1, 1, [], false)], ['tests.questionGone']],
  ['a question is named twice', { sections: [section({ questionIds: [1] }), section({ questionIds: [1] })] }, [question(1)], ['tests.askedTwice']],
  ['reading is asked for, and nothing is shown', { sections: [section({ questionIds: [1] })], retest: 'after_reading' }, [question(1)], ['tests.nothingToRead']],
  ['too many', { sections: [section({ draws: [draw(100), draw(100), draw(1)] })] }, Array.from({ length: 300 }, (_, n) => question(n + 1)), ['tests.tooManyQuestions']],
  ['all is well', { sections: [section({ draws: [draw(2)], questionIds: [1] })] }, [question(1), question(2), question(3)], []],
])('before publication: %s', (_, more, all, keys) => {
  expect(problemsOfTest({ ...emptyTest, ...more }, all, () => '基本').map(({ key }) => key)).toEqual(keys)
})

test('what may be seen is the most that any moment allows, and nothing before handing in', () => {
  fc.assert(fc.property(fc.record({ after: fc.constantFrom(...looks), passed: fc.constantFrom(...looks), due: fc.constantFrom(...looks) }), fc.boolean(), fc.boolean(), (review, passed, due) => {
    expect(lookOf(review, { handedIn: false, passed, due })).toBe('nothing')
    const allowed = [review.after, ...passed ? [review.passed] : [], ...due ? [review.due] : []].map((look) => looks.indexOf(look))
    expect(looks.indexOf(lookOf(review, { handedIn: true, passed, due }))).toBe(Math.max(...allowed))
  }))
})

test('a lesson without contents is an empty test, and something else is none', () => {
  expect(testOf({})).toEqual(emptyTest)
  expect(() => testOf({ passPercent: 200 })).toThrow('no test')
})
