import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })
const words = (title: string, description?: string) => Type.Optional(Type.String({ title, ...description === undefined ? {} : { description }, as: 'textarea', maxLength: 3000 }))

const pillar = Type.Object({
  heading: Type.Optional(Type.String({ title: 'evaluationAnnexes.heading', maxLength: 30 })),
  name: Type.Optional(Type.String({ title: 'evaluationAnnexes.pillarName', maxLength: 60 })),
  words: Type.Optional(Type.String({ title: 'evaluationAnnexes.pillarWords', as: 'textarea', maxLength: 600 })),
})
const figure = Type.Object({
  name: Type.Optional(Type.String({ title: 'evaluationAnnexes.figureName', maxLength: 30 })),
  measure: Type.Optional(Type.Enum(['capacity', 'nominated', 'selected', 'attended', 'completed', 'municipalities', 'model_municipalities', 'cohorts', 'meetings'], { title: 'evaluationAnnexes.measure', as: 'select' })),
  courseId: Type.Optional(Type.Integer({ title: 'evaluationAnnexes.course', as: 'select', minimum: 1, maximum: 2_147_483_647 })),
  from: Type.Optional(Type.Integer({ title: 'evaluationAnnexes.from', minimum: 2000, maximum: 2999 })),
  to: Type.Optional(Type.Integer({ title: 'evaluationAnnexes.to', minimum: 2000, maximum: 2999 })),
  digits: Type.Optional(Type.Enum(['wide', 'narrow'], { title: 'evaluationAnnexes.digits', as: 'select' })),
})
export type AnnexForm = Static<typeof AnnexForm>
export const AnnexForm = Type.Object({
  number: Type.String({ title: 'evaluationAnnexes.number', description: 'evaluationAnnexes.numberHint', minLength: 1, maxLength: 20 }),
  title: Type.String({ title: 'evaluationAnnexes.name', minLength: 1, maxLength: 100 }),
  goal: Type.Optional(Type.String({ title: 'evaluationAnnexes.goal', maxLength: 200 })),
  purpose: words('evaluationAnnexes.purpose'), results: words('evaluationAnnexes.results', 'evaluationAnnexes.resultsHint'),
  challenges: words('evaluationAnnexes.challenges'), efforts: words('evaluationAnnexes.efforts'),
  pillars: Type.Optional(Type.Array(pillar, { maxItems: 9 })),
  figures: Type.Optional(Type.Array(figure, { maxItems: 9 })),
  budgetYear: Type.Integer({ title: 'evaluationAnnexes.budgetYear', description: 'evaluationAnnexes.budgetYearHint', minimum: 2000, maximum: 2999 }),
  version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
})
