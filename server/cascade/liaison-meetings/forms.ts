import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const id = { minimum: 1, maximum: 2_147_483_647 }
const Id = Type.Integer(id)
const Version = Type.Integer({ title: 'calls.version', ...id })
export const IdParams = Type.Object({ id: Id })
export const NewQuery = Type.Object({ series: Type.Optional(Id) })

const seriesBoxes = {
  name: Type.String({ title: 'liaisonMeetings.seriesName', description: 'liaisonMeetings.seriesNameHint', minLength: 1, maxLength: 100 }),
  nameEn: Type.Optional(Type.String({ title: 'liaisonMeetings.nameEn', maxLength: 100 })),
  times: Type.Integer({ title: 'liaisonMeetings.times', minimum: 1, maximum: 24 }),
  purpose: Type.Optional(Type.String({ title: 'liaisonMeetings.purpose', description: 'liaisonMeetings.purposeHint', as: 'textarea', maxLength: 1000 })),
}
export type NewSeriesForm = Static<typeof NewSeriesForm>
export const NewSeriesForm = Type.Object({
  fiscalYear: Type.String({ title: 'liaisonMeetings.fiscalYear', description: 'programs.yearHint', minLength: 1, maxLength: 12 }), ...seriesBoxes,
})
export type SeriesForm = Static<typeof SeriesForm>
export const SeriesForm = Type.Object({ ...seriesBoxes, version: Version })

const planBoxes = {
  title: Type.String({ title: 'liaisonMeetings.titleBox', description: 'liaisonMeetings.titleHint', minLength: 1, maxLength: 100 }),
  titleEn: Type.Optional(Type.String({ title: 'liaisonMeetings.nameEn', maxLength: 100 })),
  heldOn: DayBox('liaisonMeetings.heldOn'),
  startsAt: Type.String({ title: 'liaisonMeetings.startsAt', as: 'time', pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', maxLength: 5 }),
  endsAt: Type.String({ title: 'liaisonMeetings.endsAt', as: 'time', pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', maxLength: 5 }),
  mode: Type.Enum(['venue', 'online', 'both'], { title: 'liaisonMeetings.mode', as: 'radio' }),
  place: Type.Optional(Type.String({ title: 'liaisonMeetings.place', maxLength: 200 })),
  directions: Type.Optional(Type.String({ title: 'liaisonMeetings.directions', description: 'liaisonMeetings.directionsHint', as: 'textarea', maxLength: 500 })),
  url: Type.Optional(Type.String({ title: 'liaisonMeetings.url', description: 'liaisonMeetings.urlHint', maxLength: 500 })),
  repliesDueOn: DayBox('liaisonMeetings.repliesDueOn', 'liaisonMeetings.repliesDueHint'),
  message: Type.Optional(Type.String({ title: 'liaisonMeetings.message', description: 'liaisonMeetings.messageHint', as: 'textarea', maxLength: 1000 })),
  contact: Type.String({ title: 'liaisonMeetings.contact', as: 'textarea', maxLength: 500 }),
}
/** A meeting as it is planned. */
export type PlanForm = Static<typeof PlanForm>
export const PlanForm = Type.Object(planBoxes)
export type EditForm = Static<typeof EditForm>
export const EditForm = Type.Object({ ...planBoxes, version: Version })

export const PlainForm = Type.Object({})

/** Why a meeting does not take place, or is counted anew. */
export const ReasonForm = Type.Object({ reason: Type.String({ title: 'liaisonMeetings.reason', as: 'textarea', minLength: 1, maxLength: 400 }) })
