import type { Fact } from '../lessons/contents.ts'
import { testOf } from './content.ts'

/** How many questions a test asks, when it is passed, how long and how often it may be taken. */
export function factsOfTest(content: unknown): Fact[] {
  const { sections, passPercent, minutes, attemptsMax } = testOf(content)
  const count = sections.reduce((sum, { draws, questionIds }) => sum + questionIds.length + draws.reduce((drawn, draw) => drawn + draw.count, 0), 0)
  return [
    { label: 'tests.fact.questions', value: { key: 'tests.fact.questionCount', data: { count } } },
    { label: 'tests.fact.pass', value: { key: 'tests.fact.passPercent', data: { percent: passPercent } } },
    { label: 'tests.fact.time', value: minutes === null ? { key: 'tests.fact.noLimit' } : { key: 'tests.fact.minutes', data: { minutes } } },
    { label: 'tests.form.attemptsMax', value: attemptsMax === null ? { key: 'tests.fact.noLimit' } : { key: 'tests.fact.attempts', data: { count: attemptsMax } } },
  ]
}
