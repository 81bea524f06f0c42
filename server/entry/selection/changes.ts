import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import type { Writer } from '../../base/database.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { enqueue } from '../../base/jobs.ts'
import { toTenths } from '../../base/numbers.ts'
import { inBoth } from '../../base/texts.ts'
import { approveRequest, recallRequest, requestApproval, returnRequest } from '../../office/approvals/changes.ts'
import { moveTraining } from '../../planning/trainings/changes.ts'
import { holdTraining } from '../../planning/trainings/queries.ts'
import { giveTraineeAccounts } from '../../who/accounts/changes.ts'
import { enrollAll, setOverPercent } from '../enrollments/changes.ts'
import { findCall } from '../../planning/calls/queries.ts'
import { sheetsWaiting } from '../nominations/queries.ts'
import { nomineesOf } from '../nominations/register.ts'
import type { ApprovalForm, SimulationForm } from './forms.ts'
import { seatsOf } from './lines/rules.ts'
import { findBoard, findLine, holdSelection, linesInBrief, selectedPeople, type Board } from './queries.ts'
import { openCohorts, placesByCategory, placesByProfession, problemsOfEarly, stillOpen, whyNotAsk, whyNotLose, whyNotSimulate, whyNotStale, whyNotStep, whyNotWhole } from './rules.ts'
import { simulate } from './simulation.ts'
import { texts } from './texts.ts'

/**
 * Simulates the selection of a training and keeps its lines. The seed is drawn the first time and stays, so that nobody
 * simulates until they like the draw. The first simulation begins the selecting of the training.
 * @throws Missing · Refusal while the call is open or sheets wait, when somebody else changed it meanwhile, and as long as
 * the number of changes by hand that would be lost has not been agreed to (`form.losing`) · Unfit while a municipality may
 * still hand in and nobody has said why it is not waited for
 */
export async function simulateSelection(change: Change, trainingId: number, form: SimulationForm): Promise<void> {
  const { tx, scope, actor, now, log } = change
  assert(actor !== null)
  const training = found(await holdTraining(tx, scope, trainingId))
  const standing = await holdSelection(tx, trainingId)
  const board = found(await findBoard(tx, trainingId))
  const waiting = board.callId === null ? 0 : await sheetsWaiting(tx, board.callId)
  refuse(whyNotSimulate(standing ?? null, board.callState ?? 'draft', waiting, openCohorts(board.cohorts).length))
  refuse(whyNotStale(standing?.version ?? 0, form.version))
  const early = form.early?.trim() ?? '', open = stillOpen(board.prolonged, dayInJapan(now))
  mend(problemsOfEarly(open, early))
  if (standing !== undefined) refuse(whyNotLose(await changedByHand(tx, standing.id), form.losing))

  const overPercent = toTenths(form.overPercent)
  const seed = standing?.seed ?? drawn(change)
  const quotas = placesByCategory({ chair: null, adviser: null, case_presenter: null, other: null, ...form })
  const professionQuotas = placesByProfession(form.professions ?? [], board.professions.map(({ code }) => code))
  const nominations = await nomineesOf(tx, found(await findCall(tx, scope, board.callId!)))
  const { lines, summary } = simulate({
    nominations, cohorts: openCohorts(board.cohorts), capacity: training.capacity, overPercent,
    quotas, hardQuota: form.hardQuota === 'true', professionQuotas, hardProfessionQuota: form.hardProfessionQuota === 'true',
    waitlistMax: form.waitlistMax, guaranteeMax: form.guaranteeMax, seed,
  })
  const settings = {
    seed, over_percent: overPercent, waitlist_max: form.waitlistMax, hard_quota: form.hardQuota === 'true',
    quota_chair: form.chair ?? null, quota_adviser: form.adviser ?? null, quota_case_presenter: form.case_presenter ?? null,
    quota_other: form.other ?? null, profession_quotas: JSON.stringify(professionQuotas), hard_profession_quota: form.hardProfessionQuota === 'true',
    guarantee_max: form.guaranteeMax, prepared_by: actor.personId, simulated_at: now, version: (standing?.version ?? 0) + 1,
  }
  const { id } = standing === undefined
    ? await tx.insertInto('selection').values({ training_id: trainingId, ...settings }).returning('id').executeTakeFirstOrThrow()
    : await tx.updateTable('selection').set(settings).where('id', '=', standing.id).returning('id').executeTakeFirstOrThrow()
  await tx.deleteFrom('selection_line').where('selection_id', '=', id).execute()
  await sql`
    insert into selection_line (selection_id, nomination_id, position, rule, rule_data, simulated_outcome, outcome, waitlist_position,
      simulated_cohort_id, cohort_id, cohort_rule)
    select ${id}::integer, "nominationId", position, rule, "ruleData", outcome, outcome, "waitlistPosition", "cohortId", "cohortId", "cohortRule"
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as given ("nominationId" integer, position integer, rule text,
      "ruleData" jsonb, outcome text, "waitlistPosition" integer, "cohortId" integer, "cohortRule" text)`.execute(tx)
  if (training.state === 'call_closed') await moveTraining(change, trainingId, 'selecting')
  log('selection.simulated', `selection:${id}`, { overPercent, nominated: summary.nominated, selected: summary.selected, ...open.length > 0 ? { reason: early } : {} })
}

