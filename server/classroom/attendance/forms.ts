import Type, { type Static } from 'typebox'
import { attendanceStates, type AttendanceState } from './rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })

/** `when`: what is to come, today first, or what is over. */
export const DaysQuery = Type.Object({
  when: Type.Optional(Type.Enum(['coming', 'past'])),
  page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }),
})

/** Which slot of the day (the first one otherwise), the row somebody has just marked, and whether it offers more than the four taps. */
export const RollQuery = Type.Object({ slot: Type.Optional(Id), row: Type.Optional(Id), more: Type.Optional(Type.Enum(['1'])) })

/** How a mark is sent: a state, or 'unset' where the mark is taken away. */
export type SentState = AttendanceState | 'unset'
const states: SentState[] = [...attendanceStates, 'unset']

/**
 * One tap is one row; the whole sheet is many (`whole`). `reason` and `evidence` are said once for all of them. `seen` is the
 * revision of the mark that the row showed.
 */
export type RollForm = Static<typeof RollForm>
export const RollForm = Type.Object({
  rows: Type.Array(Type.Object({
    enrollmentId: Id,
    state: Type.Enum(states, { title: 'attendance.state' }),
    minutes: Type.Optional(Type.Integer({ title: 'attendance.minutes', minimum: 1, maximum: 600 })),
    seen: Type.Optional(Type.String({ maxLength: 60 })),
  }), { minItems: 1, maxItems: 300, title: 'attendance.trainees' }),
  reason: Type.Optional(Type.String({ title: 'attendance.reason', description: 'attendance.reasonHint', maxLength: 400 })),
  evidence: Type.Optional(Type.Enum(['staff', 'sign_in'], { title: 'attendance.evidence', as: 'radio' })),
  whole: Type.Optional(Type.Literal('1')),
})

/** The mark that is taken back. */
export const UndoForm = Type.Object({ mark: Id, onceKey: Type.Optional(Type.String({ maxLength: 255 })) })
