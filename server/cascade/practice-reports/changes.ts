import type { Change } from '../../base/change.ts'
import { addDays, dayInJapan, type Day } from '../../base/days.ts'
import { found, mend, refuse, type FieldReason } from '../../base/errors.ts'
import { enqueue, enqueueAll } from '../../base/jobs.ts'
import { tokenFrom } from '../../base/link-mail.ts'
import { findPersonalData } from '../../learning/personal-data/rules.ts'
import { hashOfToken } from '../../who/accounts/sessions.ts'
import type { AnswerForm, RecordForm, RuleForm, StopForm, VerdictForm } from './forms.ts'
import { askingOfLink, courseRules, dueAskings, dueReminders, findAsking, type Asking } from './queries.ts'
import { confirmDays, dueOn, isOther, monthsTyped, reminderDaysTyped, saidIn, whyNotAnswer, whyNotAskAgain, whyNotConfirm, whyNotMail, whyNotRecord, type Said } from './rules.ts'

/** The job that writes to a manager; the link is made as it is sent. */
export const managerJob = 'mail-practice-manager'
export type ManagerMailKind = 'asked' | 'reminded'

const ref = (id: number) => `practice_asking:${id}`

/** When completers of a course are asked. Logs 'practice_report.rule_changed'. @throws Missing, Unfit, Refusal when somebody changed it meanwhile */
export async function saveRule({ tx, log }: Change, courseId: number, form: RuleForm): Promise<void> {
  found(await tx.selectFrom('course').select('id').where('id', '=', courseId).forUpdate().executeTakeFirst())
  const months = monthsTyped(form.months)
  const reminders = form.reminderDays === undefined ? [] : reminderDaysTyped(form.reminderDays)
  mend([
    ...months === null ? [{ field: 'months', reason: { key: 'practice.monthsUnread' as const } }] : [],
    ...reminders === null || reminders.some((day) => day >= form.openDays) ? [{ field: 'reminderDays', reason: { key: 'practice.reminderDaysUnread' as const } }] : [],
  ])
  const before = (await courseRules(tx)).find(({ id }) => id === courseId)
  refuse(before?.version === form.version ? null : { key: 'form.stale' })
  const values = { is_on: form.isOn === 'true', months: months!.join(','), open_days: form.openDays, reminder_days: reminders!.join(','), version: form.version + 1 }
  await tx.insertInto('practice_rule').values({ course_id: courseId, ...values }).onConflict((oc) => oc.column('course_id').doUpdateSet(values)).execute()
  log('practice_report.rule_changed', `course:${courseId}`, { on: values.is_on, months: values.months, days: values.open_days })
}

/**
 * Asks everybody whose day has come, each once however many do it at the same time: the letters follow from the lines.
 * Logs 'practice_report.asked' for each, or 'practice_report.none'. Returns how many.
 */
export async function askCompleters({ tx, log }: Change, today: Day): Promise<number> {
  const due = await dueAskings(tx, today)
  const asked = due.length === 0 ? [] : await tx.insertInto('practice_asking').values(due.map(({ enrollmentId, completedOn, months, openDays, officeName, officeEmail }) => ({
    enrollment_id: enrollmentId, months, due_on: dueOn(completedOn, months), asked_on: today, closes_on: addDays(today, openDays), office_name: officeName, office_email: officeEmail,
  }))).onConflict((oc) => oc.constraint('practice_asking_once').doNothing()).returning(['id', 'months']).execute()
  for (const { id, months } of asked) log('practice_report.asked', ref(id), { months })
  if (asked.length === 0) log('practice_report.none', 'practice_asking:all')
  return asked.length
}

/** Reminds those who have not answered, at each step once. Logs 'practice_report.reminded' for each, or 'practice_report.none'. Returns how many. */
export async function remindCompleters({ tx, now, log }: Change, today: Day): Promise<number> {
  const due = await dueReminders(tx, today)
  const given = due.length === 0 ? [] : await tx.insertInto('practice_reminder').values(due.map(({ id, asks, step }) => ({ asking_id: id, times: asks, after_days: step, given_at: now })))
    .onConflict((oc) => oc.constraint('practice_reminder_given_once').doNothing()).returning(['asking_id as id', 'after_days as days']).execute()
  for (const { id, days } of given) log('practice_report.reminded', ref(id), { days })
  if (given.length === 0) log('practice_report.none', 'practice_asking:all')
  return given.length
}

/** Promises the second mail to managers who have said nothing. */
export async function promiseReminders({ tx, log }: Change, ids: readonly number[]): Promise<void> {
  await enqueueAll(tx, managerJob, ids.map((askingId) => ({ askingId, kind: 'reminded' satisfies ManagerMailKind })))
  log('practice_report.managers_reminded', 'practice_asking:all', { count: ids.length })
}

