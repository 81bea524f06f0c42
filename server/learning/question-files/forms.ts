import Type, { type Static } from 'typebox'
import { tableForms } from '../../base/table-files.ts'

const id = { minimum: 1, maximum: 2147483647 }
export const IdParams = Type.Object({ id: Type.Integer(id) })
export const FormQuery = Type.Object({ as: Type.Optional(Type.Enum([...tableForms])) })
export const SendForm = Type.Object({ file: Type.String({ title: 'questionFiles.sentFile', maxLength: 64 }) })

/** Which of the file's questions are taken, by where they stand in it; `seen` is the bank as who decides was looking at it. */
export type TakeForm = Static<typeof TakeForm>
export const TakeForm = Type.Object({
  seen: Type.String({ maxLength: 40 }),
  take: Type.Optional(Type.Array(Type.Integer({ minimum: 0, maximum: 5_000 }), { title: 'questionFiles.take1', maxItems: 5_000 })),
})
