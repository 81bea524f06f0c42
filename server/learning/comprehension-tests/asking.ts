import type { Say } from '../../base/texts.ts'
import { htmlOf } from '../lessons/markdown.ts'
import { askedOf, type Answer, type Asked, type Choice, type QuestionBody } from '../questions/rules.ts'
import { shuffled } from './rules.ts'

/** A question as it stands on a page: never with what is right. `answer` is what was saved; a thing to order stands in that order. */
export interface ShownQuestion extends Asked { place: number; html: string; points: number; answer: Answer }
export interface QuestionOfPaper { place: number; body: QuestionBody }

/**
 * What a browser is sent of a question. The order of its choices belongs to the attempt; what is to be ordered never comes in
 * the right order by chance, since that would be no question.
 */
export function shownQuestion({ place, stem, points, body, answer }: QuestionOfPaper & { stem: string; points: number; answer: Answer }, seed: string): ShownQuestion {
  const asked = askedOf(body, (list) => {
    const order = shuffled(list, `${seed}/choices/${place}`)
    const isRight = body.kind === 'ordering' && order.every((one, at) => one === list[at])
    return isRight ? [...order.slice(1), ...order.slice(0, 1)] : order
  })
  const order = body.kind === 'ordering' && answer !== null && 'choices' in answer ? answer.choices : null
  const choices = order === null ? asked.choices : order.flatMap((id) => asked.choices.find((one) => one.id === id) ?? [])
  const names = namesOf({ place, body }, seed)
  const named = (list: Choice[], of: Map<string, string>) => list.map(({ id, text }) => ({ id: of.get(id)!, text }))
  return { ...asked, choices: named(choices, names.choices), targets: named(asked.targets, names.targets), place, html: htmlOf(stem), points, answer: renamed(answer, names) }
}

interface Names { choices: Map<string, string>; targets: Map<string, string> }

/**
 * What choices are called on the pages of one attempt. Their own ids follow the order in which they were written, which for
 * things to order is the right one: so those stay here.
 */
export function namesOf({ place, body }: QuestionOfPaper, seed: string): Names {
  const named = (list: readonly Choice[], sign: string) => new Map(shuffled(list, `${seed}/names/${sign}/${place}`).map(({ id }, at) => [id, `${sign}${at + 1}`]))
  return { choices: named('choices' in body ? body.choices : [], 'c'), targets: named('targets' in body ? body.targets : [], 't') }
}

const renamed = (answer: Answer, { choices, targets }: Names): Answer => {
  if (answer === null) return null
  if ('choices' in answer) return { choices: answer.choices.map((id) => choices.get(id) ?? '') }
  return 'pairs' in answer ? { pairs: Object.fromEntries(Object.entries(answer.pairs).map(([of, to]) => [choices.get(of) ?? '', targets.get(to) ?? ''])) } : answer
}

/** An answer as its page named things, with their own ids again; what is named otherwise is nothing we asked. */
export function ownNames(question: QuestionOfPaper, answer: Answer, seed: string): Answer {
  const { choices, targets } = namesOf(question, seed)
  const turned = (names: Map<string, string>) => new Map([...names].map(([id, name]) => [name, id]))
  return renamed(answer, { choices: turned(choices), targets: turned(targets) })
}

const textOf = (list: readonly Choice[], id: string | undefined) => list.find((one) => one.id === id)?.text ?? '―'

/** What somebody answered, in words, a line each; none for no answer. */
export function wordsOfAnswer(body: QuestionBody, answer: Answer, say: Say): string[] {
  if (answer === null) return []
  if ('isTrue' in answer) return [say(answer.isTrue ? 'tests.isTrue' : 'tests.isFalse')]
  if ('text' in answer) return [body.kind === 'numeric' && body.unit !== '' && !answer.text.endsWith(body.unit) ? `${answer.text} ${body.unit}` : answer.text]
  if ('pairs' in answer) return body.kind === 'matching' ? body.choices.map(({ id, text }) => `${text} → ${textOf(body.targets, answer.pairs[id])}`) : []
  if (!('choices' in body)) return []
  return answer.choices.map((id, at) => `${body.kind === 'ordering' ? `${at + 1}. ` : ''}${textOf(body.choices, id)}`)
}

/** What is right, in words. Only for whoever may see it. */
export function wordsOfRight(body: QuestionBody, say: Say): string[] {
  switch (body.kind) {
    case 'single': return [textOf(body.choices, body.right)]
    case 'multiple': return body.choices.filter(({ id }) => body.right.includes(id)).map(({ text }) => text)
    case 'true_false': return [say(body.right ? 'tests.isTrue' : 'tests.isFalse')]
    case 'ordering': return body.choices.map(({ text }, at) => `${at + 1}. ${text}`)
    case 'matching': return body.choices.map(({ id, text }) => `${text} → ${textOf(body.targets, body.right[id])}`)
    case 'short_answer': return [...body.right]
    case 'numeric': return [`${body.right}${body.tolerance > 0 ? ` ± ${body.tolerance}` : ''}${body.unit === '' ? '' : ` ${body.unit}`}`]
    case 'free_text': return []
  }
}
