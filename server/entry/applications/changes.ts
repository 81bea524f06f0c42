import { sql } from 'kysely'
import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { dayInJapan, type Day } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { enqueue } from '../../base/jobs.ts'
import type { Language } from '../../base/texts.ts'
import { findCall } from '../../planning/calls/queries.ts'
import { hashOfToken } from '../../who/accounts/sessions.ts'
import { searchKeyOf } from '../../who/people/names.ts'
import { saveSheet } from '../nominations/changes.ts'
import { sheetOf, type Desk } from '../nominations/queries.ts'
import { wishesOf, type Line } from '../nominations/lines.ts'
import { lastDayOf } from '../nominations/rules.ts'
import type { BeginForm, PersonForm, ReturnForm, VerdictForm } from './forms.ts'
import { afterAct, type Act, type Typed } from './lines.ts'
import { abandonedDrafts, applicationOfLink, findApplication, publicCall, type Application, type ApplicantShown } from './queries.ts'
import { applicantsMax, problemsOf, takesApplications, whyNotApply, whyNotDecline, whyNotRecall, whyNotReturn, whyNotSave, whyNotSubmit, whyNotTake, type CallToApply } from './rules.ts'

/** The job that mails about an application; the link in it is made when it is sent. */
export const mailJob = 'mail-application'
export type MailKind = 'link' | 'received' | 'returned' | 'reviewed' | 'reminded'
const promiseMail = ({ tx }: Change, applicationId: number, kind: MailKind) => enqueue(tx, mailJob, { applicationId, kind })

/**
 * Begins an application, or finds the one the same office began before, and promises the mail with its link. From outside
 * both look the same. Logs 'application.begun' or 'application.link_asked'.
 */
export async function beginApplication(change: Change, callId: number, form: BeginForm, language: Language): Promise<number> {
  const { tx, now, log } = change
  const today = dayInJapan(now)
  const call = found(await publicCall(tx, callId, today))
  found(takesApplications(call) || null)
  refuse(whyNotApply(call, today))
  found(call.municipalities.find(({ id }) => id === form.municipalityId))
  const whose = { call_id: callId, municipality_id: form.municipalityId, email: form.email.trim(), office_name: form.officeName.trim() }
  const made = await tx.insertInto('application').values({ ...whose, route: call.route === 'self' ? 'self' : 'employer', language, begun_at: now })
    .onConflict((oc) => oc.doNothing()).returning('id').executeTakeFirst()
  const { id } = made ?? await tx.selectFrom('application').select('id').where('call_id', '=', callId).where('municipality_id', '=', form.municipalityId)
    .where((eb) => eb(eb.fn<string>('lower', ['email']), '=', whose.email.toLowerCase())).where('office_name', '=', whose.office_name).executeTakeFirstOrThrow()
  await promiseMail(change, id, 'link')
  log(made ? 'application.begun' : 'application.link_asked', `application:${id}`, { callId })
  return id
}

/** Makes one more link to an application. Those before stay good: each stands in a mail to the same address. @returns its token, kept nowhere else */
export async function makeLink({ tx, now, random, log }: Change, applicationId: number): Promise<string> {
  const token = Buffer.from(random(32)).toString('base64url')
  await tx.insertInto('application_link').values({ hash: hashOfToken(token), application_id: applicationId, made_at: now }).execute()
  log('application.link_made', `application:${applicationId}`)
  return token
}

/** A mail that the relay will not take, ever. Logs 'application.mail_refused'. */
export const noteRefusedMail = ({ log }: Change, applicationId: number, kind: MailKind): void => log('application.mail_refused', `application:${applicationId}`, { kind })

