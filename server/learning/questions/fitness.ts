import type { Reason } from '../../base/errors.ts'
import { foldedWords, type Choice, type QuestionBody } from './rules.ts'

/** A question as it is made, whoever makes it: a form, a table, a package. */
export interface Made { stem: string; body: QuestionBody; points: number; feedback: string; tags: readonly string[] }

export const limits = {
  stem: 4_000, feedback: 4_000, guide: 4_000, choice: 500, choices: 10, spelling: 200, spellings: 10, unit: 20, points: 100,
  tags: 10, tag: 30, code: 40, characters: 5_000, number: 1e12, decimals: 10,
} as const

/** A part of a question, as a form has a box for it and a table a column. */
export type Part = 'stem' | 'choices' | 'targets' | 'right' | 'tolerance' | 'unit' | 'charactersMax' | 'guide' | 'points' | 'feedback' | 'tags'
/** What is wrong with a part; `row` counts from 0 where a part has rows. */
export interface Flaw { part: Part; row?: number; reason: Reason }

/** Everything that keeps a question from being asked, in the order of its parts. The one rule for every way in. */
export function flawsOf({ stem, body, points, feedback, tags }: Made): Flaw[] {
  return [
    ...stem.trim() === '' ? [{ part: 'stem', reason: { key: 'questions.wrong.noStem' } } as const] : tooLong('stem', stem, limits.stem),
    ...flawsOfBody(body),
    ...Number.isInteger(points) && points >= 1 && points <= limits.points ? [] : [{ part: 'points', reason: { key: 'questions.wrong.points', data: { limit: limits.points } } } as const],
    ...tooLong('feedback', feedback, limits.feedback),
    ...tags.length > limits.tags || tags.some((tag) => [...tag].length > limits.tag)
      ? [{ part: 'tags', reason: { key: 'questions.wrong.tags', data: { count: limits.tags, limit: limits.tag } } } as const] : [],
  ]
}

function flawsOfBody(body: QuestionBody): Flaw[] {
  switch (body.kind) {
    case 'single': return [...flawsOfChoices(body.choices), ...body.choices.some(({ id }) => id === body.right) ? [] : [right('questions.wrong.oneRight')]]
    case 'multiple': return [...flawsOfChoices(body.choices), ...body.right.length > 0 && body.right.every((id) => body.choices.some((one) => one.id === id)) ? [] : [right('questions.wrong.someRight')]]
    case 'true_false': return []
    case 'ordering': return flawsOfChoices(body.choices)
    case 'matching': return flawsOfPairs(body)
    case 'short_answer': return flawsOfSpellings(body.right)
    case 'numeric': return flawsOfNumber(body)
    case 'free_text': return [
      ...Number.isInteger(body.charactersMax) && body.charactersMax >= 1 && body.charactersMax <= limits.characters ? [] : [{ part: 'charactersMax', reason: { key: 'questions.wrong.characters', data: { limit: limits.characters } } } as const],
      ...tooLong('guide', body.guide, limits.guide),
    ]
  }
}

const right = (key: 'questions.wrong.oneRight' | 'questions.wrong.someRight' | 'questions.wrong.noSpelling'): Flaw => ({ part: 'right', reason: { key } })
const tooLong = (part: Part, text: string, limit: number, row?: number): Flaw[] =>
  [...text].length > limit ? [{ part, ...row !== undefined && { row }, reason: { key: 'form.tooLong', data: { limit } } }] : []

function flawsOfChoices(choices: readonly Choice[]): Flaw[] {
  if (choices.length < 2) return [{ part: 'choices', row: choices.length, reason: { key: 'questions.wrong.twoChoices' } }]
  return [...flawsOfTexts('choices', choices), ...tooMany('choices', choices)]
}

const tooMany = (part: 'choices' | 'targets', list: readonly Choice[]): Flaw[] =>
  list.length > limits.choices ? [{ part, row: limits.choices, reason: { key: 'questions.wrong.manyChoices', data: { limit: limits.choices } } }] : []

