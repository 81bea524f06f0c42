import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const kinds = ['trainee', 'instructor', 'expert', 'municipality', 'contractor', 'prefecture', 'administrator'] as const
const Kinds = Type.Unsafe<(typeof kinds)[number]>({ type: 'string', enum: [...kinds], title: 'accounts.kind' })
const Mail = Type.String({
  title: 'accounts.email', as: 'email', maxLength: 254, pattern: String.raw`^\s*[^\s@]+@[^\s@]+\.[^\s@]+\s*$`,
})

export const IdParams = Type.Object({ id: Id })

const place = {
  kind: Kinds,
  municipalityId: Type.Optional(Type.Integer({ ...Id, title: 'accounts.municipality', description: 'accounts.municipalityHint' })),
  title: Type.Optional(Type.String({ title: 'accounts.title', description: 'accounts.titleHint', maxLength: 60 })),
}
export const PostForm = Type.Object(place)
export type PostForm = Static<typeof PostForm>
export const AccountForm = Type.Object({
  personId: Type.Optional(Type.Integer({ ...Id, title: 'accounts.name' })),
  name: Type.Optional(Type.String({ title: 'accounts.name', maxLength: 60 })),
  kana: Type.Optional(Type.String({ title: 'accounts.kana', maxLength: 60 })),
  email: Mail, ...place,
  // Who is not on record yet needs a name: asked for with everything else, not one page later.
}, { if: { required: ['personId'] }, else: { required: ['name', 'kana'] } })
export type AccountForm = Static<typeof AccountForm>
export const StateForm = Type.Object({ state: Type.Union([Type.Literal('active'), Type.Literal('disabled')]) })

export const AccountsQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 60 })),
  kind: Type.Optional(Type.Enum([...kinds])),
  municipality: Type.Optional(Type.String({ pattern: '^[0-9]{0,6}$' })),
  state: Type.Optional(Type.Enum(['invited', 'active', 'disabled'])),
  page: Type.Optional(Type.String({ pattern: '^[0-9]{0,6}$' })),
  year: Type.Optional(Type.String({ maxLength: 4 })),
})
export const AccountQuery = Type.Object({ person: Type.Optional(Type.String({ pattern: '^[0-9]{0,9}$' })) })
