import { sql } from 'kysely'
import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { newActionOf, shownActions } from '../actions/pages.ts'
import { actionsOfSupport } from '../actions/queries.ts'
import { documentsOf } from '../documents/queries.ts'
import { findSupport } from '../model-supports/queries.ts'
import { whyNotKeepDocuments } from '../model-supports/rules.ts'
import { NewSessionForm, SessionForm, VisitForm } from './forms.ts'
import { findSession, lastSession, type Session } from './queries.ts'
import { countsOf, whyNotMeet, whyNotWrite } from './rules.ts'

const idOf = ({ params }: FastifyRequest) => (params as { id: number }).id

export async function newPage(request: FastifyRequest) {
  const { db, scope } = request
  const support = found(await findSupport(db, scope, idOf(request)))
  const last = await lastSession(db, support.id)
  return { support, whyNot: whyNotMeet(support.state), number: (last?.number ?? 0) + 1, form: formOf(NewSessionForm, request, last ?? { mode: 'on_site' }) }
}

/** What is carried forward to a session: all that was open when it began, and what became of it since. Its own actions stand by themselves. */
const carried = (session: Session) => sql<boolean>`s.number < ${session.number} and (a.state = 'open' or a.settled_on >= ${session.heldOn}::date)`
const own = (session: Session) => sql<boolean>`s.id = ${session.id}`

export async function sessionPage(request: FastifyRequest) {
  const { db, scope, today, actor } = request
  const session = found(await findSession(db, scope, idOf(request)))
  const actions = await actionsOfSupport(db, scope, session.supportId, sql<boolean>`(${carried(session)} or ${own(session)})`).execute()
  const documents = await documentsOf(db, scope, 'support_session_id', session.id)
  const mine = actor?.kind === 'expert' ? session.experts.find(({ personId, state }) => personId === actor.personId && state === 'accepted') ?? null : null
  return {
    documents, mayKeepDocuments: whyNotKeepDocuments(session.supportState) === null,
    session, counts: countsOf(session.people), whyNot: whyNotWrite(session.state, session.supportState),
    carried: shownActions(actions.filter(({ supportSessionId }) => supportSessionId !== session.id), today), actions: shownActions(actions.filter(({ supportSessionId }) => supportSessionId === session.id), today),
    newAction: session.state === 'canceled' || session.supportState !== 'supporting' && session.supportState !== 'plan_agreed' ? null : newActionOf(request, 'supportSessionId', session.id),
    mine, visit: formOf(VisitForm, request.routeOptions.url?.endsWith('/visit-report') ? request : nothingSent(request), { words: mine?.words ?? '' }),
  }
}

const blankRows = 3

/** The record as a form: the experts of the support, those who were written down, and a few rows more. */
export async function editPage(request: FastifyRequest) {
  const { db, scope } = request
  const session = found(await findSession(db, scope, idOf(request)))
  const experts = session.experts.filter(({ state }) => state === 'accepted').map(({ id, name, affiliation }) =>
    ({ appointmentId: id, side: 'expert', name, affiliation, state: session.people.find(({ appointmentId }) => appointmentId === id)?.state ?? 'present' }))
  const kept = session.people.filter(({ appointmentId }) => appointmentId === null || !experts.some((one) => one.appointmentId === appointmentId))
  const people = [...experts, ...kept.map((one) => ({ ...one, appointmentId: one.appointmentId ?? undefined }))]
  const sent = (request.body as { people?: unknown[] } | undefined)?.people
  const rows = Math.min(40, Math.max(people.length + blankRows, Array.isArray(sent) ? sent.length : 0))
  return { session, whyNot: whyNotWrite(session.state, session.supportState), experts, rows, form: formOf(SessionForm, request, { ...session, people }) }
}
