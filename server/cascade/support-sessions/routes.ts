import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { shelfOf, type Shelf } from '../documents/shelf.ts'
import { planSession, saveSession, writeVisitReport } from './changes.ts'
import { IdParams, NewSessionForm, SessionForm, VisitForm } from './forms.ts'
import { editPage, newPage, sessionPage } from './pages.ts'
import { nameOfRecord, sessionPaper } from './paper.ts'
import { sessionAsParent } from './queries.ts'

const [read, write, keep] = ['support_sessions.read', 'support_sessions.write', 'supports.keep'] as const

const readers = ['prefecture', 'experts', 'municipality'] as const
const shelf: Shelf = { column: 'support_session_id', at: '/support-sessions', door: { href: '/model-supports', label: 'modelSupports.title' }, read, keep: write, readers, find: sessionAsParent }

/** 支援の会議: planned with the municipality and its experts, written down together, and begun with what is still to be done. */
export const supportSessions: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/model-supports/:id/sessions/new', { config: { access: keep }, schema: { params: IdParams } }, newAgain)
  app.post('/model-supports/:id/sessions', {
    config: { access: keep, again: newAgain }, schema: { params: IdParams, body: NewSessionForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => planSession(change, id, body), (session) => ({ to: `/support-sessions/${session}`, notice: 'supportSessions.planned' })))

  await app.register(shelfOf(shelf))
  app.get('/support-sessions/:id', { config: { access: read, traced: true }, schema: { params: IdParams } }, showAgain)
  app.get('/support-sessions/:id/paper', { config: { access: read, traced: true }, schema: { params: IdParams } }, async (request, reply) => {
    const { session, carried, actions } = await sessionPage(request)
    return sendMade(reply, await app.outside.paper.print('support-paper', sessionPaper(session, [...carried, ...actions])), { name: nameOfRecord(session), type: 'application/pdf' })
  })
  app.get('/support-sessions/:id/edit', { config: { access: write }, schema: { params: IdParams } }, editAgain)
  app.post('/support-sessions/:id', {
    config: { access: write, again: editAgain }, schema: { params: IdParams, body: SessionForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => saveSession(change, id, body), () => ({ to: `/support-sessions/${id}`, notice: 'form.saved' })))
  app.post('/support-sessions/:id/visit-report', {
    config: { access: 'visit_reports.write', again: showAgain }, schema: { params: IdParams, body: VisitForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => writeVisitReport(change, id, body), () => ({ to: `/support-sessions/${id}`, notice: 'supportSessions.visitWritten' })))
}

async function newAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('cascade/support-sessions/new', await newPage(request)) }
async function showAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('cascade/support-sessions/show', await sessionPage(request)) }
async function editAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('cascade/support-sessions/edit', await editPage(request)) }
