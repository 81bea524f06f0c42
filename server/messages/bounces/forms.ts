import Type, { type Static } from 'typebox'

export const BounceParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 2147483647 }) })
export const MessageOfBounceParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) })
export const BouncesQuery = Type.Object({ page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }) })

export type BounceForm = Static<typeof BounceForm>
export const BounceForm = Type.Object({
  address: Type.String({ title: 'bounces.address', as: 'radio', minLength: 3, maxLength: 254 }),
  reason: Type.String({ title: 'bounces.reason', description: 'bounces.reasonHint', minLength: 1, maxLength: 300 }),
})

export type NoticeForm = Static<typeof NoticeForm>
export const NoticeForm = Type.Object({
  source: Type.String({ title: 'bounces.notice', description: 'bounces.noticeHint', as: 'textarea', minLength: 20, maxLength: 200_000 }),
})

/** Mails as files; what stands in the box is a hash of them all, so that the same send is known again. */
export const NoticeFilesForm = Type.Object({
  files: Type.Optional(Type.String({ title: 'bounces.files', description: 'bounces.filesHint', maxLength: 64 })),
})
