import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const id = { minimum: 1, maximum: 2147483647 }
export const IdParams = Type.Object({ id: Type.Integer(id) })
export const AffiliationParams = Type.Object({ id: Type.Integer(id), affiliationId: Type.Integer(id) })

const category = Type.Union(['chair', 'adviser', 'case_presenter', 'other'].map((one) => Type.Literal(one)) as never,
  { title: 'people.category', description: 'people.categoryHint' }) as unknown as Type.TUnion<[
    Type.TLiteral<'chair'>, Type.TLiteral<'adviser'>, Type.TLiteral<'case_presenter'>, Type.TLiteral<'other'>]>

const person = {
  name: Type.String({ title: 'people.name', description: 'people.nameHint', maxLength: 60 }),
  kana: Type.String({ title: 'people.kana', description: 'people.kanaHint', maxLength: 60 }),
  professionCode: Type.Optional(Type.String({ title: 'people.primary', maxLength: 60 })),
  professions: Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { title: 'people.professions', maxItems: 30 })),
  email: Type.Optional(Type.String({ title: 'people.email', as: 'email', maxLength: 254 })),
  phone: Type.Optional(Type.String({ title: 'people.phone', as: 'tel', maxLength: 40 })),
  birthDate: Type.Optional(DayBox('people.birthDate', 'people.birthDateHint')),
  rosterConsent: Type.Optional(Type.Union([Type.Literal('yes'), Type.Literal('no')], { title: 'people.consent', description: 'people.consentHint' })),
}
const affiliation = {
  organization: Type.String({ title: 'people.organization', description: 'people.organizationHint', maxLength: 100 }),
  position: Type.Optional(Type.String({ title: 'people.position', maxLength: 60 })),
  category: Type.Optional(category),
  fromOn: DayBox('people.fromOn'),
}
const municipalityId = Type.Optional(Type.Integer({ title: 'people.municipality', ...id }))

export type PersonForm = Static<typeof PersonForm>
export const PersonForm = Type.Object(person)

export type NewPersonForm = Static<typeof NewPersonForm>
export const NewPersonForm = Type.Object({
  municipalityId, ...person, ...affiliation,
  sure: Type.Optional(Type.Boolean({ title: 'people.sure', as: 'checkbox' })),
})

export type AffiliationForm = Static<typeof AffiliationForm>
export const AffiliationForm = Type.Object({ municipalityId, ...affiliation })

export type EndForm = Static<typeof EndForm>
export const EndForm = Type.Object({ toOn: DayBox('people.toOn') })

export type PeopleQuery = Static<typeof PeopleQuery>
export const PeopleQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 60 })),
  municipality: Type.Optional(Type.String({ maxLength: 12 })),
  profession: Type.Optional(Type.String({ maxLength: 60 })),
  category: Type.Optional(Type.String({ maxLength: 20 })),
  page: Type.Integer({ minimum: 1, maximum: 100000, default: 1 }),
})
export const SearchQuery = Type.Object({ q: Type.Optional(Type.String({ maxLength: 200 })) })
