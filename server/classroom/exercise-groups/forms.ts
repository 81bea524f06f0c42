import Type, { type Static } from 'typebox'
import { faults } from './balance/input.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const DayParams = Type.Object({ id: Id })

/** Which seat is open for moving and locking. */
export const GroupsQuery = Type.Object({ seat: Type.Optional(Id) })

/** Which state of the groups was being looked at; 0 while there are none. */
const Version = Type.Integer({ title: 'groups.version', minimum: 0, maximum: 2_147_483_647 })
export const VersionForm = Type.Object({ version: Version })

/** The first time the size is asked for; later it is a setting. */
export type ArrangeForm = Static<typeof ArrangeForm>
export const ArrangeForm = Type.Object({
  version: Version,
  size: Type.Optional(Type.Integer({ title: 'groups.size', description: 'groups.sizeHint', minimum: 2, maximum: 20 })),
})

const Group = Type.Integer({ title: 'groups.to', minimum: 1, maximum: 300 })

/** `from` is the group in which the person was seen, left out for who has no seat. */
export type MoveForm = Static<typeof MoveForm>
export const MoveForm = Type.Object({
  enrollmentId: Id,
  from: Type.Optional(Type.Integer({ minimum: 1, maximum: 300 })),
  to: Group,
})
export const UndoForm = Type.Object({ moveId: Id })

export type SeatForm = Static<typeof SeatForm>
export const SeatForm = Type.Object({ enrollmentId: Id, act: Type.Enum(['lock', 'unlock', 'facilitate']) })

/** `plan`: what the page said would happen. */
export type EveningForm = Static<typeof EveningForm>
export const EveningForm = Type.Object({ version: Version, plan: Type.String({ maxLength: 20_000, default: '' }) })

export const PublishForm = Type.Object({ version: Version, shown: Type.Enum(['yes', 'no']) })

const points = Object.fromEntries(faults.map((fault) => [fault, Type.Integer({ title: `groups.faults.${fault}`, minimum: 0, maximum: 10_000 })])) as
  Record<typeof faults[number], ReturnType<typeof Type.Integer>>

export type SettingsForm = Static<typeof SettingsForm>
export const SettingsForm = Type.Object({
  version: Version,
  size: Type.Integer({ title: 'groups.size', description: 'groups.sizeHint', minimum: 2, maximum: 20 }),
  seed: Type.Integer({ title: 'groups.seed', description: 'groups.seedHint', minimum: 1, maximum: 2_147_483_647 }),
  tableColumns: Type.Integer({ title: 'groups.tableColumns', description: 'groups.tableColumnsHint', minimum: 1, maximum: 12 }),
  apart: Type.Optional(Type.String({ title: 'groups.apart', description: 'groups.apartHint', as: 'textarea', maxLength: 2_000 })),
  weights: Type.Object(points),
})
