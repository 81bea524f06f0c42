import Type, { type Static } from 'typebox'

export const TemplateParams = Type.Object({ template: Type.String({ maxLength: 40, pattern: '^[a-z_]+$' }) })
export const VersionParams = Type.Object({ template: Type.String({ maxLength: 40, pattern: '^[a-z_]+$' }), version: Type.Integer({ minimum: 0, maximum: 2147483647 }) })

export type WordsForm = Static<typeof WordsForm>
export const WordsForm = Type.Object({
  title: Type.String({ title: 'templates.titleJa', minLength: 1, maxLength: 120 }),
  body: Type.String({ title: 'templates.bodyJa', as: 'textarea', minLength: 1, maxLength: 4000 }),
  titleEn: Type.String({ title: 'templates.titleEn', minLength: 1, maxLength: 160 }),
  bodyEn: Type.String({ title: 'templates.bodyEn', as: 'textarea', minLength: 1, maxLength: 6000 }),
  edited: Type.Integer({ minimum: 0, maximum: 2147483647, default: 0 }),
})
export const PublicationForm = Type.Object({ edited: Type.Integer({ minimum: 1, maximum: 2147483647 }) })
export const UseForm = Type.Object({ version: Type.Integer({ minimum: 0, maximum: 2147483647 }) })

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
export const PreviewQuery = Type.Object({ q: Type.Optional(Type.String({ maxLength: 60 })), reader: Type.Optional(Id) })
