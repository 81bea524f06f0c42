import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const Version = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const RecruitmentParams = Type.Object({ id: Id })

const terms = {
  closesOn: DayBox('recruitments.closesOn'),
  places: Type.Integer({ title: 'recruitments.places', minimum: 1, maximum: 62 }),
  words: Type.String({ title: 'recruitments.words', description: 'recruitments.wordsHint', as: 'textarea', minLength: 1, maxLength: 2000 }),
  contact: Type.Optional(Type.String({ title: 'recruitments.contact', as: 'textarea', maxLength: 500 })),
}
export type NewRecruitmentForm = Static<typeof NewRecruitmentForm>
export const NewRecruitmentForm = Type.Object({ fiscalYear: Type.Integer({ title: 'recruitments.fiscalYear', as: 'select', minimum: 2000, maximum: 2100 }), ...terms })

export type RecruitmentForm = Static<typeof RecruitmentForm>
export const RecruitmentForm = Type.Object({ ...terms, version: Version })

const row = Type.Object({
  id: Id,
  outcome: Type.Optional(Type.Enum(['designate', 'decline'], { title: 'recruitments.outcome', as: 'radio' })),
  reason: Type.Optional(Type.String({ title: 'recruitments.outcomeReason', description: 'recruitments.outcomeReasonHint', as: 'textarea', maxLength: 500 })),
})

/** `act`: whether it is saved, or a second person is asked to decide by it. */
export type DecisionsForm = Static<typeof DecisionsForm>
export const DecisionsForm = Type.Object({
  rows: Type.Optional(Type.Array(row, { maxItems: 62 })),
  documentNumber: Type.Optional(Type.String({ title: 'recruitments.documentNumber', description: 'recruitments.documentNumberHint', maxLength: 40 })),
  sender: Type.Optional(Type.String({ title: 'recruitments.sender', description: 'recruitments.senderHint', maxLength: 100 })),
  version: Version,
  act: Type.Optional(Type.Enum(['save', 'ask'])),
})

export type ApprovalForm = Static<typeof ApprovalForm>
export const ApprovalForm = Type.Object({
  decision: Type.Enum(['approve', 'return', 'recall']),
  note: Type.Optional(Type.String({ title: 'approvals.note', maxLength: 1000 })),
})
