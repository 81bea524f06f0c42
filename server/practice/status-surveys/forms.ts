import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const id = { minimum: 1, maximum: 2147483647 }
export const SurveyParams = Type.Object({ surveyId: Type.Integer(id) })
export const OfParams = Type.Object({ surveyId: Type.Integer(id), municipalityId: Type.Integer(id) })
export const OfQuery = Type.Object({ municipality: Type.Optional(Type.Integer(id)) })
export const StandingsQuery = Type.Object({ show: Type.Optional(Type.Enum(['missing', 'returned', 'late'])) })
const version = Type.Integer({ title: 'calls.version', ...id })

const common = {
  title: Type.String({ title: 'statusSurveys.name', minLength: 1, maxLength: 120 }),
  titleEn: Type.Optional(Type.String({ title: 'statusSurveys.nameEn', maxLength: 200 })),
  dueOn: DayBox('statusSurveys.dueOn', 'statusSurveys.dueOnHint'),
  message: Type.Optional(Type.String({ title: 'statusSurveys.message', description: 'statusSurveys.messageHint', as: 'textarea', maxLength: 1000 })),
  contact: Type.String({ title: 'statusSurveys.contact', as: 'textarea', minLength: 1, maxLength: 500 }),
}
export const begins = ['last', 'standard', 'empty'] as const

export type NewSurveyForm = Static<typeof NewSurveyForm>
export const NewSurveyForm = Type.Object({
  fiscalYear: Type.String({ title: 'statusSurveys.fiscalYear', description: 'programs.yearHint', minLength: 1, maxLength: 12 }),
  begin: Type.Enum([...begins], { title: 'statusSurveys.begin', as: 'radio' }), ...common,
})
export type SurveyForm = Static<typeof SurveyForm>
export const SurveyForm = Type.Object({ ...common, version })
export const StepForm = Type.Object({ version })
export const PlainForm = Type.Object({})

export type LeaveForm = Static<typeof LeaveForm>
export const LeaveForm = Type.Object({
  municipalityId: Type.Integer({ title: 'statusSurveys.municipality', as: 'select', ...id }), untilOn: DayBox('statusSurveys.untilOn'),
  reason: Type.String({ title: 'statusSurveys.reason', as: 'textarea', minLength: 1, maxLength: 400 }),
})

export type CoverForm = Static<typeof CoverForm>
export const CoverForm = Type.Object({
  leaderId: Type.Integer({ title: 'statusSurveys.leader', description: 'statusSurveys.leaderHint', as: 'select', ...id }),
  municipalityId: Type.Integer({ title: 'statusSurveys.coveredOne', as: 'select', ...id }),
  bodyName: Type.String({ title: 'statusSurveys.bodyName', description: 'statusSurveys.bodyNameHint', minLength: 1, maxLength: 100 }),
  bodyNameEn: Type.Optional(Type.String({ title: 'statusSurveys.bodyNameEn', maxLength: 200 })),
})
