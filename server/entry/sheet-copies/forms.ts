import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
export const IdParams = Type.Object({ id: Id })
/** `from` is the earlier call whose people are shown; left out, the latest of the same course. */
export const CopyQuery = Type.Object({ from: Type.Optional(Id) })

export type CopyForm = Static<typeof CopyForm>
export const CopyForm = Type.Object({
  version: Type.Integer({ minimum: 0, maximum: 2147483647 }),
  from: Id,
  people: Type.Optional(Type.Array(Id, { title: 'sheetCopies.people', maxItems: 396 })),
})
