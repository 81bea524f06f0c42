import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
export const TrainingParams = Type.Object({ trainingId: Id })
export const PartialParams = Type.Object({ partialId: Id })
export const ListQuery = Type.Object({ year: Type.Optional(Type.String({ maxLength: 10 })) })

export type IssueForm = Static<typeof IssueForm>
export const IssueForm = Type.Object({ issuedOn: DayBox('certificates.issuedOn', 'partialCertificates.issuedOnHint') })
