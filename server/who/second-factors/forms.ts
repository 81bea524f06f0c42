import Type from 'typebox'

/** A code of the app has six digits, one on paper ten letters; both may be typed with blanks. */
const code = Type.String({ title: 'secondFactors.code', minLength: 1, maxLength: 40 })
export const CodeForm = Type.Object({ code })
export const IdParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })
