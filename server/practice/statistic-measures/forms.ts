import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const MeasureIdParams = Type.Object({ measureId: Id })
export const FromQuery = Type.Object({ from: Type.Optional(Id) })
const code = '^[a-z][a-z0-9_]{1,60}$'

export type MeasureForm = Static<typeof MeasureForm>
export const MeasureForm = Type.Object({
  code: Type.String({ title: 'statisticMeasures.code', description: 'statisticMeasures.codeHint', pattern: code, maxLength: 61 }),
  label: Type.String({ title: 'statisticMeasures.label', minLength: 1, maxLength: 80 }),
  labelEn: Type.Optional(Type.String({ title: 'statisticMeasures.labelEn', maxLength: 120 })),
  unit: Type.Enum(['person', 'case', 'meeting', 'visit', 'center', 'area', 'body', 'council', 'municipality', 'yen', 'thousand_yen', 'percent', 'month', 'fiscal_year'], { title: 'statistics.unit', as: 'select' }),
  byPlace: Type.Optional(Type.Boolean({ title: 'statisticMeasures.byPlace', description: 'statisticMeasures.byPlaceHint' })),
  overlaps: Type.Optional(Type.Boolean({ title: 'statisticMeasures.overlaps', description: 'statisticMeasures.overlapsHint' })),
  parts: Type.Optional(Type.String({ title: 'statisticMeasures.parts', description: 'statisticMeasures.partsHint', as: 'textarea', maxLength: 4000 })),
  fromYear: Type.String({ title: 'statisticMeasures.fromYear', description: 'programs.yearHint', minLength: 1, maxLength: 12 }),
  source: Type.Optional(Type.String({ title: 'statistics.source', maxLength: 200 })),
  version: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
})

export type ClosingForm = Static<typeof ClosingForm>
export const ClosingForm = Type.Object({
  toYear: Type.String({ title: 'statisticMeasures.toYear', description: 'statisticMeasures.toYearHint', minLength: 1, maxLength: 12 }),
  version: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
})
