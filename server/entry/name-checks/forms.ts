import Type, { type Static } from 'typebox'

export type NameForm = Static<typeof NameForm>
export const NameForm = Type.Object({
  consent: Type.Enum(['yes', 'no'], { title: 'names.consent', description: 'names.consentHint', as: 'radio' }),
})
export type CorrectionForm = Static<typeof CorrectionForm>
export const CorrectionForm = Type.Object({
  words: Type.String({ title: 'names.words', description: 'names.wordsHint', maxLength: 400, pattern: String.raw`\S`, as: 'textarea' }),
})
export const CorrectionParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 2147483647 }) })
export const PlainForm = Type.Object({})
