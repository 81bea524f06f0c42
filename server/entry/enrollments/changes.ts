import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import { found, refuse, Refusal } from '../../base/errors.ts'
import { enqueue } from '../../base/jobs.ts'
import { daysChosenBy, inheritDays } from '../../planning/day-choices/changes.ts'
import type { Category } from '../nominations/rules.ts'
import type { WithdrawalForm } from './forms.ts'
import { findEnrollment, holdSeats } from './queries.ts'
import { enrollmentMoves, whyNotEnroll, whyNotTransfer, whyNotWithdraw } from './rules.ts'

/** Somebody who gets a seat, with what is kept of the moment: office and profession as they were. */
export interface Newcomer {
  personId: number; cohortId: number; municipalityId: number | null; nominationId: number | null
  category: Category; professionCode: string | null; affiliation: string
  /** The seat was offered and held for them: it counts as taken already. */
  seatIsHeld?: true
}

/**
 * Enrolls people into a training, all or none, in the order they are handed in. Numbers go on where the training stopped
 * and are given while its row is held, so they have no gaps and none is ever given twice. Three statements for any number.
 * @returns the enrollments, in the order of `rows`
 * @throws Refusal when seats run out, a cohort is not held, or somebody is enrolled already · Missing for a foreign cohort
 */
export async function enrollAll({ tx, now, log }: Change, trainingId: number, rows: readonly Newcomer[]): Promise<number[]> {
  if (rows.length === 0) return []
  const training = found(await holdSeats(tx, trainingId))
  const wanted = new Map<number, number>()
  for (const { cohortId, seatIsHeld } of rows) wanted.set(cohortId, (wanted.get(cohortId) ?? 0) + (seatIsHeld ? 0 : 1))
  const own = new Set(training.cohorts.map(({ id }) => id))
  for (const cohortId of wanted.keys()) found(own.has(cohortId) || null)
  refuse(whyNotEnroll(training, wanted))

  const numbered = rows.map((row, index) => ({ ...row, number: training.given + index + 1 }))
  const enrolled = await sql<{ id: number; number: number }>`
    insert into enrollment (training_id, cohort_id, person_id, municipality_id, nomination_id, number, category, profession_code,
      affiliation, enrolled_at)
    select ${trainingId}::integer, "cohortId", "personId", "municipalityId", "nominationId", number, category, "professionCode",
      affiliation, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(numbered)}::jsonb) as given ("cohortId" integer, "personId" integer,
      "municipalityId" integer, "nominationId" integer, number integer, category text, "professionCode" text, affiliation text)
    on conflict (training_id, person_id) where state <> 'withdrawn' do nothing
    returning id, number`.execute(tx)
  if (enrolled.rows.length < rows.length) throw new Refusal({ key: 'enrollments.alreadyEnrolled', data: { count: rows.length - enrolled.rows.length } })
  await tx.updateTable('training').set({ enrollments_given: training.given + rows.length }).where('id', '=', trainingId).execute()

  log('enrollments.made', `training:${trainingId}`, { from: training.given + 1, to: training.given + rows.length })
  return enrolled.rows.sort((a, b) => a.number - b.number).map(({ id }) => id)
}

/** The first lesson, test or class begins an enrollment; asked again it does nothing. The caller logs what was begun with. */
export async function beginEnrollment({ tx, log }: Change, enrollmentId: number): Promise<void> {
  const begun = await tx.updateTable('enrollment').set({ state: 'in_progress' })
    .where('id', '=', enrollmentId).where('state', '=', 'enrolled').returning('id').executeTakeFirst()
  if (begun !== undefined) log('enrollment.begun', `enrollment:${begun.id}`)
}

/** How the training's soft limit is decided: with the selection, for all who come in later too. */
export async function setOverPercent({ tx, log }: Change, trainingId: number, overPercent: number): Promise<void> {
  const changed = await tx.updateTable('training').set({ over_percent: overPercent })
    .where('id', '=', trainingId).where('over_percent', '<>', overPercent).returning('id').executeTakeFirst()
  if (changed !== undefined) log('training.limit_set', `training:${trainingId}`, { overPercent })
}

