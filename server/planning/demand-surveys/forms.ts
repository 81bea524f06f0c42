import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const id = { minimum: 1, maximum: 2147483647 }
export const SurveyParams = Type.Object({ surveyId: Type.Integer(id) })
export const TakenParams = Type.Object({ surveyId: Type.Integer(id), municipalityId: Type.Integer(id) })
export const LeaveQuery = Type.Object({ municipality: Type.Optional(Type.Integer(id)) })

export const FileQuery = Type.Object({ as: Type.Enum(['xlsx', 'csv']) })

const common = {
  dueOn: DayBox('demand.dueOn', 'demand.dueOnHint'),
  capacity: Type.Optional(Type.Integer({ title: 'demand.capacity', description: 'demand.capacityHint', minimum: 1, maximum: 99999 })),
  message: Type.Optional(Type.String({ title: 'demand.message', description: 'demand.messageHint', as: 'textarea', maxLength: 1000 })),
  contact: Type.String({ title: 'demand.contact', as: 'textarea', maxLength: 500 }),
}

export type NewSurveyForm = Static<typeof NewSurveyForm>
export const NewSurveyForm = Type.Object({
  courseId: Type.Integer({ title: 'demand.course', as: 'select', ...id }),
  fiscalYear: Type.String({ title: 'demand.fiscalYear', description: 'programs.yearHint', minLength: 1, maxLength: 12 }),
  ...common,
})

export type SurveyForm = Static<typeof SurveyForm>
export const SurveyForm = Type.Object({ ...common, version: Type.Integer({ title: 'calls.version', ...id }) })

const Count = (title: `calls.quotas.${'chair' | 'adviser' | 'case_presenter' | 'other'}`) => Type.Optional(Type.Integer({ title, minimum: 0, maximum: 999 }))
export type AnswerForm = Static<typeof AnswerForm>
export const AnswerForm = Type.Object({
  chair: Count('calls.quotas.chair'), adviser: Count('calls.quotas.adviser'), case_presenter: Count('calls.quotas.case_presenter'), other: Count('calls.quotas.other'),
  nil: Type.Optional(Type.Boolean({ title: 'demand.nil', description: 'demand.nilHint' })),
  remark: Type.Optional(Type.String({ title: 'demand.remark', description: 'demand.remarkHint', as: 'textarea', maxLength: 400 })),
  contactName: Type.String({ title: 'nominations.contactName', maxLength: 100 }),
  contactPhone: Type.Optional(Type.String({ title: 'nominations.contactPhone', maxLength: 40 })),
  contactEmail: Type.Optional(Type.String({ title: 'nominations.contactEmail', as: 'email', maxLength: 254 })),
  version: Type.Integer({ title: 'calls.version', minimum: 0, maximum: 2147483647 }),
})

/** What the prefecture heard by telephone, in a mail or on paper, and writes down for one municipality. */
export type TakenForm = Static<typeof TakenForm>
export const TakenForm = Type.Object({
  takenBy: Type.Enum(['phone', 'mail', 'paper'], { title: 'demand.takenBy', as: 'radio' }), ...AnswerForm.properties,
})

export type LeaveForm = Static<typeof LeaveForm>
export const LeaveForm = Type.Object({
  municipalityId: Type.Integer({ title: 'demand.municipality', as: 'select', ...id }),
  untilOn: DayBox('demand.untilOn'),
  reason: Type.String({ title: 'demand.leaveReason', as: 'textarea', minLength: 1, maxLength: 400 }),
})
