import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse, Refusal } from '../../base/errors.ts'
import { enqueue } from '../../base/jobs.ts'
import { tokenFrom } from '../../base/link-mail.ts'
import { findTraining } from '../../planning/trainings/queries.ts'
import { hashOfToken } from '../../who/accounts/sessions.ts'
import type { GoalForm, ManagerForm, MeasurementForm, RatingForm } from './forms.ts'
import { findMeasurement, findSheet, sheetOfLink, type Sheet } from './queries.ts'
import { ratingsOf, whyNotAskManager, whyNotChangeItems, whyNotRate, type Item, type Purpose, type Rater, type Round } from './rules.ts'

/** The job that writes to a manager; the link is made as it is sent. */
export const managerJob = 'mail-manager'

/** What is rated in a training, and until when. @throws Missing, Refusal when somebody was first or what was rated would go */
export async function saveMeasurement(change: Change, trainingId: number, form: MeasurementForm): Promise<void> {
  const { tx, scope, log } = change
  const training = found(await findTraining(tx, scope, trainingId))
  await tx.selectFrom('training').select('id').where('id', '=', training.id).forUpdate().execute()
  const before = await findMeasurement(tx, trainingId)
  refuse(form.version === (before?.version ?? 0) ? null : { key: 'form.stale' })
  const items = (form.items ?? []).map(({ id, label = '', labelEn = '' }): Item => ({ id, label: label.trim(), labelEn: labelEn.trim() })).filter(({ label }) => label !== '')
  refuse(whyNotChangeItems(before?.items ?? [], items, before?.isRated ?? false))
  const values = { items: JSON.stringify(items), after_days: form.afterDays, later_days: form.laterDays, asks_manager: form.asksManager === 'true' }
  await tx.insertInto('effect_measurement').values({ training_id: trainingId, ...values })
    .onConflict((oc) => oc.column('training_id').doUpdateSet({ ...values, version: form.version + 1 })).execute()
  log('measurement.saved', `training:${trainingId}`, { items: items.length })
}

async function holdSheet({ tx }: Change, enrollmentId: number): Promise<void> {
  await tx.insertInto('effect_sheet').values({ enrollment_id: enrollmentId }).onConflict((oc) => oc.column('enrollment_id').doNothing()).execute()
  await tx.selectFrom('effect_sheet').select('enrollment_id').where('enrollment_id', '=', enrollmentId).forUpdate().execute()
}

/**
 * The trainee's goal, until the first class day, and who their manager is, as long as that one may be asked. Another address
 * ends the links that went to the one before, and is written to at once where it is time. @throws Missing, Unfit
 */
export async function saveGoal(change: Change, enrollmentId: number, form: GoalForm): Promise<void> {
  const { tx, scope, now, log } = change
  const sheet = found(await findSheet(tx, scope, enrollmentId))
  const today = dayInJapan(now)
  const email = form.hasManager === 'yes' ? form.managerEmail ?? null : null
  mend(form.hasManager === 'yes' && email === null ? [{ field: 'managerEmail', reason: { key: 'form.missing' } }] : [])
  await holdSheet(change, enrollmentId)
  const hasGoal = whyNotRate(sheet.windows.before, today) === null
  await tx.updateTable('effect_sheet').set({
    ...hasGoal ? { goal: form.goal ?? '' } : {}, has_manager: form.hasManager === undefined ? null : form.hasManager === 'yes', manager_email: email,
    manager_name: form.hasManager === 'yes' ? form.managerName ?? '' : '',
  }).where('enrollment_id', '=', enrollmentId).execute()
  const isAnother = email !== sheet.managerEmail
  if (isAnother) await tx.deleteFrom('effect_link').where('enrollment_id', '=', enrollmentId).execute()
  log('measurement.goal_set', `enrollment:${enrollmentId}`, { manager: form.hasManager ?? '' })
  if (isAnother && sheet.asksManager) for (const purpose of ['expectation', 'later'] as const) {
    if (whyNotAskManager(purpose, { email, expectedAt: sheet.expectedAt, isRated: sheet.rated['later.manager'] !== undefined }, sheet.windows, today) === null)
      await enqueue(tx, managerJob, { enrollmentId, purpose })
  }
}

