import Type, { type Static } from 'typebox'
import { kinds } from './rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })

export const LessonParams = Type.Object({ id: Id })
export const OwnLessonParams = Type.Object({ enrollment: Id, lesson: Id })
export const NewLessonQuery = Type.Object({ module: Id, kind: Type.Optional(Type.Enum([...kinds])) })
export const PlainForm = Type.Object({})
export const VersionQuery = Type.Object({ version: Type.Optional(Id) })
export type DraftForm = Static<typeof DraftForm>
export const DraftForm = Type.Object({ version: Type.Integer({ title: 'lessons.form.title', minimum: 1, maximum: 2147483647 }) })
export type PublicationForm = Static<typeof PublicationForm>
export const PublicationForm = Type.Object({
  version: Type.Integer({ title: 'lessons.form.title', minimum: 1, maximum: 2147483647 }),
  noCaptionsReason: Type.Optional(Type.String({ title: 'lessons.form.noCaptionsReason', description: 'lessons.form.noCaptionsReasonHint', maxLength: 500, as: 'textarea' })),
})
export const PictureParams = Type.Object({ id: Id, number: Type.Integer({ minimum: 1, maximum: 999 }) })

/** Files come with the form (`as: 'file'`); in the body stands their fingerprint, so that a one-time key knows them. */
const boxes = {
  title: Type.String({ title: 'lessons.form.title', maxLength: 100 }),
  titleEn: Type.String({ title: 'lessons.form.titleEn', maxLength: 200 }),
  body: Type.Optional(Type.String({ title: 'lessons.form.body', description: 'lessons.form.bodyHint', maxLength: 20_000, as: 'textarea' })),
  url: Type.Optional(Type.String({ title: 'lessons.form.url', description: 'lessons.form.urlHint', maxLength: 1_000, pattern: '^https?://[^\\s]+$' })),
  transcript: Type.Optional(Type.String({ title: 'lessons.form.transcript', description: 'lessons.form.transcriptHint', maxLength: 60_000, as: 'textarea' })),
  percentNeeded: Type.Optional(Type.Integer({ title: 'lessons.form.percentNeeded', description: 'lessons.form.percentHint', minimum: 1, maximum: 100 })),
  skipping: Type.Optional(Type.Enum(['free', 'watched'], { title: 'lessons.form.skipping', as: 'radio' })),
  background: Type.Optional(Type.Enum(['counts', 'pauses'], { title: 'lessons.form.background', as: 'radio' })),
  ratePercentMax: Type.Optional(Type.Integer({ title: 'lessons.form.rate', description: 'lessons.form.rateHint', as: 'select', minimum: 100, maximum: 200 })),
  pageSeconds: Type.Optional(Type.Integer({ title: 'lessons.form.pageSeconds', description: 'lessons.form.pageSecondsHint', minimum: 1, maximum: 60 })),
  document: Type.Optional(Type.String({ title: 'lessons.form.document', description: 'lessons.form.documentHint', as: 'file', maxLength: 64 })),
  video: Type.Optional(Type.String({ title: 'lessons.form.video', description: 'lessons.form.videoHint', as: 'file', maxLength: 64 })),
  captions: Type.Optional(Type.String({ title: 'lessons.form.captions', description: 'lessons.form.captionsHint', as: 'file', maxLength: 64 })),
  picture: Type.Optional(Type.String({ title: 'lessons.form.picture', description: 'lessons.form.pictureHint', as: 'file', maxLength: 64 })),
  pictureDescription: Type.Optional(Type.String({ title: 'lessons.form.pictureDescription', description: 'lessons.form.pictureDescriptionHint', maxLength: 200 })),
  /** Which button was pressed: only to look at the text, or to go on writing once it is kept. */
  preview: Type.Optional(Type.Literal('true', { title: 'lessons.form.body' })),
  onward: Type.Optional(Type.Literal('true', { title: 'lessons.form.body' })),
}

export type LessonForm = Static<typeof LessonForm>
export const LessonForm = Type.Object({
  ...boxes, removePicture: Type.Optional(Type.Integer({ title: 'lessons.form.picture', minimum: 1, maximum: 999 })),
  removeCaptions: Type.Optional(Type.Literal('true', { title: 'lessons.form.captions' })), version: Type.Integer({ title: 'lessons.form.title', minimum: 1, maximum: 2147483647 }),
})
export type NewLessonForm = Static<typeof NewLessonForm>
export const NewLessonForm = Type.Object({
  moduleId: Type.Integer({ title: 'lessons.form.title', minimum: 1, maximum: 2147483647 }),
  kind: Type.Enum([...kinds]), ...boxes,
})
