import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import type { Writer } from '../../base/database.ts'
import { dayInJapan, type Day } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { inBoth } from '../../base/texts.ts'
import { approveRequest, recallRequest, requestApproval, returnRequest } from '../../office/approvals/changes.ts'
import { moveTraining } from '../../planning/trainings/changes.ts'
import { holdTraining } from '../../planning/trainings/queries.ts'
import { criteriaOf } from '../criteria/queries.ts'
import { evidenceOf } from '../evidence/queries.ts'
import { checklistOf, proposalOf, type Criteria, type Decision } from '../evidence/rules.ts'
import type { DecisionForm, LineForm, StartForm } from './forms.ts'
import { findJudgment } from './queries.ts'
import { decisionAfter, enrollmentMoves, judgmentMoves, whyNotAsk, whyNotDecide, whyNotStart, whyNotStep, type JudgmentAct } from './rules.ts'
import { texts } from './texts.ts'

/**
 * Begins a judgment: a running training is judged from now on, everybody in it waits, and each gets a proposal with its
 * evidence. Later ones take only those still waiting.
 * @returns the judgment; @throws Refusal with what comes first
 */
export async function startJudgment(change: Change, trainingId: number, { completedOn }: StartForm): Promise<number> {
  const { tx, scope, actor, now, log } = change
  assert(actor !== null)
  const training = found(await holdTraining(tx, scope, trainingId))
  const criteria = await criteriaOf(tx, trainingId)
  const open = await tx.selectFrom('judgment').select('id').where('training_id', '=', trainingId).where('state', '<>', 'confirmed').executeTakeFirst()
  if (training.state !== 'judging') await moveTraining(change, trainingId, 'judging')
  await waitForJudgment(tx, trainingId)
  const waiting = await holdWaiting(tx, trainingId)
  const whyNot = whyNotStart({
    hasCriteria: criteria !== undefined, hasOpen: open !== undefined, waiting: waiting.length, completedOn, today: dayInJapan(now),
  })
  if (whyNot?.key === 'judgments.dayInFuture') mend([{ field: 'completedOn', reason: whyNot }])
  refuse(whyNot)
  const { id } = await tx.insertInto('judgment').values({
    training_id: trainingId, criteria_id: criteria!.id, prepared_by: actor.personId, prepared_at: now, completed_on: completedOn,
  }).returning('id').executeTakeFirstOrThrow()
  await propose(change, id, criteria!.rule, waiting, new Map())
  log('judgment.started', `judgment:${id}`, { trainingId, people: waiting.length, criteria: criteria!.version })
  return id
}

/** Everybody who has not withdrawn takes the steps up to the judgment, also who never came. */
async function waitForJudgment(tx: Writer, trainingId: number): Promise<void> {
  for (const [from, to] of [['enrolled', 'in_progress'], ['in_progress', 'pending_judgment']] as const) {
    assert(enrollmentMoves[from].includes(to))
    await tx.updateTable('enrollment').set({ state: to }).where('training_id', '=', trainingId).where('state', '=', from).execute()
  }
}

const holdWaiting = async (tx: Writer, trainingId: number) => (await tx.selectFrom('enrollment').select('id')
  .where('training_id', '=', trainingId).where('state', '=', 'pending_judgment').orderBy('id').forUpdate().execute()).map(({ id }) => id)

interface Standing { proposal: Decision; decision: Decision; reason: string | null; changedBy: number | null }

/** Writes a line for each person with what the registers say today; statements do not grow with the people. */
async function propose({ tx, now }: Change, judgmentId: number, rule: Criteria, ids: readonly number[], before: Map<number, Standing>) {
  const today = dayInJapan(now)
  const evidence = await evidenceOf(tx, ids, today)
  const rows = ids.map((enrollment_id) => {
    const one = found(evidence.get(enrollment_id))
    const { proposal, reasons } = proposalOf(rule, one)
    const [earlier, decision] = [before.get(enrollment_id), decisionAfter(before.get(enrollment_id), proposal)]
    const isException = decision !== proposal
    return {
      judgment_id: judgmentId, enrollment_id, proposal, decision, exception_reason: isException ? earlier?.reason ?? null : null,
      changed_by: isException ? earlier?.changedBy ?? null : null,
      evidence: JSON.stringify({ today, items: checklistOf(rule, one), reasons }),
    }
  })
  for (let from = 0; from < rows.length; from += 2000) await tx.insertInto('judgment_line').values(rows.slice(from, from + 2000)).execute()
}

/** Makes the proposals anew from the latest criteria and what the registers say now; what a person decided stays. */
export async function renewProposals(change: Change, judgmentId: number): Promise<number> {
  const { tx, log } = change
  const judgment = await hold(change, judgmentId, 'decide')
  const criteria = found(await criteriaOf(tx, judgment.trainingId))
  const ids = await holdWaiting(tx, judgment.trainingId)
  const lines = await tx.deleteFrom('judgment_line').where('judgment_id', '=', judgmentId)
    .returning(['enrollment_id', 'proposal', 'decision', 'exception_reason as reason', 'changed_by as changedBy']).execute()
  await propose(change, judgmentId, criteria.rule, ids, new Map(lines.map(({ enrollment_id, ...line }) => [enrollment_id, line])))
  await tx.updateTable('judgment').set({ criteria_id: criteria.id }).where('id', '=', judgmentId).execute()
  log('judgment.renewed', `judgment:${judgmentId}`, { people: ids.length, criteria: criteria.version })
  return judgment.trainingId
}

