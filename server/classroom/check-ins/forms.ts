import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const SlotParams = Type.Object({ id: Id })
export const TokenParams = Type.Object({ id: Id, token: Type.String({ maxLength: 40 }) })
export const WalkInParams = Type.Object({ id: Id, walkIn: Id })

/** Who is looked for at the desk: a number, a name or its reading. */
export const DeskQuery = Type.Object({ q: Type.Optional(Type.String({ maxLength: 60 })) })

const Time = (title: string, description?: string) => Type.String({
  title, as: 'time', pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', maxLength: 8, ...(description ? { description } : {}),
})
export type WindowForm = Static<typeof WindowForm>
export const WindowForm = Type.Object({ opensAt: Time('checkIns.opensAt'), closesAt: Time('checkIns.closesAt', 'checkIns.closesHint') })

/** As typed; whether it is a code is not the schema's to say, because every wrong one is answered alike. */
export const CodeForm = Type.Object({ code: Type.String({ title: 'checkIns.code', description: 'checkIns.codeHint', minLength: 1, maxLength: 40 }) })

/** Whom the desk takes in, or whose wish it refuses and why. */
export const TakeForm = Type.Object({ enrollmentId: Id })
export const RefusalForm = Type.Object({ reason: Type.String({ title: 'checkIns.reason', minLength: 1, maxLength: 200, pattern: '\\S' }) })
