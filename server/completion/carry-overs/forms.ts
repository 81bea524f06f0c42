import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })

export type PeopleForm = Static<typeof PeopleForm>
export const PeopleForm = Type.Object({ people: Type.Array(Id, { title: 'carryOvers.people', minItems: 1, maxItems: 2000 }) })

export type OneForm = Static<typeof OneForm>
export const OneForm = Type.Object({ enrollmentId: Id })
