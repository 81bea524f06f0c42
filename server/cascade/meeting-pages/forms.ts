import Type from 'typebox'

export const IdParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })
/** Which item is shown, counted from 1; the one that is on by the clock where none is named. */
export const ScreenQuery = Type.Object({ item: Type.Optional(Type.Integer({ minimum: 1, maximum: 99 })) })
