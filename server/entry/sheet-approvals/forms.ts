import Type, { type Static } from 'typebox'

const id = { minimum: 1, maximum: 2147483647 }
export const RoundParams = Type.Object({ id: Type.Integer(id) })
export const CallParams = Type.Object({ id: Type.Integer(id) })
export const ListQuery = Type.Object({ page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }) })
export const PlainForm = Type.Object({})

export type AskForm = Static<typeof AskForm>
export const AskForm = Type.Object({
  version: Type.Integer({ minimum: 0, maximum: 2147483647 }),
  message: Type.Optional(Type.String({ title: 'sheetApprovals.message', maxLength: 300 })),
})

export type DecisionForm = Static<typeof DecisionForm>
export const DecisionForm = Type.Object({
  decision: Type.Union([Type.Literal('approve'), Type.Literal('return')]),
  note: Type.Optional(Type.String({ title: 'sheetApprovals.note', maxLength: 400 })),
})

const step = Type.Object({
  title: Type.Optional(Type.String({ title: 'sheetApprovals.stepTitle', maxLength: 20 })),
  postId: Type.Optional(Type.Integer({ title: 'sheetApprovals.holder', ...id })),
  deputyPostId: Type.Optional(Type.Integer({ title: 'sheetApprovals.deputy', ...id })),
})

/** Who approves, step by step; nobody at all turns the approval off. */
export type StepsForm = Static<typeof StepsForm>
export const StepsForm = Type.Object({ steps: Type.Optional(Type.Array(step, { maxItems: 3 })) })
