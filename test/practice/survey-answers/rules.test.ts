import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  boxesOf, cellsSent, openBoxes, problemOfTyped, problemsOfCells, putTogether, readNumber, stateOfSection, unconfirmed, warningsOf, whyNotSend, whyUnusual, type Cells, type Value,
} from '../../../server/practice/survey-answers/rules.ts'
import { readCell } from '../../../server/practice/survey-answers/reading.ts'
import { proposalFor } from '../../../server/practice/survey-answers/proposals.ts'
import { freshQuestion, type Kind, type Question } from '../../../server/practice/survey-definitions/rules.ts'

const entries = ['甲', '乙'].map((ja, n) => ({ key: n + 1, ja, en: ja }))
const question = (kind: Kind, more: Partial<Question> = {}): Question => ({ ...freshQuestion(7, kind), label: { ja: '問', en: 'Q' }, ...more })
const [none, inseparable] = [{ missing: 'none' }, { missing: 'inseparable' }] as const

test.each<[string, Partial<Question>, string[]]>([
  ['one box', {}, ['q7']], ['last year and this', { withPlan: true }, ['q7', 'q7p']], ['rows', { entries }, ['q7r1', 'q7r2']],
  ['rows with a total, of both years', { entries, withTotal: true, withPlan: true }, ['q7r1', 'q7r1p', 'q7r2', 'q7r2p', 'q7r0', 'q7r0p']],
])('a number of %s', (_, more, cells) => { expect(boxesOf(question('number', more)).map(({ cell }) => cell)).toEqual(cells) })

test.each<[string, Partial<Question>, Value | null]>([
  ['12', {}, 12], ['１，２００', {}, 1200], ['0', {}, 0], ['', {}, null], ['  ', {}, null],
  ['―', { mayBeNone: true }, none], ['—', { mayBeNone: true }, none], ['-', { mayBeNone: true }, none], ['－', { mayBeNone: true }, none], ['該当なし', { mayBeNone: true }, none], ['区分できない', { mayBeInseparable: true }, inseparable],
  ['―', {}, { typed: '―' }], ['区分できない', {}, { typed: '区分できない' }], ['12回', {}, { typed: '12回' }], ['1.5', {}, { typed: '1.5' }], ['1.5', { decimal: true }, 1.5], ['-1', {}, { typed: '-1' }], ['-1', { least: null }, -1],
])('「%s」 is read with %o as %o', (text, more, value) => {
  expect(readNumber({ ...question('number'), ...more }, text)).toEqual(value)
})
test.each(['－', '―', '—', '該当なし', '該当なし（－）', '該当なし（―）', 'Not applicable (—)'])('a cell of a table that says %s, as forms of today and earlier ones have it, is not applicable', (text) => {
  expect(readCell(question('single', { entries, mayBeNone: true }), text)).toEqual(none)
})
test.each([['十二', 'surveyAnswers.noNumber'], ['1.5', 'surveyAnswers.notWhole'], ['-1', 'form.tooSmall'], ['9999999999', 'form.tooLarge']])('%s is told: %s', (typed, key) => {
  expect(problemOfTyped(question('number'), typed).key).toBe(key)
})

test('unanswered, nought, ― and 区分できない are four things', () => {
  const asked = question('number', { mayBeNone: true, mayBeInseparable: true })
  const read = (value: string, missing = '') => cellsSent([asked], { q7: value }, { q7: missing })
  expect([read(''), read('0'), read('', 'none'), read('', 'inseparable')]).toEqual([{}, { q7: 0 }, { q7: none }, { q7: inseparable }])
  expect(read('3', 'none')).toEqual({ q7: 3 }) // a figure that was typed is never thrown away
  expect(cellsSent([question('number')], { q7: '' }, { q7: 'none' })).toEqual({}) // not let in
})

test.each<[string, Question, unknown, Cells]>([
  ['one of a choice', question('single', { entries }), '2', { q7: 2 }], ['an option that is none', question('single', { entries }), '9', {}],
  ['several', question('multiple', { entries }), ['2', '1'], { q7: [1, 2] }], ['several and ― at once', question('multiple', { entries, mayBeNone: true }), ['2', 'none'], { q7: { typed: '2 none' } }],
  ['― of a choice', question('multiple', { entries, mayBeNone: true }), 'none', { q7: none }], ['a step', question('scale'), '5', { q7: 5 }], ['a step too far', question('scale'), '6', {}],
  ['yes', question('yesno'), 'yes', { q7: true }], ['no', question('yesno'), 'no', { q7: false }], ['words', question('text'), ' 困る ', { q7: '困る' }], ['nothing', question('text'), '', {}],
  ['an object', question('text'), { a: 'b' }, {}],
])('%s', (_, asked, sent, cells) => { expect(cellsSent([asked], { q7: sent, q8: 'x' }, {})).toEqual(cells) })

