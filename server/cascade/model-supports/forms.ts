import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const SupportParams = Type.Object({ id: Id })
export const YearQuery = Type.Object({ year: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2100 })) })
export const PlainForm = Type.Object({})

const Long = (title: string, description: string, maxLength = 2000) => Type.Optional(Type.String({ title, description, as: 'textarea', maxLength }))

/** `act`: which of its two buttons was pressed. What is saved may have gaps; what is sent has none. */
export type ApplicationForm = Static<typeof ApplicationForm>
export const ApplicationForm = Type.Object({
  reason: Long('modelSupports.reason', 'modelSupports.reasonHint'),
  situation: Long('modelSupports.situation', 'modelSupports.situationHint'),
  wishes: Long('modelSupports.wishes', 'modelSupports.wishesHint'),
  structure: Long('modelSupports.structure', 'modelSupports.structureHint'),
  contact: Long('modelSupports.contact', 'modelSupports.contactHint', 500),
  version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
  act: Type.Optional(Type.Enum(['save', 'send'])),
})

export type WithdrawalForm = Static<typeof WithdrawalForm>
export const WithdrawalForm = Type.Object({ reason: Type.String({ title: 'modelSupports.withdrawalReason', as: 'textarea', minLength: 1, maxLength: 500 }) })
