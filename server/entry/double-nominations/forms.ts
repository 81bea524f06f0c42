import Type, { type Static } from 'typebox'

const id = { minimum: 1, maximum: 2147483647 }
export const CallParams = Type.Object({ callId: Type.Integer(id) })
export const PairParams = Type.Object({ callId: Type.Integer(id), nominationId: Type.Integer(id) })

/** What becomes of two lines that name one person; the pair is named by its two lines. */
export type DecisionForm = Static<typeof DecisionForm>
export const DecisionForm = Type.Object({
  otherId: Type.Integer({ title: 'doubles.other', ...id }),
  outcome: Type.Enum(['keep_one', 'keep_other', 'different'], { title: 'doubles.outcome', as: 'radio' }),
  reason: Type.String({ title: 'doubles.reason', description: 'doubles.reasonHint', as: 'textarea', minLength: 1, maxLength: 400 }),
})
