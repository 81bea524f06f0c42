import Type, { type Static, type TObject } from 'typebox'
import { tableForms } from '../../base/table-files.ts'

const id = { minimum: 1, maximum: 2147483647 }
export const FormQuery = Type.Object({ as: Type.Optional(Type.Enum([...tableForms])) })
export const PageQuery = Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })) })
export const SendForm = Type.Object({ file: Type.String({ title: 'tableFiles.sentFile', maxLength: 64 }) })
export type TakeForm = Static<typeof TakeForm>
export const TakeForm = Type.Object({ seen: Type.String({ maxLength: 22 }) })
/** The parameters of a page below one that has some of its own. */
export const fileParams = (own: TObject | undefined) => Type.Object({ ...own?.properties, fileId: Type.Integer(id) })
