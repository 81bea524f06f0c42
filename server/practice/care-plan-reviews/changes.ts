import type { Change } from '../../base/change.ts'
import { dayInJapan, fiscalYearOf } from '../../base/days.ts'
import { found, mend, Missing, refuse } from '../../base/errors.ts'
import type { FilingForm, ThresholdForm } from './forms.ts'
import { findFiling, holdFiling, thresholds } from './queries.ts'
import { problemsOfFiling, problemsOfReview, whyNotThreshold, type CareLevel, type ThresholdRule } from './rules.ts'

const columns = (form: FilingForm) => ({
  kind: form.kind, planned_on: form.plannedOn, filed_on: form.filedOn, fiscal_year: fiscalYearOf(form.filedOn), care_level: form.careLevel,
  visits: form.kind === 'frequent_home_help' ? form.visits ?? null : null, limit_percent: form.kind === 'by_office' ? form.limitPercent ?? null : null, home_help_percent: form.kind === 'by_office' ? form.homeHelpPercent ?? null : null,
  reviewed_on: form.reviewedOn ?? null, reviewed_in: form.reviewedIn?.trim() ?? '', outcome: form.outcome ?? null,
})
const check = (form: FilingForm, { now }: Change) => mend([...problemsOfFiling(form, dayInJapan(now)), ...problemsOfReview(form, form.filedOn, dayInJapan(now))])

/** A municipality writes down a plan that was reported to it, without anybody's name. Logs 'care_plan.filed'. @throws Unfit */
export async function filePlan(change: Change, form: FilingForm): Promise<number> {
  const { tx, scope, actor, log } = change
  if (scope.of !== 'municipality') throw new Missing()
  check(form, change)
  const { id } = await tx.insertInto('care_plan_filing').values({ ...columns(form), municipality_id: scope.municipalityId, filed_by: actor?.personId ?? null }).returning('id').executeTakeFirstOrThrow()
  log('care_plan.filed', `care_plan:${id}`, { fiscalYear: fiscalYearOf(form.filedOn) })
  return id
}

/** Changes what was written down, or adds its review. Logs 'care_plan.changed', or 'care_plan.reviewed' once it has a review. @throws Missing, Refusal on a stale page, Unfit */
export async function changeFiling(change: Change, id: number, form: FilingForm): Promise<void> {
  const { tx, scope, log } = change
  found(await holdFiling(tx, scope, id))
  const was = found(await findFiling(tx, scope, id))
  refuse(was.version === form.version ? null : { key: 'form.stale' })
  check(form, change)
  await tx.updateTable('care_plan_filing').set({ ...columns(form), version: was.version + 1 }).where('id', '=', id).execute()
  log(was.reviewedOn === null && form.reviewedOn !== undefined ? 'care_plan.reviewed' : 'care_plan.changed', `care_plan:${id}`)
}

/** Takes out what was written down by mistake. Logs 'care_plan.removed'. @throws Missing, Refusal on a stale page */
export async function removeFiling({ tx, scope, log }: Change, id: number, version: number): Promise<number> {
  found(await holdFiling(tx, scope, id))
  const was = found(await findFiling(tx, scope, id))
  refuse(was.version === version ? null : { key: 'form.stale' })
  await tx.deleteFrom('care_plan_filing').where('id', '=', id).execute()
  log('care_plan.removed', `care_plan:${id}`, { fiscalYear: was.fiscalYear })
  return was.fiscalYear
}

/** A threshold begins on a day; what held before stays. Logs 'care_plan_threshold.set'. @throws Unfit where a later one stands */
export async function setThreshold({ tx, actor, now, log }: Change, form: ThresholdForm): Promise<void> {
  const isLevel = form.which.startsWith('care_')
  const [rule, careLevel] = isLevel ? ['home_help_visits_per_month' as ThresholdRule, form.which as CareLevel] : [form.which as ThresholdRule, 'any' as const]
  const why = whyNotThreshold({ rule, careLevel, validFrom: form.validFrom }, await thresholds(tx))
  mend(why === null ? [] : [{ field: 'validFrom', reason: why }])
  const made = await tx.insertInto('care_plan_threshold').values({ rule, care_level: careLevel, value: form.value ?? null, valid_from: form.validFrom, source: form.source.trim(), made_by: actor?.personId ?? null, made_at: now })
    .onConflict((oc) => oc.constraint('care_plan_threshold_once').doNothing()).returning('id').executeTakeFirst()
  mend(made === undefined ? [{ field: 'validFrom', reason: { key: 'carePlanReviews.notLater' } }] : [])
  log('care_plan_threshold.set', `care_plan_threshold:${made!.id}`, { value: form.value ?? null, fromOn: form.validFrom })
}
