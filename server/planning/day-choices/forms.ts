import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
export const ChoiceParams = Type.Object({ id: Id })
export const TrainingParams = Type.Object({ id: Id })
export const ChoiceOfTraining = Type.Object({ id: Id, choiceId: Id })
export const NewQuery = Type.Object({ cohort: Type.Optional(Id) })

const Version = Type.Integer({ title: 'trainings.version', minimum: 1, maximum: 2147483647 })

/** Each day of the cohort: whether it is one to choose, and for how many. */
export type ChoiceForm = Static<typeof ChoiceForm>
export const ChoiceForm = Type.Object({
  cohortId: Type.Integer({ title: 'trainings.cohort', minimum: 1, maximum: 2147483647 }),
  title: Type.String({ title: 'dayChoices.titleJa', description: 'dayChoices.titleHint', minLength: 1, maxLength: 60 }),
  titleEn: Type.String({ title: 'dayChoices.titleEn', minLength: 1, maxLength: 80 }),
  closesOn: DayBox('dayChoices.closesOn', 'dayChoices.closesHint'),
  days: Type.Optional(Type.Array(Type.Object({
    id: Type.Integer({ title: 'trainings.heldOn', minimum: 1, maximum: 2147483647 }),
    isIn: Type.Optional(Type.Literal('true', { title: 'dayChoices.isIn' })),
    seats: Type.Optional(Type.Integer({ title: 'dayChoices.seats', minimum: 1, maximum: 100000 })),
  }), { title: 'dayChoices.days', maxItems: 60 })),
  version: Version,
})

export const VersionForm = Type.Object({ version: Version })

/** The day a trainee wants. Without one ticked the form asks again. */
export type OwnDayForm = Static<typeof OwnDayForm>
export const OwnDayForm = Type.Object({ dayId: Type.Integer({ title: 'dayChoices.day', as: 'radio', minimum: 1, maximum: 2147483647 }) })

/** Whom the office puts on which day. */
export type PutForm = Static<typeof PutForm>
export const PutForm = Type.Object({
  people: Type.Array(Id, { title: 'dayChoices.people', minItems: 1, maxItems: 300 }),
  dayId: Type.Integer({ title: 'dayChoices.toDay', as: 'select', minimum: 1, maximum: 2147483647 }),
})
