import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })

export const PrerequisitesParams = Type.Object({ id: Id })
export type PrerequisitesForm = Static<typeof PrerequisitesForm>
export const PrerequisitesForm = Type.Object({
  needs: Type.Optional(Type.Array(Id, { title: 'prerequisites.needs', description: 'prerequisites.needsHint', maxItems: 50 })),
})
