import Type, { type Static } from 'typebox'

export const DamageParams = Type.Object({ damageId: Type.Integer({ minimum: 1, maximum: 2147483647 }) })

export type GiveUpForm = Static<typeof GiveUpForm>
export const GiveUpForm = Type.Object({
  note: Type.String({ title: 'papers.note', description: 'papers.noteHint', as: 'textarea', minLength: 1, maxLength: 200, pattern: '\\S' }),
})
