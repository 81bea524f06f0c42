import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const Version = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })
export const PlainForm = Type.Object({})
export const ExpertsQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 60 })),
  page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }),
})
export const RequestsQuery = Type.Object({ page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }) })

const entry = {
  affiliation: Type.String({ title: 'experts.affiliation', minLength: 1, maxLength: 120 }),
  themes: Type.String({ title: 'experts.themes', description: 'experts.themesHint', as: 'textarea', minLength: 1, maxLength: 500 }),
  days: Type.Optional(Type.String({ title: 'experts.days', description: 'experts.daysHint', maxLength: 200 })),
  note: Type.Optional(Type.String({ title: 'experts.note', description: 'experts.noteHint', as: 'textarea', maxLength: 1000 })),
}
export type NewExpertForm = Static<typeof NewExpertForm>
export const NewExpertForm = Type.Object({ personId: Type.Integer({ title: 'experts.person', description: 'experts.personHint', as: 'select', minimum: 1, maximum: 2_147_483_647 }), ...entry })
export type ExpertForm = Static<typeof ExpertForm>
export const ExpertForm = Type.Object({ ...entry, endedOn: Type.Optional(DayBox('experts.endedOn')), version: Version })

export type RequestForm = Static<typeof RequestForm>
export const RequestForm = Type.Object({
  personId: Type.Integer({ title: 'experts.one', as: 'select', minimum: 1, maximum: 2_147_483_647 }),
  fromOn: DayBox('experts.fromOn'),
  toOn: DayBox('experts.toOn'),
  words: Type.String({ title: 'experts.words', description: 'experts.wordsHint', as: 'textarea', minLength: 1, maxLength: 1500 }),
  documentNumber: Type.Optional(Type.String({ title: 'experts.documentNumber', maxLength: 40 })),
})

export type AnswerForm = Static<typeof AnswerForm>
export const AnswerForm = Type.Object({
  answer: Type.Enum(['accept', 'decline'], { title: 'experts.answer', as: 'radio' }),
  words: Type.Optional(Type.String({ title: 'experts.answerWords', description: 'experts.answerHint', as: 'textarea', maxLength: 500 })),
})
