import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
export const TargetParams = Type.Object({ id: Id })
const Page = Type.Optional(Type.Integer({ minimum: 1, maximum: 100000 }))
/** `before`: the page of those on record from before this system. */
export const RowsQuery = Type.Object({ before: Page, page: Page, year: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2099 })) })

export const ListQuery = Type.Object({ page: Page, year: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2099 })) })

const common = {
  label: Type.String({ title: 'targets.label', description: 'targets.labelHint', minLength: 1, maxLength: 80 }),
  labelEn: Type.String({ title: 'targets.labelEn', minLength: 1, maxLength: 120 }),
  value: Type.Integer({ title: 'targets.value', minimum: 1, maximum: 1000000 }),
  unit: Type.String({ title: 'targets.unit', description: 'targets.unitHint', minLength: 1, maxLength: 10 }),
  span: Type.Union([Type.Literal('each'), Type.Literal('cumulative')], { title: 'targets.span', as: 'radio' }),
}

export type NewTargetForm = Static<typeof NewTargetForm>
export const NewTargetForm = Type.Object({
  fiscalYear: Type.String({ title: 'targets.fromYear', description: 'programs.yearHint', minLength: 1, maxLength: 12 }),
  years: Type.Integer({ title: 'targets.years', description: 'targets.yearsHint', minimum: 1, maximum: 10 }),
  courseId: Type.Optional(Type.Integer({ title: 'targets.course', description: 'targets.courseHint', as: 'select', minimum: 1, maximum: 2147483647 })),
  measure: Type.Union([
    Type.Literal('capacity'), Type.Literal('nominated'), Type.Literal('selected'), Type.Literal('attended'), Type.Literal('completed'),
    Type.Literal('municipalities'), Type.Literal('model_municipalities'), Type.Literal('cohorts'), Type.Literal('meetings'),
  ], { title: 'targets.measure', description: 'targets.measureHint', as: 'select' }),
  category: Type.Optional(Type.Union([
    Type.Literal('chair'), Type.Literal('adviser'), Type.Literal('case_presenter'), Type.Literal('other'),
  ], { title: 'targets.category', description: 'targets.categoryHint', as: 'select' })),
  municipalityId: Type.Optional(Type.Integer({ title: 'targets.municipality', description: 'targets.municipalityHint', as: 'select', minimum: 1, maximum: 2147483647 })),
  ...common,
})

const reason = { reason: Type.Optional(Type.String({ title: 'targets.reason', description: 'targets.reasonHint', as: 'textarea', maxLength: 200 })) }
const version = { version: Type.Integer({ title: 'targets.version', minimum: 1, maximum: 2147483647 }) }

export type TargetForm = Static<typeof TargetForm>
export const TargetForm = Type.Object({ ...common, ...reason, ...version })

export type RemovalForm = Static<typeof RemovalForm>
export const RemovalForm = Type.Object({ ...reason, ...version })
