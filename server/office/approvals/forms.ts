import Type, { type Static } from 'typebox'

export type ApprovalsQuery = Static<typeof ApprovalsQuery>
export const ApprovalsQuery = Type.Object({ page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }) })
