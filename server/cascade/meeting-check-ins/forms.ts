import Type, { type Static } from 'typebox'

const id = { minimum: 1, maximum: 2_147_483_647 }
const Id = Type.Integer(id)
export const IdParams = Type.Object({ id: Id })
export const TokenParams = Type.Object({ id: Id, token: Type.String({ maxLength: 40 }) })

const Time = (title: string) => Type.String({ title, as: 'time', pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', maxLength: 8 })
export type WindowForm = Static<typeof WindowForm>
export const WindowForm = Type.Object({ opensAt: Time('checkIns.opensAt'), closesAt: Time('checkIns.closesAt') })

const where = Type.Enum(['venue', 'online'], { title: 'meetingCheckIns.where', as: 'radio' })
const narrowed = { show: Type.Optional(Type.Enum(['missing', 'here', 'municipalities'])), q: Type.Optional(Type.String({ maxLength: 60 })) }
export const DoorQuery = Type.Object(narrowed)
/** A tap comes back to the list as it was narrowed. */
export const TapForm = Type.Object({ where, ...narrowed })
export const UndoForm = Type.Object(narrowed)
export const PlainForm = Type.Object({})
export const LinkForm = Type.Object({ personId: Id, where })

/** Somebody who came without being named. */
export type WalkInForm = Static<typeof WalkInForm>
export const WalkInForm = Type.Object({
  municipalityId: Type.Optional(Type.Integer({ title: 'meetingCheckIns.ofMunicipality', as: 'select', ...id })),
  name: Type.String({ title: 'meetingReplies.name', minLength: 1, maxLength: 100, pattern: '\\S' }),
  section: Type.Optional(Type.String({ title: 'meetingReplies.section', maxLength: 100 })),
  where,
})
