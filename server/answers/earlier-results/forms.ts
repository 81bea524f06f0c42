import Type, { type Static } from 'typebox'
import { categories } from '../../entry/nominations/rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const Year = Type.Integer({ minimum: 2000, maximum: 2099 })
export const CompletersQuery = Type.Object({
  from: Type.Optional(Year), to: Type.Optional(Year), course: Type.Optional(Id), municipality: Type.Optional(Type.String({ pattern: '^(none|[1-9][0-9]{0,8})$' })), category: Type.Optional(Type.Enum([...categories])),
  profession: Type.Optional(Type.String({ pattern: '^[a-z_0-9]{1,60}$' })), waiting: Type.Optional(Type.Enum(['1'])), page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })), year: Type.Optional(Year),
})
export type CompletersQuery = Static<typeof CompletersQuery>
export const ImportParams = Type.Object({ importId: Id })

export type TakeBackForm = Static<typeof TakeBackForm>
export const TakeBackForm = Type.Object({ reason: Type.String({ title: 'earlierResults.reason', description: 'earlierResults.reasonHint', as: 'textarea', minLength: 1, maxLength: 200, pattern: '\\S' }) })

export type MatchForm = Static<typeof MatchForm>
export const MatchForm = Type.Object({
  rows: Type.Array(Type.Object({ id: Id, version: Id, choice: Type.Optional(Type.Enum(['same', 'other'])) }), { maxItems: 60 }),
})
