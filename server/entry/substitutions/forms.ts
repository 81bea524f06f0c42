import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const id = { minimum: 1, maximum: 2147483647 }
export const IdParams = Type.Object({ id: Type.Integer(id) })
export const EnrollmentParams = Type.Object({ enrollmentId: Type.Integer(id) })
export const ListQuery = Type.Object({ page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }) })
export const PlainForm = Type.Object({})

export type WithdrawalForm = Static<typeof WithdrawalForm>
export const WithdrawalForm = Type.Object({
  by: Type.Union([Type.Literal('trainee'), Type.Literal('employer'), Type.Literal('municipality')], { title: 'substitutions.withdrawnBy', as: 'radio' }),
  on: DayBox('substitutions.withdrawnOn'),
  reason: Type.String({ title: 'substitutions.withdrawalReason', description: 'substitutions.withdrawalReasonHint', as: 'textarea', maxLength: 300, pattern: String.raw`\S` }),
})

/** Who takes the place, with what a line of the sheet says of a person, and why. */
export type SubstitutionForm = Static<typeof SubstitutionForm>
export const SubstitutionForm = Type.Object({
  reason: Type.String({ title: 'substitutions.reason', description: 'substitutions.reasonHint', as: 'textarea', maxLength: 300, pattern: String.raw`\S` }),
  name: Type.String({ title: 'nominations.name', maxLength: 200 }),
  kana: Type.String({ title: 'nominations.kana', maxLength: 200 }),
  affiliation: Type.String({ title: 'nominations.affiliation', maxLength: 200 }),
  /** The known person whose name this is; typed over, it is somebody else. */
  personId: Type.Optional(Type.Integer(id)),
  /** The words by which known people are looked for, by the button `seek`; `take` names the one whose data fill the form. */
  known: Type.Optional(Type.String({ maxLength: 60 })),
  seek: Type.Optional(Type.Literal('1')),
  take: Type.Optional(Type.Integer(id)),
  professionCode: Type.Optional(Type.String({ title: 'nominations.profession', maxLength: 60, as: 'select' })),
  experience: Type.Union([Type.Literal('experienced'), Type.Literal('planned')], { title: 'nominations.experience', as: 'radio' }),
  experienceCount: Type.Optional(Type.Integer({ title: 'nominations.experienceCount', minimum: 0, maximum: 999 })),
  years: Type.Optional(Type.Integer({ title: 'nominations.years', minimum: 0, maximum: 60 })),
  email: Type.Optional(Type.String({ title: 'nominations.email', as: 'email', maxLength: 254 })),
  /** What the rules only ask about was looked at, and the newcomer is right all the same. */
  sure: Type.Optional(Type.Literal('true', { title: 'substitutions.sure', as: 'checkbox' })),
})

export type DecisionForm = Static<typeof DecisionForm>
export const DecisionForm = Type.Object({
  decision: Type.Union([Type.Literal('agree'), Type.Literal('decline')]),
  reason: Type.Optional(Type.String({ title: 'substitutions.declineReason', maxLength: 300 })),
})

export type LastDayForm = Static<typeof LastDayForm>
export const LastDayForm = Type.Object({ until: Type.Optional(DayBox('substitutions.until', 'substitutions.untilHint')) })
