import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
export const TrainingParams = Type.Object({ id: Id })
export const CohortParams = Type.Object({ id: Id, cohortId: Id })
export const DayParams = Type.Object({ id: Id, dayId: Id })

const Year = Type.Optional(Type.Integer({ minimum: 2000, maximum: 2099 }))
const page = Type.Optional(Type.Integer({ minimum: 1, maximum: 100000 }))
export const CountQuery = Type.Object({
  count: Type.Union([Type.Literal('nominated'), Type.Literal('selected'), Type.Literal('attended'), Type.Literal('completed')]),
  page, year: Year,
})

const line = (title: string, more = {}) => Type.String({ title, minLength: 1, maxLength: 120, ...more })
const version = { version: Type.Integer({ title: 'trainings.version', minimum: 1, maximum: 2147483647 }) }
const mode = (more = {}) => Type.Union([Type.Literal('on_site'), Type.Literal('live_online'), Type.Literal('on_demand')], { title: 'trainings.deliveryMode', ...more })

const facts = {
  capacity: Type.Integer({ title: 'trainings.capacity', minimum: 1, maximum: 100000 }),
  overPercent: Type.Number({ title: 'trainings.overPercent', description: 'trainings.overPercentHint', minimum: 100, maximum: 200 }),
  holdMinimum: Type.Optional(Type.Integer({ title: 'trainings.holdMinimum', description: 'trainings.holdMinimumHint', minimum: 1, maximum: 100000 })),
  lateLimitMinutes: Type.Integer({ title: 'trainings.lateLimit', description: 'trainings.lateLimitHint', minimum: 0, maximum: 600 }),
  issuerTitle: Type.Optional(Type.String({ title: 'trainings.issuerTitle', description: 'trainings.issuerHint', maxLength: 60 })),
  prerequisiteCourseId: Type.Optional(Type.Integer({ title: 'trainings.prerequisite', description: 'trainings.prerequisiteHint', as: 'select', minimum: 1, maximum: 2147483647 })),
  issuerName: Type.Optional(Type.String({ title: 'trainings.issuerName', maxLength: 60 })),
}

export type NewTrainingForm = Static<typeof NewTrainingForm>
export const NewTrainingForm = Type.Object({
  courseId: Type.Integer({ title: 'trainings.course', as: 'select', minimum: 1, maximum: 2147483647 }),
  fiscalYear: Type.String({ title: 'trainings.fiscalYear', description: 'programs.yearHint', minLength: 1, maxLength: 12 }),
  title: Type.Optional(Type.String({ title: 'trainings.titleJa', description: 'trainings.titleHint', maxLength: 120 })),
  titleEn: Type.Optional(Type.String({ title: 'trainings.titleEn', maxLength: 160 })),
  cohorts: Type.Integer({ title: 'trainings.cohortCount', description: 'trainings.cohortCountHint', minimum: 1, maximum: 20 }),
  ...facts,
})

export type TrainingForm = Static<typeof TrainingForm>
export const TrainingForm = Type.Object({
  title: line('trainings.titleJa'), titleEn: line('trainings.titleEn', { maxLength: 160 }), ...facts, ...version,
})

export type CohortForm = Static<typeof CohortForm>
export const CohortForm = Type.Object({
  name: line('trainings.cohortName', { maxLength: 60 }), nameEn: line('trainings.cohortNameEn', { maxLength: 80 }),
  capacity: Type.Integer({ title: 'trainings.seats', minimum: 1, maximum: 100000 }),
  deliveryMode: mode({ as: 'radio' }),
  instructors: Type.Optional(Type.Array(Id, { title: 'trainings.instructors', description: 'trainings.instructorsHint', maxItems: 50 })),
  ...version,
})

/** One cohort put off: a new day for each of its days, or none known yet. */
export type PostponeForm = Static<typeof PostponeForm>
export const PostponeForm = Type.Object({
  to: Type.Union([Type.Literal('planned'), Type.Literal('postponed'), Type.Literal('canceled')], { title: 'trainings.cohortTo', as: 'radio' }),
  reason: Type.String({ title: 'trainings.cohortReason', description: 'trainings.cohortReasonHint', as: 'textarea', minLength: 1, maxLength: 200 }),
  days: Type.Optional(Type.Array(Type.Object({
    id: Type.Integer({ title: 'trainings.heldOn', minimum: 1, maximum: 2147483647 }), heldOn: DayBox('trainings.newDay'),
  }), { maxItems: 60 })),
  ...version,
})

export type SlotRow = Static<typeof SlotRow>
export const SlotRow = Type.Object({
  id: Type.Optional(Type.Integer({ title: 'trainings.slot', minimum: 1, maximum: 2147483647 })),
  startsAt: Type.Optional(Type.String({ title: 'trainings.startsAt', as: 'time', maxLength: 8 })),
  endsAt: Type.Optional(Type.String({ title: 'trainings.endsAt', as: 'time', maxLength: 8 })),
  title: Type.Optional(Type.String({ title: 'trainings.slotTitle', maxLength: 120 })),
  moduleId: Type.Optional(Type.Integer({ title: 'trainings.module', as: 'select', minimum: 1, maximum: 2147483647 })),
  deliveryMode: Type.Optional(mode({ as: 'select' })),
})

export type DayForm = Static<typeof DayForm>
export const DayForm = Type.Object({
  cohortId: Type.Integer({ title: 'trainings.cohort', as: 'select', minimum: 1, maximum: 2147483647 }),
  heldOn: DayBox('trainings.heldOn'),
  opensAt: Type.String({ title: 'trainings.opensAt', as: 'time', minLength: 1, maxLength: 8 }),
  place: Type.Optional(Type.String({ title: 'trainings.place', maxLength: 120 })),
  directions: Type.Optional(Type.String({ title: 'trainings.directions', description: 'trainings.directionsHint', as: 'textarea', maxLength: 600 })),
  slots: Type.Optional(Type.Array(SlotRow, { title: 'trainings.slots', maxItems: 20 })),
  told: Type.Optional(Type.Literal('true', { title: 'trainings.dayTold', description: 'trainings.dayToldHint', as: 'checkbox' })),
  ...version,
})

export const VersionForm = Type.Object(version)

export type StateForm = Static<typeof StateForm>
export const StateForm = Type.Object({
  to: Type.Union([
    Type.Literal('planned'), Type.Literal('call_published'), Type.Literal('call_closed'), Type.Literal('selecting'),
    Type.Literal('running'), Type.Literal('closed'), Type.Literal('canceled'), Type.Literal('postponed'),
  ], { title: 'trainings.state' }),
})

export const ToQuery = Type.Object({ to: Type.String({ maxLength: 20 }), year: Year })
