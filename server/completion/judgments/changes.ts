import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import type { Writer } from '../../base/database.ts'
import { dayInJapan, type Day } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { inBoth } from '../../base/texts.ts'
import { among } from '../../base/within.ts'
import { approvalOf } from '../../office/approvals/queries.ts'
import { approveRequest, recallRequest, requestApproval, returnRequest } from '../../office/approvals/changes.ts'
import { moveTraining } from '../../planning/trainings/changes.ts'
import { holdTraining } from '../../planning/trainings/queries.ts'
import { criteriaOf } from '../criteria/queries.ts'
import { evidenceOf } from '../evidence/queries.ts'
import { checklistOf, modulesOf, proposalOf, type Criteria, type Decision } from '../evidence/rules.ts'
import type { CorrectionForm, DecisionForm, LineForm, ManyForm, StartForm } from './forms.ts'
import { certifiedOf, changedSince, cohortsOf, findJudgment, linesToDecide, type LinesWanted } from './queries.ts'
import {
  decisionAfter, enrollmentMoves, judgmentMoves, rowsOf, whyNotAsk, whyNotCorrect, whyNotDecide, whyNotOver, whyNotStart, whyNotStep, type Course, type JudgmentAct,
} from './rules.ts'
import { texts } from './texts.ts'

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

/** The judgment, held until the change is done. @throws Missing; Refusal when the act is not one of its state */
async function hold({ tx, scope }: Change, judgmentId: number, act: JudgmentAct) {
  const judgment = found(await findJudgment(tx, scope, judgmentId).forUpdate('j').executeTakeFirst())
  refuse(whyNotStep(judgment.state, act))
  return judgment
}

type Held = Awaited<ReturnType<typeof hold>>
const courseOf = ({ trainingState, state, kind, cohortId }: Held): Course =>
  ({ training: trainingState, judgment: state, isCorrection: kind === 'correction', isEarly: cohortId !== null })

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
 * filters leave. Who has withdrawn, and on whom it was decided so already, is left out.
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
  log('judgment.decidedMany', `judgment:${judgmentId}`, { decision, people: allowed.length, skipped, enrollments: allowed.map(({ id }) => id) })
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
  await keepModules(tx, judgment, decided.map(({ id }) => id))
  const completed = decided.filter(({ state }) => state === 'completed').length
  const lines = await tx.selectFrom('judgment_line').select(({ fn }) => fn.countAll<number>().as('people')).where('judgment_id', '=', judgment.id).where('decision', '<>', 'pending').executeTakeFirstOrThrow()
  log('judgment.confirmed', `training:${judgment.trainingId}`, {
    judgmentId: judgment.id, completed, notCompleted: decided.length - completed, completedOn: judgment.completedOn, ...lines.people > decided.length ? { skipped: lines.people - decided.length } : {},
  })
}

/**
 * Keeps which modules were done, from the evidence as it was frozen: on the day the last part was done, and not after the
 * judgment's own. A correction takes away what it does not find, and never dates anew what it finds again.
 */
async function keepModules(tx: Writer, judgment: Held, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  if (judgment.kind === 'correction') await tx.deleteFrom('completed_module as d').where(({ ref }) => among(ref('d.enrollment_id'), ids))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('judgment_line as l').select('l.judgment_id').where('l.judgment_id', '=', judgment.id).whereRef('l.enrollment_id', '=', 'd.enrollment_id')
      .where(sql<boolean>`jsonb_path_exists(l.evidence, '$.modules[*] ? (@.id == $id && @.doneOn != null)', jsonb_build_object('id', d.module_id))`)))).execute()
  await tx.insertInto('completed_module').columns(['enrollment_id', 'module_id', 'judgment_id', 'completed_on']).expression(tx.selectFrom('judgment_line as l')
    .innerJoin(sql<{ id: number; doneOn: Day }>`lateral (select (m ->> 'id')::int as id, (m ->> 'doneOn')::date as "doneOn" from jsonb_array_elements(l.evidence -> 'modules') m where m ->> 'doneOn' is not null)`.as('m'), (join) => join.onTrue())
    .select(['l.enrollment_id', 'm.id', 'l.judgment_id', sql<Day>`least(m."doneOn", ${judgment.completedOn}::date)`.as('completed_on')])
    .where('l.judgment_id', '=', judgment.id).where(({ ref }) => among(ref('l.enrollment_id'), ids)))
    .onConflict((oc) => oc.columns(['enrollment_id', 'module_id']).doUpdateSet(({ ref }) => ({ judgment_id: ref('excluded.judgment_id') }))).execute()
}
