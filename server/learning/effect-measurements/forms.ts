import Type, { type Static } from 'typebox'
import { MailBox } from '../../base/forms.ts'
import { tableForms } from '../../base/table-files.ts'
import { itemsMax, rounds } from './rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
export const TrainingParams = Type.Object({ id: Id })
export const SheetParams = Type.Object({ enrollment: Id })
export const RoundParams = Type.Object({ enrollment: Id, round: Type.Enum([...rounds]) })
export const SheetOfTraining = Type.Object({ id: Id, enrollment: Id })
export const TokenParams = Type.Object({ token: Type.String({ pattern: '^[\\w-]{20,60}$' }) })
/** Whose change is looked at: of one cohort, of one municipality, of both, or with neither of all. */
const narrowing = { cohort: Type.Optional(Id), municipality: Type.Optional(Id) }
export type ResultsQuery = Static<typeof ResultsQuery>
export const ResultsQuery = Type.Object(narrowing)
export const FileQuery = Type.Object({ ...narrowing, as: Type.Optional(Type.Enum([...tableForms])) })

/** An item without words is left out. */
export type MeasurementForm = Static<typeof MeasurementForm>
export const MeasurementForm = Type.Object({
  items: Type.Optional(Type.Array(Type.Object({
    id: Type.String({ title: 'measurements.item', pattern: '^[mx]\\d{1,10}$' }),
    label: Type.Optional(Type.String({ title: 'measurements.label', maxLength: 120 })),
    labelEn: Type.Optional(Type.String({ title: 'measurements.labelEn', maxLength: 200 })),
  }), { title: 'measurements.items', maxItems: itemsMax })),
  afterDays: Type.Integer({ title: 'measurements.afterDays', description: 'measurements.afterDaysHint', minimum: 1, maximum: 60 }),
  laterDays: Type.Integer({ title: 'measurements.laterDays', description: 'measurements.laterDaysHint', minimum: 1, maximum: 90 }),
  asksManager: Type.Optional(Type.Literal('true', { title: 'measurements.asksManager', as: 'checkbox' })),
  version: Type.Integer({ title: 'trainings.version', minimum: 0, maximum: 2147483647 }),
})

export type GoalForm = Static<typeof GoalForm>
export const GoalForm = Type.Object({
  goal: Type.Optional(Type.String({ title: 'measurements.goal', description: 'measurements.goalHint', maxLength: 600, as: 'textarea' })),
  hasManager: Type.Optional(Type.Enum(['yes', 'no'], { title: 'measurements.hasManager', as: 'radio' })),
  managerName: Type.Optional(Type.String({ title: 'measurements.managerName', maxLength: 60 })),
  managerEmail: Type.Optional(MailBox('measurements.managerEmail', 'measurements.managerEmailHint')),
})

/** Which items are rated is the training's, so the rules look them through. */
export type RatingForm = Static<typeof RatingForm>
export const RatingForm = Type.Object({
  ratings: Type.Optional(Type.Unknown()),
  note: Type.Optional(Type.String({ title: 'measurements.note', maxLength: 600, as: 'textarea' })),
})

/** What a manager sends: an expectation, or a rating. */
export type ManagerForm = Static<typeof ManagerForm>
export const ManagerForm = Type.Object({
  expectation: Type.Optional(Type.String({ title: 'measurements.expectation', description: 'measurements.expectationHint', maxLength: 600, as: 'textarea' })),
  ratings: Type.Optional(Type.Unknown()),
  note: Type.Optional(Type.String({ title: 'measurements.managerNote', maxLength: 600, as: 'textarea' })),
})
