import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { findCall } from '../../planning/calls/queries.ts'
import { checked } from '../nominations/checks.ts'
import { ownSheet } from '../nominations/pages.ts'
import { whyNotEdit } from '../nominations/rules.ts'
import { callOf, withApplicants } from './changes.ts'
import { BeginForm, DraftForm, ReturnForm, VerdictForm } from './forms.ts'
import { applicationOfLink, applicationsOf, countsOf, findApplication, perPage, publicCall, type Application } from './queries.ts'
import { applicantsMax, draftsKeptDays, evidenceOf, outcomeOf, problemsOf, takesApplications, whyNotApply, whyNotRecall, whyNotReturn, whyNotSave, whyNotSubmit } from './rules.ts'

/** The public page of a call; undefined where it has none, whatever the reason. It looks past the wall because nobody is signed in. */
export async function beginPage(request: FastifyRequest, callId: number) {
  const call = await publicCall(request.beyond, callId, request.today)
  if (call === undefined || !takesApplications(call)) return undefined
  return { call, form: formOf(BeginForm, request), whyNot: whyNotApply(call, request.today) }
}

/** The application a link leads to. It looks past the wall because the link is the key. */
export const applicationAt = ({ beyond, today }: FastifyRequest, token: string) => applicationOfLink(beyond, token, today)

/** The last day of an application: a later one given with a return, else that of the call. */
const lastDayOfOffice = ({ dueOn, officeClosesOn }: Pick<Application, 'dueOn' | 'officeClosesOn'>) => (dueOn !== null && dueOn > officeClosesOn ? dueOn : officeClosesOn)

/** The draft as a form: stored, or as typed when it comes back. */
export function draftPage(request: FastifyRequest, application: Application, token: string, more: boolean) {
  const { rows = [] } = (request.method === 'POST' ? request.body : {}) as { rows?: unknown[] }
  const shown = request.method === 'POST' ? [rows].flat().length : application.applicants.length
  const starting = { ...application, rows: application.applicants.map((one) => ({ ...one, purposeConsent: String(one.purposeConsent), rosterConsent: String(one.rosterConsent) })) }
  const problems = new Map(request.method === 'POST' || more ? [] : problemsOf(application).map(({ field, reason }) => [field, request.say(reason.key, reason.data)]))
  return {
    application, token, draftsKeptDays, lastDay: lastDayOfOffice(application), form: formOf(DraftForm, request, starting), problems,
    rows: Math.min(applicantsMax(application.route), Math.max(1, shown + (more ? 1 : 0))), whyNot: whyNotSave(application, callOf(application), request.today),
  }
}

/** Everything once more before it is handed in, and what is still missing. */
export function checkPage(request: FastifyRequest, application: Application, token: string) {
  const problems = problemsOf(application)
  return {
    application, token, lastDay: lastDayOfOffice(application), problems,
    whyNot: whyNotSubmit(application, callOf(application), application.applicants.length, problems.length, request.today),
  }
}

/** What became of an application, as its office may know it. */
export function statePage(request: FastifyRequest, application: Application, token: string) {
  const decided = application.applicants.filter(({ verdict }) => verdict !== null).length
  return {
    application, token, lastDay: lastDayOfOffice(application), recallable: whyNotRecall(application, callOf(application), decided, request.today) === null,
    people: application.applicants.map((one) => ({ ...one, outcome: outcomeOf({ ...one, sheetState: application.sheetState }) })),
  }
}

/** What was handed in to a municipality; the prefecture is shown figures only. */
export async function listPage(request: FastifyRequest, callId: number, page: number) {
  const { db, scope } = request
  const [known, rows] = await Promise.all([findCall(db, scope, callId), applicationsOf(db, scope, callId, page)])
  const call = found(known)
  return { call, rows, page, perPage, total: rows[0]?.total ?? 0, address: addressOf(request, callId), open: takesApplications(call) && whyNotApply(call, request.today) === null }
}

export async function countsPage({ db, scope }: FastifyRequest, callId: number) {
  const [known, rows] = await Promise.all([findCall(db, scope, callId), countsOf(db, callId)])
  return { call: found(known), rows }
}

/** Where offices apply, as it is given to them. */
const addressOf = ({ server, protocol, host }: FastifyRequest, callId: number) => `${server.outside.publicOrigin ?? `${protocol}://${host}`}/apply/${callId}`

/** One application for its municipality: each of its people with what the sheet would say of them, and who they may be. */
export async function reviewPage(request: FastifyRequest, applicationId: number) {
  const application = found(await findApplication(request.db, request.scope, applicationId))
  const { call, desk } = await ownSheet(request, application.callId)
  const open = application.applicants.filter(({ onSheet }) => !onSheet)
  const lines = withApplicants(desk.lines, open)
  const { problems } = await checked(request.beyond, call, { ...desk, lines }, desk.municipalityId, request.today)
  const decided = application.applicants.filter(({ verdict }) => verdict !== null).length
  return {
    application, call, sheetShut: whyNotEdit(desk, call, request.today),
    people: application.applicants.map((one) => ({
      ...one, problems: one.onSheet ? [] : problems[lines.findIndex(({ applicantId }) => applicantId === one.id)] ?? [],
      namesakes: application.namesakes.filter(({ applicantId }) => applicantId === one.id).map((known) => ({ ...known, evidence: evidenceOf(one, known) })),
    })),
    verdictForm: formOf(VerdictForm, request), returnForm: formOf(ReturnForm, request, { dueOn: call.closesOn }),
    returnable: whyNotReturn(application, decided, request.today, call.closesOn, request.today) === null,
  }
}