/** 31 bits, because the column is a signed integer. */
const drawn = ({ random }: Change): number => Buffer.from(random(4)).readUInt32BE() >>> 1

const changedByHand = async (tx: Writer, selectionId: number): Promise<number> => (await tx.selectFrom('selection_line')
  .select(({ fn }) => fn.countAll<number>().as('count')).where('selection_id', '=', selectionId).where('changed_by', 'is not', null)
  .executeTakeFirstOrThrow()).count

/** Asks a second person, decides as one, takes the request back, or opens what was confirmed and not announced yet. */
export async function decideSelection(change: Change, trainingId: number, { decision, note = '' }: ApprovalForm, seen: number): Promise<void> {
  const board = await hold(change, trainingId, seen)
  const { tx, now, log } = change
  const { id, state } = board.selection
  const subject = `selection:${id}`
  if (decision === 'ask') refuse(await whyNotYetAsk(tx, board) ?? whyNotWhole(board.unweighed))
  else refuse(whyNotStep(state, decision === 'approve' ? 'confirm' : decision === 'reopen' ? 'reopen' : 'send_back'))

  switch (decision) {
    case 'ask': await requestApproval(change, { subject, title: titleOf(board), path: `/trainings/${trainingId}/selection` }); break
    case 'approve': await approveRequest(change, subject); break
    case 'return': await returnRequest(change, subject, note); break
    case 'recall': await recallRequest(change, subject); break
    case 'reopen': refuse(note.trim() === '' ? { key: 'selection.changeReasonMissing' } : null)
  }
  const next = decision === 'ask' ? 'in_approval' : decision === 'approve' ? 'confirmed' : 'draft'
  await tx.updateTable('selection').set({ state: next, confirmed_at: next === 'confirmed' ? now : null }).where('id', '=', id).execute()
  await bump(tx, board)
  if (decision === 'ask') await enqueue(tx, 'print-dossier', { trainingId, version: board.selection.version + 1 })
  log(`selection.${saidAs[decision]}`, subject, decision === 'reopen' ? { reason: note.trim() } : {})
}

const saidAs = { ask: 'asked', approve: 'confirmed', return: 'returned', recall: 'recalled', reopen: 'reopened' } as const
/** Kept with the request as it was asked. */
const titleOf = ({ title, titleEn }: Board) => inBoth(texts, 'selection.approvalTitle', { ja: { title }, en: { title: titleEn } })

