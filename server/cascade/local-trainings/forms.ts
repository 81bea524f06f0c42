import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'
import type { TextKey } from '../../base/texts.ts'
import { stages } from './rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })
export const DayParams = Type.Object({ id: Id, day: Id })

export type ListQuery = Static<typeof ListQuery>
export const ListQuery = Type.Object({
  stage: Type.Optional(Type.Enum([...stages])), municipality: Type.Optional(Id),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
})

const Time = (title: TextKey) => Type.String({ title, as: 'time', pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', maxLength: 8 })
const day = {
  heldOn: DayBox('localTrainings.heldOn'), startsAt: Time('localTrainings.startsAt'), endsAt: Time('localTrainings.endsAt'),
  place: Type.Optional(Type.String({ title: 'localTrainings.place', maxLength: 120 })),
  deliveryMode: Type.Enum(['on_site', 'live_online'], { title: 'localTrainings.mode', as: 'radio' }),
}
const plan = {
  title: Type.String({ title: 'localTrainings.name', description: 'localTrainings.nameHint', minLength: 1, maxLength: 80 }),
  purpose: Type.String({ title: 'localTrainings.purpose', as: 'textarea', minLength: 1, maxLength: 1000 }),
  seats: Type.Integer({ title: 'localTrainings.seats', minimum: 1, maximum: 300 }),
  modules: Type.Optional(Type.Array(Id, { title: 'localTrainings.modules', description: 'localTrainings.modulesHint', maxItems: 100 })),
  daysNeeded: Type.Optional(Type.Integer({ title: 'localTrainings.daysNeeded', description: 'localTrainings.daysNeededHint', minimum: 1, maximum: 20 })),
  lateLimitMinutes: Type.Integer({ title: 'localTrainings.lateLimit', description: 'localTrainings.lateLimitHint', minimum: 0, maximum: 600 }),
}

export type DayForm = Static<typeof DayForm>
export const DayForm = Type.Object(day)
export type NewPlanForm = Static<typeof NewPlanForm>
export const NewPlanForm = Type.Object({ ...plan, ...day })
export type PlanForm = Static<typeof PlanForm>
export const PlanForm = Type.Object({ ...plan, version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })

const Reason = (title: TextKey) => Type.String({ title, as: 'textarea', minLength: 1, maxLength: 400 })
export type ReasonForm = Static<typeof ReasonForm>
export const ReasonForm = Type.Object({ reason: Reason('localTrainings.reason') })

const Long = (title: TextKey, description: TextKey) => Type.Optional(Type.String({ title, description, as: 'textarea', maxLength: 2000 }))
export type ReportForm = Static<typeof ReportForm>
export const ReportForm = Type.Object({
  wasHeld: Type.Enum(['yes', 'no'], { title: 'localTrainings.wasHeld', as: 'radio' }),
  wentWell: Long('localTrainings.wentWell', 'localTrainings.wentWellHint'),
  issues: Long('localTrainings.issues', 'localTrainings.issuesHint'),
  nextSteps: Long('localTrainings.nextSteps', 'localTrainings.nextStepsHint'),
  version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
})
export const PlainForm = Type.Object({})
