import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
export const CertificateParams = Type.Object({ certificateId: Id })
export const BadgeParams = Type.Object({ badgeId: Id })
export const UuidParams = Type.Object({ uuid: Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$' }) })
export const KeyParams = Type.Object({ keyId: Id })
export const TrainingParams = Type.Object({ trainingId: Id })
export const AchievementParams = Type.Object({ trainingId: Id, version: Type.Integer({ minimum: 0, maximum: 2147483647 }) })

export type MakeForm = Static<typeof MakeForm>
export const MakeForm = Type.Object({
  content: Type.Union([Type.Literal('nameless'), Type.Literal('named')], { title: 'badges.content', as: 'radio' }),
})

export type CheckForm = Static<typeof CheckForm>
export const CheckForm = Type.Object({
  badge: Type.Optional(Type.String({ title: 'badges.pasted', description: 'badges.pastedHint', as: 'textarea', maxLength: 60_000 })),
})
