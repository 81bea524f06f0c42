import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { wholeCall, type WholeCall } from '../calls/queries.ts'
import { calculated, type Calculated } from './calculation.ts'
import { AllotmentForm } from './forms.ts'
import { boxesOf, parametersOf, perCategory, quotaCategories, startingParameters } from './parameters.ts'
import { bodiesOf, planOf, type Body } from './queries.ts'
import { baseFor, measures, whyNotAllot, whyNotCorrect } from './rules.ts'
import { typedParameters } from './typed.ts'

/**
 * The places of a call: what is saved, or what the formula in the address gives, which saves nothing. When the form comes
 * back it is shown as it was typed.
 */
export async function allotmentPage(request: FastifyRequest, callId: number) {
  const { db, scope, today, body, query, method } = request
  const call = found(await wholeCall(db, scope, callId, today))
  const [bodies, plan] = await Promise.all([bodiesOf(db, call, today), planOf(db, callId)])
  const boxes = typedParameters((method === 'POST' ? body : query) ?? {})
  const asked = Object.values(boxes).some((value) => value !== undefined)
  const starting = plan?.parameters ?? startingParameters(call.quotas, bodies.length)
  const typed = asked ? parametersOf(boxes, bodies.length) : { parameters: starting, problems: [] }
  if (method === 'GET') request.unfit = typed.problems
  const parameters = typed.problems.length === 0 ? typed.parameters : null
  const byFormula = parameters === null ? null : calculated(bodies, parameters)
  const isPreview = asked && method === 'GET'
  const form = formOf(AllotmentForm, request, {
    ...nested(asked ? boxes : boxesOf(starting)), rows: bodies.map((one) => rowOf(one, call, isPreview || plan === undefined ? byFormula : null)),
  })
  return {
    call, bodies, plan, form, parameters, byFormula, isPreview, measures, categories: quotaCategories,
    version: plan?.version ?? 0, boxes: asked ? boxes : boxesOf(starting),
    paid: parameters === null ? null : perCategory((category) => baseFor(bodies.length, parameters.shares[category])),
    correcting: call.state === 'published' || call.state === 'reopened',
    whyNot: whyNotAllot(call.state) === null || whyNotCorrect(call.state, '正誤') === null ? null : whyNotAllot(call.state),
    unsurveyed: parameters !== null && parameters.mix.demand > 0 && bodies.every(({ demand }) => demand === null),
  }
}

/** 'chair.total' as a box inside a box, which is how a form names it. */
function nested(boxes: Record<string, unknown>) {
  const of = (category: string) => Object.fromEntries(Object.entries(boxes).filter(([name]) => name.startsWith(`${category}.`))
    .map(([name, value]) => [name.slice(category.length + 1), value]))
  return { ...boxes, ...perCategory(of) }
}

/** The row of a municipality: what the formula gives it, or what it has with the reason for it. */
function rowOf({ id, places, reason }: Body, call: WholeCall, byFormula: Calculated | null) {
  const of = perCategory((category) => byFormula?.[category].get(id) ?? places[category] ?? call.quotas[category])
  return { municipalityId: id, ...of, reason: byFormula === null ? reason : null }
}
