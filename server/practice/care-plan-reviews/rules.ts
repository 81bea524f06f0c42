import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'

export const careLevels = ['care_1', 'care_2', 'care_3', 'care_4', 'care_5'] as const
export type CareLevel = (typeof careLevels)[number]
export const reviewKinds = ['frequent_home_help', 'by_office'] as const
export type ReviewKind = (typeof reviewKinds)[number]
export const thresholdRules = ['home_help_visits_per_month', 'limit_use_ratio_min', 'home_help_ratio_min'] as const
export type ThresholdRule = (typeof thresholdRules)[number]

/** One threshold from a day on, until another of the same rule and level begins; null: from that day on there is none. */
export interface Threshold { rule: ThresholdRule; careLevel: CareLevel | 'any'; value: number | null; validFrom: Day }

/** What holds on a day: the last that began by then. undefined: none had begun yet. */
export function thresholdOn<T extends Threshold>(thresholds: readonly T[], rule: ThresholdRule, careLevel: CareLevel | 'any', on: Day): T | undefined {
  return thresholds.filter((one) => one.rule === rule && one.careLevel === careLevel && one.validFrom <= on)
    .reduce<T | undefined>((last, one) => last === undefined || one.validFrom > last.validFrom ? one : last, undefined)
}

/** A care plan as far as the thresholds look at it. */
export type Plan = { plannedOn: Day; careLevel: CareLevel } & ({ kind: 'frequent_home_help'; visits: number } | { kind: 'by_office'; limitPercent: number; homeHelpPercent: number })
/** `reaches`: it has to be reported; null where no threshold was in force on its day. `by`: what each figure was held against. */
export interface Weighed { reaches: boolean | null; by: { rule: ThresholdRule; value: number; limit: number; reached: boolean; validFrom: Day }[] }

/** Holds a plan against the thresholds of the day it was made on: every figure must come up to its threshold, and equal is enough. */
export function weighPlan(plan: Plan, thresholds: readonly Threshold[]): Weighed {
  const asked: [ThresholdRule, CareLevel | 'any', number][] = plan.kind === 'frequent_home_help' ? [['home_help_visits_per_month', plan.careLevel, plan.visits]]
    : [['limit_use_ratio_min', 'any', plan.limitPercent], ['home_help_ratio_min', 'any', plan.homeHelpPercent]]
  const by = asked.flatMap(([rule, careLevel, value]) => {
    const limit = thresholdOn(thresholds, rule, careLevel, plan.plannedOn)
    return limit === undefined || limit.value === null ? [] : [{ rule, value, limit: limit.value, reached: value >= limit.value, validFrom: limit.validFrom }]
  })
  return { reaches: by.length < asked.length ? null : by.every(({ reached }) => reached), by }
}

interface Filing { kind: ReviewKind; plannedOn: Day; filedOn: Day; visits?: number | undefined; limitPercent?: number | undefined; homeHelpPercent?: number | undefined }
/** What is wrong with a reported plan: its figures, and days that come before those they follow. */
export function problemsOfFiling({ kind, plannedOn, filedOn, visits, limitPercent, homeHelpPercent }: Filing, today: Day): FieldReason[] {
  const missing = (field: string, value: number | undefined) => value === undefined ? [{ field, reason: { key: 'form.missing' } } as const] : []
  return [
    ...plannedOn > today ? [{ field: 'plannedOn', reason: { key: 'carePlanReviews.inTheFuture' } } as const] : [],
    ...filedOn > today ? [{ field: 'filedOn', reason: { key: 'carePlanReviews.inTheFuture' } } as const] : filedOn < plannedOn ? [{ field: 'filedOn', reason: { key: 'carePlanReviews.filedBefore' } } as const] : [],
    ...kind === 'frequent_home_help' ? missing('visits', visits) : [...missing('limitPercent', limitPercent), ...missing('homeHelpPercent', homeHelpPercent)],
  ]
}

/** A review has its day and its place together, not before the plan was filed; what came of it needs both. */
export function problemsOfReview({ reviewedOn, reviewedIn, outcome }: { reviewedOn?: Day | undefined; reviewedIn?: string | undefined; outcome?: string | undefined }, filedOn: Day, today: Day): FieldReason[] {
  const where = reviewedIn?.trim() ?? ''
  if (reviewedOn === undefined) return where !== '' || outcome !== undefined ? [{ field: 'reviewedOn', reason: { key: 'form.missing' } }] : []
  return [
    ...where === '' ? [{ field: 'reviewedIn', reason: { key: 'form.missing' } } as const] : [],
    ...reviewedOn > today ? [{ field: 'reviewedOn', reason: { key: 'carePlanReviews.inTheFuture' } } as const] : reviewedOn < filedOn ? [{ field: 'reviewedOn', reason: { key: 'carePlanReviews.reviewedBefore' } } as const] : [],
  ]
}

/** A threshold is added from a day on, and none that began is changed: what plans were held against stays. */
export const whyNotThreshold = (added: Omit<Threshold, 'value'>, thresholds: readonly Threshold[]): Reason | null =>
  thresholds.some((one) => one.rule === added.rule && one.careLevel === added.careLevel && one.validFrom >= added.validFrom) ? { key: 'carePlanReviews.notLater' } : null

/** Filings of one kind, and how many of them were reviewed, by where. */
export interface Tally { kind: ReviewKind; filed: number; reviewed: number; toChange: number; places: { place: string; reviewed: number }[] }
export function tallyOf(rows: readonly { kind: ReviewKind; place: string; filed: number; toChange: number }[]): Tally[] {
  return reviewKinds.map((kind) => {
    const own = rows.filter((one) => one.kind === kind)
    const sum = (of: (one: (typeof own)[number]) => number) => own.reduce((all, one) => all + of(one), 0)
    return { kind, filed: sum(({ filed }) => filed), reviewed: sum((one) => one.place === '' ? 0 : one.filed), toChange: sum(({ toChange }) => toChange), places: own.filter(({ place }) => place !== '').map(({ place, filed }) => ({ place, reviewed: filed })) }
  })
}
