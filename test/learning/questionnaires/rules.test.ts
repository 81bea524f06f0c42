import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  answerOf, arranged, arrangementOf, countable, groupFor, nobody, nothingAsked, optionsAsTyped, optionsTyped, placeFor, problemsOfAnswer, problemsOfAsked, sidesOf, tallyOf, together,
  type Answer, type Asked, type Belonging, type Item,
} from '../../../server/learning/questionnaires/rules.ts'

const item = (id: string, kind: Item['kind'], more: Partial<Item> = {}): Item => ({ id, kind, label: '問', labelEn: 'Q', required: false, options: [], ...more })
const length = item('q00000002', 'choice', { options: optionsTyped('長い\nちょうどよい\n短い') })
const asked: Asked = { ...nothingAsked, items: [item('q00000001', 'scale5', { required: true }), length, item('q00000003', 'choices', { options: optionsTyped('あ\nい') }), item('q00000004', 'text')] }

test.each<[string, Item[], string | null]>([
  ['without questions', [], 'questionnaires.noItems'],
  ['a question without words', [item('q1', 'scale5', { label: ' ' })], 'questionnaires.noLabel'],
  ['a choice with nothing to choose', [item('q1', 'choice', { options: optionsTyped('はい') })], 'questionnaires.fewOptions'],
  ['the same option twice', [item('q1', 'choices', { options: optionsTyped('はい\nはい｜Yes') })], 'questionnaires.sameOptions'],
  ['all is there', asked.items, null],
])('published? %s', (_, items, key) => {
  expect(problemsOfAsked({ ...nothingAsked, items })[0]?.key ?? null).toBe(key)
})

test('options are typed one a line, English after the bar, and come back as typed', () => {
  const options = optionsTyped(' 満足 ｜ Satisfied \n\nふつう\n不満|Dissatisfied')
  expect(options).toEqual([{ ja: '満足', en: 'Satisfied' }, { ja: 'ふつう', en: 'ふつう' }, { ja: '不満', en: 'Dissatisfied' }])
  expect(optionsAsTyped(options)).toBe('満足｜Satisfied\nふつう\n不満｜Dissatisfied')
})

test.each<[string | undefined, string]>([
  ['up-1', 'bac'], ['down-1', 'acb'], ['remove-1', 'ac'], ['up-0', 'abc'], ['down-2', 'abc'], ['remove-9', 'abc'], ['add', 'abcn'], ['nonsense-1', 'abc'], [undefined, 'abc'],
])('%s makes of abc %s', (act, expected) => {
  const items = [...'abc'].map((id) => item(id, 'text'))
  expect(arranged(items, arrangementOf(act), [item('n', 'text')]).map(({ id }) => id).join('')).toBe(expected)
})

test.each<[string, unknown, Record<string, string>]>([
  ['nothing', undefined, { 'answers.q00000001': 'form.notChosen' }],
  ['a step there is not', { q00000001: '6' }, { 'answers.q00000001': 'form.wrong' }],
  ['two of one choice', { q00000001: '3', q00000002: ['長い', '短い'] }, { 'answers.q00000002': 'form.wrong' }],
  ['an option there is not', { q00000001: '3', q00000003: ['う'] }, { 'answers.q00000003': 'form.wrong' }],
  ['the same twice', { q00000001: '3', q00000003: ['あ', 'あ'] }, { 'answers.q00000003': 'form.wrong' }],
  ['too much text', { q00000001: '3', q00000004: 'あ'.repeat(1001) }, { 'answers.q00000004': 'form.tooLong' }],
  ['boxes inside boxes', { q00000001: { a: '3' } }, { 'answers.q00000001': 'form.notChosen' }],
  ['all', { q00000001: '3', q00000002: '長い', q00000003: ['あ', 'い'], q00000004: '良かった', other: 'x' }, {}],
])('an answer with %s', (_, sent, problems) => {
  expect(Object.fromEntries(problemsOfAnswer(asked, answerOf(asked, sent)).map(({ field, reason }) => [field, reason.key]))).toEqual(problems)
})

const someAnswer: fc.Arbitrary<Answer> = fc.record({
  q00000001: fc.constantFrom(['1'], ['3'], ['5']), q00000002: fc.constantFrom([], ['長い'], ['短い']),
  q00000003: fc.constantFrom([], ['あ'], ['あ', 'い']), q00000004: fc.constantFrom([], ['一'], ['二'], ['__proto__']),
})

