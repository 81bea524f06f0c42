import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
export const TrainingParams = Type.Object({ trainingId: Id })
export const CertificateParams = Type.Object({ certificateId: Id })
export const EventParams = Type.Object({ certificateId: Id, eventId: Id })
export const NumberParams = Type.Object({ number: Type.String({ maxLength: 200 }) })

export const RegisterQuery = Type.Object({
  year: Type.Optional(Type.String({ maxLength: 10 })),
  training: Type.Optional(Type.String({ maxLength: 10 })),
  municipality: Type.Optional(Type.String({ maxLength: 10 })),
  state: Type.Optional(Type.String({ maxLength: 20 })),
  q: Type.Optional(Type.String({ maxLength: 60 })),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
})
export type RegisterQuery = Static<typeof RegisterQuery>

/** Who is looked at before issuing: everybody who waits, or one person by name. */
export const IssueQuery = Type.Object({ only: Type.Optional(Id) })
export const MineQuery = Type.Object({ take: Type.Optional(Id) })
export const VerifyQuery = Type.Object({
  number: Type.Optional(Type.String({ maxLength: 200 })),
  code: Type.Optional(Type.String({ maxLength: 200 })),
})

export type IssueForm = Static<typeof IssueForm>
export const IssueForm = Type.Object({
  issuedOn: DayBox('certificates.issuedOn', 'certificates.issuedOnHint'),
  /** One enrollment alone; without it everyone who waits. */
  only: Type.Optional(Type.Integer({ title: 'certificates.only', minimum: 1, maximum: 2147483647 })),
  /** How a name that cannot be printed is to be printed. */
  names: Type.Optional(Type.Array(Type.Object({
    enrollmentId: Type.Integer({ title: 'certificates.only', minimum: 1, maximum: 2147483647 }),
    name: Type.Optional(Type.String({ title: 'certificates.printAs', maxLength: 60 })),
    note: Type.Optional(Type.String({ title: 'certificates.spellingNote', maxLength: 200 })),
  }), { title: 'certificates.printAs', maxItems: 500 })),
})

const reason = Type.String({ title: 'certificates.reason', description: 'certificates.reasonHint', as: 'textarea', minLength: 1, maxLength: 200 })

export type CorrectionForm = Static<typeof CorrectionForm>
export const CorrectionForm = Type.Object({
  name: Type.String({ title: 'certificates.nameOnPaper', description: 'certificates.nameOnPaperHint', minLength: 1, maxLength: 60 }),
  reason,
})
export type ReasonForm = Static<typeof ReasonForm>
export const ReasonForm = Type.Object({ reason })
