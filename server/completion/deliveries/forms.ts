import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'
import { tableForms } from '../../base/table-files.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
export const TrainingParams = Type.Object({ trainingId: Id })
export const CertificateParams = Type.Object({ certificateId: Id })
export const PapersQuery = Type.Object({ municipality: Type.Optional(Id) })
export const PageQuery = Type.Object({ take: Type.Optional(Type.Union([Type.Literal('papers'), Type.Literal('register')])), municipality: Type.Optional(Id) })
export const RegisterQuery = Type.Object({ as: Type.Optional(Type.Enum([...tableForms])) })

export type HandoverForm = Static<typeof HandoverForm>
export const HandoverForm = Type.Object({
  way: Type.Enum(['by_hand', 'by_post'], { title: 'deliveries.way', as: 'radio' }),
  handedOn: DayBox('deliveries.handedOn'),
  municipality: Type.Optional(Type.Integer({ title: 'deliveries.municipality', as: 'select', minimum: 1, maximum: 2147483647 })),
})
export const PlainForm = Type.Object({})
