import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildTable, tableForms } from '../../../server/base/table-files.ts'
import { readTable } from '../../../server/base/sheets.ts'
import { adopt } from '../../../server/learning/question-files/incoming.ts'
import { samples } from '../../../server/learning/question-files/samples.ts'
import { readQuestions, tableLimits, tableOf, type Asker, type Reading } from '../../../server/learning/question-files/tables.ts'
import { texts } from '../../../server/texts.ts'
import { anyQuestion } from '../../support/questions.ts'

const askerOf = (language: 'ja' | 'en'): Asker => ({ language, say: (key, data = {}) => Object.entries(data).reduce((words, [name, value]) => words.replace(`{${name}}`, String(value)), texts[key][language] as string) })
const now = new Date('2026-07-01T10:00:00+09:00')
const reading = async (bytes: Uint8Array, name: string, language: 'ja' | 'en' = 'ja'): Promise<Reading> => {
  const table = await readTable(bytes, name, tableLimits)
  if ('refused' in table) throw new Error(table.refused.key)
  const read = readQuestions(table.table, language)
  if ('refused' in read) throw new Error(read.refused.key)
  return read
}

test.each(['ja', 'en'] as const)('whatever a bank holds goes out as a table (%s) and comes back the same, by Excel and by CSV', async (language) => {
  await fc.assert(fc.asyncProperty(fc.array(anyQuestion, { minLength: 1, maxLength: 4 }), fc.constantFrom('xlsx' as const, 'utf-8' as const), async (questions, as) => {
    const coded = questions.map((one, n) => ({ ...one, code: `Q00${n + 1}` }))
    const built = await buildTable(tableOf(askerOf(language), 'a', coded, 5), as, now)
    const { incoming, problems } = await reading(built.bytes, built.name, language)
    expect(problems).toEqual([])
    // A table has no names for choices: those of the bank are found again by their words.
    expect(incoming.map(({ code, made }, n) => ({ ...made, code, body: adopt(questions[n]!.body, made!.body) }))).toEqual(coded)
  }), { numRuns: 60 })
}, 60_000)

test('the sample reads without a mistake in every form it is taken in', async () => {
  for (const as of tableForms) {
    const built = await buildTable(tableOf(askerOf('ja'), 'a', samples, 10), as, now)
    const { incoming, problems, said } = await reading(built.bytes, built.name)
    expect([as, problems, said, incoming.map(({ kind }) => kind)]).toEqual([as, [], [], ['single', 'multiple', 'true_false', 'ordering', 'matching', 'short_answer', 'numeric', 'free_text']])
  }
})

test('a thousand questions go out in the letters of an older Excel and come back the same, quickly', async () => {
  const many = Array.from({ length: 1_000 }, (_, n) => ({ ...samples[n % samples.length]!, code: `Q${String(n + 1).padStart(4, '0')}`, stem: `第${n + 1}問　${samples[n % samples.length]!.stem}` }))
  const begun = performance.now()
  const built = await buildTable(tableOf(askerOf('ja'), 'a', many, 10), 'cp932', now)
  const { incoming, problems } = await reading(built.bytes, built.name)
  expect([problems, incoming.length, incoming.filter(({ refused }) => refused.length > 0)]).toEqual([[], 1_000, []])
  expect(incoming.map(({ code, made }) => [code, made!.stem, made!.body.kind])).toEqual(many.map(({ code, stem, body }) => [code, stem, body.kind]))
  expect(performance.now() - begun).toBeLessThan(10_000)
})

const csv = (...rows: string[]) => Buffer.from(['番号,種類,問題文,選択肢1,選択肢2,選択肢3,正解,相手1,相手2,許す差,単位,文字数の上限,順番をまぜる,配点,タグ', ...rows].join('\r\n'))
test.each<[string, string, string, string]>([
  ['a kind that is none', ',えらぶ,問,い,ろ,,1,,,,,,,,', 'B2', '種類が読み取れません'],
  ['no question', ',択一,,い,ろ,,1,,,,,,,,', 'C2', '問題文を書いてください'],
  ['one choice', ',択一,問,い,,,1,,,,,,,,', 'E2', '選択肢を2つ以上書いてください'],
  ['equal choices', ',択一,問,い,ろ,い,1,,,,,,,,', 'F2', '1番目と同じ内容です'],
  ['two right of a single choice', ',択一,問,い,ろ,,"1,2",,,,,,,,', 'G2', '番号を1つ'],
  ['a right choice that is blank', ',択一,問,い,ろ,,3,,,,,,,,', 'G2', '番号を1つ'],
  ['words for what is right', ',複数選択,問,い,ろ,,い,,,,,,,,', 'G2', '「、」で区切って'],
  ['neither true nor false', ',正誤,問,,,,たぶん,,,,,,,,', 'G2', '正しければ○'],
  ['a left without its match', ',組み合わせ,問,い,ろ,,,甲,,,,,,,', 'I2', '組み合わせる相手を書いてください'],
  ['no spelling', ',短答,問,,,,,,,,,,,,', 'G2', '書き方を1つ以上'],
  ['words for a number', ',数値,問,,,,たくさん,,,,,,,,', 'G2', '正解の数を'],
  ['a tolerance below nothing', ',数値,問,,,,1,,,-1,,,,,', 'J2', '0以上'],
  ['too many characters', ',記述,問,,,,,,,,,9999,,,', 'L2', '1から5000'],
  ['a doubtful yes', ',択一,問,い,ろ,,1,,,,,,たぶん,,', 'M2', '○か×で'],
  ['half a point', ',正誤,問,,,,○,,,,,,,0.5,', 'N2', '1から100の整数'],
  ['a number with blanks', 'a b,正誤,問,,,,○,,,,,,,,', 'A2', '空白なしで'],
])('%s is told at its cell', async (_, row, address, words) => {
  const { problems, incoming } = await reading(csv(row), 'a.csv')
  expect(problems.map((one) => [one.address, askerOf('ja').say(one.reason.key, one.reason.data)])).toEqual([[address, expect.stringContaining(words)]])
  expect(incoming[0]!.made).toBeNull()
})

test('cells are read as people write them: wide digits, circled numbers, a circle for yes', async () => {
  const { incoming, problems } = await reading(csv('Q9,ふくすう,,,,,,,,,,,,,', ',複数選択,問,い,ろ,は,①、３,,,,,,×,２,＃基本 制度', ',数値,何人か,,,,"１，２００",,,０．５,人,,,,', ',正しい　誤り,問,,,,○,,,,,,,,'), 'a.csv')
  expect(problems.map(({ address }) => address)).toEqual(['B2', 'B5'])
  expect(incoming[1]!.made).toMatchObject({ body: { right: ['a', 'c'], isShuffled: false }, points: 2, tags: ['基本', '制度'] })
  expect(incoming[2]!.made!.body).toEqual({ kind: 'numeric', right: 1200, tolerance: 0.5, unit: '人' })
})

test.each([
  ['い,ろ,は\r\n1,2,3', 'questionFiles.noHeader'],
  ['種類,問題文,選択肢1,選択肢2\r\n択一,問,い,ろ', 'questionFiles.noColumns'],
  ['種類,問題文,正解,正解\r\n正誤,問,○,○', 'questionFiles.twiceColumn'],
  ['種類,問題文,正解\r\n', 'questionFiles.noRows'],
])('a table that is none of questions is refused as a whole: %s', async (text, key) => {
  const table = await readTable(Buffer.from(text), 'a.csv', tableLimits)
  expect('table' in table && readQuestions(table.table, 'ja')).toMatchObject({ refused: { key } })
})
