import Type, { type Static } from 'typebox'
import { zones } from './rules.ts'

const whole = { minimum: 1, maximum: 2_147_483_647 }
const Id = Type.Integer(whole)
export const IdParams = Type.Object({ id: Id })
export const RowParams = Type.Object({ id: Id, row: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) })
export const CodeParams = Type.Object({ code: Type.String({ minLength: 1, maxLength: 20 }) })

/** Which slot's connections are shown. */
export const OnlineQuery = Type.Object({ slot: Type.Optional(Id) })
/** `as`: together with the logs that stand, instead of in their place. */
export const LogQuery = Type.Object({ as: Type.Optional(Type.Enum(['adds'])) })
export const WhoQuery = Type.Object({ q: Type.Optional(Type.String({ maxLength: 60 })) })

const start = { pattern: '^https://[^\\s"<>]+$', maxLength: 500 }
export const MeetingForm = Type.Object({ url: Type.Optional(Type.String({ ...start, title: 'onlineLogs.url', description: 'onlineLogs.urlHint' })) })
export const EndingForm = Type.Object({ endedAt: Type.Optional(Type.String({ title: 'onlineLogs.endedAt', as: 'time', pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' })) })

const zone = Type.Enum(['tell', ...zones.map(String)], { title: 'onlineLogs.zone', description: 'onlineLogs.zoneHint' })
const grace = Type.Integer({ title: 'onlineLogs.grace', description: 'onlineLogs.graceHint', minimum: 0, maximum: 60 })

export type SendForm = Static<typeof SendForm>
export const SendForm = Type.Object({
  file: Type.String({ title: 'onlineLogs.file', maxLength: 64 }),
  slotId: Type.Optional(Type.Integer({ ...whole, title: 'onlineLogs.forSlot' })),
  graceMinutes: grace,
})

export type SettingsForm = Static<typeof SettingsForm>
export const SettingsForm = Type.Object({ zone, graceMinutes: grace })

const column = (title: string) => Type.Integer({ title, minimum: 0, maximum: 59 })
export type LayoutForm = Static<typeof LayoutForm>
export const LayoutForm = Type.Object({
  headRow: Type.Integer({ title: 'onlineLogs.layout.headRow', minimum: 1, maximum: 1_000 }),
  name: Type.Optional(column('onlineLogs.layout.name')), email: Type.Optional(column('onlineLogs.layout.email')),
  joined: column('onlineLogs.layout.joined'), left: column('onlineLogs.layout.left'), marks: Type.Optional(column('onlineLogs.layout.marks')),
})

/** Whose a connection is. `together`: one more at the same computer. */
export type WhoForm = Static<typeof WhoForm>
export const WhoForm = Type.Object({
  as: Type.Enum(['trainee', 'other', 'open'], { title: 'onlineLogs.who' }),
  enrollmentId: Type.Optional(Type.Integer({ ...whole, title: 'onlineLogs.trainee' })),
  together: Type.Optional(Type.Literal('true', { title: 'onlineLogs.together' })),
})

export type TakeForm = Static<typeof TakeForm>
export const TakeForm = Type.Object({
  adds: Type.Optional(Type.Literal('true')),
  standing: Type.Optional(Type.String({ maxLength: 400 })),
  over: Type.Optional(Type.Array(Type.String({ maxLength: 30 }), { title: 'onlineLogs.over', maxItems: 1_000 })),
  reason: Type.Optional(Type.String({ title: 'onlineLogs.reason', description: 'onlineLogs.reasonHint', maxLength: 400 })),
})
