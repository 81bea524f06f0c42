import { expect, test } from 'vitest'
import { speaking } from '../../../server/base/texts.ts'
import { factsInWords, nounInWords } from '../../../server/keeping/audit/facts.ts'
import { texts } from '../../../server/texts.ts'
import { sources } from '../../support/source.ts'

const [ja, en] = [speaking(texts, 'ja'), speaking(texts, 'en')]

test.each<[Record<string, unknown>, string[], string[]]>([
  [{ language: 'en' }, ['画面の言葉：英語'], ['language: English']],
  [{ from: 'running', to: 'judging' }, ['から：実施中', 'まで：修了判定中'], ['from: Running', 'to: Judging']],
  [{ kind: 'trainee', postId: 7 }, ['種類：受講者', '役割：7'], ['kind: Trainee', 'role: 7']],
  [{ decision: 'not_completed', isException: true }, ['判定：未修了', '例外として：はい'], ['decision: Not completed', 'as an exception: yes']],
  [{ of: 'call.published', count: 62 }, ['もと：募集を公表した', '数：62'], ['about: Published a call', 'count: 62']],
  [{ of: 'call:5' }, ['もと：募集 5'], ['about: Call 5']],
  [{ enrollments: [4, 5] }, ['受講：4、5'], ['enrollments: 4, 5']],
  [{ enrollments: [1, 2, 3, 4, 5, 6] }, ['受講：6件'], ['enrollments: 6 of them']],
  [{ changed: ['name', 'birth_date'] }, ['直したところ：2件'], ['changed: 2 of them']],
  [{ heldOn: '2026-11-26' }, ['研修日：令和8年11月26日（木）'], ['class day: Thu, 26 November 2026']],
  [{ rule: { lessons: 'all' }, unnamed_code: 'odd', reason: null }, [], []],
])('the facts %j are said in words', (detail, japanese, english) => {
  expect(factsInWords(ja, detail)).toEqual(japanese)
  expect(factsInWords(en, detail)).toEqual(english)
})

test('a subject is a noun, with its number where it has one', () => {
  expect(['training:7', 'page:/people/:id', 'account:unknown', 'demo:year', 'municipalities'].map((subject) => nounInWords(ja, subject)))
    .toEqual(['研修 7', '画面「人」', '利用者', '見本の年度', '区市町村'])
})

/** What stands between the brackets of every `log(` of the house. */
const logged = sources('server', '.ts').flatMap(({ file, text }) => [...text.matchAll(/(?<!console\.)\blog\(/g)].map(({ index }) => {
  let [end, depth] = [index + 4, 1]
  while (depth > 0) depth += { '(': 1, ')': -1 }[text[end++]!] ?? 0
  return { file, said: text.slice(index + 4, end - 1).replace(/`[^`]*`/g, '') }
}))
const hidden = new Set(['rule'])

test('every act and every fact that is written down has a word', () => {
  const acts = logged.flatMap(({ file, said }) => [...said.matchAll(/'([a-z_]+\.[a-zA-Z_]+)'/g)].map(([, act]) => ({ file, key: `audit.action.${act}` })))
  const facts = logged.flatMap(({ file, said }) => [...said.replace(/^[^{]*/, '').matchAll(/[{,]\s*(\w+)(?=\s*[:,}])/g)]
    .filter(({ 1: name }) => !hidden.has(name!)).map(([, name]) => ({ file, key: `audit.detail.${name}` })))
  expect(acts.length).toBeGreaterThan(80)
  expect([...acts, ...facts].filter(({ key }) => !Object.hasOwn(texts, key))).toEqual([])
})

test('every page whose visits are written down has a name', () => {
  const traced = sources('server', '.ts').flatMap(({ text }) => [...text.matchAll(/app\.get\('([^']+)',\s*\{\s*config: \{ access: '[\w.]+',[^}]*traced: true/g)].map(([, url]) => url!))
  expect(traced.length).toBeGreaterThan(20)
  expect(traced.filter((url) => nounInWords(en, `page:${url}`) === 'Page')).toEqual([])
})
