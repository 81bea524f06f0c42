import { expect, test } from 'vitest'
import { speaking, type TextKey } from '../../server/base/texts.ts'

const texts = {
  people: { ja: '{count}人が受講しています。', en: '{count} people are under way.' },
  bodies: { ja: '{sheets}区市町村・{people}人', en: '{sheets} municipalities, {people} people' },
  of: { ja: '{total}人のうち{done}人', en: '{done} of {total} people' },
  other: { ja: '{year}年度', en: 'Year {year} works' },
}
const en = (key: string, data: Record<string, string | number>) => speaking(texts, 'en')(key as TextKey, data)

test.each<[string, Record<string, string | number>, string]>([
  ['people', { count: 1 }, '1 person is under way.'], ['people', { count: '1' }, '1 person is under way.'],
  ['people', { count: 0 }, '0 people are under way.'], ['people', { count: 2 }, '2 people are under way.'], ['people', { count: 11 }, '11 people are under way.'],
  ['bodies', { sheets: 1, people: 3 }, '1 municipality, 3 people'], ['bodies', { sheets: 3, people: 1 }, '3 municipalities, 1 person'],
  ['of', { done: 1, total: 5 }, '1 of 5 people'], ['other', { year: 1 }, 'Year 1 works'],
])('in English one is said as one: %s of %o', (key, data, said) => {
  expect(en(key, data)).toBe(said)
})

test('Japanese knows no difference', () => {
  expect(speaking(texts, 'ja')('people' as TextKey, { count: 1 })).toBe('1人が受講しています。')
})
