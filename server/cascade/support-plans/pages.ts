import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { findSupport } from '../model-supports/queries.ts'
import { versionOf } from './changes.ts'
import { ChecksForm, PlanForm } from './forms.ts'
import { checkedGoals, plansOf } from './queries.ts'
import { goalsMax, whyNotAgree, whyNotCheck, whyNotPlan, type Side } from './rules.ts'

const idOf = ({ params }: FastifyRequest) => (params as { id: number }).id

/** The plan of a support: the version asked for, what each side said to it, and all versions. */
export async function planPage(request: FastifyRequest, asked?: number) {
  const { db, scope, actor } = request
  const support = found(await findSupport(db, scope, idOf(request)))
  const plans = await plansOf(db, support.id)
  const plan = asked === undefined ? plans[0] ?? null : found(plans.find(({ number }) => number === asked))
  const side: Side = actor?.kind === 'municipality' ? 'municipality' : 'prefecture'
  const agreed = (['municipality', 'prefecture'] as const).filter((one) => plan !== null && plan[`${one}AgreedAt`] !== null)
  const isNewest = plan === (plans[0] ?? null)
  return {
    support, plan, plans, side, isNewest, whyNotPlan: whyNotPlan(support.state),
    whyNotAgree: plan === null || !isNewest ? { key: 'supportPlans.notNow' as const } : whyNotPlan(support.state) ?? whyNotAgree(plan, agreed, side),
  }
}

/** The form of the plan: the newest words, from which a new version begins once they are agreed. */
export async function editPage(request: FastifyRequest) {
  const { support, plan, whyNotPlan: whyNot } = await planPage(request)
  const kept = { aim: plan?.aim ?? '', goals: plan?.goals ?? [] }
  return { support, plan, whyNot, rows: Array.from({ length: goalsMax }, (_, n) => n), form: formOf(PlanForm, request, kept) }
}

/** How far each goal is, and the form to say so. */
export async function checksPage(request: FastifyRequest, kind: 'half_year' | 'end') {
  const { db, scope } = request
  const support = found(await findSupport(db, scope, idOf(request)))
  const goals = await checkedGoals(db, support.id)
  const kept = goals.map((goal) => ({ goalId: goal.id, outcome: (kind === 'half_year' ? goal.halfYear : goal.atEnd) ?? '', words: (kind === 'half_year' ? goal.halfYearWords : goal.atEndWords) ?? '' }))
  return { support, goals, kind, whyNot: goals.length === 0 ? { key: 'supportPlans.noChecks' as const } : whyNotCheck(support.state), version: versionOf(goals, kind), form: formOf(ChecksForm, request, { rows: kept }) }
}
