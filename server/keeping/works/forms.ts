import Type from 'typebox'

export const WorkParams = Type.Object({ workId: Type.Integer({ minimum: 1, maximum: 2147483647 }) })
export const WorksQuery = Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })) })
