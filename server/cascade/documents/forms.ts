import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const ParentParams = Type.Object({ id: Id })
export const DocumentParams = Type.Object({ id: Id, documentId: Id })

const named = {
  title: Type.String({ title: 'documents.titleBox', description: 'documents.titleHint', maxLength: 100 }),
  readers: Type.Enum(['prefecture', 'experts', 'municipality', 'all'], { title: 'documents.readers', as: 'radio' }),
}

/** A document as it is added. */
export type DocumentForm = Static<typeof DocumentForm>
export const DocumentForm = Type.Object({ ...named, file: Type.String({ title: 'documents.file', description: 'documents.fileHint', as: 'file', maxLength: 64 }) })

/** What it is called, and who may read it. */
export type NameForm = Static<typeof NameForm>
export const NameForm = Type.Object(named)

export const MoveForm = Type.Object({ to: Type.Enum(['up', 'down']) })
export const PlainForm = Type.Object({})
