import Type, { type Static } from 'typebox'

export const CourseParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 2147483647 }) })

const oneOf = <const T extends readonly string[]>(values: T, title: 'certificateTemplates.seal' | 'certificateTemplates.orientation' | 'certificateTemplates.border') =>
  Type.Enum(values as unknown as string[], { title, as: 'radio' })

export type DesignForm = Static<typeof DesignForm>
export const DesignForm = Type.Object({
  title: Type.String({ title: 'certificateTemplates.titleOf', minLength: 1, maxLength: 20 }),
  deed: Type.String({ title: 'certificateTemplates.deed', description: 'certificateTemplates.deedHint', as: 'textarea', minLength: 1, maxLength: 400 }),
  withBirthDate: Type.Optional(Type.Boolean({ title: 'certificateTemplates.withBirthDate', as: 'checkbox' })),
  orientation: oneOf(['landscape', 'portrait'], 'certificateTemplates.orientation'),
  border: oneOf(['ornate', 'plain'], 'certificateTemplates.border'),
  seal: oneOf(['box', 'omitted', 'none'], 'certificateTemplates.seal'),
  senderLabel: Type.Optional(Type.String({ title: 'certificateTemplates.sender', description: 'certificateTemplates.senderHint', as: 'select', maxLength: 80 })),
  nameChangeIsGround: Type.Optional(Type.Boolean({ title: 'certificateTemplates.nameChange', description: 'certificateTemplates.nameChangeHint', as: 'checkbox' })),
  withEnglish: Type.Optional(Type.Boolean({ title: 'certificateTemplates.withEnglish', as: 'checkbox' })),
  titleEn: Type.Optional(Type.String({ title: 'certificateTemplates.titleEn', maxLength: 60 })),
  deedEn: Type.Optional(Type.String({ title: 'certificateTemplates.deedEn', description: 'certificateTemplates.deedEnHint', as: 'textarea', maxLength: 600 })),
  issuerEn: Type.Optional(Type.String({ title: 'certificateTemplates.issuerEn', maxLength: 120 })),
})