async function whyNotYetAsk(tx: Writer, board: Held) {
  const lines = await linesInBrief(tx, board.selection.id)
  const selected = lines.filter(({ outcome }) => outcome === 'selected')
  const { limit } = seatsOf(board, board.selection.overPercent, null)
  const waiting = lines.flatMap(({ waitlistPosition }) => waitlistPosition ?? [])
  const people = new Set(selected.map(({ personId }) => personId))
  return whyNotAsk(board.selection.state, { selected: selected.length, limit, twice: selected.length - people.size }, waiting)
}

/**
 * Makes the selection known, once: the selected are enrolled and given accounts, the call is finished, the training runs.
 * Until this has happened nothing of it can be seen outside. The letters follow from the line it leaves.
 * @throws Missing · Refusal before it is confirmed, after it was announced, or when it changed since it was looked at
 */
export async function announceSelection(change: Change, trainingId: number, seen: number): Promise<void> {
  const board = await hold(change, trainingId, seen, null, 'announce')
  refuse(whyNotWhole(board.unweighed))
  const { tx, now, log } = change
  const { id, overPercent } = board.selection
  await setOverPercent(change, trainingId, overPercent)
  const people = await selectedPeople(tx, id)
  const enrollments = await enrollAll(change, trainingId, people)
  const { given, withoutAddress } = await giveTraineeAccounts(change, people.map(({ personId }) => personId))
  await keepWaitlist(tx, id, trainingId)
  await tx.updateTable('selection').set({ state: 'announced', announced_at: now }).where('id', '=', id).execute()
  await bump(tx, board)
  await finishCall(change, board)
  await moveTraining(change, trainingId, 'running')
  log('selection.announced', `training:${trainingId}`, { selected: enrollments.length, accounts: given, heldBack: withoutAddress.length })
}

/** The waitlist goes on from here as a list of its own, in the order that was announced. */
const keepWaitlist = (tx: Writer, selectionId: number, trainingId: number) => sql`
  insert into waitlist_entry (training_id, nomination_id, person_id, municipality_id, position)
  select ${trainingId}::integer, n.id, n.person_id, n.municipality_id, row_number() over (order by l.waitlist_position)
  from selection_line l join nomination n on n.id = l.nomination_id
  where l.selection_id = ${selectionId} and l.outcome = 'waitlisted' and n.withdrawn_at is null and n.person_id is not null`.execute(tx)

/** The call has done its work; one that was finished before stays as it is. */
async function finishCall({ tx, log }: Change, { callId, callState }: Held): Promise<void> {
  if (callId === null || callState !== 'closed') return
  await tx.updateTable('call').set(({ eb }) => ({ state: 'finished', version: eb('version', '+', 1) })).where('id', '=', callId).execute()
  log('call.finished', `call:${callId}`)
}

export type Held = Board & { selection: NonNullable<Board['selection']> }

/**
 * The training's row, then its selection: whoever holds them decides, everybody else waits and then sees what was decided.
 * What was announced says so before it says that it changed, because that is what somebody who presses twice asks.
 */
export async function hold(change: Change, trainingId: number, seen: number): Promise<Held>
export async function hold(change: Change, trainingId: number, seen: number, nominationId: null, act: 'announce'): Promise<Held>
export async function hold(change: Change, trainingId: number, seen: number, nominationId: number): Promise<{ board: Held; line: NonNullable<Awaited<ReturnType<typeof findLine>>> }>
export async function hold({ tx, scope }: Change, trainingId: number, seen: number, nominationId: number | null = null, act: 'announce' | null = null) {
  found(await holdTraining(tx, scope, trainingId))
  const selection = found(await holdSelection(tx, trainingId))
  if (act !== null || selection.state === 'announced') refuse(whyNotStep(selection.state, act ?? 'change'))
  refuse(whyNotStale(selection.version, seen))
  const board: Held = { ...found(await findBoard(tx, trainingId)), selection }
  return nominationId === null ? board : { board, line: found(await findLine(tx, selection.id, nominationId)) }
}

/** One more version: whoever looked at the one before is asked to look again. */
export const bump = (tx: Writer, { selection: { id, version } }: Held) =>
  tx.updateTable('selection').set({ version: version + 1 }).where('id', '=', id).execute()
