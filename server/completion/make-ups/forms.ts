import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })
export const SlotParams = Type.Object({ enrollment: Id, slot: Id })

export const standings = ['open', 'booked', 'draft', 'submitted', 'returned', 'done'] as const
export type Standing = typeof standings[number]

/** Where the make-up stands ('open': nothing asked for yet), and of which cohort. */
export type ListQuery = Static<typeof ListQuery>
export const ListQuery = Type.Object({
  standing: Type.Optional(Type.Enum([...standings])),
  cohort: Type.Optional(Id),
  page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }),
})

export type SeatForm = Static<typeof SeatForm>
export const SeatForm = Type.Object({ seatSlotId: Type.Integer({ title: 'makeUps.seat', as: 'radio', minimum: 1, maximum: 2_147_483_647 }) })

/** `act`: which of its two buttons was pressed. */
export type ReportForm = Static<typeof ReportForm>
export const ReportForm = Type.Object({
  report: Type.Optional(Type.String({ title: 'makeUps.report', description: 'makeUps.reportHint', as: 'textarea', maxLength: 8000 })),
  act: Type.Optional(Type.Enum(['save', 'hand_in'])),
})

export type DecisionForm = Static<typeof DecisionForm>
export const DecisionForm = Type.Object({
  outcome: Type.Enum(['accept', 'return'], { title: 'makeUps.outcome', as: 'radio' }),
  note: Type.Optional(Type.String({ title: 'makeUps.note', description: 'makeUps.noteHint', as: 'textarea', maxLength: 1000 })),
})

export type SettingForm = Static<typeof SettingForm>
export const SettingForm = Type.Object({
  closesOn: Type.Optional(DayBox('makeUps.closesOn', 'makeUps.closesHint')),
  reportLength: Type.Integer({ title: 'makeUps.reportLength', description: 'makeUps.reportLengthHint', minimum: 1, maximum: 4000 }),
  yearsCarried: Type.Integer({ title: 'makeUps.yearsCarried', description: 'makeUps.yearsHint', minimum: 1, maximum: 5 }),
  version: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
})

export const PlainForm = Type.Object({})
