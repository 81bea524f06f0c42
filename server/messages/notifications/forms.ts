import Type from 'typebox'

const Page = Type.Integer({ minimum: 1, maximum: 100_000, default: 1 })
export const MessageParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) })
export const MessagesQuery = Type.Object({ page: Page })
export const OutboxQuery = Type.Object({
  page: Page,
  state: Type.Optional(Type.Enum(['', 'waiting', 'sent', 'held', 'failed'])),
  template: Type.Optional(Type.String({ maxLength: 40, pattern: '^[a-z_]*$' })),
  q: Type.Optional(Type.String({ maxLength: 60 })),
})
