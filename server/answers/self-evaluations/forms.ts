import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'
import { textMax } from './rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const Version = Type.Integer({ minimum: 0, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })
export const RevisionParams = Type.Object({ id: Id, version: Version })
export const PageQuery = Type.Object({ page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }) })
export const NewQuery = Type.Object({ period: Type.Optional(Id) })
export const SheetQuery = Type.Object({ column: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2999 })) })
export const EntryQuery = Type.Object({ saved: Type.Optional(Version) })
const words = (title: string, description: string, maxLength: number) => Type.Optional(Type.String({ title, description, as: 'textarea', maxLength }))

export type PeriodForm = Static<typeof PeriodForm>
export const PeriodForm = Type.Object({
  number: Type.Integer({ title: 'selfEvaluations.periodNumber', minimum: 1, maximum: 99 }),
  name: Type.String({ title: 'selfEvaluations.periodName', description: 'selfEvaluations.periodNameHint', minLength: 1, maxLength: 100 }),
  nameEn: Type.Optional(Type.String({ title: 'selfEvaluations.periodNameEn', maxLength: 100 })),
  from: Type.String({ title: 'selfEvaluations.periodFrom', description: 'programs.yearHint', minLength: 1, maxLength: 12 }),
  years: Type.Integer({ title: 'selfEvaluations.periodYears', minimum: 1, maximum: 6 }),
})
export type FixForm = Static<typeof FixForm>
export const FixForm = Type.Object({ fixedOn: DayBox('selfEvaluations.fixedOn', 'selfEvaluations.fixedOnHint'), version: Version })

const head = {
  formId: Type.Integer({ title: 'selfEvaluations.form', as: 'select', minimum: 1, maximum: 2_147_483_647 }),
  programId: Type.Optional(Type.Integer({ title: 'selfEvaluations.program', as: 'select', minimum: 1, maximum: 2_147_483_647 })),
  number: Type.String({ title: 'selfEvaluations.number', description: 'selfEvaluations.numberHint', minLength: 1, maxLength: 8 }),
  name: Type.String({ title: 'selfEvaluations.name', minLength: 1, maxLength: 100 }),
  nameEn: Type.Optional(Type.String({ title: 'selfEvaluations.nameEn', maxLength: 100 })),
  situation: words('selfEvaluations.situation', 'selfEvaluations.situationHint', 2000),
  vision: words('selfEvaluations.vision', 'selfEvaluations.visionHint', 400),
  outcome: words('selfEvaluations.outcome', 'selfEvaluations.outcomeHint', 1000),
}
export type NewSheetForm = Static<typeof NewSheetForm>
export const NewSheetForm = Type.Object({ periodId: Type.Integer({ title: 'selfEvaluations.period', as: 'select', minimum: 1, maximum: 2_147_483_647 }), ...head })
export type HeadForm = Static<typeof HeadForm>
export const HeadForm = Type.Object({ ...head, version: Version })

const item = {
  effort: Type.String({ title: 'selfEvaluations.effort', as: 'textarea', minLength: 1, maxLength: 2000 }),
  related: words('selfEvaluations.related', 'selfEvaluations.relatedHint', 400),
  series: Type.Optional(Type.String({ title: 'selfEvaluations.series', description: 'selfEvaluations.seriesHint', as: 'select', maxLength: 60 })),
  reference: words('selfEvaluations.reference', 'selfEvaluations.referenceHint', 100),
}
export type ItemForm = Static<typeof ItemForm>
export const ItemForm = Type.Object({ ...item, version: Version })
export const RemovalForm = Type.Object({ version: Version })

export type TargetChangeForm = Static<typeof TargetChangeForm>
export const TargetChangeForm = Type.Object({
  decidedOn: DayBox('selfEvaluations.decidedOn'),
  reason: Type.String({ title: 'selfEvaluations.changeReason', description: 'selfEvaluations.changeReasonHint', as: 'textarea', minLength: 1, maxLength: 400 }),
  version: Version,
})

/** What is written of an item in a year; `text` is the evaluation, as the script that saves it calls the first box. */
export type EntryForm = Static<typeof EntryForm>
export const EntryForm = Type.Object({
  text: Type.Optional(Type.String({ title: 'selfEvaluations.evaluation', as: 'textarea', maxLength: textMax })),
  outlook: Type.Optional(Type.String({ title: 'selfEvaluations.outlook', as: 'textarea', maxLength: textMax })),
  version: Version,
  page: Type.Optional(Type.String({ maxLength: 64 })),
  seen: Type.Optional(Version),
})

export type ActualForm = Static<typeof ActualForm>
export const ActualForm = Type.Object({
  actual: Type.Integer({ title: 'selfEvaluations.actual', description: 'selfEvaluations.actualHint', minimum: 0, maximum: 10_000_000 }),
  reason: Type.Optional(Type.String({ title: 'selfEvaluations.differsReason', description: 'selfEvaluations.differsReasonHint', as: 'textarea', maxLength: 400 })),
  proposed: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })),
})
export type GradeForm = Static<typeof GradeForm>
export const GradeForm = Type.Object({
  grade: Type.String({ title: 'selfEvaluations.grade', as: 'radio', minLength: 1, maxLength: 4 }),
  reason: Type.Optional(Type.String({ title: 'selfEvaluations.gradeReason', description: 'selfEvaluations.gradeReasonHint', as: 'textarea', maxLength: 400 })),
})
