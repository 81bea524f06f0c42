/** Kinds of questions. All but `free_text` are marked by the server; a free text is marked by a person. */
export const questionKinds = ['single', 'multiple', 'true_false', 'ordering', 'matching', 'short_answer', 'numeric', 'free_text'] as const
export type QuestionKind = (typeof questionKinds)[number]

/** One thing to choose, to order or to match. `id` is short ('a', 'b') and stays when the text is corrected. */
export interface Choice { id: string; text: string }

/** What is asked and what is right, as it is kept. `partial`: what is half right is worth its share of the points. */
export type QuestionBody =
  | { kind: 'single'; choices: Choice[]; right: string; isShuffled: boolean }
  | { kind: 'multiple'; choices: Choice[]; right: string[]; isShuffled: boolean; partial: boolean }
  | { kind: 'true_false'; right: boolean }
  | { kind: 'ordering'; choices: Choice[]; partial: boolean } // the right order is the order they stand in
  | { kind: 'matching'; choices: Choice[]; targets: Choice[]; right: Record<string, string>; partial: boolean } // choice id → target id
  | { kind: 'short_answer'; right: string[]; isCaseSensitive: boolean } // any of these spellings
  | { kind: 'numeric'; right: number; tolerance: number; unit: string }
  | { kind: 'free_text'; charactersMax: number; guide: string } // `guide`: for who marks, never shown before

/** What somebody answered; null is nothing. */
export type Answer =
  | { choices: string[] } // single, multiple, ordering (in that order)
  | { isTrue: boolean }
  | { pairs: Record<string, string> }
  | { text: string } // short_answer, numeric, free_text
  | null

/** A share of the points from 0 to 1; null while a person has to mark it. Nothing answered is worth nothing, whatever is asked. */
export function shareOf(body: QuestionBody, answer: Answer): number | null {
  if (isBlank(answer)) return 0
  switch (body.kind) {
    case 'single': return 'choices' in answer! && answer.choices.length === 1 && answer.choices[0] === body.right ? 1 : 0
    case 'multiple': return 'choices' in answer! ? shareOfChosen(body, answer.choices) : 0
    case 'true_false': return 'isTrue' in answer! && answer.isTrue === body.right ? 1 : 0
    case 'ordering': return 'choices' in answer! ? shareOfOrder(body, answer.choices) : 0
    case 'matching': return 'pairs' in answer! ? shareOfPairs(body, answer.pairs) : 0
    case 'short_answer': return 'text' in answer! && body.right.some((right) => sameWords(right, answer.text, body.isCaseSensitive)) ? 1 : 0
    case 'numeric': return 'text' in answer! && isNear(body, answer.text) ? 1 : 0
    case 'free_text': return null
  }
}

export function isBlank(answer: Answer): boolean {
  if (answer === null) return true
  if ('choices' in answer) return answer.choices.length === 0
  if ('pairs' in answer) return Object.keys(answer.pairs).length === 0
  return 'text' in answer ? answer.text.trim() === '' : false
}

/** Each right one chosen adds a share, each wrong one takes one away, and less than nothing is nothing. */
function shareOfChosen({ choices, right, partial }: Extract<QuestionBody, { kind: 'multiple' }>, chosen: readonly string[]): number {
  const [asked, wanted] = [new Set(chosen), new Set(right)]
  const hits = right.filter((id) => asked.has(id)).length
  const misses = choices.filter(({ id }) => asked.has(id) && !wanted.has(id)).length
  if (hits === right.length && misses === 0) return 1
  return partial && right.length > 0 ? Math.max(0, (hits - misses) / right.length) : 0
}

/** Half right is counted by neighbors that follow each other as they should: moving one leaves most of them in place. */
function shareOfOrder({ choices, partial }: Extract<QuestionBody, { kind: 'ordering' }>, order: readonly string[]): number {
  const right = choices.map(({ id }) => id)
  if (right.length === order.length && right.every((id, place) => id === order[place])) return 1
  if (!partial || right.length < 2) return 0
  const follows = new Set(order.slice(1).map((id, place) => `${order[place]}>${id}`))
  return right.slice(1).filter((id, place) => follows.has(`${right[place]}>${id}`)).length / (right.length - 1)
}

