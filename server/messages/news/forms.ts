import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
export const NewsParams = Type.Object({ id: Id })
export const NewsQuery = Type.Object({ page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }) })

const words = {
  title: Type.String({ title: 'news.titleJa', minLength: 1, maxLength: 120 }),
  body: Type.String({ title: 'news.bodyJa', description: 'news.bodyHint', as: 'textarea', minLength: 1, maxLength: 8000 }),
  titleEn: Type.Optional(Type.String({ title: 'news.titleEn', description: 'news.englishHint', maxLength: 160 })),
  bodyEn: Type.Optional(Type.String({ title: 'news.bodyEn', as: 'textarea', maxLength: 10_000 })),
  fromOn: DayBox('news.fromOn'),
  untilOn: Type.Optional(Type.String({ title: 'news.untilOn', description: 'news.untilHint', as: 'day', format: 'date', pattern: '^(19|20)' })),
  pinned: Type.Optional(Type.Literal('true', { title: 'news.pin', as: 'checkbox' })),
}

export type NewNewsForm = Static<typeof NewNewsForm>
/** For whom it is stands as long as the news does; whoever wants other readers writes other news. */
export const NewNewsForm = Type.Object({
  audience: Type.Enum(['all', 'role', 'municipality', 'training'], { title: 'news.audience', as: 'radio' }),
  role: Type.Optional(Type.Enum(['trainee', 'instructor', 'expert', 'municipality', 'contractor', 'prefecture', 'administrator'], { title: 'news.role', as: 'select' })),
  municipalityId: Type.Optional(Type.Integer({ title: 'news.municipality', as: 'select', minimum: 1, maximum: 2147483647 })),
  trainingId: Type.Optional(Type.Integer({ title: 'news.training', as: 'select', minimum: 1, maximum: 2147483647 })),
  ...words,
})

export type NewsForm = Static<typeof NewsForm>
export const NewsForm = Type.Object({ ...words, version: Type.Integer({ title: 'news.version', minimum: 1, maximum: 2147483647 }) })
