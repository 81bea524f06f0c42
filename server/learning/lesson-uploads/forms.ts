import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })

export const FilmParams = Type.Object({ id: Id })
export const UploadParams = Type.Object({ id: Id, upload: Id })
export const PieceQuery = Type.Object({ from: Type.Integer({ minimum: 0, maximum: 2147483647 }) })
export const PlainForm = Type.Object({})

/** What a browser says of a film before it sends it. */
export type UploadForm = Static<typeof UploadForm>
export const UploadForm = Type.Object({
  name: Type.String({ title: 'lessonUploads.file', description: 'lessonUploads.fileHint', minLength: 1, maxLength: 300 }),
  bytes: Type.Integer({ title: 'lessonUploads.file', minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
})
