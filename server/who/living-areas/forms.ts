import Type, { type Static } from 'typebox'

const id = { minimum: 1, maximum: 2147483647 }
export const IdParams = Type.Object({ id: Type.Integer(id) })

export type AreaForm = Static<typeof AreaForm>
export const AreaForm = Type.Object({
  name: Type.String({ title: 'livingAreas.name', minLength: 1, maxLength: 60 }),
  position: Type.Integer({ title: 'livingAreas.position', description: 'livingAreas.positionHint', minimum: 1, maximum: 999 }),
  firstYear: Type.Optional(Type.String({ title: 'livingAreas.firstYear', description: 'livingAreas.yearHint', maxLength: 12 })),
  lastYear: Type.Optional(Type.String({ title: 'livingAreas.lastYear', maxLength: 12 })),
  centers: Type.Optional(Type.Array(Type.Integer(id), { title: 'livingAreas.centers', description: 'livingAreas.centersHint', maxItems: 100 })),
  version: Type.Integer({ title: 'calls.version', minimum: 0, maximum: 2147483647 }),
})
