import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import { dayInJapan, fiscalYearOf } from '../../base/days.ts'
import { found, mend, refuse, Missing } from '../../base/errors.ts'
import type { DayForm, NewPlanForm, PlanForm, ReasonForm, ReportForm } from './forms.ts'
import { findLocalTraining, holdLocalTraining, modulesToTake, type LocalTraining } from './queries.ts'
import { daysMax, localMoves, problemsOfDay, problemsOfPlan, whyNotCancel, whyNotChange, whyNotMoveDay, whyNotRemoveDay, whyNotReport, whyNotReturn } from './rules.ts'

/** A training that the scope reaches, held. @throws Missing */
export async function heldLocalTraining({ tx, scope, now }: Change, id: number): Promise<LocalTraining> {
  found(await holdLocalTraining(tx, scope, id))
  return found(await findLocalTraining(tx, scope, id, dayInJapan(now)))
}

const ownMunicipality = ({ scope }: Change): number => {
  if (scope.of !== 'municipality') throw new Missing()
  return scope.municipalityId
}

const planColumns = ({ title, purpose, seats, daysNeeded, lateLimitMinutes }: Omit<PlanForm, 'version' | 'modules'>) =>
  ({ title: title.trim(), purpose: purpose.trim(), seats, days_needed: daysNeeded ?? null, late_limit_minutes: lateLimitMinutes })
const dayColumns = ({ heldOn, startsAt, endsAt, place = '', deliveryMode }: DayForm) =>
  ({ held_on: heldOn, starts_at: startsAt, ends_at: endsAt, place: place.trim(), delivery_mode: deliveryMode })

/** A municipality plans a training of its own, with its first day. Logs 'local_training.planned'. @throws Unfit, Missing for a module that is none */
export async function planLocalTraining(change: Change, form: NewPlanForm): Promise<number> {
  const { tx, actor, now, log } = change
  const municipality_id = ownMunicipality(change)
  mend([...problemsOfDay(form, []), ...problemsOfPlan({ daysNeeded: form.daysNeeded ?? null, days: daysMax })])
  const { id } = await tx.insertInto('local_training').values({
    ...planColumns(form), municipality_id, fiscal_year: fiscalYearOf(form.heldOn), first_on: form.heldOn, last_on: form.heldOn, made_by: actor?.personId ?? null, made_at: now,
  }).returning('id').executeTakeFirstOrThrow()
  await tx.insertInto('local_training_day').values({ ...dayColumns(form), local_training_id: id, municipality_id }).execute()
  await takeModules(change, id, form.modules ?? [])
  log('local_training.planned', `local_training:${id}`, { heldOn: form.heldOn })
  return id
}

async function takeModules({ tx }: Change, id: number, modules: readonly number[]): Promise<void> {
  const known = new Set((await modulesToTake(tx)).map((one) => one.id))
  if (modules.some((one) => !known.has(one))) throw new Missing()
  await tx.deleteFrom('local_training_module').where('local_training_id', '=', id).execute()
  if (modules.length > 0) await tx.insertInto('local_training_module').values([...new Set(modules)].map((module_id) => ({ local_training_id: id, module_id }))).execute()
}

/** Changes a plan. Logs 'local_training.changed'. @throws Missing, Refusal on a stale page or once it is reported, Unfit */
export async function changePlan(change: Change, id: number, form: PlanForm): Promise<void> {
  const { tx, log } = change
  const training = await heldLocalTraining(change, id)
  refuse(whyNotChange(training.state) ?? (training.version === form.version ? null : { key: 'form.stale' }))
  mend(problemsOfPlan({ daysNeeded: form.daysNeeded ?? null, days: training.days.length }))
  await tx.updateTable('local_training').set({ ...planColumns(form), version: form.version + 1 }).where('id', '=', id).execute()
  await takeModules(change, id, form.modules ?? [])
  if ((form.daysNeeded ?? null) !== training.daysNeeded || form.lateLimitMinutes !== training.lateLimitMinutes) await deriveCompleted(change, id)
  log('local_training.changed', `local_training:${id}`)
}

/** Adds a day, or changes one that nobody was asked for. Logs 'local_training.day_saved'. @throws Missing, Refusal, Unfit */
export async function saveDay(change: Change, id: number, dayId: number | null, form: DayForm): Promise<void> {
  const { tx, log } = change
  const training = await heldLocalTraining(change, id)
  refuse(whyNotChange(training.state))
  const day = dayId === null ? null : found(training.days.find((one) => one.id === dayId))
  refuse(day === null ? (training.days.length < daysMax ? null : { key: 'localTrainings.tooManyDays' }) : whyNotMoveDay(day))
  mend(problemsOfDay(form, training.days.filter((one) => one.id !== dayId)))
  if (day === null) await tx.insertInto('local_training_day').values({ ...dayColumns(form), local_training_id: id, municipality_id: training.municipalityId }).execute()
  else await tx.updateTable('local_training_day').set(dayColumns(form)).where('id', '=', day.id).execute()
  await settleDays(change, id)
  log('local_training.day_saved', `local_training:${id}`, { heldOn: form.heldOn })
}

/** Takes a day out of a plan. Logs 'local_training.day_removed'. @throws Missing, Refusal for the last one, and for one somebody was asked for */
export async function removeDay(change: Change, id: number, dayId: number): Promise<void> {
  const { tx, log } = change
  const training = await heldLocalTraining(change, id)
  const day = found(training.days.find((one) => one.id === dayId))
  refuse(whyNotChange(training.state) ?? whyNotRemoveDay(day, training.days.length))
  await tx.deleteFrom('local_attendance_mark').where('local_training_day_id', '=', dayId).execute()
  await tx.deleteFrom('instructor_request_day').where('local_training_day_id', '=', dayId).execute()
  await tx.deleteFrom('local_training_day').where('id', '=', dayId).execute()
  await settleDays(change, id)
  log('local_training.day_removed', `local_training:${id}`, { heldOn: day.heldOn })
}

