import Type from 'typebox'

export const WorkParams = Type.Object({ workId: Type.Integer({ minimum: 1, maximum: 2147483647 }) })
/** The file begins as the page opens, for whoever had to sign in once more on the way to it. */
export const WorkQuery = Type.Object({ take: Type.Optional(Type.Literal('file')) })
export const WorksQuery = Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })) })
