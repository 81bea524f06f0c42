import Type, { type Static } from 'typebox'
import { tableForms } from '../../base/table-files.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const Version = Type.Integer({ minimum: 0, maximum: 2_147_483_647 })
const Year = Type.Optional(Type.Integer({ minimum: 1990, maximum: 2999 }))
const Code = Type.String({ pattern: '^[a-z][a-z0-9_]{1,60}$' })
export const TownParams = Type.Object({ municipalityId: Id })
export const MeasureParams = Type.Object({ municipalityId: Id, code: Code })
export const FigureParams = Type.Object({ figureId: Id })
export const YearQuery = Type.Object({ year: Year })
export const SheetQuery = Type.Object({ year: Year, place: Type.Optional(Type.String({ maxLength: 60 })) })

export type TableQuery = Static<typeof TableQuery>
export const TableQuery = Type.Object({ year: Year, measure: Type.Optional(Code), part: Type.Optional(Type.String({ maxLength: 61 })), basis: Type.Optional(Type.Enum(['plan', 'actual'])) })
export const TableFileQuery = Type.Object({ ...TableQuery.properties, as: Type.Enum([...tableForms]) })
export const FileQuery = Type.Object({ year: Year, as: Type.Enum([...tableForms]) })

const Figure = Type.Optional(Type.String({ title: 'statistics.value', maxLength: 40 }))
const Reason = Type.Optional(Type.String({ title: 'statistics.reason', description: 'statistics.reasonHint', as: 'textarea', maxLength: 400 }))
const Source = Type.Optional(Type.String({ title: 'statistics.source', description: 'statistics.sourceHint', maxLength: 200 }))

/** A table of one measure: its rows in the order of the page, each with a cell for every column. A row that is added names its place. */
export type SheetForm = Static<typeof SheetForm>
export const SheetForm = Type.Object({
  year: Type.Integer({ minimum: 1990, maximum: 2999 }),
  about: Type.Optional(Type.String({ maxLength: 60 })),
  rows: Type.Array(Type.Object({
    key: Type.Optional(Type.String({ maxLength: 140 })),
    place: Type.Optional(Type.String({ title: 'statistics.place', maxLength: 60 })),
    cells: Type.Array(Type.Object({ value: Figure, version: Version }), { maxItems: 8 }),
  }), { maxItems: 400 }),
  reason: Reason, source: Source,
})

export type CorrectionForm = Static<typeof CorrectionForm>
export const CorrectionForm = Type.Object({
  value: Type.Optional(Type.String({ title: 'statistics.value', description: 'statistics.valueHint', maxLength: 40 })),
  printed: Type.Optional(Type.String({ title: 'statistics.printed', description: 'statistics.printedHint', maxLength: 120 })),
  source: Source, reason: Reason, version: Version,
})
