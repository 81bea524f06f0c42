import { sql } from 'kysely'
import type { Change } from '../../../base/change.ts'
import type { Writer } from '../../../base/database.ts'
import { found, refuse } from '../../../base/errors.ts'
import { bump, hold, type Held } from '../changes.ts'
import type { LineForm, LinesForm } from '../forms.ts'
import { seatsTaken, type findLine } from '../queries.ts'
import { whyNotStep } from '../rules.ts'
import { planOf } from './many.ts'
import { seatsGiven, seatsOf, whyNotChangeLine, whyNotChangeMany, whyNotMoveOnWaitlist, whyNotRestore, type HandChange } from './rules.ts'

type Line = NonNullable<Awaited<ReturnType<typeof findLine>>>

/** Does to one line what the pressed button says: another outcome, back to the simulated one, up or down on the waitlist. */
export async function changeLine(change: Change, trainingId: number, nominationId: number, form: LineForm): Promise<void> {
  const { board, line } = await hold(change, trainingId, form.version, nominationId)
  if (form.act === 'up' || form.act === 'down' || form.act === 'place') return moveOnWaitlist(change, board, line, form)
  const restoring = form.act === 'restore'
  const to = restoring ? { outcome: line.simulatedOutcome, cohortId: line.simulatedCohortId }
    : { outcome: form.outcome, cohortId: form.outcome === 'selected' ? form.cohortId ?? null : null }
  if (to.cohortId !== null) found(board.cohorts.find(({ id }) => id === to.cohortId))
  const hand = await handChange(change.tx, board, line, to, form.reason)
  refuse(restoring ? whyNotRestore(board.selection.state, line.changedBy !== null, hand) : whyNotChangeLine(board.selection.state, hand))

  const { tx, actor, now, log } = change
  const { id } = board.selection
  await leaveWaitlist(tx, id, line)
  const position = to.outcome === 'waitlisted' ? await joinWaitlist(tx, id, line, restoring) : null
  await tx.updateTable('selection_line').set({
    outcome: to.outcome, cohort_id: to.cohortId, waitlist_position: position, changed_at: now,
    change_reason: form.reason.trim(), changed_by: restoring ? null : actor!.personId,
  }).where('selection_id', '=', id).where('nomination_id', '=', line.id).execute()
  await bump(tx, board)
  log(restoring ? 'selection.line_restored' : 'selection.line_changed', `selection:${id}`,
    { nominationId: line.id, from: line.outcome, to: to.outcome, cohortId: to.cohortId, reason: form.reason.trim() })
}

/** One outcome and one reason for many lines at once; who cannot be changed is skipped. @returns how many were changed */
export async function changeLines(change: Change, trainingId: number, form: LinesForm): Promise<number> {
  const board = await hold(change, trainingId, form.version)
  refuse(whyNotStep(board.selection.state, 'change'))
  const { tx, actor, now, log } = change
  const { id } = board.selection
  const { lines, to, changes, skipped } = await planOf(tx, board, form)
  refuse(whyNotChangeMany(changes.length, skipped.length, form.agreed))
  // Behind everybody who waits, in the order of decision, until the list is numbered again.
  const position = to.outcome === 'waitlisted' ? sql<number>`${behindAll}::integer + position` : null
  await tx.updateTable('selection_line').set({
    outcome: to.outcome, cohort_id: to.cohortId, waitlist_position: position, changed_at: now, change_reason: form.reason.trim(), changed_by: actor!.personId,
  }).where('selection_id', '=', id).where(sql<boolean>`nomination_id = any(${changes}::integer[])`).execute()
  await sql`update selection_line l set waitlist_position = r.place from (
      select nomination_id, row_number() over (order by waitlist_position, position) as place from selection_line
      where selection_id = ${id} and outcome = 'waitlisted') r
    where l.selection_id = ${id} and l.nomination_id = r.nomination_id and l.waitlist_position <> r.place`.execute(tx)
  await bump(tx, board)
  for (const line of lines.filter((one) => changes.includes(one.id))) log('selection.line_changed', `selection:${id}`,
    { nominationId: line.id, from: line.outcome, to: to.outcome, cohortId: to.cohortId, reason: form.reason.trim() })
  return changes.length
}
const behindAll = 1_000_000

async function handChange(tx: Writer, board: Held, line: Line, to: HandChange['to'], reason: string): Promise<HandChange> {
  const taken = await seatsTaken(tx, board.selection.id, line.id)
  const { limit, cohortLimit } = seatsOf(board, board.selection.overPercent, to.cohortId)
  return {
    from: { outcome: line.outcome, cohortId: line.cohortId }, to, reason,
    problem: line.rule === 'ineligible' ? { key: 'selection.notEligible' } : null,
    seats: { ...seatsGiven(taken, to.cohortId), limit, cohortLimit },
  }
}

/** The gap closes: who stood behind moves up by one. */
async function leaveWaitlist(tx: Writer, selectionId: number, { waitlistPosition }: Line): Promise<void> {
  if (waitlistPosition === null) return
  await tx.updateTable('selection_line').set(({ eb }) => ({ waitlist_position: eb('waitlist_position', '-', 1) }))
    .where('selection_id', '=', selectionId).where('waitlist_position', '>', waitlistPosition).execute()
}

/** At the end; or, when it comes back, before the first one that was decided after it. @returns its position there */
async function joinWaitlist(tx: Writer, selectionId: number, { id, position }: Line, inOrder: boolean): Promise<number> {
  const waiting = await tx.selectFrom('selection_line').select(['position', 'waitlist_position as place'])
    .where('selection_id', '=', selectionId).where('outcome', '=', 'waitlisted').where('nomination_id', '<>', id)
    .where('waitlist_position', 'is not', null).orderBy('waitlist_position').$narrowType<{ place: number }>().execute()
  const after = inOrder ? waiting.find((other) => other.position > position) : undefined
  if (after === undefined) return waiting.length + 1
  await tx.updateTable('selection_line').set(({ eb }) => ({ waitlist_position: eb('waitlist_position', '+', 1) }))
    .where('selection_id', '=', selectionId).where('waitlist_position', '>=', after.place).execute()
  return after.place
}

/** One place up or down, or to the place that was said; those between step aside by one. Only the one who was moved on purpose carries the reason. */
async function moveOnWaitlist({ tx, actor, now, log }: Change, board: Held, line: Line, { act, reason, to: said }: LineForm): Promise<void> {
  const { id, state } = board.selection
  const from = line.waitlistPosition ?? 0
  const to = act === 'up' ? from - 1 : act === 'down' ? from + 1 : said ?? from
  const { last } = await tx.selectFrom('selection_line').select(({ fn }) => fn.countAll<number>().as('last')).where('selection_id', '=', id)
    .where('outcome', '=', 'waitlisted').executeTakeFirstOrThrow()
  refuse(whyNotMoveOnWaitlist(state, line.outcome, { act, from, to, last }, reason))
  await sql`update selection_line set waitlist_position = case when nomination_id = ${line.id} then ${to}::integer else waitlist_position + ${Math.sign(from - to)}::integer end
    where selection_id = ${id} and outcome = 'waitlisted' and waitlist_position between ${Math.min(from, to)} and ${Math.max(from, to)}`.execute(tx)
  await tx.updateTable('selection_line').set({ change_reason: reason.trim(), changed_by: actor!.personId, changed_at: now })
    .where('selection_id', '=', id).where('nomination_id', '=', line.id).execute()
  await bump(tx, board)
  log('selection.waitlist_moved', `selection:${id}`, { nominationId: line.id, from, to, reason: reason.trim() })
}
