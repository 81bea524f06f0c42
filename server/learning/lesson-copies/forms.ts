import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })

export const SourceParams = Type.Object({ id: Id })
export type CopyForm = Static<typeof CopyForm>
export const CopyForm = Type.Object({
  moduleId: Type.Integer({ title: 'lessonCopies.module', description: 'lessonCopies.moduleHint', as: 'select', minimum: 1, maximum: 2147483647 }),
})
