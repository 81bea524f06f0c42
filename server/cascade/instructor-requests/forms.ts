import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'
import type { TextKey } from '../../base/texts.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })
/** Of whom it is asked; nobody yet where the list of who may be asked is shown. */
export type ChooseQuery = Static<typeof ChooseQuery>
export const ChooseQuery = Type.Object({ instructor: Type.Optional(Id), topic: Type.Optional(Id), page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })) })

const Yen = (title: TextKey, description: TextKey) => Type.Integer({ title, description, minimum: 0, maximum: 10_000_000 })
const boxes = {
  days: Type.Array(Id, { title: 'instructorRequests.days', minItems: 1, maxItems: 20 }),
  employer: Type.String({ title: 'instructorRequests.employer', description: 'instructorRequests.employerHint', minLength: 1, maxLength: 100 }),
  theme: Type.String({ title: 'instructorRequests.theme', description: 'instructorRequests.themeHint', as: 'textarea', minLength: 1, maxLength: 600 }),
  message: Type.Optional(Type.String({ title: 'instructorRequests.message', description: 'instructorRequests.messageHint', as: 'textarea', maxLength: 800 })),
  honorariumYen: Yen('instructorRequests.honorarium', 'instructorRequests.honorariumHint'),
  travelYen: Yen('instructorRequests.travel', 'instructorRequests.travelHint'),
  materialDueOn: Type.Optional(DayBox('instructorRequests.materialDueOn')),
  answerBy: DayBox('instructorRequests.answerBy'),
  documentNumber: Type.String({ title: 'instructorRequests.documentNumber', description: 'instructorRequests.documentNumberHint', minLength: 1, maxLength: 40 }),
  issuedOn: DayBox('instructorRequests.issuedOn'),
  sender: Type.String({ title: 'instructorRequests.sender', description: 'instructorRequests.senderHint', minLength: 1, maxLength: 100 }),
  sealOmitted: Type.Optional(Type.Literal('true', { title: 'instructorRequests.sealOmitted', as: 'checkbox' })),
  contact: Type.String({ title: 'instructorRequests.contact', description: 'instructorRequests.contactHint', as: 'textarea', minLength: 1, maxLength: 500 }),
}
export type RequestForm = Static<typeof RequestForm>
export const RequestForm = Type.Object(boxes)
export const NewRequestForm = Type.Object({ ...boxes, instructor: Id })
export const ChangeForm = Type.Object({ ...boxes, version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })
export const VersionForm = Type.Object({ version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })

export type WithdrawForm = Static<typeof WithdrawForm>
export const WithdrawForm = Type.Object({ reason: Type.String({ title: 'instructorRequests.withdrawReason', as: 'textarea', minLength: 1, maxLength: 400 }) })

const Yes = (title: TextKey) => Type.Optional(Type.Enum(['yes', 'no'], { title, as: 'radio' }))
export type AnswerForm = Static<typeof AnswerForm>
export const AnswerForm = Type.Object({
  answer: Type.Enum(['accept', 'decline'], { title: 'instructorRequests.answer', as: 'radio' }),
  jobTitle: Type.Optional(Type.String({ title: 'instructorRequests.jobTitle', description: 'instructorRequests.jobTitleHint', maxLength: 100 })),
  photo: Yes('instructorRequests.photo'), recording: Yes('instructorRequests.recording'),
  remark: Type.Optional(Type.String({ title: 'instructorRequests.remark', description: 'instructorRequests.remarkHint', as: 'textarea', maxLength: 400 })),
  reason: Type.Optional(Type.String({ title: 'instructorRequests.declineReason', description: 'instructorRequests.declineReasonHint', as: 'textarea', maxLength: 400 })),
})
