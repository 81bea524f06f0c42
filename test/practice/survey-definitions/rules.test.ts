import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  differencesOf, empty, entriesAsTyped, entriesTyped, freshQuestion, problemsOfDefinition, questionAt, questionsOf, rearranged, sectionOf, whyNotDefine, whyNotPublish, withQuestion, withSection, type Definition,
} from '../../../server/practice/survey-definitions/rules.ts'
import { standardDefinition, standardIndicators } from '../../../server/practice/survey-definitions/standard.ts'

const words = (ja: string) => ({ ja, en: ja })
const titled = (ja: string) => ({ title: words(ja), lead: words('') })
const two = (): Definition => {
  let made = withSection(withSection(empty, null, titled('一')), null, titled('二'))
  made = withQuestion(made, 1, { ...freshQuestion(made.next), label: words('甲') })
  return withQuestion(made, 1, { ...freshQuestion(made.next), label: words('乙') })
}
const numbers = (definition: Definition) => definition.sections.map(({ number, questions }) => [number, ...questions.map((one) => one.number)])

test('sections and questions have numbers that are never given twice', () => {
  expect(numbers(two())).toEqual([[1, 3, 4], [2]])
  const without = rearranged(two(), 'question', 4, 'remove')
  const again = withQuestion(without, 1, { ...freshQuestion(without.next), label: words('丙') })
  expect(numbers(again)).toEqual([[1, 3, 5], [2]])
})

test.each<['section' | 'question', number, 'up' | 'down' | 'remove', unknown]>([
  ['question', 4, 'up', [[1, 4, 3], [2]]], ['question', 3, 'up', [[1, 3, 4], [2]]], ['question', 4, 'down', [[1, 3, 4], [2]]], ['question', 3, 'remove', [[1, 4], [2]]],
  ['section', 2, 'up', [[2], [1, 3, 4]]], ['section', 1, 'remove', [[2]]], ['section', 9, 'up', [[1, 3, 4], [2]]],
])('the %s %i %s', (what, number, move, expected) => { expect(numbers(rearranged(two(), what, number, move))).toEqual(expected) })

test('a question that is worded anew stays where it is, and goes to the end of another section', () => {
  const question = questionAt(two(), 3)!
  expect(numbers(withQuestion(two(), 1, { ...question, label: words('甲の二') }))).toEqual([[1, 3, 4], [2]])
  expect(numbers(withQuestion(two(), 2, question))).toEqual([[1, 4], [2, 3]])
})

describe('options and rows', () => {
  test('are typed one a line, and keep their number while their words stand', () => {
    const known = entriesTyped('医師｜Physicians\n薬剤師', [])
    expect(known).toEqual([{ key: 1, ja: '医師', en: 'Physicians' }, { key: 2, ja: '薬剤師', en: '薬剤師' }])
    expect(entriesTyped('薬剤師|Pharmacists\n\n歯科医師\n医師', known).map(({ key, ja }) => `${key}${ja}`)).toEqual(['2薬剤師', '3歯科医師', '1医師'])
    expect(entriesAsTyped(known)).toBe('医師｜Physicians\n薬剤師')
  })
  test('no two ever have the same number', () => {
    const line = fc.constantFrom('あ', 'い', 'う', 'え', 'あ｜a', '')
    fc.assert(fc.property(fc.array(line, { maxLength: 8 }), fc.array(line, { maxLength: 8 }), (first, then) => {
      const keys = entriesTyped(then.join('\n'), entriesTyped(first.join('\n'), [])).map(({ key }) => key)
      expect(new Set(keys).size).toBe(keys.length)
    }))
  })
})

test.each<[string, Definition, string[]]>([
  ['nothing', empty, ['surveyDefinitions.noSections']],
  ['a section without questions', two(), ['surveyDefinitions.emptySection']],
  ['a choice of one', withQuestion(rearranged(two(), 'section', 2, 'remove'), 1, { ...freshQuestion(5, 'single'), label: words('選ぶ'), entries: entriesTyped('一つ', []) }), ['surveyDefinitions.fewOptions']],
  ['the same option twice', withQuestion(rearranged(two(), 'section', 2, 'remove'), 1, { ...freshQuestion(5, 'single'), label: words('選ぶ'), entries: [{ key: 1, ...words('同') }, { key: 2, ...words('同') }] }), ['surveyDefinitions.sameEntries']],
])('%s cannot be published', (_, definition, keys) => { expect(problemsOfDefinition(definition).map(({ key }) => key)).toEqual(keys) })

test('a later edition says what it changes, and changes something', () => {
  const first = rearranged(two(), 'section', 2, 'remove')
  const changed = withQuestion(first, 1, { ...questionAt(first, 3)!, label: words('別') })
  expect([whyNotPublish(first, null, '')?.key, whyNotPublish(first, first, '直した')?.key, whyNotPublish(changed, first, ' ')?.key, whyNotPublish(changed, first, '直した')?.key])
    .toEqual([undefined, 'surveyDefinitions.nothingChanged', 'surveyDefinitions.noNote', undefined])
  expect(differencesOf(first, rearranged(changed, 'question', 4, 'remove')).map(({ change, label }) => `${change} ${label.ja}`)).toEqual(['changed 別', 'removed 乙'])
})

test('what was closed is counted by what stood', () => {
  expect((['draft', 'open', 'closed', 'published'] as const).map((state) => whyNotDefine(state)?.key)).toEqual([undefined, undefined, 'surveyDefinitions.isClosed', 'surveyDefinitions.isClosed'])
})

describe('the ready-made definition', () => {
  const standard = standardDefinition(Object.fromEntries(standardIndicators.map(({ code }, n) => [code, n + 1])))
  const all = questionsOf(standard)
  test('can be published as it is, in both languages', () => {
    expect(problemsOfDefinition(standard)).toEqual([])
    const said = [...standard.sections.flatMap(({ title, lead }) => [title, lead]), ...all.flatMap(({ label, entries }) => [label, ...entries])]
    expect(said.filter(({ ja, en }) => ja === '' || en === '' || ja === en)).toEqual([])
  })
  test('asks what is usually asked: organizer, levels, counts, roles, eight efforts, indicators', () => {
    expect(standard.sections).toHaveLength(7)
    expect(all.filter(({ kind }) => kind === 'scale')).toHaveLength(8)
    expect(all.filter(({ kind, required }) => kind === 'scale' && required)).toEqual([]) // 無回答 is an answer that is counted
    expect(all.filter(({ number }) => sectionOf(standard, number)!.title.ja === '運営の役割')).toHaveLength(8)
    expect(all.filter(({ indicatorId }) => indicatorId !== null)).toHaveLength(5)
    expect(all.filter(({ kind, withPlan }) => kind === 'number' && withPlan).length).toBeGreaterThan(4)
    expect(new Set([...all.map(({ number }) => number), ...standard.sections.map(({ number }) => number)]).size).toBe(standard.next - 1)
  })
})