/** Each is written and not too long, and no two look the same to whoever answers. */
function flawsOfTexts(part: 'choices' | 'targets', list: readonly Choice[]): Flaw[] {
  const words = list.map(({ text }) => foldedWords(text))
  return list.flatMap(({ text }, row): Flaw[] => {
    if (words[row] === '') return [{ part, row, reason: { key: 'questions.wrong.blankChoice' } }]
    const first = words.indexOf(words[row]!)
    return first < row ? [{ part, row, reason: { key: 'questions.wrong.sameChoice', data: { row: first + 1 } } }] : tooLong(part, text, limits.choice, row)
  })
}

function flawsOfPairs({ choices, targets, right }: Extract<QuestionBody, { kind: 'matching' }>): Flaw[] {
  const unmatched = choices.flatMap(({ id }, row): Flaw[] =>
    Object.hasOwn(right, id) && targets.some((target) => target.id === right[id]) ? [] : [{ part: 'targets', row, reason: { key: 'questions.wrong.noTarget' } }])
  if (choices.length >= 2 && unmatched.length === 0 && targets.length < 2) return [{ part: 'targets', row: 0, reason: { key: 'questions.wrong.oneTarget' } }]
  const unused = targets.filter(({ id }) => !Object.values(right).includes(id)).length
  const rows: Flaw[] = choices.length + unused > limits.choices ? [{ part: 'targets', row: 0, reason: { key: 'questions.wrong.manyRows', data: { limit: limits.choices } } }] : []
  return [...flawsOfChoices(choices), ...unmatched, ...flawsOfTexts('targets', targets), ...tooMany('targets', targets), ...rows]
}

function flawsOfSpellings(spellings: readonly string[]): Flaw[] {
  if (spellings.every((one) => foldedWords(one) === '')) return [right('questions.wrong.noSpelling')]
  if (spellings.length > limits.spellings || spellings.some((one) => [...one].length > limits.spelling)) {
    return [{ part: 'right', reason: { key: 'questions.wrong.spellings', data: { count: limits.spellings, limit: limits.spelling } } }]
  }
  return []
}

/** A number that can be typed: `typedNumber` reads as many digits as this lets be right. */
function flawsOfNumber({ right, tolerance, unit }: Extract<QuestionBody, { kind: 'numeric' }>): Flaw[] {
  const isTypable = (value: number) => Number.isFinite(value) && Math.abs(value) <= limits.number && Number(value.toFixed(limits.decimals)) === value
  return [
    ...isTypable(right) ? [] : [{ part: 'right', reason: { key: 'questions.wrong.number' } } as const],
    ...isTypable(tolerance) && tolerance >= 0 ? [] : [{ part: 'tolerance', reason: { key: 'questions.wrong.tolerance' } } as const],
    ...tooLong('unit', unit, limits.unit),
  ]
}

/** Tags as people write them in one box: parted by commas, 、 or blanks, each once. */
export const tagsIn = (typed: string): string[] =>
  [...new Set(typed.normalize('NFKC').split(/[,、\s]+/).map((tag) => tag.replace(/^#/, '')).filter((tag) => tag !== ''))]

/** Spellings as people write them, one a line; those that mean the same to the marking are one. */
export function spellingsIn(typed: string, isCaseSensitive: boolean): string[] {
  const seen = new Map(typed.split('\n').map((line) => line.trim()).filter((line) => line !== '').reverse().map((line) => [foldedWords(line, isCaseSensitive), line]))
  return [...seen.values()].reverse()
}

/** A number in digits: never with an exponent, never with more decimals than a question may have. */
export const numeral = (value: number): string => value.toFixed(limits.decimals).replace(/\.?0+$/, '')

export const isCode = (code: string): boolean => /^[^\s\p{Cc}]{1,40}$/u.test(code)

/** The short names of things to choose: 'a', 'b', … 'z', 'aa', …; one that is held already is not given again. */
export function namesFor(held: readonly (string | undefined)[]): string[] {
  const taken = new Set(held)
  const free = (function* () { for (let n = 0; ; n += 1) { const name = letters(n); if (!taken.has(name)) yield name } })()
  const given = new Set<string>()
  return held.map((name) => {
    const own = name !== undefined && isName(name) && !given.has(name) ? name : free.next().value
    given.add(own)
    return own
  })
}
export const isName = (name: string): boolean => /^[a-z]{1,2}$/.test(name)
const letters = (n: number): string => (n < 26 ? '' : String.fromCharCode(96 + Math.floor(n / 26))) + String.fromCharCode(97 + n % 26)
