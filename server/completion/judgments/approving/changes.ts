import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Change } from '../../../base/change.ts'
import type { Writer } from '../../../base/database.ts'
import type { Day } from '../../../base/days.ts'
import { refuse } from '../../../base/errors.ts'
import { inBoth } from '../../../base/texts.ts'
import { among } from '../../../base/within.ts'
import { approveRequest, recallRequest, requestApproval, returnRequest } from '../../../office/approvals/changes.ts'
import { approvalOf } from '../../../office/approvals/queries.ts'
import type { Decision } from '../../evidence/checklist.ts'
import type { DecisionForm } from '../forms.ts'
import { hold, type Held } from '../holding.ts'
import { certifiedOf, changedSince } from '../queries.ts'
import { judgmentMoves, whyNotAsk, type JudgmentAct } from '../rules.ts'
import { texts } from '../texts.ts'

/** Asks a second person for approval; nothing is changed while they look. @returns the training */
export async function askForApproval(change: Change, judgmentId: number): Promise<number> {
  const { tx, log } = change
  const judgment = await hold(change, judgmentId, 'ask')
  const counts = await countDecisions(tx, judgmentId)
  refuse(whyNotAsk(judgment.state, counts.map(({ decision }) => decision), await changedSince(tx, judgmentId)))
  await refuseWhileCertified(tx, judgmentId)
  const of = (decision: Decision) => counts.find((one) => one.decision === decision)?.people ?? 0
  const people = { completed: of('completed'), notCompleted: of('not_completed'), pending: of('pending') }
  await requestApproval(change, {
    subject: `judgment:${judgmentId}`, path: `/trainings/${judgment.trainingId}/judgment`,
    title: inBoth(texts, 'judgments.approvalTitle', { ja: { title: judgment.title, ...people }, en: { title: judgment.titleEn, ...people } }),
  })
  await move(tx, judgmentId, judgment.state, 'ask')
  log('judgment.asked', `judgment:${judgmentId}`)
  return judgment.trainingId
}

/** Nobody is taken completion from while a certificate of theirs stands: it is revoked first, by whoever issues them. */
async function refuseWhileCertified(tx: Writer, judgmentId: number): Promise<void> {
  const people = await certifiedOf(tx, judgmentId)
  if (people > 0) refuse({ key: 'judgments.certificateStands', data: { people } })
}

const countDecisions = (tx: Writer, judgmentId: number) => tx.selectFrom('judgment_line')
  .select(({ fn }) => ['decision', fn.countAll<number>().as('people')]).where('judgment_id', '=', judgmentId).groupBy('decision').execute()

async function move(tx: Writer, judgmentId: number, from: keyof typeof judgmentMoves, act: JudgmentAct): Promise<void> {
  const state = judgmentMoves[from][act]
  assert(state !== undefined)
  await tx.updateTable('judgment').set({ state }).where('id', '=', judgmentId).execute()
}

/**
 * What the second person says, or that the first takes the request back. `asked`: the request that was on their page.
 * @returns the training; @throws Refusal when another request has taken its place
 */
export async function decideJudgment(change: Change, judgmentId: number, { decision, note }: DecisionForm, asked?: number): Promise<number> {
  const { tx, log } = change
  const subject = `judgment:${judgmentId}`
  const judgment = await hold(change, judgmentId, decision === 'approve' ? 'confirm' : 'send_back')
  if (asked !== undefined && asked !== (await approvalOf(tx, subject))?.id) refuse({ key: 'judgments.askedAnew' })
  if (decision === 'approve') {
    await approveRequest(change, subject)
    await refuseWhileCertified(tx, judgmentId)
    await confirm(change, judgment)
    return judgment.trainingId
  }
  if (decision === 'return') await returnRequest(change, subject, note ?? '')
  else await recallRequest(change, subject)
  await move(tx, judgmentId, judgment.state, 'send_back')
  log('judgment.sentBack', subject, { decision })
  return judgment.trainingId
}

