import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
const Place = Type.Integer({ minimum: 1, maximum: 200 })
const Nth = Type.Integer({ title: 'attempts.number', minimum: 1, maximum: 1_000 })
export const TestParams = Type.Object({ enrollment: Id, lesson: Id })
export const QuestionParams = Type.Object({ enrollment: Id, lesson: Id, place: Place })
export const AttemptParams = Type.Object({ enrollment: Id, lesson: Id, number: Nth })
export const PlainForm = Type.Object({})
export const HandInForm = Type.Object({ attempt: Nth })

const Word = Type.String({ maxLength: 100 })
/**
 * One answer as its page sends it. `attempt` and `seen` say which page it comes from, `age` how many milliseconds ago it was typed, where
 * it had to wait for the network; `to` is where to go on.
 */
export type AnswerForm = Static<typeof AnswerForm>
export const AnswerForm = Type.Object({
  attempt: Nth, seen: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
  age: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400_000 })),
  choices: Type.Optional(Type.Array(Word, { maxItems: 60 })),
  isOrdered: Type.Optional(Type.Literal('true')),
  move: Type.Optional(Type.String({ pattern: '^(keep|(up|down)-[0-9]{1,2})$', maxLength: 10 })),
  isTrue: Type.Optional(Type.Enum(['true', 'false'])),
  pairs: Type.Optional(Type.Array(Type.Object({ of: Word, to: Type.Optional(Word) }), { maxItems: 60 })),
  text: Type.Optional(Type.String({ title: 'attempts.answer', maxLength: 20_000, as: 'textarea' })),
  flagged: Type.Optional(Type.Literal('true', { title: 'attempts.flag', as: 'checkbox' })),
  to: Type.Optional(Type.String({ pattern: '^(previous|next|check|[0-9]{1,3})$', maxLength: 10 })),
})
