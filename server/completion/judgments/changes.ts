import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import type { Writer } from '../../base/database.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { among } from '../../base/within.ts'
import { moveTraining } from '../../planning/trainings/changes.ts'
import { holdTraining } from '../../planning/trainings/queries.ts'
import { criteriaOf } from '../criteria/queries.ts'
import { checklistOf, proposalOf, type Decision } from '../evidence/checklist.ts'
import { modulesOf } from '../evidence/modules.ts'
import { evidenceOf } from '../evidence/queries.ts'
import type { Criteria } from '../evidence/rules.ts'
import type { CorrectionForm, LineForm, ManyForm, StartForm } from './forms.ts'
import { courseOf, hold } from './holding.ts'
import { cohortsOf, findJudgment, linesToDecide, type LinesWanted } from './queries.ts'
import { decisionAfter, enrollmentMoves, rowsOf, whyNotCorrect, whyNotDecide, whyNotOver, whyNotStart } from './rules.ts'

/**
 * Begins a judgment: a running training is judged from now on, everybody in it waits, and each gets a proposal with its
 * evidence. Later ones take only those still waiting. Of one cohort alone, the others go on learning as before.
 * @returns the judgment; @throws Refusal with what comes first, Missing for a cohort of another training
 */
export async function startJudgment(change: Change, trainingId: number, { completedOn, cohortId }: StartForm): Promise<number> {
  const { tx, scope, actor, now, log } = change
  assert(actor !== null)
  const training = found(await holdTraining(tx, scope, trainingId))
  if (cohortId !== undefined) found((await cohortsOf(tx, trainingId)).find(({ id }) => id === cohortId))
  const criteria = await criteriaOf(tx, trainingId)
  const hasOpen = await hasOpenJudgment(tx, trainingId)
  const isEarly = cohortId !== undefined && training.state === 'running'
  if (!isEarly && training.state !== 'judging') await moveTraining(change, trainingId, 'judging')
  await waitForJudgment(tx, trainingId, isEarly ? cohortId : null)
  const waiting = await holdWaiting(tx, trainingId, cohortId ?? null)
  const whyNot = whyNotStart({ hasCriteria: criteria !== undefined, hasOpen, waiting: waiting.length, completedOn, today: dayInJapan(now) })
  if (whyNot?.key === 'judgments.dayInFuture') mend([{ field: 'completedOn', reason: whyNot }])
  refuse(whyNot)
  const { id } = await tx.insertInto('judgment').values({
    training_id: trainingId, criteria_id: criteria!.id, prepared_by: actor.personId, prepared_at: now, proposed_at: now, completed_on: completedOn, cohort_id: cohortId ?? null,
  }).returning('id').executeTakeFirstOrThrow()
  await propose(change, id, criteria!.rule, waiting, new Map())
  log('judgment.started', `judgment:${id}`, { trainingId, people: waiting.length, criteria: criteria!.version, ...cohortId === undefined ? {} : { cohortId } })
  return id
}

const hasOpenJudgment = async (tx: Writer, trainingId: number): Promise<boolean> => await tx.selectFrom('judgment').select('id')
  .where('training_id', '=', trainingId).where('state', '<>', 'confirmed').executeTakeFirst() !== undefined

/** Everybody who has not withdrawn takes the steps up to the judgment, also who never came; of one cohort where only that is judged. */
async function waitForJudgment(tx: Writer, trainingId: number, cohortId: number | null): Promise<void> {
  for (const [from, to] of [['enrolled', 'in_progress'], ['in_progress', 'pending_judgment']] as const) {
    assert(enrollmentMoves[from].includes(to))
    const moving = tx.updateTable('enrollment').set({ state: to }).where('training_id', '=', trainingId).where('state', '=', from)
    await (cohortId === null ? moving : moving.where('cohort_id', '=', cohortId)).execute()
  }
}

async function holdWaiting(tx: Writer, trainingId: number, cohortId: number | null): Promise<number[]> {
  const waiting = tx.selectFrom('enrollment').select('id').where('training_id', '=', trainingId).where('state', '=', 'pending_judgment').orderBy('id').forUpdate()
  return (await (cohortId === null ? waiting : waiting.where('cohort_id', '=', cohortId)).execute()).map(({ id }) => id)
}