/** An asking, held until the change is over. Whoever comes by a link has no scope of their own: the link is it. */
const held = async ({ tx, scope }: Pick<Change, 'tx' | 'scope'>, id: number): Promise<Asking> => {
  await tx.selectFrom('practice_asking').select('id').where('id', '=', id).forUpdate().execute()
  return found(await findAsking(tx, scope, id))
}
const byLink = async ({ tx }: Change, token: string, purpose: 'answer' | 'confirm'): Promise<Asking> =>
  held({ tx, scope: { of: 'all' } }, found(await askingOfLink(tx, token, purpose)).id)

/** An asking answered by who signed in. @throws Missing, Refusal when it is over, Unfit */
export async function answerSignedIn(change: Change, askingId: number, form: AnswerForm): Promise<void> {
  const asking = await held(change, askingId)
  refuse(whyNotAnswer(asking, dayInJapan(change.now)))
  await keepAnswer(change, asking, form, { via: 'account', reason: null, recorded_by: null })
}

/** The same by a link: once and, until it closes, corrected as often as they like. @throws Missing for a link that is none, Refusal, Unfit */
export async function answerByLink(change: Change, token: string, form: AnswerForm): Promise<void> {
  const asking = await byLink(change, token, 'answer')
  refuse(change.actor !== null && change.actor.personId !== asking.personId ? { key: 'practice.ofSomebodyElse' } : whyNotAnswer(asking, dayInJapan(change.now)))
  await keepAnswer(change, asking, form, { via: 'link', reason: null, recorded_by: null })
}

/** What came on paper or by telephone, written down by the office with its reason. @throws Missing, Refusal, Unfit */
export async function recordAnswer(change: Change, askingId: number, { via, reason, ...form }: RecordForm): Promise<void> {
  const asking = await held(change, askingId)
  refuse(whyNotRecord(asking))
  await keepAnswer(change, asking, form, { via, reason: reason.trim(), recorded_by: change.actor!.personId })
}

type How = { via: 'link' | 'account' | 'paper' | 'phone'; reason: string | null; recorded_by: number | null }

/** What a text tells of people; whoever looked it through may say that it tells nothing. */
const tellsIn = (field: string, text: string | undefined, checked: 'true' | undefined, names: readonly string[] = []): FieldReason[] =>
  checked === 'true' || text === undefined || findPersonalData(text, names).length === 0 ? [] : [{ field, reason: { key: 'practice.tells' } }]

/** Keeps what was said. Where it is something else than before, whoever confirmed it has to say so again, and is written to. */
async function keepAnswer({ tx, now, log }: Change, asking: Asking, form: AnswerForm, how: How): Promise<void> {
  const { said, problems } = saidIn(form, asking)
  mend([...problems, ...tellsIn('changed', form.changed, form.checked, [asking.name])])
  const asks = said.practiced && said.managerEmail !== null
  const isNew = !asking.isAnswered || isOther(beforeOf(asking), said)
  const row = { practiced: said.practiced, times: said.times, role: said.role, cases: said.cases, changed: said.changed, manager_kind: said.managerKind, manager_name: said.managerName, manager_email: said.managerEmail, answered_at: now, ...how }
  const anew = { confirm_until: asks ? addDays(dayInJapan(now), confirmDays) : null, mailed_at: null, reminded_at: null, refused_at: null, verdict: null, verdict_words: '', verdict_at: null }
  await tx.insertInto('practice_answer').values({ asking_id: asking.id, ...row, ...anew })
    .onConflict((oc) => oc.column('asking_id').doUpdateSet({ ...row, version: asking.answerVersion + 1, ...isNew ? anew : {} })).execute()
  if (isNew) await tx.deleteFrom('practice_link').where('asking_id', '=', asking.id).where('purpose', '=', 'confirm').execute()
  log(how.recorded_by === null ? 'practice_report.answered' : 'practice_report.recorded', ref(asking.id), { practiced: said.practiced, via: how.via, ...how.reason === null ? {} : { reason: how.reason } })
  if (isNew && asks) await enqueue(tx, managerJob, { askingId: asking.id, kind: 'asked' satisfies ManagerMailKind })
}

const beforeOf = ({ practiced, times, role, cases, changed, managerKind, managerName, managerEmail }: Asking): Said =>
  ({ practiced, times, role, cases, changed, managerKind: managerKind ?? 'none', managerName, managerEmail })

/** Asks somebody again who has not answered, for as long as at first. The letter follows from the line. @throws Missing, Refusal */
export async function askAgain(change: Change, askingId: number): Promise<void> {
  const { tx, now, log } = change
  const asking = await held(change, askingId)
  refuse(whyNotAskAgain(asking))
  const today = dayInJapan(now)
  const { openDays } = found((await courseRules(tx)).find(({ id }) => id === asking.courseId))
  await tx.updateTable('practice_asking').set({ asked_on: today, closes_on: addDays(today, openDays), times: asking.asks + 1, reached: false }).where('id', '=', askingId).execute()
  log('practice_report.asked_again', ref(askingId), { months: asking.months })
}

