import { isAnswerTo, type Answer, type QuestionBody } from './rules.ts'

/** What the boxes of an asked question send: names as in views/learning/questions/asked.eta. */
export interface AnswerBoxes { chosen?: readonly string[]; isTrue?: string; text?: string; [placeOrPair: string]: unknown }

/** The answer that the boxes give; null for none, and for what is no answer to this question. */
export function answerOf(body: QuestionBody, boxes: AnswerBoxes): Answer {
  const answer = readAnswer(body, boxes)
  return isAnswerTo(body, answer) ? answer : null
}

function readAnswer(body: QuestionBody, boxes: AnswerBoxes): Answer {
  switch (body.kind) {
    case 'single': case 'multiple': return boxes.chosen === undefined ? null : { choices: [...boxes.chosen] }
    case 'true_false': return boxes.isTrue === 'true' || boxes.isTrue === 'false' ? { isTrue: boxes.isTrue === 'true' } : null
    case 'ordering': return inOrder(body.choices.map(({ id }) => [id, Number(boxes[`place.${id}`])]))
    case 'matching': return { pairs: Object.fromEntries(body.choices.map(({ id }) => [id, String(boxes[`pair.${id}`] ?? '')] as const).filter(([, target]) => target !== '')) }
    default: return boxes.text === undefined ? null : { text: boxes.text }
  }
}

/** Places from 1 on, each given once; anything else is no order. */
function inOrder(places: [id: string, place: number][]): Answer {
  const sorted = [...places].sort(([, a], [, b]) => a - b)
  return sorted.every(([, place], n) => place === n + 1) ? { choices: sorted.map(([id]) => id) } : null
}
