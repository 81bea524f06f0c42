import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
export const ProgramParams = Type.Object({ id: Id })
export const PillarParams = Type.Object({ id: Id, pillarId: Id })
export const YearParams = Type.Object({ id: Id, year: Type.Integer({ minimum: 2000, maximum: 2999 }) })
export const LineParams = Type.Object({ id: Id, year: Type.Integer({ minimum: 2000, maximum: 2999 }), lineId: Id })

export type ProgramForm = Static<typeof ProgramForm>
export const ProgramForm = Type.Object({
  name: Type.String({ title: 'programs.name', minLength: 1, maxLength: 120 }),
  nameEn: Type.String({ title: 'programs.nameEn', minLength: 1, maxLength: 160 }),
  purpose: Type.Optional(Type.String({ title: 'programs.purpose', as: 'textarea', maxLength: 2000 })),
})

const year = (title: string) => Type.String({ title, description: 'programs.yearHint', minLength: 1, maxLength: 12 })

export type PillarForm = Static<typeof PillarForm>
export const PillarForm = Type.Object({
  name: Type.String({ title: 'programs.pillarName', minLength: 1, maxLength: 40 }),
  nameEn: Type.String({ title: 'programs.pillarNameEn', minLength: 1, maxLength: 80 }),
  from: year('programs.from'),
  to: Type.Optional(Type.String({ title: 'programs.to', description: 'programs.toHint', maxLength: 12 })),
})

export type YearForm = Static<typeof YearForm>
export const YearForm = Type.Object({ fiscalYear: year('programs.fiscalYear') })

export type BudgetForm = Static<typeof BudgetForm>
export const BudgetForm = Type.Object({
  label: Type.String({ title: 'programs.budgetLabel', minLength: 1, maxLength: 80 }),
  pillarId: Type.Optional(Type.Integer({ title: 'programs.pillar', as: 'select', minimum: 1, maximum: 2147483647 })),
  amount: Type.String({ title: 'programs.amount', description: 'programs.amountHint', minLength: 1, maxLength: 20 }),
  unit: Type.Union([Type.Literal('thousand_yen'), Type.Literal('yen')], { title: 'programs.unit', as: 'radio' }),
})

export type StepForm = Static<typeof StepForm>
export const StepForm = Type.Object({
  label: Type.String({ title: 'programs.stepLabel', minLength: 1, maxLength: 80 }),
  labelEn: Type.String({ title: 'programs.stepLabelEn', minLength: 1, maxLength: 120 }),
  fromOn: DayBox('programs.fromOn'),
  toOn: Type.Optional(Type.String({ title: 'programs.toOn', description: 'programs.toOnHint', as: 'day', pattern: String.raw`^\d{4}-\d{2}-\d{2}$` })),
})