test('what is kept says nothing of the order: the same answers in another order leave the same bytes', () => {
  fc.assert(fc.property(fc.array(someAnswer, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (answers, chance) => {
    const keep = (list: readonly Answer[]) => JSON.stringify(list.reduce((pot, answer) => together([pot, tallyOf(asked, answer)]), nobody))
    const other = answers.map((answer) => [chance.next().value, answer] as const).sort(([one], [two]) => Number(one) - Number(two)).map(([, answer]) => answer)
    expect(keep(other)).toBe(keep(answers))
  }))
})

test('nothing is lost in counting, and each item is counted for itself', () => {
  fc.assert(fc.property(fc.array(someAnswer, { minLength: 1, maxLength: 12 }), (answers) => {
    const pot = together(answers.map((answer) => tallyOf(asked, answer)))
    expect(pot.people).toBe(answers.length)
    for (const { id, kind } of asked.items) {
      const own = pot.items[id]!
      expect(own).toMatchObject({ asked: answers.length, answered: answers.filter((answer) => answer[id]!.length > 0).length })
      if (kind === 'text') expect(own.texts).toEqual(answers.flatMap((answer) => answer[id]!).sort())
      else for (const [one, count] of Object.entries(own.counts)) expect(count).toBe(answers.filter((answer) => answer[id]!.includes(one)).length)
    }
  }))
})

test.each<[string, number, [number, number][], number | null]>([
  ['a group of five', 1, [[1, 5], [2, 9]], 1],
  ['a group of four is not written down', 1, [[1, 4], [2, 9], [3, 2]], null],
  ['where only four would be left without one, nobody has one', 2, [[1, 4], [2, 9]], null],
  ['a group that is not there', 7, [[2, 9]], null],
])('%s', (_, own, sizes, group) => {
  expect(groupFor(own, new Map(sizes))).toBe(group)
})

test('groups of five are counted by themselves, fewer only together, and not even so below five', () => {
  const pot = (people: number) => ({ pending: { ...nobody, people }, shown: [] })
  const [five, three, two, none] = [pot(5), pot(3), pot(2), pot(0)]
  expect(countable([five, three, two, none])).toEqual({ each: [five], pooled: [three, two] })
  expect(countable([five, three])).toEqual({ each: [five], pooled: [] })
})

describe('two ways of setting side by side', () => {
  test.each<[Asked['grouping'], Asked['within'], string]>([['cohort', 'none', 'cohort'], ['none', 'profession', 'profession'], ['cohort', 'cohort', 'cohort'], ['municipality', 'category', 'municipality,category'], ['none', 'none', '']])(
    'by %s and within it by %s: %j', (grouping, within, sides) => { expect(sidesOf({ grouping, within }).join()).toBe(sides) })

  const sorts = (...rows: [string, string | null, number][]) => rows.map(([cohort, town, count]) => ({ belongs: [cohort, town], count }))
  test.each<[string, Belonging[], ReturnType<typeof sorts>, Belonging[]]>([
    ['enough in both', ['A', '立川'], sorts(['A', '立川', 5], ['A', '多摩', 6], ['B', '立川', 9]), ['A', '立川']],
    ['the second is few among those of the first, though many in all', ['A', '立川'], sorts(['A', '立川', 4], ['A', '多摩', 6], ['A', '青梅', 5], ['A', '福生', 1], ['B', '立川', 9]), ['A', null]],
    ['so few would be left in the first that none of it has a second', ['A', '多摩'], sorts(['A', '立川', 4], ['A', '多摩', 6], ['B', '立川', 9]), ['A', null]],
    ['without the first, the second is looked for among those without it', ['C', '立川'], sorts(['A', '立川', 9], ['B', '立川', 3], ['C', '立川', 2], ['C', '多摩', 2], ['D', '多摩', 3]), [null, '立川']],
    ['who belongs to nothing is with the rest', ['A', null], sorts(['A', null, 5], ['A', '立川', 5]), ['A', null]],
  ])('%s', (_, own, people, place) => { expect(placeFor(own, people)).toEqual(place) })

  test('nobody is reckoned from two tables: what any groups of one have beyond any groups of the other is nobody, or five', () => {
    const somebody = fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.constantFrom('立川', '多摩', '青梅', null))
    fc.assert(fc.property(fc.array(somebody, { minLength: 5, maxLength: 60 }), fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }), (people, picks) => {
      const sizes = people.map((belongs) => ({ belongs, count: 1 }))
      const places = people.map((own) => placeFor(own, sizes))
      const groups = (side: number) => [...new Set(places.map((place) => place[side]!))]
      const chosen = (side: number, from: number) => { const some = new Set(groups(side).filter((_, at) => picks[from + at])); return (place: Belonging[]) => some.has(place[side]!) }
      const [inOne, inOther] = [chosen(0, 0), chosen(1, 4)]
      for (const beyond of [places.filter((place) => inOne(place) && !inOther(place)), places.filter((place) => inOther(place) && !inOne(place)), places.filter((place) => inOne(place) && inOther(place))]) {
        expect(beyond.length === 0 || beyond.length >= 5).toBe(true)
      }
    }), { numRuns: 500 })
  })
})
