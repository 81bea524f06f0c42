import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
const ItemId = Type.String({ minLength: 1, maxLength: 500 })

export const LessonParams = Type.Object({ id: Id })
export const OwnParams = Type.Object({ enrollment: Id, lesson: Id })
export const PlayParams = Type.Object({ enrollment: Id, lesson: Id, token: Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' }) })
export const AttemptParams = Type.Object({ id: Id, attempt: Id })
export const AttemptsQuery = Type.Object({ training: Type.Optional(Type.Integer({ minimum: 1, maximum: 2147483647 })), page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) })
export const PreviewParams = Type.Object({ id: Id, token: Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' }) })
export const PlainForm = Type.Object({})

export const LaunchForm = Type.Object({ item: ItemId })

const version = Type.Integer({ title: 'scorm.form.file', minimum: 1, maximum: 2147483647 })
export const UploadForm = Type.Object({
  file: Type.String({ title: 'scorm.form.file', description: 'scorm.form.fileHint', as: 'file', maxLength: 64 }), version,
})

export type RuleForm = Static<typeof RuleForm>
export const RuleForm = Type.Object({
  version,
  required: Type.Optional(Type.Array(ItemId, { title: 'scorm.form.required', description: 'scorm.form.requiredHint', maxItems: 1_000 })),
  need: Type.Enum(['completed', 'passed'], { title: 'scorm.form.need', as: 'radio' }),
  scoreMin: Type.Optional(Type.Integer({ title: 'scorm.form.scoreMin', description: 'scorm.form.scoreMinHint', minimum: 0, maximum: 100 })),
  testLessonId: Type.Optional(Type.Integer({ title: 'scorm.form.test', description: 'scorm.form.testHint', as: 'select', minimum: 1, maximum: 2147483647 })),
  attemptsMax: Type.Optional(Type.Integer({ title: 'scorm.form.attemptsMax', description: 'scorm.form.attemptsMaxHint', minimum: 1, maximum: 50 })),
  keep: Type.Enum(['best', 'last'], { title: 'scorm.form.keep', as: 'radio' }),
  review: Type.Optional(Type.Literal('true', { title: 'scorm.form.review', as: 'checkbox' })),
  showsName: Type.Optional(Type.Literal('true', { title: 'scorm.form.showsName', description: 'scorm.form.showsNameHint', as: 'checkbox' })),
  late: Type.Enum(['refuse', 'take'], { title: 'scorm.form.late', as: 'radio' }),
})

/** What the page around a package sends: what was set since it last sent, in order; `isEnd` when the package said it was the end. */
export type CommitForm = Static<typeof CommitForm>
export const CommitForm = Type.Object({
  number: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  elements: Type.Record(Type.String({ maxLength: 200 }), Type.String({ maxLength: 100_000 }), { maxProperties: 5_000 }),
  isEnd: Type.Optional(Type.Boolean()),
})
export const TokenParams = Type.Object({ token: Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' }) })
