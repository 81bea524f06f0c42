import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { moveSupport } from '../model-supports/changes.ts'
import { holdSupport } from '../model-supports/queries.ts'
import type { AgreementForm, ChecksForm, PlanForm } from './forms.ts'
import { checkedGoals, plansOf, type Plan } from './queries.ts'
import { problemsOfChecks, problemsOfGoals, whyNotAgree, whyNotCheck, whyNotPlan, type Side } from './rules.ts'

/**
 * Saves the words of the plan. While the newest version is a draft it is mended, and who had agreed to the words before has to do so
 * again; once it is agreed the words are a new version. Logs 'support_plan.saved'.
 * @throws Missing, Refusal when it is no time for it or somebody was faster, Unfit with half a goal
 */
export async function savePlan(change: Change, supportId: number, { aim = '', goals = [], number, version }: PlanForm): Promise<void> {
  const { tx, scope, now, log } = change
  const support = found(await holdSupport(tx, scope, supportId))
  refuse(whyNotPlan(support.state))
  const newest = (await plansOf(tx, supportId))[0]
  refuse((newest?.number ?? 0) === number && (newest?.version ?? 0) === version ? null : { key: 'form.stale' })
  const rows = goals.map(({ goal = '', evidence = '' }) => ({ goal: goal.trim(), evidence: evidence.trim() }))
  mend(problemsOfGoals(rows))
  const id = newest?.state === 'draft' ? await mended(change, newest, aim.trim()) : (await tx.insertInto('support_plan').values({
    model_support_id: supportId, number: (newest?.number ?? 0) + 1, aim: aim.trim(), made_at: now,
  }).returning('id').executeTakeFirstOrThrow()).id
  const whole = rows.filter(({ goal }) => goal !== '')
  if (whole.length > 0) await tx.insertInto('support_goal').values(whole.map((row, n) => ({ plan_id: id, position: n + 1, ...row }))).execute()
  log('support_plan.saved', `model_support:${supportId}`, { version: newest?.state === 'draft' ? newest.number : (newest?.number ?? 0) + 1 })
}

async function mended({ tx }: Change, { id, version }: Plan, aim: string): Promise<number> {
  await tx.deleteFrom('support_goal').where('plan_id', '=', id).execute()
  await tx.updateTable('support_plan').set({
    aim, version: version + 1, municipality_agreed_by: null, municipality_agreed_at: null, prefecture_agreed_by: null, prefecture_agreed_at: null,
  }).where('id', '=', id).execute()
  return id
}

/**
 * One side says yes to the words as they are. With the second yes they are the plan, the version before it is history, and a
 * designated support goes on. Logs 'support_plan.proposed' or 'support_plan.agreed'. @throws Missing, Refusal with what is missing
 */
export async function agreeToPlan(change: Change, supportId: number, { version }: AgreementForm): Promise<void> {
  const { tx, scope, actor, now, log } = change
  assert(actor !== null)
  const support = found(await holdSupport(tx, scope, supportId))
  refuse(whyNotPlan(support.state))
  const plan = found((await plansOf(tx, supportId))[0])
  refuse(plan.version === version ? null : { key: 'form.stale' })
  const side: Side = actor.kind === 'municipality' ? 'municipality' : 'prefecture'
  const before = (['municipality', 'prefecture'] as const).filter((one) => plan[`${one}AgreedAt`] !== null)
  refuse(whyNotAgree(plan, before, side))
  const isBoth = before.length === 1
  if (isBoth) await tx.updateTable('support_plan').set({ state: 'superseded' }).where('model_support_id', '=', supportId).where('state', '=', 'agreed').execute()
  await tx.updateTable('support_plan').set({
    ...side === 'municipality' ? { municipality_agreed_by: actor.personId, municipality_agreed_at: now } : { prefecture_agreed_by: actor.personId, prefecture_agreed_at: now },
    ...isBoth ? { state: 'agreed' as const } : {},
  }).where('id', '=', plan.id).execute()
  if (isBoth && support.state === 'designated') await moveSupport(change, support, 'agree')
  log(isBoth ? 'support_plan.agreed' : 'support_plan.proposed', `model_support:${supportId}`, { version: plan.number, side })
}

/** Says of each goal how far it is, at the half-year or at the end. Logs 'support_goals.checked'. @throws Missing, Refusal, Unfit with each gap */
export async function checkGoals(change: Change, supportId: number, { kind, rows = [], version }: ChecksForm): Promise<void> {
  const { tx, scope, actor, now, log } = change
  const support = found(await holdSupport(tx, scope, supportId))
  refuse(whyNotCheck(support.state))
  const goals = await checkedGoals(tx, supportId)
  refuse(versionOf(goals, kind) === version ? null : { key: 'form.stale' })
  const checks = rows.map(({ goalId, outcome, words = '' }) => ({ goalId: found(goals.find(({ id }) => id === goalId)).id, outcome, words: words.trim() }))
  mend(problemsOfChecks(checks))
  for (const { goalId, outcome, words } of checks) {
    const values = { outcome: outcome!, words, version: version + 1, checked_by: actor?.personId ?? null, checked_at: now }
    await tx.insertInto('goal_check').values({ goal_id: goalId, kind, ...values }).onConflict((oc) => oc.columns(['goal_id', 'kind']).doUpdateSet(values)).execute()
  }
  log('support_goals.checked', `model_support:${supportId}`, { kind, count: checks.length })
}

/** By which a page knows that somebody else checked meanwhile. */
export const versionOf = (goals: readonly { halfYearVersion: number | null; atEndVersion: number | null }[], kind: 'half_year' | 'end'): number =>
  Math.max(0, ...goals.map((goal) => (kind === 'half_year' ? goal.halfYearVersion : goal.atEndVersion) ?? 0))
