import Type, { type Static } from 'typebox'
import { kinds } from './rules.ts'

export const KindParams = Type.Object({ kind: Type.Enum([...kinds]) })
export const HistoryQuery = Type.Object({
  page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }),
  kind: Type.Optional(Type.Enum([...kinds])),
})

export type RuleForm = Static<typeof RuleForm>
export const RuleForm = Type.Object({
  isOn: Type.Optional(Type.Literal('true', { title: 'reminders.isOn', as: 'checkbox' })),
  days: Type.String({ title: 'reminders.days', description: 'reminders.daysHint', minLength: 1, maxLength: 40 }),
  rests: Type.Optional(Type.Literal('true', { title: 'reminders.rests', description: 'reminders.restsHint', as: 'checkbox' })),
  version: Type.Integer({ minimum: 0, maximum: 2147483647 }),
})