function shareOfPairs({ choices, right, partial }: Extract<QuestionBody, { kind: 'matching' }>, pairs: Readonly<Record<string, string>>): number {
  const hits = choices.filter(({ id }) => Object.hasOwn(pairs, id) && pairs[id] === right[id]).length
  return hits === choices.length ? 1 : partial && choices.length > 0 ? hits / choices.length : 0
}

/** Wide and narrow signs, spaces and (unless it matters) capitals are one; kana stays kana. */
export const foldedWords = (text: string, isCaseSensitive = false): string => {
  const folded = text.normalize('NFKC').replace(/\s+/g, ' ').trim()
  return isCaseSensitive ? folded : folded.toLowerCase()
}
const sameWords = (one: string, other: string, isCaseSensitive: boolean) => foldedWords(one, isCaseSensitive) === foldedWords(other, isCaseSensitive)

/** A number as people type it: wide digits, commas between thousands, its unit behind it; null when it is none. */
export function typedNumber(text: string, unit: string): number | null {
  const folded = text.normalize('NFKC').replace(/[−―‐]/g, '-').replace(/,(?=\d{3}(?!\d))/g, '').trim()
  const bare = unit !== '' && folded.endsWith(unit.normalize('NFKC')) ? folded.slice(0, -unit.normalize('NFKC').length).trim() : folded
  return /^[+-]?(\d{1,15}(\.\d{0,10})?|\.\d{1,10})$/.test(bare) ? Number(bare) : null
}

function isNear({ right, tolerance, unit }: Extract<QuestionBody, { kind: 'numeric' }>, text: string): boolean {
  const typed = typedNumber(text, unit)
  // Tenths have no exact double: the edge of the tolerance counts as inside. No more than that, or large counts would be off by one.
  return typed !== null && Math.abs(typed - right) <= tolerance + 4 * Number.EPSILON * Math.max(Math.abs(typed), Math.abs(right), tolerance)
}

/** Whether an answer is of the shape its question asks for, and names only what is asked: what a form sends is a claim. */
export function isAnswerTo(body: QuestionBody, answer: Answer): boolean {
  if (answer === null) return true
  const known = (list: readonly Choice[], ids: readonly string[]) => new Set(ids).size === ids.length && ids.every((id) => list.some((one) => one.id === id))
  switch (body.kind) {
    case 'single': return 'choices' in answer && answer.choices.length <= 1 && known(body.choices, answer.choices)
    case 'multiple': return 'choices' in answer && known(body.choices, answer.choices)
    case 'true_false': return 'isTrue' in answer
    case 'ordering': return 'choices' in answer && (answer.choices.length === 0 || answer.choices.length === body.choices.length) && known(body.choices, answer.choices)
    case 'matching': return 'pairs' in answer && known(body.choices, Object.keys(answer.pairs)) && Object.values(answer.pairs).every((id) => body.targets.some((one) => one.id === id))
    case 'short_answer': case 'numeric': return 'text' in answer && answer.text.length <= 500
    case 'free_text': return 'text' in answer && [...answer.text].length <= body.charactersMax
  }
}

/** What a browser may see of a question before it may see the answer. */
export interface Asked { kind: QuestionKind; choices: Choice[]; targets: Choice[]; unit: string; charactersMax: number | null }

/** @param shuffled puts things in an order that belongs to the attempt, the same each time it is asked */
export function askedOf(body: QuestionBody, shuffled: <T>(list: readonly T[]) => T[]): Asked {
  const bare = (list: readonly Choice[]) => list.map(({ id, text }) => ({ id, text }))
  const asked = { kind: body.kind, choices: [], targets: [], unit: '', charactersMax: null }
  switch (body.kind) {
    case 'single': case 'multiple': return { ...asked, choices: bare(body.isShuffled ? shuffled(body.choices) : body.choices) }
    case 'ordering': return { ...asked, choices: bare(shuffled(body.choices)) }
    case 'matching': return { ...asked, choices: bare(body.choices), targets: bare(shuffled(body.targets)) }
    case 'numeric': return { ...asked, unit: body.unit }
    case 'free_text': return { ...asked, charactersMax: body.charactersMax }
    default: return asked
  }
}

/** The beginning of what is asked, without the marks of Markdown. */
export function gistOf(stem: string): string {
  const text = stem.replace(/｜([^《》｜]+)《[^《》]*》/g, '$1').replace(/[*_`#>|\\]/g, '').replace(/\s+/g, ' ').trim()
  return text.length > 90 ? `${text.slice(0, 90)}…` : text
}
