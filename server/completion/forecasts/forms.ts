import Type, { type Static } from 'typebox'
import { tableForms } from '../../base/table-files.ts'

export const IdParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })

export const outlooks = ['at_risk', 'can', 'cannot', 'done'] as const

/** Only those who stand so; `at_risk` is a part of `can`. `take`: the file that begins as the page opens. */
export type ForecastQuery = Static<typeof ForecastQuery>
export const ForecastQuery = Type.Object({
  outlook: Type.Optional(Type.Enum([...outlooks])),
  municipality: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
  page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }),
  take: Type.Optional(Type.Literal('file')), as: Type.Optional(Type.Enum([...tableForms])),
})
export const FileQuery = Type.Object({ as: Type.Optional(Type.Enum([...tableForms])) })
