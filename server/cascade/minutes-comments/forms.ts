import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })

/** What a municipality says of the minutes: of one item, or of the whole where none is named. */
export type CommentForm = Static<typeof CommentForm>
export const CommentForm = Type.Object({
  itemId: Type.Optional(Type.Integer({ title: 'minutesComments.item', minimum: 1, maximum: 2_147_483_647, as: 'select' })),
  text: Type.String({ title: 'minutesComments.text', description: 'minutesComments.textHint', as: 'textarea', minLength: 1, maxLength: 2_000 }),
})

export type AnswerForm = Static<typeof AnswerForm>
export const AnswerForm = Type.Object({
  answer: Type.String({ title: 'minutesComments.answer', as: 'textarea', minLength: 1, maxLength: 2_000 }),
  /** When the answer that the page showed was given; empty for none: of two who answer at once the second is told. */
  seen: Type.Optional(Type.String({ maxLength: 40 })),
})