/**
 * Writes the decisions into the register of enrollments, all at once, and closes the judgment for good. Who withdrew meanwhile
 * is left out; a day of completion that stands is kept by a correction that leaves it.
 */
async function confirm({ tx, now, log }: Change, judgment: Held): Promise<void> {
  const isCorrection = judgment.kind === 'correction'
  await tx.updateTable('judgment').set({ state: 'confirmed', confirmed_at: now }).where('id', '=', judgment.id).execute()
  const decided = await tx.updateTable('enrollment as e').from('judgment_line as l')
    .set((eb) => ({
      state: eb.ref('l.decision').$castTo<'completed' | 'not_completed'>(),
      completed_on: sql<Day | null>`case when ${eb.ref('l.decision')} = 'completed' then coalesce(${eb.ref('e.completed_on')}, ${judgment.completedOn}::date) end`,
    }))
    .where('l.judgment_id', '=', judgment.id).whereRef('l.enrollment_id', '=', 'e.id')
    .where('e.state', 'in', isCorrection ? ['completed', 'not_completed'] : ['pending_judgment']).where('l.decision', '<>', 'pending')
    .returning(['e.id', 'e.state']).execute()
  const lines = await tx.selectFrom('judgment_line as l').innerJoin('enrollment as e', 'e.id', 'l.enrollment_id')
    .select(['e.id', 'e.state', 'l.decision']).where('l.judgment_id', '=', judgment.id).execute()
  const waiting = lines.filter(({ decision, state }) => decision === 'pending' && state === 'pending_judgment')
  await keepModules(tx, judgment, [...decided, ...waiting].map(({ id }) => id))
  const completed = decided.filter(({ state }) => state === 'completed').length
  const skipped = lines.filter(({ decision }) => decision !== 'pending').length - decided.length
  log('judgment.confirmed', `training:${judgment.trainingId}`, {
    judgmentId: judgment.id, completed, notCompleted: decided.length - completed, completedOn: judgment.completedOn, ...skipped > 0 ? { skipped } : {},
  })
}

/**
 * Keeps which modules were done, from the evidence as it was frozen: on the day the last part was done, and not after the
 * judgment's own; also of those on whom nothing was decided yet, who may go on next year with what they have. What an earlier judgment
 * found and this one does not is taken away, and nothing that is found again is dated anew.
 */
async function keepModules(tx: Writer, judgment: Held, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await tx.deleteFrom('completed_module as d').where(({ ref }) => among(ref('d.enrollment_id'), ids))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('judgment_line as l').select('l.judgment_id').where('l.judgment_id', '=', judgment.id).whereRef('l.enrollment_id', '=', 'd.enrollment_id')
      .where(sql<boolean>`jsonb_path_exists(l.evidence, '$.modules[*] ? (@.id == $id && @.doneOn != null)', jsonb_build_object('id', d.module_id))`)))).execute()
  await tx.insertInto('completed_module').columns(['enrollment_id', 'module_id', 'judgment_id', 'completed_on']).expression(tx.selectFrom('judgment_line as l')
    .innerJoin(sql<{ id: number; doneOn: Day }>`lateral (select (m ->> 'id')::int as id, (m ->> 'doneOn')::date as "doneOn" from jsonb_array_elements(l.evidence -> 'modules') m where m ->> 'doneOn' is not null)`.as('m'), (join) => join.onTrue())
    .select(['l.enrollment_id', 'm.id', 'l.judgment_id', sql<Day>`least(m."doneOn", ${judgment.completedOn}::date)`.as('completed_on')])
    .where('l.judgment_id', '=', judgment.id).where(({ ref }) => among(ref('l.enrollment_id'), ids)))
    .onConflict((oc) => oc.columns(['enrollment_id', 'module_id']).doUpdateSet(({ ref }) => ({ judgment_id: ref('excluded.judgment_id') }))).execute()
}
