import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse, Missing } from '../../base/errors.ts'
import type { ApplicationForm, WithdrawalForm } from './forms.ts'
import { findApplication, holdSupport, type Support } from './queries.ts'
import { applicationBoxes, problemsOfApplication, receiptOf, supportMoves, whyNotAct, whyNotWrite, type Application, type SupportAct } from './rules.ts'

/**
 * Moves a held support on, and keeps when and by whom. The one place where its state changes; the caller writes the line of the
 * audit trail, since it knows what was done. @throws Refusal when the act does not fit
 */
export async function moveSupport({ tx, actor, now }: Change, { id, state }: Pick<Support, 'id' | 'state'>, act: SupportAct, note: string | null = null): Promise<void> {
  refuse(whyNotAct(state, act))
  const next = supportMoves[state][act]!
  await tx.updateTable('model_support').set({ state: next, ...act === 'withdraw' ? { withdrawal_reason: note } : {} }).where('id', '=', id).execute()
  await tx.insertInto('model_support_step').values({ model_support_id: id, state: next, at: now, by_person: actor?.personId ?? null, note }).execute()
}

/**
 * Begins the application of one's municipality for a year, or finds the one that stands. Returns its id. Logs
 * 'model_support.begun'. @throws Missing without such a recruiting, Refusal when it is over
 */
export async function beginApplication({ tx, scope, actor, now, log }: Change, recruitmentId: number): Promise<number> {
  if (scope.of !== 'municipality') throw new Missing()
  const recruitment = found(await tx.selectFrom('support_recruitment').select(['id', 'fiscal_year', 'state', 'closes_on as closesOn']).where('id', '=', recruitmentId).executeTakeFirst())
  const stands = await tx.selectFrom('model_support').select('id').where('recruitment_id', '=', recruitmentId).where('municipality_id', '=', scope.municipalityId)
    .where('state', '<>', 'withdrawn').executeTakeFirst()
  if (stands !== undefined) {
    log('model_support.begun', `model_support:${stands.id}`, { again: true })
    return stands.id
  }
  refuse(whyNotWrite('recruiting', recruitment, dayInJapan(now)))
  const { id } = await tx.insertInto('model_support').values({ recruitment_id: recruitment.id, fiscal_year: recruitment.fiscal_year, municipality_id: scope.municipalityId })
    .returning('id').executeTakeFirstOrThrow()
  await tx.insertInto('model_support_step').values({ model_support_id: id, state: 'recruiting', at: now, by_person: actor?.personId ?? null }).execute()
  log('model_support.begun', `model_support:${id}`)
  return id
}

/**
 * Saves an application, or sends it with a receipt. Logs 'model_support.saved' or 'model_support.applied', which sends the receipt.
 * @throws Missing, Refusal when it is over or somebody was faster, Unfit with every gap when it is sent
 */
export async function writeApplication(change: Change, id: number, { act, version, ...boxes }: ApplicationForm): Promise<void> {
  const { tx, scope, now, log } = change
  const support = found(await holdSupport(tx, scope, id))
  const { recruitmentState, closesOn } = found(await findApplication(tx, scope, id))
  refuse(whyNotWrite(support.state, { state: recruitmentState, closesOn }, dayInJapan(now)))
  refuse(support.version === version ? null : { key: 'form.stale' })
  const application = Object.fromEntries(applicationBoxes.map((box) => [box, boxes[box]?.trim() ?? ''])) as Application
  if (act === 'send') mend(problemsOfApplication(application))
  const receipt = act === 'send' ? { receipt: receiptOf(support.fiscalYear, id) } : {}
  await tx.updateTable('model_support').set({ ...application, ...receipt, version: version + 1 }).where('id', '=', id).execute()
  if (act === 'send') await moveSupport(change, support, 'apply')
  log(act === 'send' ? 'model_support.applied' : 'model_support.saved', `model_support:${id}`, receipt)
}

/** A municipality, or the prefecture for it, leaves the support with a reason; what was done stays. Logs 'model_support.withdrawn'. @throws Missing, Refusal */
export async function withdrawSupport(change: Change, id: number, { reason }: WithdrawalForm): Promise<void> {
  const { tx, scope, log } = change
  const support = found(await holdSupport(tx, scope, id))
  await moveSupport(change, support, 'withdraw', reason.trim())
  await endAppointments(change, id)
  log('model_support.withdrawn', `model_support:${id}`)
}

/** Closes a support after it was shared: experts read it no longer. Logs 'model_support.closed'. @throws Missing, Refusal */
export async function closeSupport(change: Change, id: number): Promise<void> {
  const { tx, scope, log } = change
  const support = found(await holdSupport(tx, scope, id))
  await moveSupport(change, support, 'close')
  await endAppointments(change, id)
  log('model_support.closed', `model_support:${id}`)
}

async function endAppointments({ tx }: Change, id: number): Promise<void> {
  await tx.updateTable('expert_appointment').set({ state: 'ended' }).where('model_support_id', '=', id).where('state', '=', 'accepted').execute()
}
