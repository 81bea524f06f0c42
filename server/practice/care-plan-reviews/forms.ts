import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const FilingParams = Type.Object({ filingId: Id })
export const TownReviewParams = Type.Object({ municipalityId: Id })
const CareLevel = Type.Enum(['care_1', 'care_2', 'care_3', 'care_4', 'care_5'], { title: 'carePlanReviews.careLevel', as: 'select' })
const Kind = Type.Enum(['frequent_home_help', 'by_office'], { title: 'carePlanReviews.kind', as: 'radio' })
const visits = Type.Optional(Type.Integer({ title: 'carePlanReviews.visits', description: 'carePlanReviews.visitsHint', minimum: 0, maximum: 999 }))
const limitPercent = Type.Optional(Type.Integer({ title: 'carePlanReviews.limitPercent', minimum: 0, maximum: 999 }))
const homeHelpPercent = Type.Optional(Type.Integer({ title: 'carePlanReviews.homeHelpPercent', minimum: 0, maximum: 100 }))
export const ListQuery = Type.Object({ year: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2999 })), page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })) })

const plan = { kind: Kind, plannedOn: DayBox('carePlanReviews.plannedOn', 'carePlanReviews.plannedOnHint'), careLevel: CareLevel, visits, limitPercent, homeHelpPercent }

/** A plan to be held against the thresholds of its day; nothing of it is kept. */
export type WeighForm = Static<typeof WeighForm>
export const WeighForm = Type.Object(plan)

const review = {
  reviewedOn: Type.Optional(DayBox('carePlanReviews.reviewedOn')),
  reviewedIn: Type.Optional(Type.String({ title: 'carePlanReviews.reviewedIn', description: 'carePlanReviews.reviewedInHint', maxLength: 60 })),
  outcome: Type.Optional(Type.Enum(['kept', 'to_change'], { title: 'carePlanReviews.outcome', as: 'select' })),
}
export type FilingForm = Static<typeof FilingForm>
export const FilingForm = Type.Object({ ...plan, filedOn: DayBox('carePlanReviews.filedOn'), ...review, version: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }) })
export const RemovalForm = Type.Object({ version: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }) })

export type ThresholdForm = Static<typeof ThresholdForm>
export const ThresholdForm = Type.Object({
  which: Type.Enum(['care_1', 'care_2', 'care_3', 'care_4', 'care_5', 'limit_use_ratio_min', 'home_help_ratio_min'], { title: 'carePlanReviews.which', as: 'select' }),
  value: Type.Optional(Type.Integer({ title: 'carePlanReviews.threshold', description: 'carePlanReviews.thresholdHint', minimum: 0, maximum: 999 })),
  validFrom: DayBox('carePlanReviews.validFrom'),
  source: Type.String({ title: 'statistics.source', minLength: 1, maxLength: 200 }),
})
