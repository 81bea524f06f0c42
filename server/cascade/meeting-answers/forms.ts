import Type, { type Static } from 'typebox'
import { audiences } from './rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })
export const QuestionsQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 100 })),
  meeting: Type.Optional(Id),
  fiscal: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2100 })),
  state: Type.Optional(Type.Enum(['open', 'answered', 'own'])),
  page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }),
})
export const NewQuestionQuery = Type.Object({ meetingId: Type.Optional(Id) })

export type QuestionForm = Static<typeof QuestionForm>
export const QuestionForm = Type.Object({
  meetingId: Id,
  itemId: Type.Optional(Type.Integer({ title: 'meetingAnswers.item', minimum: 1, maximum: 2_147_483_647, as: 'select' })),
  text: Type.String({ title: 'meetingAnswers.question', description: 'meetingAnswers.questionHint', as: 'textarea', minLength: 1, maxLength: 1_000 }),
})

export type AnswerForm = Static<typeof AnswerForm>
export const AnswerForm = Type.Object({
  answer: Type.String({ title: 'meetingAnswers.answer', as: 'textarea', minLength: 1, maxLength: 4_000 }),
  to: Type.Enum([...audiences], { title: 'meetingAnswers.to', as: 'radio' }),
  /** When the answer that the page showed was given; empty for none: of two who answer at once the second is told. */
  seen: Type.Optional(Type.String({ maxLength: 40 })),
})
