import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const DayParams = Type.Object({ id: Id })

export type NoticeForm = Static<typeof NoticeForm>
export const NoticeForm = Type.Object({
  kind: Type.Enum(['absent', 'late'], { title: 'absenceNotices.kind', as: 'radio' }),
  arrivesAt: Type.Optional(Type.String({ title: 'absenceNotices.arrivesAt', description: 'absenceNotices.arrivesHint', as: 'time', maxLength: 8 })),
  reason: Type.String({ title: 'absenceNotices.reason', description: 'absenceNotices.reasonHint', minLength: 1, maxLength: 200 }),
})

export const PlainForm = Type.Object({})
