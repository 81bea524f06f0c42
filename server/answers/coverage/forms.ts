import Type, { type Static } from 'typebox'
import { tableForms } from '../../base/table-files.ts'
import { categories } from '../../entry/nominations/rules.ts'

export const Place = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })
const page = Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 }))
export const Narrowed = Type.Object({ category: Type.Optional(Type.Enum([...categories])), page, year: Type.Optional(Type.String({ maxLength: 4 })) })
export const FileQuery = Type.Object({ as: Type.Optional(Type.Enum([...tableForms])), year: Type.Optional(Type.String({ maxLength: 4 })) })

export const OfBlock = Type.Object({ ...Narrowed.properties, block: Type.Optional(Type.Enum(['wards', 'cities', 'towns'])) })
export const OfGaps = Type.Object({ of: Type.Enum(['chair', 'anyone']), year: Narrowed.properties.year })

const rule = Type.Object({
  wanted: Type.Integer({ title: 'coverage.rule.wanted', minimum: 0, maximum: 99 }),
  lossPercent: Type.Integer({ title: 'coverage.rule.lossPercent', minimum: 0, maximum: 100 }),
  placesMax: Type.Optional(Type.Integer({ title: 'coverage.rule.placesMax', minimum: 0, maximum: 99 })),
})
export type RuleForm = Static<typeof RuleForm>
export const RuleForm = Type.Object({ chair: rule, adviser: rule, case_presenter: rule, other: rule, version: Type.Integer({ title: 'calls.version', minimum: 0, maximum: 2_147_483_647 }) })
