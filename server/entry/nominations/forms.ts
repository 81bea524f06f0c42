import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const id = { minimum: 1, maximum: 2147483647 }
export const IdParams = Type.Object({ id: Type.Integer(id) })

/** What may be kept as a draft, right or wrong; what a line must be to be submitted is decided by rules.ts. */
const RowForm = Type.Object({
  personId: Type.Optional(Type.Integer(id)),
  applicantId: Type.Optional(Type.Integer(id)),
  name: Type.Optional(Type.String({ title: 'nominations.name', maxLength: 200 })),
  kana: Type.Optional(Type.String({ title: 'nominations.kana', maxLength: 200 })),
  affiliation: Type.Optional(Type.String({ title: 'nominations.affiliation', maxLength: 200 })),
  professionCode: Type.Optional(Type.String({ title: 'nominations.profession', maxLength: 60 })),
  experience: Type.Optional(Type.Union([Type.Literal('experienced'), Type.Literal('planned')], { title: 'nominations.experience' })),
  experienceCount: Type.Optional(Type.String({ title: 'nominations.experienceCount', maxLength: 20 })),
  years: Type.Optional(Type.String({ title: 'nominations.years', maxLength: 20 })),
  wishedCohortId: Type.Optional(Type.Integer({ title: 'nominations.cohort', ...id })),
  secondCohortId: Type.Optional(Type.Integer({ title: 'nominations.cohort2', ...id })),
  thirdCohortId: Type.Optional(Type.Integer({ title: 'nominations.cohort3', ...id })),
  team: Type.Optional(Type.Integer({ title: 'nominations.team', minimum: 1, maximum: 99 })),
  email: Type.Optional(Type.String({ title: 'nominations.email', maxLength: 254 })),
  reason: Type.Optional(Type.String({ title: 'nominations.reason', maxLength: 2000 })),
})
const rows = Type.Optional(Type.Array(RowForm, { maxItems: 99 }))
const reason = (title: string) => Type.Optional(Type.String({ title, maxLength: 400 }))
const perCategory = <T extends Type.TSchema>(one: T) =>
  Type.Optional(Type.Object({ chair: one, adviser: one, case_presenter: one, other: one }))

export type SheetForm = Static<typeof SheetForm>
export const SheetForm = Type.Object({
  version: Type.Integer({ minimum: 0, maximum: 2147483647 }),
  page: Type.Optional(Type.String({ maxLength: 64 })),
  act: Type.Optional(Type.String({ maxLength: 60 })),
  words: Type.Optional(Type.String({ maxLength: 60 })),
  /** Sent by a page that shows what somebody else saved: places whose saved content is taken instead of what is typed. */
  choosing: Type.Optional(Type.Literal('true')),
  theirs: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 5000 })),
  contactName: Type.Optional(Type.String({ title: 'nominations.contactName', maxLength: 100 })),
  contactPhone: Type.Optional(Type.String({ title: 'nominations.contactPhone', maxLength: 40 })),
  contactEmail: Type.Optional(Type.String({ title: 'nominations.contactEmail', maxLength: 254 })),
  nil: perCategory(Type.Optional(Type.Literal('true'))),
  nilReason: perCategory(reason('nominations.nilReason')),
  chair: rows, adviser: rows, case_presenter: rows, other: rows,
})

export const SubmissionForm = Type.Object({ version: Type.Integer({ minimum: 0, maximum: 2147483647 }) })

export type ReturnForm = Static<typeof ReturnForm>
export const ReturnForm = Type.Object({
  reason: Type.String({ title: 'nominations.returnReason', description: 'nominations.returnReasonHint', as: 'textarea', maxLength: 400 }),
  dueOn: Type.Optional(DayBox('nominations.dueOn', 'nominations.dueOnHint')),
})

export type LateForm = Static<typeof LateForm>
export const LateForm = Type.Object({
  municipalityId: Type.Integer({ title: 'nominations.ofMunicipality', ...id }),
  dueOn: DayBox('nominations.lateDueOn'),
  reason: Type.String({ title: 'nominations.lateReason', description: 'nominations.lateReasonHint', as: 'textarea', maxLength: 400 }),
})

export const SheetQuery = Type.Object({ known: Type.Optional(Type.String({ maxLength: 60 })), more: Type.Optional(Type.String({ maxLength: 20 })), seek: Type.Optional(Type.String({ maxLength: 40 })) })
export const SheetsQuery = Type.Object({ state: Type.Optional(Type.String({ maxLength: 20 })) })
export const LateQuery = Type.Object({ municipality: Type.Optional(Type.Integer(id)) })
