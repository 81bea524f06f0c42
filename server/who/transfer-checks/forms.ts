import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'
import { tableForms } from '../../base/table-files.ts'
import { answers, categories } from './rules.ts'

const id = { minimum: 1, maximum: 2147483647 }
const version = Type.Integer({ title: 'calls.version', minimum: 0, maximum: 2147483647 })
export const IdParams = Type.Object({ id: Type.Integer(id) })
export const SheetParams = Type.Object({ id: Type.Integer(id), municipalityId: Type.Integer(id) })
export const LeaveQuery = Type.Object({ municipality: Type.Optional(Type.Integer(id)) })
export const PageQuery = Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })), show: Type.Optional(Type.Enum(['open'])) })
export const FileQuery = Type.Object({ as: Type.Optional(Type.Enum([...tableForms])) })

const common = {
  dueOn: DayBox('transferChecks.dueOn', 'transferChecks.dueOnHint'),
  message: Type.Optional(Type.String({ title: 'transferChecks.message', description: 'transferChecks.messageHint', as: 'textarea', maxLength: 1000 })),
  contact: Type.String({ title: 'transferChecks.contact', as: 'textarea', maxLength: 500 }),
}
export type NewCheckForm = Static<typeof NewCheckForm>
export const NewCheckForm = Type.Object({
  fiscalYear: Type.String({ title: 'transferChecks.fiscalYear', description: 'programs.yearHint', minLength: 1, maxLength: 12 }), ...common,
})
export type CheckForm = Static<typeof CheckForm>
export const CheckForm = Type.Object({ ...common, version })

/** What may be kept as a draft, right or wrong; what a line must be to be submitted is decided by rules.ts. */
const line = {
  answer: Type.Optional(Type.Enum([...answers], { title: 'transferChecks.answer', as: 'radio' })),
  day: Type.Optional(Type.String({ title: 'transferChecks.day', maxLength: 40 })),
  organization: Type.Optional(Type.String({ title: 'transferChecks.organization', maxLength: 100 })),
  position: Type.Optional(Type.String({ title: 'transferChecks.position', maxLength: 60 })),
  category: Type.Optional(Type.Enum([...categories], { title: 'transferChecks.category', as: 'select' })),
  municipality: Type.Optional(Type.String({ title: 'transferChecks.toMunicipality', maxLength: 40 })),
  note: Type.Optional(Type.String({ title: 'transferChecks.note', maxLength: 400 })),
}
/** `page`: the key of the page that saves by itself, so that it never meets itself. `seen`: the version of the line that was shown. */
export type LinesForm = Static<typeof LinesForm>
export const LinesForm = Type.Object({
  page: Type.Optional(Type.String({ maxLength: 64 })), version: Type.Optional(version),
  act: Type.Optional(Type.Enum(['save', 'rest', 'look'])),
  rows: Type.Optional(Type.Array(Type.Object({ affiliationId: Type.Integer(id), seen: Type.Integer({ minimum: 0, maximum: 2147483647 }), ...line }), { maxItems: 120, title: 'transferChecks.people' })),
})

export type SubmissionForm = Static<typeof SubmissionForm>
export const SubmissionForm = Type.Object({ version })

export type CorrectionForm = Static<typeof CorrectionForm>
export const CorrectionForm = Type.Object({
  ...line, answer: Type.Enum([...answers], { title: 'transferChecks.answer', as: 'radio' }),
  reason: Type.String({ title: 'transferChecks.correctionReason', as: 'textarea', minLength: 1, maxLength: 400 }),
})

export type LeaveForm = Static<typeof LeaveForm>
export const LeaveForm = Type.Object({
  municipalityId: Type.Integer({ title: 'transferChecks.municipality', as: 'select', ...id }),
  untilOn: DayBox('transferChecks.untilOn'),
  reason: Type.String({ title: 'transferChecks.leaveReason', as: 'textarea', minLength: 1, maxLength: 400 }),
})

export type ArrivalForm = Static<typeof ArrivalForm>
export const ArrivalForm = Type.Object({
  organization: Type.Optional(Type.String({ title: 'transferChecks.organization', maxLength: 100 })),
  category: Type.Optional(Type.Enum([...categories], { title: 'transferChecks.category', as: 'select' })),
})
export type RefusalForm = Static<typeof RefusalForm>
export const RefusalForm = Type.Object({ reason: Type.String({ title: 'transferChecks.refusalReason', as: 'textarea', minLength: 1, maxLength: 400 }) })
