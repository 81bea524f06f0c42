import Type, { type Static } from 'typebox'
import { tableForms } from '../../base/table-files.ts'

export const BodyParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })
export type EffectQuery = Static<typeof EffectQuery>
export const EffectQuery = Type.Object({ of: Type.Optional(Type.Enum(['held', 'cases'])) })
export const FileQuery = Type.Object({ of: Type.Optional(Type.Enum(['held', 'cases'])), as: Type.Optional(Type.Enum([...tableForms])) })

/** The conferences behind a figure of one year: all on record, those held, or those held that do not say how many cases. */
export type RowsQuery = Static<typeof RowsQuery>
export const RowsQuery = Type.Object({
  year: Type.Integer({ minimum: 1950, maximum: 2999 }), of: Type.Enum(['onRecord', 'held', 'cases', 'silent'], { default: 'held' }),
  page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }),
})
