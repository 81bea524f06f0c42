import Type, { type Static } from 'typebox'
import { tableForms } from '../../base/table-files.ts'

const Year = Type.Optional(Type.Integer({ minimum: 2000, maximum: 2999 }))
const about = Type.Optional(Type.String({ maxLength: 60 }))
export const TownParams = Type.Object({ municipalityId: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })
export const PageQuery = Type.Object({ year: Year, about })
export const FileQuery = Type.Object({ year: Year, about, as: Type.Enum([...tableForms]) })
export type RowsQuery = Static<typeof RowsQuery>
export const RowsQuery = Type.Object({
  year: Year, measure: Type.Enum(['meetings_held', 'attendees_extended', 'attendees_distinct', 'cases_discussed', 'cases_by_selection_reason', 'cases_by_function']),
  part: Type.Optional(Type.String({ maxLength: 61 })),
})
