import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { newActionOf, shownActions } from '../actions/pages.ts'
import { actionsOfSupport } from '../actions/queries.ts'
import { documentsOf } from '../documents/queries.ts'
import { ApplicationForm, WithdrawalForm } from './forms.ts'
import { findApplication, recruitmentOfYear, supportInFull, supportsOfYear } from './queries.ts'
import { isModel, isRunning, life, whyNotKeepDocuments, whyNotWrite, type SupportState } from './rules.ts'

/** How a state is marked: what waits for somebody, what runs, what is over. */
export const toneOf = (state: SupportState): '' | 'now' | 'done' | 'warn' =>
  state === 'recruiting' ? '' : state === 'declined' || state === 'withdrawn' ? 'warn' : state === 'closed' || state === 'shared_at_liaison' ? 'done' : 'now'

/** The supports of a year: how many municipalities, how many sessions, and each of them. */
export async function yearPage({ db, scope, year, today, actor }: FastifyRequest) {
  const [rows, recruitment] = [await supportsOfYear(db, scope, year), await recruitmentOfYear(db, year)]
  const models = rows.filter(({ state }) => isModel(state))
  const own = actor?.kind === 'municipality' ? rows.find(({ state }) => state !== 'withdrawn') ?? null : null
  return {
    rows: rows.map((row) => ({ ...row, tone: toneOf(row.state) })), recruitment: recruitment ?? null, own,
    municipalities: models.length, sessions: models.reduce((sum, one) => sum + one.sessions, 0), openActions: models.reduce((sum, one) => sum + one.openActions, 0),
    isOpen: recruitment !== undefined && whyNotWrite('recruiting', recruitment, today) === null,
  }
}

/** One support from its application to its end. */
export async function supportPage(request: FastifyRequest) {
  const { db, scope, today } = request
  const { id } = request.params as { id: number }
  const support = found(await supportInFull(db, scope, id))
  const [actions, documents] = [await actionsOfSupport(db, scope, id).execute(), await documentsOf(db, scope, 'model_support_id', id)]
  const at = new Map(support.steps.map((step) => [step.state, step]))
  const here = life.indexOf(support.state as typeof life[number])
  const reached = here >= 0 ? here : life.findLastIndex((one) => at.has(one))
  const last = support.sessions.filter(({ state }) => state !== 'canceled').at(-1)
  return {
    documents, mayKeepDocuments: whyNotKeepDocuments(support.state) === null,
    support: { ...support, tone: toneOf(support.state), isRunning: isRunning(support.state) }, actions: shownActions(actions, today),
    life: life.map((state, n) => ({ state, step: state === support.state || n <= reached ? at.get(state) ?? null : null, is: n < reached || support.state === 'closed' ? 'done' : n === reached && here >= 0 ? 'now' : n === reached ? 'done' : 'later' })),
    newAction: last === undefined || !isRunning(support.state) ? null : newActionOf(request, 'supportSessionId', last.id),
    withdrawal: formOf(WithdrawalForm, request.routeOptions.url?.endsWith('/withdrawal') ? request : nothingSent(request)),
  }
}

/** The application as it was written, or its form while it may be. */
export async function applicationPage(request: FastifyRequest) {
  const { db, scope, today, actor } = request
  const application = found(await findApplication(db, scope, (request.params as { id: number }).id))
  const whyNot = whyNotWrite(application.state, { state: application.recruitmentState, closesOn: application.closesOn }, today)
  return { application, whyNot, mayWrite: actor?.kind === 'municipality' && whyNot === null, form: formOf(ApplicationForm, request, application) }
}
