import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'
import { sizes, themes } from './rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })
const Page = Type.Integer({ minimum: 1, maximum: 100_000, default: 1 })
const kinds = ['ward', 'city', 'town', 'village'] as const

export const ShelfQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 60 })), theme: Type.Optional(Type.Enum([...themes])), size: Type.Optional(Type.Enum(Object.keys(sizes) as (keyof typeof sizes)[])),
  kind: Type.Optional(Type.Enum([...kinds])), page: Page,
})
export const OwnQuery = Type.Object({ page: Page })
export const NewQuery = Type.Object({ modelSupportId: Type.Optional(Id) })

const Long = (title: string, description?: string) => Type.Optional(Type.String({ title, ...(description ? { description } : {}), as: 'textarea', maxLength: 3000 }))
const Share = (title: string) => Type.Optional(Type.Number({ title, minimum: 0, maximum: 100 }))
const People = (title: string) => Type.Optional(Type.Integer({ title, minimum: 0, maximum: 100_000_000 }))
const Yen = (title: string) => Type.Optional(Type.Integer({ title, minimum: 0, maximum: 1_000_000_000_000 }))

const count = Type.Object({
  year: Type.Optional(Type.Integer({ title: 'practices.countYear', minimum: 1950, maximum: 2100 })),
  count: Type.Optional(Type.Integer({ title: 'practices.count', minimum: 0, maximum: 10_000_000 })),
  unit: Type.Optional(Type.String({ title: 'practices.unit', maxLength: 6 })),
})

/** 地域包括ケアシステム構築に向けた取組事例の様式: its fifteen fields, in their order. */
const fields = {
  title: Type.String({ title: 'practices.name', description: 'practices.nameHint', minLength: 1, maxLength: 120 }),
  themes: Type.Optional(Type.Array(Type.Enum([...themes]), { title: 'practices.themes', as: 'checkbox', maxItems: 7 })),
  population: People('practices.population'), partPopulation: People('practices.partPopulation'),
  aged65: Share('practices.aged65'), partAged65: Share('practices.partAged65'), aged75: Share('practices.aged75'), partAged75: Share('practices.partAged75'),
  countedOn: Type.Optional(DayBox('practices.countedOn')),
  outline: Long('practices.outline'), features: Long('practices.features'),
  sinceYear: Type.Optional(Type.Integer({ title: 'practices.sinceYear', description: 'practices.sinceHint', minimum: 1950, maximum: 2100 })),
  history: Long('practices.history'), users: Long('practices.users', 'practices.usersHint'), userCounts: Type.Optional(Type.Array(count, { maxItems: 5 })),
  leadBody: Type.Optional(Type.String({ title: 'practices.leadBody', maxLength: 200 })), bodies: Long('practices.bodies'),
  involvement: Long('practices.involvement', 'practices.involvementHint'), involvementYen: Yen('practices.involvementYen'),
  aid: Long('practices.aid', 'practices.aidHint'), aidYen: Yen('practices.aidYen'),
  issues: Long('practices.issues'), plans: Long('practices.plans'), other: Long('practices.other'),
  section: Type.Optional(Type.String({ title: 'practices.section', maxLength: 120 })), contact: Type.Optional(Type.String({ title: 'practices.contact', as: 'textarea', maxLength: 300 })),
}
/** Whose practice it is when the office writes one of another prefecture. */
const elsewhere = {
  prefecture: Type.Optional(Type.String({ title: 'practices.prefecture', minLength: 2, maxLength: 10 })),
  municipality: Type.Optional(Type.String({ title: 'practices.municipality', minLength: 1, maxLength: 40 })),
  kind: Type.Optional(Type.Enum([...kinds], { title: 'practices.kind', as: 'select' })),
}
export type PracticeForm = Static<typeof PracticeForm>
export const PracticeForm = Type.Object({ ...elsewhere, ...fields, version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })
export type NewPracticeForm = Static<typeof NewPracticeForm>
export const NewPracticeForm = Type.Object({ ...elsewhere, ...fields, modelSupportId: Type.Optional(Id) })

/** A municipality consents to being shown to all, or takes that back before it is. */
export const ConsentForm = Type.Object({
  act: Type.Enum(['offer', 'recall', 'withdraw', 'reopen']),
  consent: Type.Optional(Type.Boolean({ title: 'practices.consent' })),
  version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
})
export type ConsentForm = Static<typeof ConsentForm>

export type PublicationForm = Static<typeof PublicationForm>
export const PublicationForm = Type.Object({
  act: Type.Enum(['publish', 'return', 'withdraw', 'reopen']),
  note: Type.Optional(Type.String({ title: 'practices.note', as: 'textarea', maxLength: 500 })),
  version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
})

export type AdoptionForm = Static<typeof AdoptionForm>
export const AdoptionForm = Type.Object({
  adoptedOn: DayBox('practices.adoptedOn'),
  what: Type.String({ title: 'practices.what', description: 'practices.whatHint', as: 'textarea', minLength: 1, maxLength: 500 }),
  trainingId: Type.Optional(Type.Integer({ title: 'practices.training', description: 'practices.trainingHint', as: 'select', minimum: 1, maximum: 2_147_483_647 })),
})
