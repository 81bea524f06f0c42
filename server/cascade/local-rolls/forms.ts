import Type, { type Static } from 'typebox'
import { tableForms } from '../../base/table-files.ts'
import { attendanceStates, type AttendanceState } from '../../classroom/attendance/rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })
export const ParticipantParams = Type.Object({ id: Id, participant: Id })

/** `q`: people to add by name. `take` and `as`: a file that begins once somebody has said again who they are. */
export type PeopleQuery = Static<typeof PeopleQuery>
export const PeopleQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 60 })), completed: Type.Optional(Type.Enum(['yes'])),
  take: Type.Optional(Type.Enum(['file', 'paper'])), as: Type.Optional(Type.Enum([...tableForms])),
})
export const FileQuery = Type.Object({ as: Type.Optional(Type.Enum([...tableForms])) })

export type AddForm = Static<typeof AddForm>
export const AddForm = Type.Object({ people: Type.Array(Id, { title: 'localRolls.people', minItems: 1, maxItems: 300 }) })

export type PasteForm = Static<typeof PasteForm>
export const PasteForm = Type.Object({ names: Type.String({ title: 'localRolls.names', description: 'localRolls.namesHint', as: 'textarea', minLength: 1, maxLength: 20_000 }) })

export const RollQuery = Type.Object({ day: Type.Optional(Id), row: Type.Optional(Id), more: Type.Optional(Type.Enum(['1'])) })

type SentState = AttendanceState | 'unset'
const states: SentState[] = [...attendanceStates, 'unset']

/** One tap: the boxes are called as on every roll, so that the same buttons serve. `seen` is the revision of the mark that the row showed. */
export type TapForm = Static<typeof TapForm>
export const TapForm = Type.Object({
  dayId: Id,
  rows: Type.Array(Type.Object({
    participant: Id, state: Type.Enum(states, { title: 'attendance.state' }),
    minutes: Type.Optional(Type.Integer({ title: 'attendance.minutes', minimum: 1, maximum: 600 })),
    seen: Type.Optional(Type.String({ maxLength: 60 })),
  }), { minItems: 1, maxItems: 1, title: 'attendance.trainees' }),
  reason: Type.Optional(Type.String({ title: 'attendance.reason', description: 'attendance.reasonHint', maxLength: 400 })),
})

/** Everybody without a mark was there. */
export const RestForm = Type.Object({ dayId: Id })
export const UndoForm = Type.Object({ dayId: Id, mark: Id, onceKey: Type.Optional(Type.String({ maxLength: 255 })) })
export const PlainForm = Type.Object({})
