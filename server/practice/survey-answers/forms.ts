import Type, { type Static } from 'typebox'

const id = { minimum: 1, maximum: 2147483647 }
export const SurveyParams = Type.Object({ surveyId: Type.Integer(id) })
export const SectionParams = Type.Object({ surveyId: Type.Integer(id), section: Type.Integer(id) })
export const SavedQuery = Type.Object({ saved: Type.Optional(Type.Integer({ minimum: 0, maximum: 2147483647 })) })
export const OfParams = Type.Object({ surveyId: Type.Integer(id), municipalityId: Type.Integer(id) })
export const CellQuery = Type.Object({ cell: Type.Optional(Type.String({ pattern: '^q\\d{1,9}(r\\d{1,9})?p?$', maxLength: 30 })) })

/** Without `act` it was saved by the page itself. `cells`, `missing` and `remarks` are read against the questions of the section; what was not asked is not looked at. */
export type SectionForm = Static<typeof SectionForm>
export const SectionForm = Type.Object({
  act: Type.Optional(Type.String({ pattern: '^(save|next|take-q\\d{1,9}(r\\d{1,9})?p?)$', maxLength: 40 })),
  cells: Type.Optional(Type.Unknown()), missing: Type.Optional(Type.Unknown()), remarks: Type.Optional(Type.Unknown()),
  page: Type.Optional(Type.String({ maxLength: 60 })), warned: Type.Optional(Type.String({ maxLength: 1 })),
  version: Type.Integer({ title: 'calls.version', minimum: 0, maximum: 2147483647 }),
})

export type SendForm = Static<typeof SendForm>
export const SendForm = Type.Object({
  contactName: Type.String({ title: 'nominations.contactName', minLength: 1, maxLength: 100 }),
  contactPhone: Type.Optional(Type.String({ title: 'nominations.contactPhone', maxLength: 40 })),
  contactEmail: Type.Optional(Type.String({ title: 'nominations.contactEmail', as: 'email', maxLength: 254 })),
  lateReason: Type.Optional(Type.String({ title: 'surveyAnswers.lateReason', description: 'surveyAnswers.lateReasonHint', as: 'textarea', maxLength: 400 })),
  saved: Type.Integer({ title: 'calls.version', minimum: 0, maximum: 2147483647 }),
})
export const PlainForm = Type.Object({})

export type ReturnForm = Static<typeof ReturnForm>
export const ReturnForm = Type.Object({
  reason: Type.String({ title: 'surveyAnswers.returnReason', description: 'surveyAnswers.returnReasonHint', as: 'textarea', minLength: 1, maxLength: 1000 }),
  version: Type.Integer({ title: 'calls.version', ...id }),
})

export type CorrectionForm = Static<typeof CorrectionForm>
export const CorrectionForm = Type.Object({
  cell: Type.String({ pattern: '^q\\d{1,9}(r\\d{1,9})?p?$', maxLength: 30 }),
  cells: Type.Optional(Type.Unknown()), missing: Type.Optional(Type.Unknown()),
  reason: Type.String({ title: 'surveyAnswers.correctionReason', as: 'textarea', minLength: 1, maxLength: 1000 }),
  version: Type.Integer({ title: 'calls.version', ...id }),
})
