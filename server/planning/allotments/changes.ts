import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse, type FieldReason } from '../../base/errors.ts'
import { correctCall } from '../calls/changes.ts'
import { holdCall, wholeCall, type WholeCall } from '../calls/queries.ts'
import type { QuotaCategory } from '../calls/rules.ts'
import type { AllotmentForm } from './forms.ts'
import { calculated, type Calculated } from './calculation.ts'
import { parametersOf, quotaCategories, type Parameters } from './parameters.ts'
import { bodiesOf, planOf, type Body } from './queries.ts'
import { whyNotAllot, whyNotCorrect } from './rules.ts'
import { typedParameters } from './typed.ts'

type Row = AllotmentForm['rows'][number]
interface Plan { call: WholeCall; bodies: Body[]; rows: Row[]; parameters: Parameters; byFormula: Calculated; version: number }

/** Saves the places of a call that is still a draft. Logs 'allotment.saved'. @throws Missing, Refusal, Unfit */
export async function saveAllotment(change: Change, callId: number, form: AllotmentForm): Promise<void> {
  const plan = await planned(change, callId, form, (call) => whyNotAllot(call.state))
  await write(change, plan)
  change.log('allotment.saved', `call:${callId}`, { places: sumOf(plan.rows), changed: plan.rows.filter((row) => differs(row, plan.byFormula)).length })
}

/**
 * Changes places of a published call: nobody gets fewer than they have already named, the correction is printed, and every
 * municipality is told. @throws Missing, Refusal without a note or a change, Unfit
 */
export async function correctAllotment(change: Change, callId: number, form: AllotmentForm): Promise<number> {
  const note = form.note ?? ''
  const plan = await planned(change, callId, form, (call) => whyNotCorrect(call.state, note))
  const moved = plan.rows.flatMap((row, n) => changesOf(row, plan.bodies[n]!, plan.call.quotas))
  if (moved.length === 0) refuse({ key: 'allotments.nothingChanged' })
  await write(change, plan)
  const words = (which: 'from' | 'to') => moved.map((one) => `${one.name}　${shortNames[one.category]} ${one[which]}人`).join('\n')
  return correctCall(change, callId, { allotment: { from: words('from'), to: words('to') } }, note)
}

const shortNames: Record<QuotaCategory, string> = { chair: '①司会者', adviser: '②助言者', case_presenter: '③事例提供者', other: '④その他' }
const sumOf = (rows: readonly Row[]) => rows.reduce((sum, row) => sum + quotaCategories.reduce((all, category) => all + row[category], 0), 0)
const differs = (row: Row, byFormula: Calculated) => quotaCategories.some((category) => row[category] !== byFormula[category].get(row.municipalityId))

function changesOf(row: Row, body: Body, quotas: WholeCall['quotas']) {
  return quotaCategories.map((category) => ({ category, name: body.name, from: body.places[category] ?? quotas[category], to: row[category] }))
    .filter(({ from, to }) => from !== to)
}

/** The call held, its municipalities, what was typed for them and what the formula gives; refused with every problem at its box. */
async function planned(change: Change, callId: number, form: AllotmentForm, whyNot: (call: WholeCall) => ReturnType<typeof whyNotAllot>): Promise<Plan> {
  const { tx, scope, now } = change
  assert(scope.of === 'all')
  found(await holdCall(tx, scope, callId))
  const call = found(await wholeCall(tx, scope, callId, dayInJapan(now)))
  refuse(whyNot(call))
  const version = (await planOf(tx, callId))?.version ?? 0
  if (version !== form.version) refuse({ key: 'form.stale' })
  const bodies = await bodiesOf(tx, call, dayInJapan(now))
  const { parameters, problems } = parametersOf(typedParameters(form), bodies.length)
  mend(problems)
  const rows = bodies.map(({ id }) => found(form.rows.find(({ municipalityId }) => municipalityId === id)))
  const byFormula = calculated(bodies, parameters!)
  mend(rows.flatMap((row, n) => problemsOfRow(row, n, bodies[n]!, byFormula)))
  return { call, bodies, rows, parameters: parameters!, byFormula, version }
}

function problemsOfRow(row: Row, n: number, { name, submitted }: Body, byFormula: Calculated): FieldReason[] {
  const problems = quotaCategories.filter((category) => row[category] < (submitted[category] ?? 0)).map((category): FieldReason => ({
    field: `rows.${n}.${category}`, reason: { key: 'allotments.belowSubmitted', data: { municipality: name, submitted: submitted[category]! } },
  }))
  const odd = quotaCategories.find((category) => row[category] !== byFormula[category].get(row.municipalityId))
  if (odd !== undefined && !row.reason?.trim())
    problems.push({ field: `rows.${n}.reason`, reason: { key: 'allotments.reasonMissing', data: { municipality: name, computed: byFormula[odd].get(row.municipalityId)! } } })
  return problems
}

async function write({ tx, now, actor }: Change, { call, rows, parameters, byFormula, version }: Plan): Promise<void> {
  assert(actor !== null)
  await tx.deleteFrom('allotment').where('call_id', '=', call.id).execute()
  await tx.deleteFrom('allotment_change').where('call_id', '=', call.id).execute()
  const all = rows.flatMap((row) => quotaCategories.map((category) => ({ row, category, computed: byFormula[category].get(row.municipalityId)! })))
  if (all.length > 0) await tx.insertInto('allotment')
    .values(all.map(({ row, category }) => ({ call_id: call.id, municipality_id: row.municipalityId, category, places: row[category] }))).execute()
  const odd = all.filter(({ row, category, computed }) => row[category] !== computed)
  if (odd.length > 0) await tx.insertInto('allotment_change').values(odd.map(({ row, category, computed }) => ({
    call_id: call.id, municipality_id: row.municipalityId, category, computed, reason: row.reason!.trim(), changed_by: actor.personId, changed_at: now,
  }))).execute()
  const plan = { parameters: JSON.stringify(parameters), saved_by: actor.personId, saved_at: now, version: version + 1 }
  await tx.insertInto('allotment_plan').values({ call_id: call.id, ...plan }).onConflict((oc) => oc.column('call_id').doUpdateSet(plan)).execute()
}
