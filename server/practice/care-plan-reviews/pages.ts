import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { findTown, townsOf } from '../statistics/queries.ts'
import { FilingForm, ThresholdForm, WeighForm } from './forms.ts'
import { conferenceNames, filingsOf, findFiling, reportedReviews, reviewCounts, thresholds, type Filing, type Reported } from './queries.ts'
import { problemsOfFiling, reviewKinds, tallyOf, thresholdOn, weighPlan, type Plan, type ThresholdRule } from './rules.ts'

const perPage = 50

const planOf = (one: Pick<Filing, 'kind' | 'plannedOn' | 'careLevel' | 'visits' | 'limitPercent' | 'homeHelpPercent'>): Plan => one.kind === 'frequent_home_help'
  ? { kind: one.kind, plannedOn: one.plannedOn, careLevel: one.careLevel, visits: one.visits ?? 0 } : { kind: one.kind, plannedOn: one.plannedOn, careLevel: one.careLevel, limitPercent: one.limitPercent ?? 0, homeHelpPercent: one.homeHelpPercent ?? 0 }

/** What a municipality reported of one kind: how many plans, how many reviews in all, and of those in which conference. */
const reportedOf = (rows: readonly Reported[], kind: string) => ({
  filed: rows.find((one) => one.measure === 'care_plan_reports' && one.kind === kind && one.place === '') ?? null,
  reviewed: rows.find((one) => one.measure === 'care_plan_reviews' && one.kind === kind && one.place === '') ?? null,
  places: rows.filter((one) => one.measure === 'care_plan_reviews' && one.kind === kind && one.place !== ''),
})

/** One municipality and year: its plans, how many were reviewed where, counted from them and as it reported. */
export async function townPage(request: FastifyRequest, municipalityId: number, page = 1) {
  const { db, scope, year } = request
  const [town, filings, counts, reported, limits] = await Promise.all([findTown(db, scope, municipalityId), filingsOf(db, scope, municipalityId, year, { limit: perPage, offset: (page - 1) * perPage }), reviewCounts(db, scope, year, municipalityId), reportedReviews(db, scope, year, municipalityId), thresholds(db)])
  const total = filings[0]?.total ?? 0
  return {
    town: found(town), chosenYear: year, filings: filings.map((one) => ({ ...one, weighed: weighPlan(planOf(one), limits) })),
    tallies: tallyOf(counts).map((tally) => ({ ...tally, reported: reportedOf(reported, tally.kind) })),
    pager: { page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href: (to: number) => `/care-plan-reviews/of/${municipalityId}?year=${year}&page=${to}` },
  }
}

/** All municipalities: counted from their records where there are any, else as they reported; who has neither is unanswered. */
export async function townsPage(request: FastifyRequest) {
  const { db, scope, year } = request
  const [towns, counts, reported] = await Promise.all([townsOf(db, scope), reviewCounts(db, scope, year), reportedReviews(db, scope, year)])
  const rows = towns.map((town) => {
    const own = counts.filter(({ municipalityId }) => municipalityId === town.id)
    const said = reported.filter(({ municipalityId }) => municipalityId === town.id)
    return { ...town, kinds: reviewKinds.map((kind) => {
      const tally = tallyOf(own).find((one) => one.kind === kind)!
      const { filed, reviewed } = reportedOf(said, kind)
      const isCounted = own.length > 0
      return { kind, filed: isCounted ? tally.filed : filed?.value ?? null, reviewed: isCounted ? tally.reviewed : reviewed?.value ?? null, from: isCounted ? 'counted' as const : filed !== null || reviewed !== null ? 'reported' as const : 'unanswered' as const }
    }) }
  })
  const sums = reviewKinds.map((kind, at) => ({ kind, filed: rows.reduce((sum, { kinds }) => sum + (kinds[at]!.filed ?? 0), 0), reviewed: rows.reduce((sum, { kinds }) => sum + (kinds[at]!.reviewed ?? 0), 0), open: rows.filter(({ kinds }) => kinds[at]!.from === 'unanswered').length }))
  return { rows, sums, chosenYear: year }
}

/** Holds a typed plan against the thresholds of its day. */
export async function weighPage(request: FastifyRequest, plan: WeighForm | null) {
  const limits = await thresholds(request.db)
  const problems = plan === null ? [] : problemsOfFiling({ ...plan, filedOn: plan.plannedOn }, '9999-12-31')
  request.unfit = [...request.unfit, ...problems]
  const weighed = plan === null || problems.length > 0 ? null : weighPlan(planOf({ ...plan, visits: plan.visits ?? null, limitPercent: plan.limitPercent ?? null, homeHelpPercent: plan.homeHelpPercent ?? null }), limits)
  const form = formOf(WeighForm, request, plan ?? { kind: 'frequent_home_help', plannedOn: request.today })
  return { weighed, plan, form }
}

export async function thresholdPage(request: FastifyRequest) {
  const rows = await thresholds(request.db)
  const now = rows.filter((one) => thresholdOn(rows, one.rule as ThresholdRule, one.careLevel, request.today) === one)
  return { rows: rows.map((one) => ({ ...one, isNow: now.includes(one) })), form: formOf(ThresholdForm, request, {}) }
}

export async function newPage(request: FastifyRequest) {
  const { db, scope, today, year } = request
  const names = scope.of === 'municipality' ? await conferenceNames(db, scope, scope.municipalityId, year) : []
  return { names, form: formOf(FilingForm, request, { kind: 'frequent_home_help', filedOn: today }) }
}

export async function filingPage(request: FastifyRequest, id: number) {
  const { db, scope } = request
  const filing = found(await findFiling(db, scope, id))
  const [limits, names] = await Promise.all([thresholds(db), conferenceNames(db, scope, filing.municipalityId, filing.fiscalYear)])
  const starting = Object.fromEntries(Object.entries(filing).filter(([, value]) => value !== null))
  const isRemoval = request.routeOptions.url?.endsWith('/removal') ?? false
  return { filing, names, weighed: weighPlan(planOf(filing), limits), form: formOf(FilingForm, isRemoval ? nothingSent(request) : request, starting) }
}
