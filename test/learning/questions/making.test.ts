import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readBoxes } from '../../../server/base/forms.ts'
import { demoQuestions } from '../../../server/keeping/demo/questions.ts'
import { flawsOf, namesFor, numeral } from '../../../server/learning/questions/fitness.ts'
import { boxesOf, inPlace, madeOf, problemsOf } from '../../../server/learning/questions/making.ts'
import type { NewQuestionForm } from '../../../server/learning/questions/forms.ts'
import type { QuestionBody } from '../../../server/learning/questions/rules.ts'
import { anyQuestion } from '../../support/questions.ts'

/** What a browser sends of boxes: names with points, texts, nothing of what is not ticked. */
function sent(boxes: Record<string, unknown>): string {
  const pairs = (value: unknown, name: string): [string, string][] => value === null || value === undefined ? []
    : typeof value === 'object' ? Object.entries(value).flatMap(([part, inner]) => pairs(inner, name === '' ? part : `${name}.${part}`)) : [[name, String(value)]]
  return new URLSearchParams(pairs(boxes, '')).toString()
}
const asNumbers = (form: Record<string, unknown>): NewQuestionForm => ({
  ...form, ...Object.fromEntries(['points', 'number', 'tolerance', 'charactersMax', 'rightRow'].filter((name) => name in form).map((name) => [name, Number(form[name])])),
}) as unknown as NewQuestionForm

test('a question opened to be edited and saved as it stands is the same question', () => {
  fc.assert(fc.property(anyQuestion, (made) => {
    const form = asNumbers(readBoxes(sent(boxesOf(made))))
    const typed = madeOf(made.body.kind, form)
    expect({ ...typed.made, body: inPlace(made.body, typed.made.body) }).toEqual(made)
    expect(problemsOf(made.body.kind, flawsOf(typed.made), typed, form)).toEqual([])
  }), { numRuns: 300 })
})

test.each<[string, QuestionBody, string]>([
  ['eleven choices', { kind: 'ordering', choices: [...'abcdefghijk'].map((id) => ({ id, text: id })), partial: false }, 'questions.wrong.manyChoices'],
  ['choices that look the same, wide and narrow', { kind: 'ordering', choices: [{ id: 'a', text: 'ＡＤＬ' }, { id: 'b', text: 'adl ' }], partial: false }, 'questions.wrong.sameChoice'],
  ['a right one that is no choice', { kind: 'single', choices: [{ id: 'a', text: 'い' }, { id: 'b', text: 'ろ' }], right: 'c', isShuffled: true }, 'questions.wrong.oneRight'],
  ['all lefts with one right', { kind: 'matching', choices: [{ id: 'a', text: 'い' }, { id: 'b', text: 'ろ' }], targets: [{ id: 'a', text: 'は' }], right: { a: 'a', b: 'a' }, partial: false }, 'questions.wrong.oneTarget'],
  ['a left whose right is elsewhere', { kind: 'matching', choices: [{ id: 'a', text: 'い' }, { id: 'b', text: 'ろ' }], targets: [{ id: 'a', text: 'は' }, { id: 'b', text: 'に' }], right: { a: 'a', b: 'z' }, partial: false }, 'questions.wrong.noTarget'],
  ['a choice longer than its box', { kind: 'ordering', choices: [{ id: 'a', text: 'い' }, { id: 'b', text: 'ろ'.repeat(501) }], partial: false }, 'form.tooLong'],
  ['a number that cannot be typed', { kind: 'numeric', right: 1e13, tolerance: 0, unit: '' }, 'questions.wrong.number'],
  ['a tolerance that is none', { kind: 'numeric', right: 1, tolerance: Number.NaN, unit: '' }, 'questions.wrong.tolerance'],
])('%s is no question', (_, body, key) => {
  expect(flawsOf({ stem: '問', body, points: 1, feedback: '', tags: [] }).map(({ reason }) => reason.key)).toContain(key)
})

test('what the demo asks may be asked', () => {
  expect(demoQuestions.flatMap((made) => flawsOf(made).map(({ part, reason }) => [made.stem, part, reason.key]))).toEqual([])
  expect(new Set(demoQuestions.map(({ body }) => body.kind)).size).toBe(8)
})

test('names of choices are short, each once, and kept where they were', () => {
  fc.assert(fc.property(fc.array(fc.option(fc.constantFrom('a', 'b', 'c', 'zz', 'toolong'), { nil: undefined }), { maxLength: 60 }), (held) => {
    const names = namesFor(held)
    expect(new Set(names).size).toBe(held.length)
    expect(names.filter((name) => !/^[a-z]{1,2}$/.test(name))).toEqual([])
    for (const [n, name] of held.entries()) if (name !== undefined && name !== 'toolong' && held.indexOf(name) === n) expect(names[n]).toBe(name)
  }))
})

test.each([[0.0000001, '0.0000001'], [12.5, '12.5'], [1e12, '1000000000000'], [100, '100'], [-0.5, '-0.5'], [0, '0']])('%s is written as %s', (value, words) => {
  expect(numeral(value)).toBe(words)
})