/** The judgment, held until the change is done. @throws Missing; Refusal when the act is not one of its state */
async function hold({ tx, scope }: Change, judgmentId: number, act: JudgmentAct) {
  const judgment = found(await findJudgment(tx, scope, judgmentId).forUpdate('j').executeTakeFirst())
  refuse(whyNotStep(judgment.state, act))
  return judgment
}

/** Decides on one person; a decision that is not the proposal keeps who made it and why. @returns the training */
export async function decideLine(change: Change, judgmentId: number, { enrollmentId, decision, reason }: LineForm): Promise<number> {
  const { tx, actor, log } = change
  const judgment = await hold(change, judgmentId, 'decide')
  const line = found(await tx.selectFrom('judgment_line as l').innerJoin('enrollment as e', 'e.id', 'l.enrollment_id')
    .select(['l.proposal', 'e.state']).where('l.judgment_id', '=', judgmentId).where('e.id', '=', enrollmentId).executeTakeFirst())
  const isException = decision !== line.proposal
  const exceptionReason = isException ? reason?.trim() || null : null
  const whyNot = whyNotDecide({ proposal: line.proposal, decision, exceptionReason }, line.state, judgment.state, judgment.trainingState)
  if (whyNot?.key === 'judgments.exceptionNeedsReason') mend([{ field: 'reason', reason: whyNot }])
  refuse(whyNot)
  await tx.updateTable('judgment_line').set({
    decision, exception_reason: exceptionReason, changed_by: isException ? actor?.personId ?? null : null,
  }).where('judgment_id', '=', judgmentId).where('enrollment_id', '=', enrollmentId).execute()
  log('judgment.decided', `judgment:${judgmentId}`, { enrollmentId, decision, isException })
  return judgment.trainingId
}

/** Asks a second person for approval; nothing is changed while they look. @returns the training */
export async function askForApproval(change: Change, judgmentId: number): Promise<number> {
  const { tx, log } = change
  const judgment = await hold(change, judgmentId, 'ask')
  const counts = await countDecisions(tx, judgmentId)
  refuse(whyNotAsk(judgment.state, counts.map(({ decision }) => decision)))
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

const countDecisions = (tx: Writer, judgmentId: number) => tx.selectFrom('judgment_line')
  .select(({ fn }) => ['decision', fn.countAll<number>().as('people')]).where('judgment_id', '=', judgmentId).groupBy('decision').execute()

async function move(tx: Writer, judgmentId: number, from: keyof typeof judgmentMoves, act: JudgmentAct): Promise<void> {
  const state = judgmentMoves[from][act]
  assert(state !== undefined)
  await tx.updateTable('judgment').set({ state }).where('id', '=', judgmentId).execute()
}

/** What the second person says, or that the first takes the request back. @returns the training */
export async function decideJudgment(change: Change, judgmentId: number, { decision, note }: DecisionForm): Promise<number> {
  const { tx, log } = change
  const subject = `judgment:${judgmentId}`
  const judgment = await hold(change, judgmentId, decision === 'approve' ? 'confirm' : 'send_back')
  if (decision === 'approve') {
    await approveRequest(change, subject)
    await confirm(change, judgment)
    return judgment.trainingId
  }
  if (decision === 'return') await returnRequest(change, subject, note ?? '')
  else await recallRequest(change, subject)
  await move(tx, judgmentId, judgment.state, 'send_back')
  log('judgment.sentBack', subject, { decision })
  return judgment.trainingId
}

/** Writes the decisions into the register of enrollments, all at once, and closes the judgment for good. */
async function confirm({ tx, now, log }: Change, judgment: { id: number; trainingId: number; completedOn: Day }): Promise<void> {
  await tx.updateTable('judgment').set({ state: 'confirmed', confirmed_at: now }).where('id', '=', judgment.id).execute()
  const decided = await tx.updateTable('enrollment as e').from('judgment_line as l')
    .set((eb) => ({
      state: eb.ref('l.decision').$castTo<'completed' | 'not_completed'>(),
      completed_on: sql<Day | null>`case when ${eb.ref('l.decision')} = 'completed' then ${judgment.completedOn}::date end`,
    }))
    .where('l.judgment_id', '=', judgment.id).whereRef('l.enrollment_id', '=', 'e.id')
    .where('e.state', '=', 'pending_judgment').where('l.decision', '<>', 'pending')
    .returning('e.state').execute()
  const completed = decided.filter(({ state }) => state === 'completed').length
  log('judgment.confirmed', `training:${judgment.trainingId}`, {
    judgmentId: judgment.id, completed, notCompleted: decided.length - completed, completedOn: judgment.completedOn,
  })
}
