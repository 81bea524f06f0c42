import Type, { type Static } from 'typebox'

export type NameForm = Static<typeof NameForm>
export const NameForm = Type.Object({
  consent: Type.Enum(['yes', 'no'], { title: 'names.consent', description: 'names.consentHint', as: 'radio' }),
})
export type CorrectionForm = Static<typeof CorrectionForm>
export const CorrectionForm = Type.Object({
  words: Type.String({ title: 'names.words', description: 'names.wordsHint', maxLength: 400, pattern: String.raw`\S`, as: 'textarea' }),
})
/** The name and kana a nominee should have borne, and why; `sure` where it could be somebody else. */
export type RenamingForm = Static<typeof RenamingForm>
export const RenamingForm = Type.Object({
  name: Type.String({ title: 'names.newName', description: 'names.newNameHint', maxLength: 200 }),
  kana: Type.String({ title: 'names.newKana', maxLength: 200 }),
  reason: Type.String({ title: 'names.reason', description: 'names.reasonHint', as: 'textarea', maxLength: 300, pattern: String.raw`\S` }),
  sure: Type.Optional(Type.Boolean({ title: 'names.sure', as: 'checkbox' })),
})
export const NomineeParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 2147483647 }) })
export const CorrectionParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 2147483647 }) })
export const PlainForm = Type.Object({})
