import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'
import { tableForms } from '../../base/table-files.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })

export type StartForm = Static<typeof StartForm>
export const StartForm = Type.Object({
  completedOn: DayBox('judgments.completedOn', 'judgments.completedOnHint'),
  /** Only this cohort, before the others. */
  cohortId: Type.Optional(Type.Integer({ title: 'judgments.ofCohort', description: 'judgments.ofCohortHint', minimum: 1, maximum: 2_147_483_647 })),
})

const decisions = ['completed', 'not_completed', 'pending'] as const

/** Which judgment of the training (the latest otherwise), and which of its lines. */
export type LinesQuery = Static<typeof LinesQuery>
export const LinesQuery = Type.Object({
  judgment: Type.Optional(Id),
  proposal: Type.Optional(Type.Enum([...decisions])),
  decision: Type.Optional(Type.Enum([...decisions])),
  municipality: Type.Optional(Type.String({ maxLength: 10 })),
  exception: Type.Optional(Type.Literal('1')),
  /** People whose records were changed since. */
  changed: Type.Optional(Type.Literal('1')),
  /** How many were just decided on at once, and how many left out. */
  decided: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
  skipped: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
  /** A file that begins as the page opens. */
  take: Type.Optional(Type.Enum([...tableForms])),
  page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }),
})

export type LineForm = Static<typeof LineForm>
export const LineForm = Type.Object({
  enrollmentId: Id,
  decision: Type.Enum([...decisions], { title: 'judgments.decision', as: 'radio' }),
  reason: Type.Optional(Type.String({ title: 'judgments.exceptionReason', description: 'judgments.exceptionHint', maxLength: 400 })),
  /** Which decision of the line was on the page. */
  version: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
})

/** One decision for many: those who were ticked, or all whom the filters leave. */
export type ManyForm = Static<typeof ManyForm>
export const ManyForm = Type.Object({
  which: Type.Enum(['ticked', 'all'], { title: 'judgments.many.which', as: 'radio' }),
  people: Type.Optional(Type.Array(Id, { title: 'judgments.many.people', maxItems: 500 })),
  decision: Type.Enum([...decisions], { title: 'judgments.many.decision', as: 'radio' }),
  reason: Type.Optional(Type.String({ title: 'judgments.many.reason', description: 'judgments.many.reasonHint', maxLength: 400 })),
})

export const LineParams = Type.Object({ id: Id, enrollmentId: Id })
export type CorrectionForm = Static<typeof CorrectionForm>
export const CorrectionForm = Type.Object({
  reason: Type.String({ title: 'judgments.correction.reason', description: 'judgments.correction.reasonHint', minLength: 1, maxLength: 400 }),
  completedOn: DayBox('judgments.completedOn', 'judgments.correction.dayHint'),
})

export type PartlyQuery = Static<typeof PartlyQuery>
export const PartlyQuery = Type.Object({ who: Type.Optional(Type.Enum(['all'])), page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }) })
export const FileQuery = Type.Object({ judgment: Id, as: Type.Optional(Type.Enum([...tableForms])) })
/** Which request to a second person was on the page. */
export const ApprovalQuery = Type.Object({ asked: Type.Optional(Id) })

export type DecisionForm = Static<typeof DecisionForm>
export const DecisionForm = Type.Object({
  decision: Type.Enum(['approve', 'return', 'recall'], { title: 'judgments.decision' }),
  note: Type.Optional(Type.String({ title: 'approvals.note', maxLength: 1000 })),
})
