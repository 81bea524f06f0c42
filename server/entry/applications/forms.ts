import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
const text = (title: string, maxLength: number, more: object = {}) => Type.Optional(Type.String({ title, maxLength, ...more }))

export const CallParams = Type.Object({ callId: Id })
export const ApplicationParams = Type.Object({ applicationId: Id })
export const TokenParams = Type.Object({ token: Type.String({ minLength: 40, maxLength: 64, pattern: '^[\\w-]+$' }) })
export const ListQuery = Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })) })
export const DraftQuery = Type.Object({ more: Type.Optional(Type.String({ maxLength: 4 })) })

/** The first step: to whom, from whom, and where the link is sent. */
export type BeginForm = Static<typeof BeginForm>
export const BeginForm = Type.Object({
  municipalityId: Type.Integer({ ...Id, title: 'applications.municipality', as: 'select' }),
  officeName: Type.String({ title: 'applications.officeName', maxLength: 100 }),
  email: Type.String({
    title: 'applications.email', description: 'applications.emailHint', as: 'email', maxLength: 254,
    pattern: String.raw`^\s*[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:"]+\s*$`,
  }),
})

/** One person as kept in a draft, right or wrong; what is needed to hand it in is decided by rules.ts. */
const RowForm = Type.Object({
  name: text('applications.name', 200), kana: text('applications.kana', 200),
  affiliation: text('applications.affiliation', 200),
  professionCode: text('applications.profession', 60, { as: 'select' }), position: text('applications.position', 100),
  category: Type.Optional(Type.Union([Type.Literal('chair'), Type.Literal('adviser'), Type.Literal('case_presenter'), Type.Literal('other')], { title: 'applications.category', as: 'radio' })),
  experience: Type.Optional(Type.Union([Type.Literal('experienced'), Type.Literal('planned')], { title: 'applications.experience', as: 'radio' })),
  experienceCount: Type.Optional(Type.Integer({ title: 'applications.experienceCount', minimum: 0, maximum: 999 })),
  years: Type.Optional(Type.Integer({ title: 'applications.years', minimum: 0, maximum: 60 })),
  wishedCohortId: Type.Optional(Type.Integer({ ...Id, title: 'applications.cohort', as: 'select' })),
  secondCohortId: Type.Optional(Type.Integer({ ...Id, title: 'applications.cohort2', as: 'select' })),
  thirdCohortId: Type.Optional(Type.Integer({ ...Id, title: 'applications.cohort3', as: 'select' })),
  email: text('applications.ownEmail', 254, { as: 'email', description: 'applications.ownEmailHint' }),
  supportNeeds: text('applications.supportNeeds', 400, { as: 'textarea', description: 'applications.supportNeedsHint' }),
  motivation: text('applications.motivation', 1000, { as: 'textarea' }),
  purposeConsent: Type.Optional(Type.Literal('true', { title: 'applications.purposeConsent', as: 'checkbox' })),
  rosterConsent: Type.Optional(Type.Literal('true', { title: 'applications.rosterConsent', as: 'checkbox' })),
})

export type DraftForm = Static<typeof DraftForm>
export const DraftForm = Type.Object({
  version: Type.Integer({ minimum: 0, maximum: 2147483647 }),
  act: Type.Optional(Type.String({ maxLength: 20 })),
  contactName: text('applications.contactName', 100), contactPhone: text('applications.contactPhone', 40, { as: 'tel' }),
  rows: Type.Optional(Type.Array(RowForm, { maxItems: 20 })),
})

export const SubmissionForm = Type.Object({ version: Type.Integer({ minimum: 0, maximum: 2147483647 }) })

/** What the municipality decides on some people of one application. */
export type VerdictForm = Static<typeof VerdictForm>
export const VerdictForm = Type.Object({
  verdict: Type.Union([Type.Literal('taken'), Type.Literal('declined')], { title: 'applications.verdict' }),
  applicantIds: Type.Array(Id, { title: 'applications.who', minItems: 1, maxItems: 20 }),
  reason: text('applications.reason', 400, { as: 'textarea', description: 'applications.reasonHint' }),
})

export type ReturnForm = Static<typeof ReturnForm>
export const ReturnForm = Type.Object({
  reason: Type.String({ title: 'applications.returnReason', description: 'applications.returnReasonHint', as: 'textarea', maxLength: 400 }),
  dueOn: DayBox('applications.dueOn', 'applications.dueOnHint'),
})

/** Which of the municipality's own people an applicant is; nobody of them when no person is named. */
export type PersonForm = Static<typeof PersonForm>
export const PersonForm = Type.Object({ applicantId: Id, personId: Type.Optional(Id) })
