import Type from 'typebox'

const Page = Type.Integer({ minimum: 1, maximum: 100_000, default: 1 })
export const MessageParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) })
export const MessagesQuery = Type.Object({ page: Page })
export const OutboxQuery = Type.Object({
  page: Page,
  state: Type.Optional(Type.Enum(['waiting', 'sent', 'held', 'failed'])),
  template: Type.Optional(Type.String({ maxLength: 40, pattern: '^[a-z_]*$' })),
  reason: Type.Optional(Type.Enum(['later', 'noAddress', 'bounced', 'noRelay', 'noLonger', 'refused', 'gaveUp', 'unknown'])),
  person: Type.Optional(Type.Integer({ minimum: 1, maximum: 2147483647 })),
  municipality: Type.Optional(Type.Integer({ minimum: 1, maximum: 2147483647 })),
  q: Type.Optional(Type.String({ maxLength: 60 })),
})
/** What is to be sent again: the same narrowing as the list that was looked at. */
export const AgainForm = Type.Omit(OutboxQuery, ['page'])
