import type { Fact } from '../lessons/contents.ts'
import { askedOf } from './rules.ts'

/** How much a questionnaire asks, and how much of it must be answered. */
export function factsOfQuestionnaire(content: unknown): Fact[] {
  const { items } = askedOf(content)
  return [
    { label: 'questionnaires.fact.items', value: { key: 'questionnaires.fact.itemCount', data: { count: items.length, required: items.filter(({ required }) => required).length } } },
    { label: 'questionnaires.fact.kept', value: { key: 'questionnaires.fact.anonymous' } },
  ]
}
