import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'
import { tableForms } from '../../base/table-files.ts'
import { standings, willings } from './rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })

const filters = {
  q: Type.Optional(Type.String({ maxLength: 60 })),
  topic: Type.Optional(Id),
  area: Type.Optional(Id),
  standing: Type.Optional(Type.Enum([...standings])),
}
/** `take` and `as`: a file that begins once somebody has said again who they are. */
export type RegisterQuery = Static<typeof RegisterQuery>
export const RegisterQuery = Type.Object({
  ...filters, page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  take: Type.Optional(Type.Enum(['file', 'paper'])), as: Type.Optional(Type.Enum([...tableForms])),
})
export const FileQuery = Type.Object({ ...filters, as: Type.Optional(Type.Enum([...tableForms])) })

/** What somebody says of themselves as an instructor. `consent`: to be shown to municipalities, ticked anew each time the page is sent. */
export type EntryForm = Static<typeof EntryForm>
export const EntryForm = Type.Object({
  topics: Type.Optional(Type.Array(Id, { title: 'instructors.topics', description: 'instructors.topicsHint', maxItems: 100 })),
  themes: Type.Optional(Type.String({ title: 'instructors.themes', description: 'instructors.themesHint', as: 'textarea', maxLength: 400 })),
  willing: Type.Enum([...willings], { title: 'instructors.willing', as: 'radio' }),
  areas: Type.Optional(Type.Array(Id, { title: 'instructors.areas', description: 'instructors.areasHint', maxItems: 100 })),
  weekdays: Type.Optional(Type.Array(Type.Enum(['0', '1', '2', '3', '4', '5', '6']), { title: 'instructors.weekdays', description: 'instructors.weekdaysHint', maxItems: 7 })),
  availability: Type.Optional(Type.String({ title: 'instructors.availability', description: 'instructors.availabilityHint', as: 'textarea', maxLength: 400 })),
  consent: Type.Literal('true', { title: 'instructors.consent', as: 'checkbox' }),
  version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
})

export type LeaveForm = Static<typeof LeaveForm>
export const LeaveForm = Type.Object({ reason: Type.Optional(Type.String({ title: 'instructors.leaveReason', description: 'instructors.leaveReasonHint', as: 'textarea', maxLength: 400 })) })

export type AwayForm = Static<typeof AwayForm>
export const AwayForm = Type.Object({
  fromOn: DayBox('instructors.awayFrom'), toOn: DayBox('instructors.awayTo'),
  note: Type.Optional(Type.String({ title: 'instructors.awayNote', maxLength: 100 })),
})
export const AwayRemoval = Type.Object({ away: Id })

export type RefreshForm = Static<typeof RefreshForm>
export const RefreshForm = Type.Object({
  until: DayBox('instructors.refreshUntil'),
  reason: Type.String({ title: 'instructors.refreshReason', description: 'instructors.refreshReasonHint', as: 'textarea', maxLength: 400 }),
})

export type SettingForm = Static<typeof SettingForm>
export const SettingForm = Type.Object({
  idleMonths: Type.Integer({ title: 'instructors.idleMonths', description: 'instructors.idleMonthsHint', minimum: 1, maximum: 120 }),
  refreshMonths: Type.Integer({ title: 'instructors.refreshMonths', description: 'instructors.refreshMonthsHint', minimum: 1, maximum: 36 }),
  version: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
})
export const PlainForm = Type.Object({})