/** A trainee rates; until the round is over once more. @throws Missing, Refusal outside its days, Unfit */
export async function rate(change: Change, enrollmentId: number, round: Round, form: RatingForm): Promise<void> {
  const sheet = found(await findSheet(change.tx, change.scope, enrollmentId))
  refuse(whyNotRate(sheet.windows[round], dayInJapan(change.now)))
  await keepRating(change, sheet, round, 'self', form)
  change.log('measurement.rated', `enrollment:${enrollmentId}`, { round })
}

async function keepRating(change: Change, { id, items }: Sheet, round: Round, rater: Rater, { ratings: sent, note = '' }: RatingForm): Promise<void> {
  const { ratings, problems } = ratingsOf(items, sent)
  mend(problems)
  await holdSheet(change, id)
  const row = { ratings: JSON.stringify(ratings), note, rated_at: change.now }
  await change.tx.insertInto('effect_rating').values({ enrollment_id: id, round, rater, ...row })
    .onConflict((oc) => oc.columns(['enrollment_id', 'round', 'rater']).doUpdateSet(row)).execute()
}

/** A link for a manager to one thing, until the day after which that is over. Logs 'measurement.link_made'. @returns the token, kept nowhere else */
export async function makeManagerLink({ tx, now, random, log }: Change, enrollmentId: number, purpose: Purpose, expiresOn: string): Promise<string> {
  const token = tokenFrom(random)
  await tx.insertInto('effect_link').values({ hash: hashOfToken(token), enrollment_id: enrollmentId, purpose, made_at: now, expires_on: expiresOn }).execute()
  log('measurement.link_made', `enrollment:${enrollmentId}`, { purpose })
  return token
}

/** A mail that did not go out: its link is nobody's. Logs 'measurement.link_dropped'. */
export async function dropManagerLink({ tx, log }: Change, enrollmentId: number, token: string): Promise<void> {
  await tx.deleteFrom('effect_link').where('hash', '=', hashOfToken(token)).execute()
  log('measurement.link_dropped', `enrollment:${enrollmentId}`)
}

/** What a manager sends by a link: as often as they like until it is over. @throws Missing for a link that is none, Unfit */
export async function answerAsManager(change: Change, token: string, form: ManagerForm): Promise<void> {
  const { tx, now, log } = change
  const today = dayInJapan(now)
  const sheet = found(await sheetOfLink(tx, token, today))
  if (sheet.purpose === 'later') {
    refuse(whyNotRate(sheet.windows.later, today))
    await keepRating(change, sheet, 'later', 'manager', form)
  } else {
    const expectation = form.expectation?.trim() ?? ''
    mend(expectation === '' ? [{ field: 'expectation', reason: { key: 'form.missing' } }] : [])
    refuse(whyNotRate(sheet.windows.before, today))
    await tx.updateTable('effect_sheet').set({ expectation, expected_at: now }).where('enrollment_id', '=', sheet.id).execute()
  }
  log('measurement.manager_answered', `enrollment:${sheet.id}`, { purpose: sheet.purpose })
}

/** A manager could not be reached: the trainee may give another address. */
export function noteRefused({ log }: Change, enrollmentId: number, purpose: Purpose): void {
  log('measurement.mail_refused', `enrollment:${enrollmentId}`, { purpose })
}

/** Promises mails to managers whose time has come. */
export async function promiseMails({ tx, log }: Change, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) throw new Refusal({ key: 'measurements.noManager' })
  for (const enrollmentId of ids) await enqueue(tx, managerJob, { enrollmentId, purpose: 'later' })
  log('measurement.managers_asked', 'measurement:all', { count: ids.length })
}