/** Keeps the draft as typed, right or wrong. Somebody else's save since the page was opened is a 409 'form.stale'. Logs 'application.saved'. */
export async function saveApplication(change: Change, token: string, typed: Typed, act: Act | null): Promise<void> {
  const { tx, now, log } = change
  const application = await heldByLink(change, token)
  refuse(whyNotSave(application, callOf(application), dayInJapan(now)))
  if (typed.version !== application.version) refuse({ key: 'form.stale' })
  const rows = afterAct(typed.rows, act).slice(0, applicantsMax(application.route))
  for (const { professionCode, ...row } of rows) {
    if (professionCode !== null) found(application.professions.find(({ code }) => code === professionCode))
    for (const wish of wishesOf(row)) found(application.cohorts.find(({ id }) => id === wish))
  }
  await tx.deleteFrom('applicant').where('application_id', '=', application.id).execute()
  if (rows.length > 0) await tx.insertInto('applicant').values(rows.map((row, place) => ({
    application_id: application.id, municipality_id: application.municipalityId, rank: place + 1, name: row.name, kana: row.kana, search_key: searchKeyOf(row.name),
    affiliation: row.affiliation, profession_code: row.professionCode, position: row.position, category: row.category, experience: row.experience,
    experience_count: row.experienceCount, years: row.years, wished_cohort_id: row.wishedCohortId, second_cohort_id: row.secondCohortId ?? null, third_cohort_id: row.thirdCohortId ?? null, email: row.email.trim(), support_needs: row.supportNeeds,
    motivation: row.motivation, purpose_consent: row.purposeConsent, roster_consent: row.rosterConsent,
  }))).execute()
  await tx.updateTable('application').set({ version: application.version + 1, saved_at: now, contact_name: typed.contactName, contact_phone: typed.contactPhone })
    .where('id', '=', application.id).execute()
  log('application.saved', `application:${application.id}`, { version: application.version + 1 })
}

/**
 * Hands the application in as it is saved and gives a receipt. Sent twice it is handed in once: the second finds it done.
 * Logs 'application.submitted', which tells the municipality.
 */
export async function submitApplication(change: Change, token: string, version: number): Promise<void> {
  const { tx, now, log } = change
  const application = await heldByLink(change, token)
  if (application.state === 'submitted' && application.version === version + 1) return log('application.sent_twice', `application:${application.id}`)
  const problems = problemsOf(application).length
  refuse(whyNotSubmit(application, callOf(application), application.applicants.length, problems, dayInJapan(now)))
  if (version !== application.version) refuse({ key: 'form.stale' })
  const receipt = application.receipt ?? `A${application.fiscalYear}-${application.callId}-${application.municipalityCode}-${application.id}`
  await tx.updateTable('application').set({ state: 'submitted', receipt, submitted_at: now, version: version + 1 }).where('id', '=', application.id).execute()
  await promiseMail(change, application.id, 'received')
  log('application.submitted', `application:${application.id}`, { callId: application.callId, receipt, people: application.applicants.length })
}

/** The office takes its application back. Logs 'application.recalled'. */
export async function recallApplication(change: Change, token: string): Promise<void> {
  const application = await heldByLink(change, token)
  refuse(whyNotRecall(application, callOf(application), decided(application), dayInJapan(change.now)))
  await change.tx.updateTable('application').set((eb) => ({ state: application.dueOn === null ? 'draft' : 'returned', version: eb('version', '+', 1) })).where('id', '=', application.id).execute()
  change.log('application.recalled', `application:${application.id}`)
}

/** The municipality gives an application back, with a reason and a day. Logs 'application.returned'. */
export async function returnApplication(change: Change, id: number, { reason, dueOn }: ReturnForm): Promise<void> {
  const { tx, now, log } = change
  const { application, call, desk } = await heldForReview(change, id)
  const why = whyNotReturn(application, decided(application), dueOn, lastDayOf(desk, call), dayInJapan(now))
  mend(why?.key === 'applications.dueInThePast' || why?.key === 'applications.dueTooLate' ? [{ field: 'dueOn', reason: why }] : [])
  refuse(why)
  await tx.updateTable('application').set((eb) => ({ state: 'returned', return_reason: reason, due_on: dueOn, returned_at: now, version: eb('version', '+', 1) })).where('id', '=', id).execute()
  await promiseMail(change, id, 'returned')
  log('application.returned', `application:${id}`, { dueOn })
}

/**
 * Takes people over into the nomination sheet, or declines them with a reason. Once everybody has a verdict the office is
 * told, and again when one is changed. Logs 'application.taken' or 'application.declined'.
 */
export async function decideApplicants(change: Change, id: number, { verdict, applicantIds, reason = '' }: VerdictForm): Promise<void> {
  const { tx, now, log, actor } = change
  const { application, call, desk } = await heldForReview(change, id)
  const people = [...new Set(applicantIds)].map((one) => found(application.applicants.find((other) => other.id === one))).sort((a, b) => a.rank - b.rank)
  for (const { onSheet } of people) refuse(verdict === 'taken' ? whyNotTake(application, onSheet) : whyNotDecline(application, onSheet, reason))
  await tx.updateTable('applicant').set({ verdict, verdict_reason: verdict === 'declined' ? reason : '', verdict_by: actor?.personId ?? null, verdict_at: now })
    .where('id', 'in', people.map((one) => one.id)).execute()
  if (verdict === 'taken') await putOnSheet(change, call.id, desk, people)
  log(`application.${verdict}`, `application:${id}`, { people: people.length })
  const open = application.applicants.filter((one) => one.verdict === null && !people.includes(one)).length
  if (open > 0) return
  await tx.updateTable('application').set({ state: 'reviewed', reviewed_at: now }).where('id', '=', id).execute()
  await promiseMail(change, id, 'reviewed')
}