/**
 * Somebody leaves. The seat is free at once; the number stays theirs and is never given again.
 * @throws Missing outside the scope, Refusal once the training is judged or without a reason
 */
export async function withdrawEnrollment(change: Change, enrollmentId: number, reason: string, asked?: WithdrawalForm['by']): Promise<void> {
  const { tx, scope, now, log } = change
  const { enrollment } = await hold(change, enrollmentId)
  refuse(whyNotWithdraw(enrollment.state, reason))
  const by = asked ?? (scope.of === 'municipality' ? 'municipality' : 'prefecture')
  await tx.updateTable('enrollment')
    .set({ state: enrollmentMoves[enrollment.state].withdraw!, withdrawn_at: now, withdrawn_by: by, withdrawn_reason: reason.trim() })
    .where('id', '=', enrollmentId).execute()
  await enqueue(tx, 'fill-seats', { trainingId: enrollment.trainingId })
  log('enrollment.withdrawn', `enrollment:${enrollmentId}`, { by, number: enrollment.number })
}

/**
 * Another person takes a seat (差替え): a new enrollment with a number of its own, in the same cohort and category. The old one
 * is withdrawn and keeps its number and what was learned under it; the seat is free at no moment, so nobody moves up.
 * Logs 'enrollment.replaced' about the new one. @returns the new enrollment
 * @throws Missing outside the scope · Refusal once the training is judged, or when the newcomer is enrolled already
 */
export async function replaceEnrollment(
  change: Change, enrollmentId: number, newcomer: Pick<Newcomer, 'personId' | 'professionCode' | 'affiliation'>, reason: string,
): Promise<number> {
  const { tx, scope, now, log } = change
  const { enrollment } = await hold(change, enrollmentId)
  refuse(whyNotWithdraw(enrollment.state, reason))
  const by = scope.of === 'municipality' ? 'municipality' : 'prefecture'
  const days = await daysChosenBy(change, enrollmentId)
  await tx.updateTable('enrollment').set({ state: enrollmentMoves[enrollment.state].withdraw!, withdrawn_at: now, withdrawn_by: by, withdrawn_reason: reason.trim() })
    .where('id', '=', enrollmentId).execute()
  const { trainingId, cohortId, municipalityId, category } = enrollment
  const [id] = await enrollAll(change, trainingId, [{ ...newcomer, cohortId, municipalityId, category, nominationId: null }])
  await tx.updateTable('enrollment').set({ replaces_id: enrollmentId }).where('id', '=', id!).execute()
  await inheritDays(change, id!, days)
  log('enrollment.replaced', `enrollment:${id}`, { by, replaces: enrollmentId, number: enrollment.number })
  return id!
}

/**
 * Somebody goes to another cohort of the same training and keeps their number; the line keeps where from, where to and why.
 * @throws Missing outside the scope or for a cohort of another training, Refusal without a seat there or without a reason
 */
export async function transferEnrollment(
  change: Change, enrollmentId: number, { cohortId, reason }: { cohortId: number; reason: string },
): Promise<void> {
  const { tx, log } = change
  const { enrollment, seats } = await hold(change, enrollmentId)
  const to = found(seats.cohorts.find(({ id }) => id === cohortId))
  refuse(whyNotTransfer(enrollment, to, seats.overPercent, reason))
  await tx.updateTable('enrollment').set({ cohort_id: cohortId }).where('id', '=', enrollmentId).execute()
  await enqueue(tx, 'fill-seats', { trainingId: enrollment.trainingId })
  log('enrollment.transferred', `enrollment:${enrollmentId}`, { from: enrollment.cohortId, to: cohortId, reason: reason.trim() })
}

/** The training's row first, because it owns the seats; then the enrollment as it stands now that nobody else moves it. */
async function hold({ tx, scope }: Change, enrollmentId: number) {
  const { trainingId } = found(await findEnrollment(tx, scope, enrollmentId))
  const seats = found(await holdSeats(tx, trainingId))
  return { seats, enrollment: found(await findEnrollment(tx, scope, enrollmentId)) }
}
