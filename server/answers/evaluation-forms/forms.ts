import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })
const Version = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const Label = (title: string) => Type.String({ title, minLength: 1, maxLength: 60 })

export type LabelsForm = Static<typeof LabelsForm>
export const LabelsForm = Type.Object({
  name: Type.String({ title: 'evaluationForms.name', minLength: 1, maxLength: 100 }),
  nameEn: Type.Optional(Type.String({ title: 'evaluationForms.nameEn', maxLength: 100 })),
  title: Label('evaluationForms.labels.title'), number: Label('evaluationForms.labels.number'), situation: Label('evaluationForms.labels.situation'),
  vision: Label('evaluationForms.labels.vision'), outcome: Label('evaluationForms.labels.outcome'), item: Label('evaluationForms.labels.item'),
  effort: Label('evaluationForms.labels.effort'), related: Label('evaluationForms.labels.related'), indicator: Label('evaluationForms.labels.indicator'),
  actual: Label('evaluationForms.labels.actual'), evaluation: Label('evaluationForms.labels.evaluation'), grade: Label('evaluationForms.labels.grade'),
  points: Label('evaluationForms.labels.points'), reference: Label('evaluationForms.labels.reference'), partEvaluation: Label('evaluationForms.labels.partEvaluation'),
  partOutlook: Label('evaluationForms.labels.partOutlook'), partPoints: Label('evaluationForms.labels.partPoints'), annexPurpose: Label('evaluationForms.labels.annexPurpose'),
  annexResults: Label('evaluationForms.labels.annexResults'), annexChallenges: Label('evaluationForms.labels.annexChallenges'), annexEfforts: Label('evaluationForms.labels.annexEfforts'),
  annexBudget: Label('evaluationForms.labels.annexBudget'),
  version: Version,
})

const row = Type.Object({
  mark: Type.String({ title: 'evaluationForms.mark', minLength: 1, maxLength: 4 }),
  label: Type.Optional(Type.String({ title: 'evaluationForms.meaning', maxLength: 40 })),
  atLeast: Type.Number({ title: 'evaluationForms.atLeast', minimum: 0, maximum: 10000, multipleOf: 0.1 }),
})
export type ScaleForm = Static<typeof ScaleForm>
export const ScaleForm = Type.Object({
  fromFiscalYear: Type.String({ title: 'evaluationForms.fromYear', description: 'programs.yearHint', minLength: 1, maxLength: 12 }),
  source: Type.Optional(Type.String({ title: 'evaluationForms.source', description: 'evaluationForms.sourceHint', maxLength: 200 })),
  rows: Type.Array(row, { title: 'evaluationForms.scale', minItems: 1, maxItems: 9 }),
})