/** Says which of the municipality's own people of that name an applicant is, or that it is nobody of them. Logs 'application.linked'. */
export async function linkApplicant(change: Change, id: number, { applicantId, personId: named }: PersonForm): Promise<void> {
  const personId = named ?? null
  const { application } = await heldForReview(change, id)
  const applicant = found(application.applicants.find((one) => one.id === applicantId))
  if (personId !== null) found(application.namesakes.find((one) => one.id === personId && one.applicantId === applicantId))
  refuse(applicant.onSheet ? { key: 'applications.onSheet' } : null)
  await change.tx.updateTable('applicant').set({ person_id: personId }).where('id', '=', applicantId).execute()
  change.log('application.linked', `application:${id}`, { linked: personId !== null })
}

/** Each behind those who stand in the category already; who was said to be nobody's is somebody now. */
async function putOnSheet(change: Change, callId: number, desk: Desk, people: readonly ApplicantShown[]): Promise<void> {
  const lines = withApplicants(desk.lines, people)
  const named = new Set(lines.map(({ category }) => category))
  const nils = Object.fromEntries(desk.nilReturns.filter(({ category }) => !named.has(category)).map(({ category, reason }) => [category, reason]))
  const { version, contactName, contactPhone, contactEmail } = desk
  await saveSheet(change, callId, { version, page: null, contactName, contactPhone, contactEmail, nils, lines }, null)
}

/** The lines of a sheet with some applicants behind them, as taking them over would make them. */
export function withApplicants(lines: readonly Line[], people: readonly ApplicantShown[]): Line[] {
  const all = [...lines]
  for (const one of people) {
    const category = one.category ?? 'other'
    const last = Math.max(0, ...all.filter((line) => line.category === category).map(({ rank }) => rank))
    all.push({
      category, rank: last + 1, personId: one.personId, name: one.name, kana: one.kana, affiliation: one.affiliation, professionCode: one.professionCode,
      experience: one.experience, experienceCount: one.experienceCount, years: one.years, wishedCohortId: one.wishedCohortId, secondCohortId: one.secondCohortId, thirdCohortId: one.thirdCohortId, team: null, email: one.email, reason: '', applicantId: one.id,
    })
  }
  return all
}

const decided = ({ applicants }: Pick<Application, 'applicants'>): number => applicants.filter(({ verdict }) => verdict !== null).length

/** What of its call an application is judged by. */
export const callOf = ({ callState, route, opensOn, officeClosesOn }: Pick<Application, 'callState' | 'route' | 'opensOn' | 'officeClosesOn'>): CallToApply =>
  ({ state: callState, route, opensOn, officeClosesOn })

/** The application a link leads to, held: two windows of one office act one after the other. */
async function heldByLink({ tx, now }: Change, token: string): Promise<Application> {
  await tx.selectFrom('application as a').innerJoin('application_link as k', 'k.application_id', 'a.id').select('a.id').where('k.hash', '=', hashOfToken(token)).forUpdate('a').execute()
  return found(await applicationOfLink(tx, token, dayInJapan(now)))
}

/** The application for its own municipality, held, with the sheet its people may be put on. */
async function heldForReview({ tx, scope }: Change, id: number) {
  assert(scope.of === 'municipality')
  await tx.selectFrom('application').select('id').where('id', '=', id).forUpdate().execute()
  const application = found(await findApplication(tx, scope, id))
  const call = found(await findCall(tx, scope, application.callId))
  return { application, call, desk: found(await sheetOf(tx, scope, call.id, scope.municipalityId)) }
}

/** Removes the drafts of calls that were over before a day, with their people and links. Logs 'applications.drafts_removed' with how many. */
export async function removeAbandoned({ tx, log }: Change, closedBefore: Day): Promise<void> {
  const ids = (await abandonedDrafts(tx, closedBefore)).map(({ id }) => id)
  const gone = await tx.deleteFrom('application').where(sql<boolean>`id = any(${ids}::int[])`).where('state', '=', 'draft').returning('id').execute()
  log('applications.drafts_removed', 'application:drafts', { count: gone.length })
}
