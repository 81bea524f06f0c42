import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'
import { modes, presences, sessionStates, sides } from './rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })
const Version = Type.Integer({ minimum: 0, maximum: 2_147_483_647 })

const when = {
  heldOn: DayBox('supportSessions.heldOn'),
  startsAt: Type.String({ title: 'supportSessions.startsAt', description: 'supportSessions.timeHint', as: 'time', minLength: 1, maxLength: 8 }),
  endsAt: Type.String({ title: 'supportSessions.endsAt', as: 'time', minLength: 1, maxLength: 8 }),
  mode: Type.Enum([...modes], { title: 'supportSessions.mode', as: 'radio' }),
  place: Type.Optional(Type.String({ title: 'supportSessions.place', maxLength: 120 })),
  address: Type.Optional(Type.String({ title: 'supportSessions.address', description: 'supportSessions.addressHint', maxLength: 300 })),
  theme: Type.String({ title: 'supportSessions.theme', minLength: 1, maxLength: 200 }),
}
export type NewSessionForm = Static<typeof NewSessionForm>
export const NewSessionForm = Type.Object(when)

const person = Type.Object({
  side: Type.Optional(Type.Enum([...sides], { title: 'supportSessions.side', as: 'select' })),
  appointmentId: Type.Optional(Id),
  name: Type.Optional(Type.String({ title: 'supportSessions.name', maxLength: 60 })),
  affiliation: Type.Optional(Type.String({ title: 'supportSessions.affiliation', maxLength: 100 })),
  state: Type.Optional(Type.Enum([...presences], { title: 'supportSessions.presence', as: 'select' })),
})
export type PersonBoxes = Static<typeof person>

/** The record of a session. A row without a name is nobody. */
export type SessionForm = Static<typeof SessionForm>
export const SessionForm = Type.Object({
  ...when,
  advice: Type.Optional(Type.String({ title: 'supportSessions.advice', description: 'supportSessions.adviceHint', as: 'textarea', maxLength: 8000 })),
  state: Type.Enum([...sessionStates], { title: 'supportSessions.state', as: 'radio' }),
  people: Type.Optional(Type.Array(person, { maxItems: 40 })),
  version: Version,
})

export type VisitForm = Static<typeof VisitForm>
export const VisitForm = Type.Object({
  words: Type.String({ title: 'supportSessions.visitWords', description: 'supportSessions.visitHint', as: 'textarea', minLength: 1, maxLength: 4000 }),
  version: Version,
})
