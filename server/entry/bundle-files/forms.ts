import Type, { type Static } from 'typebox'
import { tableForms } from '../../base/table-files.ts'

const id = { minimum: 1, maximum: 2147483647 }
export const IdParams = Type.Object({ id: Type.Integer(id) })
export const FormQuery = Type.Object({ as: Type.Optional(Type.Enum([...tableForms])) })
export const FileQuery = Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })) })
export const SendForm = Type.Object({ file: Type.String({ title: 'tableFiles.sentFile', maxLength: 64 }) })

export type TakeForm = Static<typeof TakeForm>
export const TakeForm = Type.Object({
  reason: Type.String({ title: 'bundleFiles.why', description: 'bundleFiles.whyHint', as: 'textarea', minLength: 1, maxLength: 400 }),
})
