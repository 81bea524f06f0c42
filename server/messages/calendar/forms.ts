import Type from 'typebox'

export const DayParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 2147483647 }) })
export const SecretParams = Type.Object({ secret: Type.String({ maxLength: 64, pattern: '^[\\w-]{32}$' }) })