/** First and last day, the fiscal year of the first, and who has completed follow from the days there are. */
async function settleDays(change: Change, id: number): Promise<void> {
  const { first, last } = await change.tx.selectFrom('local_training_day').select(({ fn }) => [fn.min('held_on').as('first'), fn.max('held_on').as('last')]).where('local_training_id', '=', id).executeTakeFirstOrThrow()
  await change.tx.updateTable('local_training').set(({ eb }) => ({ first_on: first!, last_on: last!, fiscal_year: fiscalYearOf(first!), version: eb('version', '+', 1) })).where('id', '=', id).execute()
  await deriveCompleted(change, id)
}

/**
 * Who has completed by the rule of the plan, for everybody of a training or for some: as many days that count as are needed, all of them where nothing
 * is said. A day counts as `countsAsAttended` counts it (a test compares the two).
 */
export async function deriveCompleted({ tx }: Change, id: number, participants?: readonly number[]): Promise<void> {
  await sql`update local_participant o set completed = (select count(*) from local_attendance a where a.participant_id = o.id and (a.state in ('present', 'made_up', 'exempt')
      or (a.state in ('late', 'left_early', 'disconnected') and a.minutes <= t.late_limit_minutes)))
    >= greatest(1, least(coalesce(t.days_needed, 20), (select count(*) from local_training_day d where d.local_training_id = t.id)))
    from local_training t where t.id = o.local_training_id and t.id = ${id} and ${participants === undefined ? sql`true` : sql`o.id = any(${[...participants]}::int[])`}`.execute(tx)
}

/** A mark says that somebody came: the training takes place. */
export async function tookPlace({ tx }: Change, training: Pick<LocalTraining, 'id' | 'state'>): Promise<void> {
  if (training.state === 'planned') await tx.updateTable('local_training').set({ state: 'held' }).where('id', '=', training.id).execute()
}

/** A training does not take place; whoever was asked to teach it is told. Logs 'local_training.canceled'. @throws Missing, Refusal once it took place */
export async function cancelLocalTraining(change: Change, id: number, { reason }: ReasonForm): Promise<void> {
  const { tx, log } = change
  const training = await heldLocalTraining(change, id)
  refuse(whyNotCancel(training.state))
  await tx.updateTable('local_training').set({ state: 'canceled', canceled_reason: reason.trim(), version: training.version + 1 }).where('id', '=', id).execute()
  const asked = await tx.updateTable('instructor_request').set({ state: 'withdrawn', withdrawn_reason: reason.trim() }).where('local_training_id', '=', id).where('state', 'in', ['draft', 'sent', 'accepted']).returning(['id', 'sent_at']).execute()
  for (const one of asked) if (one.sent_at !== null) log('instructor_request.withdrawn', `instructor_request:${one.id}`)
  log('local_training.canceled', `local_training:${id}`)
}

/** What came of it is handed in to the prefecture, with the figures of the roll as they are. Logs 'local_training.reported'. @throws Missing, Refusal, Unfit */
export async function reportLocalTraining(change: Change, id: number, { wasHeld, wentWell = '', issues = '', nextSteps = '', version }: ReportForm): Promise<void> {
  const { tx, actor, now, log } = change
  const training = await heldLocalTraining(change, id)
  const isHeld = wasHeld === 'yes'
  refuse(training.version === version ? null : { key: 'form.stale' })
  refuse(whyNotReport({ ...training, ...training.counted }, isHeld, dayInJapan(now)))
  mend([
    ...isHeld && wentWell.trim() === '' ? [{ field: 'wentWell', reason: { key: 'form.missing' } } as const] : [],
    ...!isHeld && issues.trim() === '' ? [{ field: 'issues', reason: { key: 'localTrainings.whyNotHeld' } } as const] : [],
  ])
  const { participants, attended, completed } = training.counted
  await tx.updateTable('local_training').set({
    state: localMoves[training.state].report!, was_held: isHeld, participants, attended, completed: isHeld ? completed : 0, went_well: wentWell.trim(), issues: issues.trim(), next_steps: nextSteps.trim(),
    reported_at: now, reported_by: actor?.personId ?? null, returned_at: null, returned_reason: null, received_at: null, version: version + 1,
  }).where('id', '=', id).execute()
  log('local_training.reported', `local_training:${id}`, { wasHeld: isHeld, participants, attended, completed })
}

/** The prefecture gives a report back with a reason; the municipality is told. Logs 'local_training.returned'. @throws Missing, Refusal */
export async function returnReport(change: Change, id: number, { reason }: ReasonForm): Promise<void> {
  const { tx, now, log } = change
  const training = await heldLocalTraining(change, id)
  refuse(whyNotReturn(training))
  await tx.updateTable('local_training').set({ state: localMoves.reported.return!, returned_at: now, returned_reason: reason.trim(), version: training.version + 1 }).where('id', '=', id).execute()
  log('local_training.returned', `local_training:${id}`)
}

/** The prefecture has read a report and takes it in. Logs 'local_training.received'. @throws Missing, Refusal */
export async function receiveReport(change: Change, id: number): Promise<void> {
  const { tx, actor, now, log } = change
  const training = await heldLocalTraining(change, id)
  refuse(whyNotReturn(training))
  await tx.updateTable('local_training').set({ received_at: now, received_by: actor?.personId ?? null, version: training.version + 1 }).where('id', '=', id).execute()
  log('local_training.received', `local_training:${id}`)
}
