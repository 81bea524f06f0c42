import fc from 'fast-check'
import { expect, test } from 'vitest'
import { askedOf, foldedWords, isAnswerTo, shareOf, typedNumber, type Answer, type QuestionBody } from '../../../server/learning/questions/rules.ts'

const choices = ['a', 'b', 'c', 'd'].map((id) => ({ id, text: `答え${id}` }))
const targets = ['x', 'y', 'z'].map((id) => ({ id, text: `相手${id}` }))
const single: QuestionBody = { kind: 'single', choices, right: 'b', isShuffled: true }
const multiple: QuestionBody = { kind: 'multiple', choices, right: ['a', 'c'], isShuffled: true, partial: true }
const trueFalse: QuestionBody = { kind: 'true_false', right: false }
const ordering: QuestionBody = { kind: 'ordering', choices, partial: true }
const matching: QuestionBody = { kind: 'matching', choices: choices.slice(0, 2), targets, right: { a: 'x', b: 'z' }, partial: true }
const short: QuestionBody = { kind: 'short_answer', right: ['ADL', '日常生活動作'], isCaseSensitive: false }
const numeric: QuestionBody = { kind: 'numeric', right: 1200, tolerance: 0.5, unit: '件' }
const free: QuestionBody = { kind: 'free_text', charactersMax: 10, guide: '望みに触れているか' }

test.each<[string, QuestionBody, Answer, number | null]>([
  ['nothing', single, null, 0],
  ['the right one', single, { choices: ['b'] }, 1],
  ['another', single, { choices: ['a'] }, 0],
  ['two where one is asked', single, { choices: ['a', 'b'] }, 0],
  ['both right ones', multiple, { choices: ['c', 'a'] }, 1],
  ['one of two', multiple, { choices: ['a'] }, 0.5],
  ['one right, one wrong', multiple, { choices: ['a', 'b'] }, 0],
  ['both right and one wrong', multiple, { choices: ['a', 'c', 'd'] }, 0.5],
  ['everything', multiple, { choices: ['a', 'b', 'c', 'd'] }, 0],
  ['one of two, all or nothing', { ...multiple, partial: false }, { choices: ['a'] }, 0],
  ['no', trueFalse, { isTrue: false }, 1],
  ['yes', trueFalse, { isTrue: true }, 0],
  ['the right order', ordering, { choices: ['a', 'b', 'c', 'd'] }, 1],
  ['the last one first', ordering, { choices: ['d', 'a', 'b', 'c'] }, 2 / 3],
  ['the other way around', ordering, { choices: ['d', 'c', 'b', 'a'] }, 0],
  ['the last one first, all or nothing', { ...ordering, partial: false }, { choices: ['d', 'a', 'b', 'c'] }, 0],
  ['both pairs', matching, { pairs: { a: 'x', b: 'z' } }, 1],
  ['one pair', matching, { pairs: { a: 'x', b: 'y' } }, 0.5],
  ['an inherited name', matching, { pairs: { toString: 'x' } }, 0],
  ['wide signs and small letters', short, { text: ' ａｄｌ　' }, 1],
  ['another spelling', short, { text: '日常生活動作' }, 1],
  ['a part of it', short, { text: '日常生活' }, 0],
  ['a wide number with its unit', numeric, { text: '１，２００件' }, 1],
  ['the edge of the tolerance', numeric, { text: '1200.5' }, 1],
  ['one beside a large number', { ...numeric, right: 1_000_000_000, tolerance: 0 }, { text: '1000000001' }, 0],
  ['a tenth at the edge', { ...numeric, right: 0.3, tolerance: 0.1 }, { text: '0.2' }, 1],
  ['beyond it', numeric, { text: '1200.6' }, 0],
  ['no number', numeric, { text: 'たくさん' }, 0],
  ['a text', free, { text: '望みを聞く' }, null],
  ['an empty text', free, { text: '　' }, 0],
  ['the answer to another question', single, { text: 'b' }, 0],
])('%s is worth its share', (_, body, answer, share) => {
  expect(shareOf(body, answer)).toBe(share)
})

test.each<[string, number | null]>([
  ['12', 12], ['１２．５', 12.5], ['1,200', 1200], ['1,20', null], ['-3', -3], ['－３', -3], ['−3', -3], ['3件', 3], ['.5', 0.5], ['', null], ['1e3', null], ['12 34', null], ['Infinity', null],
])('a number typed as %j is %s', (text, expected) => {
  expect(typedNumber(text, '件')).toBe(expected)
})

test('capitals are folded unless they matter, kana never is', () => {
  expect([foldedWords('ＱＯＬ  a'), foldedWords('QOL', true), foldedWords('かな') === foldedWords('カナ')]).toEqual(['qol a', 'QOL', false])
})

test.each<[string, QuestionBody, Answer, boolean]>([
  ['nothing', single, null, true], ['a choice', single, { choices: ['a'] }, true], ['two of one', single, { choices: ['a', 'b'] }, false],
  ['a choice that is not there', multiple, { choices: ['q'] }, false], ['one twice', multiple, { choices: ['a', 'a'] }, false],
  ['a part of an order', ordering, { choices: ['a', 'b'] }, false], ['a whole order', ordering, { choices: ['b', 'a', 'd', 'c'] }, true],
  ['a pair', matching, { pairs: { a: 'y' } }, true], ['a pair with nobody', matching, { pairs: { a: 'q' } }, false], ['a strange left', matching, { pairs: { q: 'x' } }, false],
  ['a text too long', free, { text: 'あ'.repeat(11) }, false], ['ten signs of two units each', free, { text: '𠮷'.repeat(10) }, true],
  ['a text where one chooses', single, { text: 'a' }, false], ['yes', trueFalse, { isTrue: true }, true],
])('as an answer, %s is taken or not', (_, body, answer, expected) => {
  expect(isAnswerTo(body, answer)).toBe(expected)
})

const anyBody = fc.constantFrom(single, multiple, trueFalse, ordering, matching, short, numeric, free, { ...multiple, partial: false }, { ...ordering, partial: false })
const anyAnswer: fc.Arbitrary<Answer> = fc.oneof(
  fc.constant(null), fc.record({ choices: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'q'), { maxLength: 6 }) }), fc.record({ isTrue: fc.boolean() }),
  fc.record({ pairs: fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), fc.constantFrom('x', 'y', 'z', 'q')) }), fc.record({ text: fc.string() }))

test('whatever is answered, a share lies between nothing and all', () => {
  fc.assert(fc.property(anyBody, anyAnswer, (body, answer) => {
    const share = shareOf(body, answer)
    if (share === null) expect(body.kind).toBe('free_text')
    else expect([share >= 0, share <= 1]).toEqual([true, true])
  }))
})

test('what is asked never tells what is right', () => {
  const reversed = <T>(list: readonly T[]) => list.toReversed()
  fc.assert(fc.property(anyBody, (body) => {
    const told = JSON.stringify(askedOf(body, reversed))
    expect(told).not.toMatch(/right|guide|partial|tolerance/)
    for (const secret of ['日常生活動作', '1200', '望みに触れているか']) expect(told).not.toContain(secret)
  }))
  expect(askedOf(ordering, reversed).choices.map(({ id }) => id)).toEqual(['d', 'c', 'b', 'a'])
})
