import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })

export type StartForm = Static<typeof StartForm>
export const StartForm = Type.Object({ completedOn: DayBox('judgments.completedOn', 'judgments.completedOnHint') })

const decisions = ['completed', 'not_completed', 'pending'] as const

/** Which judgment of the training (the latest otherwise), and which of its lines. */
export type LinesQuery = Static<typeof LinesQuery>
export const LinesQuery = Type.Object({
  judgment: Type.Optional(Id),
  proposal: Type.Optional(Type.Enum([...decisions])),
  decision: Type.Optional(Type.Enum([...decisions])),
  municipality: Type.Optional(Type.String({ maxLength: 10 })),
  exception: Type.Optional(Type.Literal('1')),
  page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }),
})

export type LineForm = Static<typeof LineForm>
export const LineForm = Type.Object({
  enrollmentId: Id,
  decision: Type.Enum([...decisions], { title: 'judgments.decision', as: 'radio' }),
  reason: Type.Optional(Type.String({ title: 'judgments.exceptionReason', description: 'judgments.exceptionHint', maxLength: 400 })),
})

export type DecisionForm = Static<typeof DecisionForm>
export const DecisionForm = Type.Object({
  decision: Type.Enum(['approve', 'return', 'recall'], { title: 'judgments.decision' }),
  note: Type.Optional(Type.String({ title: 'approvals.note', maxLength: 1000 })),
})
