import Type, { type Static } from 'typebox'
import { tableForms } from '../../base/table-files.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
const narrowing = {
  by: Type.Optional(Type.Enum(['course', 'year', 'months', 'category', 'municipality'])),
  course: Type.Optional(Id), completed: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2999 })), months: Type.Optional(Type.Integer({ minimum: 1, maximum: 36 })),
  category: Type.Optional(Type.Enum(['chair', 'adviser', 'case_presenter', 'other'])), municipality: Type.Optional(Id),
}
export type RatesQuery = Static<typeof RatesQuery>
export const RatesQuery = Type.Object(narrowing)
export const RatesFileQuery = Type.Object({ ...narrowing, as: Type.Optional(Type.Enum([...tableForms])) })

/** The rows of a figure: of one group, of those that stand together, or of all. */
export type RowsQuery = Static<typeof RowsQuery>
export const RowsQuery = Type.Object({
  ...narrowing, of: Type.Optional(Type.Enum(['asked', 'reached', 'answered', 'practiced', 'confirmed', 'disagreed', 'unconfirmed'])), group: Type.Optional(Type.String({ maxLength: 20, pattern: '^\\w+$' })),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })), take: Type.Optional(Type.Enum(['file'])), as: Type.Optional(Type.Enum([...tableForms])),
})
