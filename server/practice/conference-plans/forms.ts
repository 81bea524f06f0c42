import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export type PlanQuery = Static<typeof PlanQuery>
export const PlanQuery = Type.Object({ municipality: Type.Optional(Id) })

/** The whole sheet. `act`: 'paste' puts the block into the cells and saves nothing yet, 'more.12' adds a column to the type 12, nothing saves. */
export type PlanForm = Static<typeof PlanForm>
export const PlanForm = Type.Object({
  fiscalYear: Type.Integer({ minimum: 1950, maximum: 2999 }),
  version: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
  act: Type.Optional(Type.String({ maxLength: 20 })),
  cells: Type.Optional(Type.Record(Type.String({ maxLength: 40 }), Type.String({ maxLength: 200 }))),
  columns: Type.Optional(Type.Record(Type.String({ maxLength: 20 }), Type.String({ maxLength: 4 }))),
  markedFrom: Type.Optional(DayBox('conferencePlans.markedFrom')),
  markedTo: Type.Optional(DayBox('conferencePlans.markedTo')),
  block: Type.Optional(Type.String({ title: 'conferencePlans.block', description: 'conferencePlans.blockHint', as: 'textarea', maxLength: 60_000 })),
})