/** Somebody is asked no more about this training, and says or the office knows why. @throws Missing */
export async function stopAsking(change: Change, askingId: number, { why }: StopForm): Promise<void> {
  const { tx, actor, now, log } = change
  const { enrollmentId } = await held(change, askingId)
  await tx.insertInto('practice_stop').values({ enrollment_id: enrollmentId, reason: why.trim(), stopped_by: actor!.personId, stopped_at: now })
    .onConflict((oc) => oc.column('enrollment_id').doUpdateSet({ reason: why.trim(), stopped_by: actor!.personId, stopped_at: now })).execute()
  log('practice_report.stopped', ref(askingId), { reason: why.trim() })
}

/** They may be asked again after all. @throws Missing */
export async function resumeAsking(change: Change, askingId: number): Promise<void> {
  const { enrollmentId } = await held(change, askingId)
  await change.tx.deleteFrom('practice_stop').where('enrollment_id', '=', enrollmentId).execute()
  change.log('practice_report.resumed', ref(askingId))
}

/** A link to answer by, for one mail to the person, until it closes. Logs 'practice_report.link_made'. @returns the token, kept nowhere else; null where nothing is asked any more */
export async function makeAnswerLink({ tx, scope, now, random, log }: Change, askingId: number): Promise<string | null> {
  log('practice_report.link_made', ref(askingId), { of: 'answer' })
  const asking = await findAsking(tx, scope, askingId)
  if (asking === undefined || whyNotAnswer(asking, dayInJapan(now)) !== null) return null
  const token = tokenFrom(random)
  await tx.insertInto('practice_link').values({ hash: hashOfToken(token), asking_id: askingId, purpose: 'answer', made_at: now, expires_on: asking.closesOn }).execute()
  return token
}

/** A link for a manager to confirm one answer. Null when another worker wrote to them meanwhile, or nothing is to be confirmed any more. */
export async function makeConfirmLink(change: Change, askingId: number, kind: ManagerMailKind): Promise<string | null> {
  const { tx, now, random, log } = change
  const asking = await held(change, askingId)
  log('practice_report.link_made', ref(askingId), { of: 'confirm' })
  if (whyNotMail(kind, asking, dayInJapan(now)) !== null) return null
  const token = tokenFrom(random)
  await tx.updateTable('practice_answer').set({ ...kind === 'asked' ? { mailed_at: now } : { reminded_at: now }, mails: asking.mails + 1 }).where('asking_id', '=', askingId).execute()
  await tx.insertInto('practice_link').values({ hash: hashOfToken(token), asking_id: askingId, purpose: 'confirm', made_at: now, expires_on: asking.confirmUntil! }).execute()
  return token
}

/** A mail that did not go out: its link is nobody's, and it is written again. Logs 'practice_report.link_dropped'. */
export async function dropConfirmLink(change: Change, askingId: number, kind: ManagerMailKind, token: string): Promise<void> {
  const { tx, log } = change
  const { mails } = await held(change, askingId)
  await tx.deleteFrom('practice_link').where('hash', '=', hashOfToken(token)).execute()
  await tx.updateTable('practice_answer').set({ ...kind === 'asked' ? { mailed_at: null } : { reminded_at: null }, mails: Math.max(0, mails - 1) }).where('asking_id', '=', askingId).execute()
  log('practice_report.link_dropped', ref(askingId))
}

/** A manager could not be reached: the answer stands unconfirmed, and its page says why. */
export async function noteRefused({ tx, now, log }: Change, askingId: number): Promise<void> {
  await tx.updateTable('practice_answer').set({ refused_at: now }).where('asking_id', '=', askingId).execute()
  log('practice_report.mail_refused', ref(askingId))
}

/** A manager says by a link whether it is so, and may change their word while it is open. @throws Missing, Refusal, Unfit */
export async function decide(change: Change, token: string, { verdict, words = '', checked }: VerdictForm): Promise<void> {
  const { tx, actor, now, log } = change
  const asking = await byLink(change, token, 'confirm')
  refuse(actor?.personId === asking.personId ? { key: 'practice.ownAnswer' } : whyNotConfirm(asking, dayInJapan(now)))
  mend([...verdict === 'disagreed' && words.trim() === '' ? [{ field: 'words', reason: { key: 'form.missing' as const } }] : [], ...tellsIn('words', words, checked, [asking.name])])
  await tx.updateTable('practice_answer').set({ verdict, verdict_words: words.trim(), verdict_at: now }).where('asking_id', '=', asking.id).execute()
  log(verdict === 'confirmed' ? 'practice_report.confirmed' : 'practice_report.disagreed', ref(asking.id))
}