interface Standing { proposal: Decision; decision: Decision; reason: string | null; changedBy: number | null; version: number }

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
      changed_by: isException ? earlier?.changedBy ?? null : null, version: (earlier?.version ?? 0) + 1,
      evidence: JSON.stringify({ today, items: checklistOf(rule, one), reasons, modules: modulesOf(rule, one), ...rowsOf(rule, one) }),
    }
  })
  for (let from = 0; from < rows.length; from += 2000) await tx.insertInto('judgment_line').values(rows.slice(from, from + 2000)).execute()
}

/**
 * Makes the proposals anew from what the registers say now; what a person decided stays. The latest criteria count, but a
 * correction is judged by those of the judgment that it corrects.
 */
export async function renewProposals(change: Change, judgmentId: number): Promise<number> {
  const { tx, now, log } = change
  const judgment = await hold(change, judgmentId, 'decide')
  const isCorrection = judgment.kind === 'correction'
  const criteria = found(isCorrection ? await criteriaNamed(tx, judgment.criteriaId) : await criteriaOf(tx, judgment.trainingId))
  const lines = await tx.deleteFrom('judgment_line').where('judgment_id', '=', judgmentId)
    .returning(['enrollment_id', 'proposal', 'decision', 'exception_reason as reason', 'changed_by as changedBy', 'version']).execute()
  const ids = isCorrection ? lines.map(({ enrollment_id }) => enrollment_id) : await holdWaiting(tx, judgment.trainingId, judgment.cohortId)
  await propose(change, judgmentId, criteria.rule, ids, new Map(lines.map(({ enrollment_id, ...line }) => [enrollment_id, line])))
  await tx.updateTable('judgment').set({ criteria_id: criteria.id, proposed_at: now }).where('id', '=', judgmentId).execute()
  log('judgment.renewed', `judgment:${judgmentId}`, { people: ids.length, criteria: criteria.version })
  return judgment.trainingId
}

async function criteriaNamed(tx: Writer, id: number) {
  const row = await tx.selectFrom('completion_criteria').select(['id', 'version', 'rule']).where('id', '=', id).executeTakeFirst()
  return row && { ...row, rule: row.rule as Criteria }
}

/**
 * Decides on one person; a decision that is not the proposal keeps who made it and why.
 * @returns the training; @throws Refusal when somebody else decided on it meanwhile, Unfit without the reason
 */
export async function decideLine(change: Change, judgmentId: number, { enrollmentId, decision, reason, version }: LineForm): Promise<number> {
  const { tx, actor, log } = change
  const judgment = await hold(change, judgmentId, 'decide')
  const line = found(await tx.selectFrom('judgment_line as l').innerJoin('enrollment as e', 'e.id', 'l.enrollment_id')
    .select(['l.proposal', 'l.decision', 'l.version', 'e.state']).where('l.judgment_id', '=', judgmentId).where('e.id', '=', enrollmentId).executeTakeFirst())
  const isException = decision !== line.proposal
  const exceptionReason = isException ? reason?.trim() || null : null
  refuse(whyNotOver(line, version))
  const whyNot = whyNotDecide({ proposal: line.proposal, decision, exceptionReason }, line.state, courseOf(judgment))
  if (whyNot?.key === 'judgments.exceptionNeedsReason') mend([{ field: 'reason', reason: whyNot }])
  refuse(whyNot)
  await tx.updateTable('judgment_line').set({
    decision, exception_reason: exceptionReason, changed_by: isException ? actor?.personId ?? null : null, version: line.version + 1,
  }).where('judgment_id', '=', judgmentId).where('enrollment_id', '=', enrollmentId).execute()
  log('judgment.decided', `judgment:${judgmentId}`, { enrollmentId, decision, isException })
  return judgment.trainingId
}

/**
 * Decides on many at once, with one reason for those whose proposal it leaves: on those who were ticked, or on all whom the
 * filters leave. Who has withdrawn, and on whom it was decided so already, is left out. The audit line counts them; whose decision it was
 * and why stands with each line of the judgment.
 * @returns the training, how many were decided on and how many left out; @throws Unfit without the reason, Refusal when nobody is left
 */
