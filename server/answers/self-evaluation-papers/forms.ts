import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const Version = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })
export const FigureParams = Type.Object({ id: Id, item: Id })
export const BesideQuery = Type.Object({ beside: Type.Optional(Id) })

export const AskForm = Type.Object({ version: Version })
export type DecisionForm = Static<typeof DecisionForm>
export const DecisionForm = Type.Object({
  decision: Type.Enum(['approve', 'return', 'recall']),
  note: Type.Optional(Type.String({ title: 'approvals.note', maxLength: 1000 })),
})
export type CorrectionForm = Static<typeof CorrectionForm>
export const CorrectionForm = Type.Object({ reason: Type.String({ title: 'evaluationPapers.reason', description: 'evaluationPapers.reasonHint', as: 'textarea', minLength: 1, maxLength: 400 }), version: Version })

export type ReportForm = Static<typeof ReportForm>
export const ReportForm = Type.Object({ reportedOn: DayBox('evaluationPapers.reportedOn'), reportedTo: Type.String({ title: 'evaluationPapers.reportedTo', minLength: 1, maxLength: 100 }) })
export type PublicationForm = Static<typeof PublicationForm>
export const PublicationForm = Type.Object({
  publishedOn: DayBox('evaluationPapers.publishedOn'),
  address: Type.String({ title: 'evaluationPapers.address', description: 'evaluationPapers.addressHint', minLength: 1, maxLength: 300 }),
})
