import Type, { type Static } from 'typebox'
import { audiences, kinds, moves, type Move } from './rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })
export const FileParams = Type.Object({ id: Id, number: Type.Integer({ minimum: 1, maximum: 999 }) })

export const ShelfQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 60 })), kind: Type.Optional(Type.Enum([...kinds])), from: Type.Optional(Type.String({ maxLength: 4, pattern: '^[0-9]{4}$' })),
  page: Type.Integer({ minimum: 1, maximum: 10_000, default: 1 }),
})

const fields = {
  kind: Type.Enum([...kinds], { title: 'shelf.kind', as: 'radio' }),
  title: Type.String({ title: 'shelf.name', minLength: 1, maxLength: 150 }),
  titleEn: Type.Optional(Type.String({ title: 'shelf.nameEn', maxLength: 200 })),
  publisher: Type.String({ title: 'shelf.publisher', description: 'shelf.publisherHint', minLength: 1, maxLength: 100 }),
  publishedYear: Type.Optional(Type.Integer({ title: 'shelf.publishedYear', minimum: 1950, maximum: 2999 })),
  publishedMonth: Type.Optional(Type.Integer({ title: 'shelf.publishedMonth', minimum: 1, maximum: 12 })),
  plannedYear: Type.Optional(Type.String({ title: 'shelf.plannedYear', description: 'shelf.plannedHint', maxLength: 12 })),
  description: Type.Optional(Type.String({ title: 'shelf.description', as: 'textarea', maxLength: 2000 })),
  source: Type.Optional(Type.String({ title: 'shelf.source', description: 'shelf.sourceHint', maxLength: 300 })),
  audience: Type.Enum([...audiences], { title: 'shelf.audience', as: 'radio' }),
}
export type ItemForm = Static<typeof ItemForm>
export const ItemForm = Type.Object(fields)
export type EditForm = Static<typeof EditForm>
export const EditForm = Type.Object({ ...fields, version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })

export type MoveForm = Static<typeof MoveForm>
export const MoveForm = Type.Object({ act: Type.Enum(Object.keys(moves) as Move[]), version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })

export type VersionForm = Static<typeof VersionForm>
export const VersionForm = Type.Object({
  note: Type.Optional(Type.String({ title: 'shelf.note', description: 'shelf.noteHint', maxLength: 500 })),
  file: Type.String({ title: 'shelf.file', description: 'shelf.fileHint', as: 'file', maxLength: 64 }),
})