export async function decideMany(change: Change, judgmentId: number, { which, people = [], decision, reason }: ManyForm, filters: Omit<LinesWanted, 'limit' | 'offset'>) {
  const { tx, actor, log } = change
  const judgment = await hold(change, judgmentId, 'decide')
  const ticked = new Set(people)
  const lines = (await linesToDecide(tx, judgmentId, which === 'all' ? filters : {})).filter(({ id }) => which === 'all' || ticked.has(id))
  const given = reason?.trim() || null
  const differs = (line: (typeof lines)[number]) => line.decision !== decision || decision !== line.proposal && given !== null && line.reason !== given
  const allowed = lines.filter((line) => differs(line) && whyNotDecide({ proposal: decision, decision, exceptionReason: null }, line.state, courseOf(judgment)) === null)
  if (allowed.length === 0) refuse({ key: 'judgments.many.nobody' })
  if (given === null && allowed.some(({ proposal }) => proposal !== decision)) mend([{ field: 'reason', reason: { key: 'judgments.exceptionNeedsReason' } }])
  for (const isException of [false, true]) {
    const ids = allowed.filter(({ proposal }) => (proposal !== decision) === isException).map(({ id }) => id)
    if (ids.length > 0) await tx.updateTable('judgment_line').set((eb) => ({
      decision, exception_reason: isException ? given : null, changed_by: isException ? actor?.personId ?? null : null, version: eb('version', '+', 1),
    })).where('judgment_id', '=', judgmentId).where(({ ref }) => among(ref('enrollment_id'), ids)).execute()
  }
  const skipped = (which === 'all' ? lines.length : ticked.size) - allowed.length
  log('judgment.decidedMany', `judgment:${judgmentId}`, { decision, people: allowed.length, skipped })
  return { trainingId: judgment.trainingId, decided: allowed.length, skipped }
}

/**
 * Judges one person anew after their judgment was confirmed: another judgment with its reason, by the same criteria, which a
 * second person approves like any other. The earlier one stays as it is.
 * @returns the training and the new judgment; @throws Refusal with what comes first
 */
export async function startCorrection(change: Change, judgmentId: number, enrollmentId: number, { reason, completedOn }: CorrectionForm) {
  const { tx, scope, actor, now, log } = change
  assert(actor !== null)
  const judgment = found(await findJudgment(tx, scope, judgmentId).executeTakeFirst())
  await holdTraining(tx, scope, judgment.trainingId)
  const enrollment = found(await tx.selectFrom('enrollment as e').innerJoin('judgment_line as l', 'l.enrollment_id', 'e.id')
    .select('e.state').where('e.id', '=', enrollmentId).where('l.judgment_id', '=', judgmentId).forUpdate('e').executeTakeFirst())
  const latest = await tx.selectFrom('judgment_line as l').innerJoin('judgment as j', 'j.id', 'l.judgment_id')
    .select(({ fn }) => fn.max('j.id').as('id')).where('l.enrollment_id', '=', enrollmentId).where('j.state', '=', 'confirmed').executeTakeFirst()
  const hasOpen = await hasOpenJudgment(tx, judgment.trainingId)
  refuse(whyNotCorrect({ judgment: judgment.state, enrollment: enrollment.state, isLatest: latest?.id === judgmentId, hasOpen, reason }))
  if (completedOn > dayInJapan(now)) mend([{ field: 'completedOn', reason: { key: 'judgments.dayInFuture', data: { today: dayInJapan(now) } } }])
  const criteria = found(await criteriaNamed(tx, judgment.criteriaId))
  const { id } = await tx.insertInto('judgment').values({
    training_id: judgment.trainingId, criteria_id: criteria.id, prepared_by: actor.personId, prepared_at: now, proposed_at: now, completed_on: completedOn,
    kind: 'correction', reason: reason.trim(),
  }).returning('id').executeTakeFirstOrThrow()
  await propose(change, id, criteria.rule, [enrollmentId], new Map())
  log('judgment.correctionStarted', `judgment:${id}`, { trainingId: judgment.trainingId, enrollmentId, of: `judgment:${judgmentId}` })
  return { trainingId: judgment.trainingId, id }
}
