import Type, { type Static } from 'typebox'
import { typedStates } from './typing.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })

/** Which sheet for the door: with the marks so far, without any, or only of those whom nobody has marked. */
export const SheetQuery = Type.Object({ kind: Type.Enum(['all', 'blank', 'missing'], { default: 'all' }) })
/** How many empty cards for people who come without notice; with `only` nothing else. */
export const CardsQuery = Type.Object({ blank: Type.Integer({ minimum: 0, maximum: 100, default: 0 }), only: Type.Optional(Type.Literal('blank')) })

const exceptions = Type.Optional(Type.String({ title: 'dayPapers.exceptions', description: 'dayPapers.exceptionsHint', as: 'textarea', maxLength: 4_000 }))
/** What is typed so far, one more exception to be added to it, and whether it is to be looked at. */
export type TypingQuery = Static<typeof TypingQuery>
export const TypingQuery = Type.Object({
  exceptions,
  number: Type.Optional(Type.String({ maxLength: 6 })),
  state: Type.Optional(Type.Enum(typedStates)),
  minutes: Type.Optional(Type.String({ maxLength: 4 })),
  look: Type.Optional(Type.Enum(['1'])),
})

/** `seen`: the marks that stood when the page was made. `contrary`: people marked otherwise already, and for whom the paper is right. */
export type TypedForm = Static<typeof TypedForm>
export const TypedForm = Type.Object({
  exceptions,
  seen: Type.String({ maxLength: 64 }),
  contrary: Type.Optional(Type.Array(Type.Object({ enrollmentId: Id, follow: Type.Optional(Type.Literal('true', { title: 'dayPapers.follow' })) }), { maxItems: 300 })),
  reason: Type.Optional(Type.String({ title: 'attendance.reason', description: 'dayPapers.reasonHint', maxLength: 400 })),
})