describe('what is unusual', () => {
  test.each<[string, Value | undefined, Value | undefined, Value | undefined, string | undefined]>([
    ['three times as much', 30, 10, undefined, 'surveyAnswers.warn.more'], ['a little less than that', 29, 10, undefined, undefined], ['a third', 10, 30, undefined, 'surveyAnswers.warn.less'],
    ['small figures jump', 3, 1, undefined, undefined], ['nought of a few', 0, 4, undefined, undefined], ['nought of what was planned', 0, 12, 12, 'surveyAnswers.warn.planned'], ['nothing planned', 0, undefined, 0, undefined],
    ['last year was nought', 20, 0, undefined, undefined], ['last year said ―', 20, none, undefined, undefined], ['now ―', none, 20, 12, undefined], ['unanswered', undefined, 20, 12, undefined],
  ])('%s', (_, now, last, planned, key) => { expect(whyUnusual(now, last, planned)?.key).toBe(key) })
  test('is never said of what is as it was', () => {
    fc.assert(fc.property(fc.nat(10_000), (n) => { expect(whyUnusual(n, n, n === 0 ? 0 : n)).toBeNull() }))
  })

  const table = question('number', { entries, withTotal: true })
  test.each<[string, Cells, string[]]>([
    ['the sum', { q7r1: 2, q7r2: 3, q7r0: 5 }, []], ['not the sum', { q7r1: 2, q7r2: 3, q7r0: 6 }, ['q7r0']], ['a row that cannot be told apart leaves room', { q7r1: 2, q7r2: inseparable, q7r0: 6 }, []],
    ['more than the total', { q7r1: 7, q7r2: inseparable, q7r0: 6 }, ['q7r0']], ['― is nothing', { q7r1: 2, q7r2: none, q7r0: 6 }, ['q7r0']], ['a row left out leaves room', { q7r1: 2, q7r0: 6 }, []], ['no rows at all', { q7r0: 6 }, []],
  ])('a total that is %s', (_, cells, warned) => { expect(warningsOf([table], cells, null).map(({ cell }) => cell)).toEqual(warned) })
  test('a total that adds up is never told', () => {
    fc.assert(fc.property(fc.nat(9_999), fc.nat(9_999), (a, b) => { expect(warningsOf([table], { q7r1: a, q7r2: b, q7r0: a + b }, null)).toEqual([]) }))
  })
  test('stands until somebody says why, and keeps nobody from saving', () => {
    const warnings = warningsOf([table], { q7r1: 2, q7r2: 3, q7r0: 6 }, null)
    expect([unconfirmed(warnings, {}).length, unconfirmed(warnings, { 7: '市民講座を含む' }).length, problemsOfCells([table], { q7r1: 2, q7r2: 3, q7r0: 6 })]).toEqual([1, 0, []])
  })
})

test('how far a section is, and what keeps an answer from being sent', () => {
  const questions = [question('number'), { ...question('text'), number: 8, required: false }]
  const section = { number: 1, title: { ja: '', en: '' }, lead: { ja: '', en: '' }, questions }
  const cases: [Cells, string, string | undefined][] = [[{}, 'none', 'surveyAnswers.open'], [{ q8: '困る' }, 'begun', 'surveyAnswers.open'], [{ q7: { typed: 'x' } }, 'check', 'surveyAnswers.unread'], [{ q7: 0 }, 'check', 'surveyAnswers.unconfirmed'], [{ q7: 13 }, 'done', undefined]]
  const before = { q7: 12, q7p: 12 }
  expect(cases.map(([cells]) => [stateOfSection(section, cells, {}, before), whyNotSend({ next: 9, sections: [section] }, cells, {}, before)?.key])).toEqual(cases.map(([, state, key]) => [state, key]))
  expect(openBoxes(questions, { q7: { missing: 'none' } })).toEqual([])
})

describe('two who save the same section', () => {
  test.each<[string, Cells, Cells, Cells, Cells, string[]]>([
    ['each another box', { a: 1 }, { a: 1, b: 2 }, { a: 1, c: 3 }, { a: 1, b: 2, c: 3 }, []],
    ['the same to the same', { a: 1 }, { a: 2 }, { a: 2 }, { a: 2 }, []],
    ['the same to different values', { a: 1 }, { a: 2 }, { a: 3 }, { a: 3 }, ['a']],
    ['one clears what the other leaves', { a: 1, b: 2 }, { a: 1, b: 2 }, { b: 2 }, { b: 2 }, []],
    ['one clears what the other changes', { a: 1 }, { a: 2 }, {}, {}, ['a']],
  ])('%s', (_, base, standing, typed, merged, conflicts) => { expect(putTogether(base, standing, typed)).toEqual({ merged, conflicts }) })
  test('nothing that only one of them wrote is lost', () => {
    const cells = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(3))
    fc.assert(fc.property(cells, cells, cells, (base, standing, typed) => {
      const { merged, conflicts } = putTogether(base, standing, typed)
      for (const name of ['a', 'b', 'c', 'd']) {
        if (conflicts.includes(name)) continue
        expect(merged[name]).toBe(typed[name] === base[name] ? standing[name] : typed[name])
      }
    }))
  })
})

test('what the records know is proposed in its own box alone, and never where they say nothing', () => {
  const known = { trained: 9, held: 12, planned: 14, cases: null }
  const at = (row: number | null, isPlan: boolean) => ({ cell: 'x', row, isPlan })
  expect([proposalFor(question('number', { source: 'conferences_held' }), at(null, false), known)?.value, proposalFor(question('number', { source: 'conferences_held' }), at(null, true), known)?.value,
    proposalFor(question('number', { source: 'cases_discussed' }), at(null, false), known), proposalFor(question('number', { source: 'trained_people', entries, withTotal: true }), at(1, false), known),
    proposalFor(question('number', { source: 'trained_people', entries, withTotal: true }), at(0, false), known)?.value, proposalFor(question('number'), at(null, false), known)]).toEqual([12, 14, null, null, 9, null])
})
