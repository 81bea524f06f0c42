import Type, { type Static } from 'typebox'

const Kind = Type.Enum(['demand', 'application', 'review', 'sheet', 'name', 'lessons', 'day'])
export const KindParams = Type.Object({ kind: Kind })
export const HistoryQuery = Type.Object({
  page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }),
  kind: Type.Optional(Type.Enum(['', 'demand', 'application', 'review', 'sheet', 'name', 'lessons', 'day'])),
})

export type RuleForm = Static<typeof RuleForm>
export const RuleForm = Type.Object({
  isOn: Type.Optional(Type.Literal('true', { title: 'reminders.isOn', as: 'checkbox' })),
  days: Type.String({ title: 'reminders.days', description: 'reminders.daysHint', minLength: 1, maxLength: 40 }),
  rests: Type.Optional(Type.Literal('true', { title: 'reminders.rests', description: 'reminders.restsHint', as: 'checkbox' })),
  version: Type.Integer({ minimum: 0, maximum: 2147483647 }),
})
