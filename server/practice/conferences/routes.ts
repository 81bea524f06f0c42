import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { addCase, addConferencePeople, changeCase, makeConference, recordConference, removeCase, removeConference, removeConferencePerson } from './changes.ts'
import { CaseForm, IdParams, ListQuery, NewCaseForm, NewRecordForm, PersonForm, PersonRemovalForm, PlainForm, RecordForm, ShowQuery } from './forms.ts'
import { tableDesk } from '../../office/table-imports/desk.ts'
import { recordTable } from './imports.ts'
import { casePage, editPage, listPage, newCasePage, newPage, showPage } from './pages.ts'

const [read, keep] = ['conferences.read', 'conferences.keep'] as const
const at = (id: number) => `/conferences/${id}`

/** 会議の記録: what was held, who came, which cases were discussed. Kept by municipalities, read by the prefecture. */
export const conferences: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/conferences', { config: { access: read, traced: true }, schema: { querystring: ListQuery } },
    async (request, reply) => reply.page('practice/conferences/index', await listPage(request, request.query)))
  app.get('/conferences/new', { config: { access: keep } }, newAgain)
  app.post('/conferences', { config: { access: keep, again: newAgain }, schema: { body: NewRecordForm }, attachValidation: true },
    async ({ body }, reply) => reply.submit((change) => makeConference(change, body), (id) => ({ to: at(id), notice: 'conferences.recorded' })))
  app.get('/conferences/:id', { config: { access: read, traced: true }, schema: { params: IdParams, querystring: ShowQuery } }, showAgain())
  app.get('/conferences/:id/edit', { config: { access: keep }, schema: { params: IdParams } }, editAgain)
  app.post('/conferences/:id', { config: { access: keep, again: editAgain }, schema: { params: IdParams, body: RecordForm }, attachValidation: true },
    async ({ params: { id }, body }, reply) => reply.submit((change) => recordConference(change, id, body), () => ({ to: at(id), notice: 'form.saved' })))
  app.post('/conferences/:id/removal', { config: { access: keep, again: editAgain }, schema: { params: IdParams, body: PlainForm } },
    async ({ params: { id } }, reply) => reply.submit((change) => removeConference(change, id), () => ({ to: '/conferences', notice: 'conferences.removed' })))
  app.post('/conferences/:id/people', { config: { access: keep, again: showAgain('people') }, schema: { params: IdParams, body: PersonForm }, attachValidation: true },
    async ({ params: { id }, body }, reply) => reply.submit((change) => addConferencePeople(change, id, body), () => ({ to: `${at(id)}#persons`, notice: 'form.saved' })))
  app.post('/conferences/:id/people/removal', { config: { access: keep, again: showAgain() }, schema: { params: IdParams, body: PersonRemovalForm } },
    async ({ params: { id }, body }, reply) => reply.submit((change) => removeConferencePerson(change, id, body), () => ({ to: `${at(id)}#persons`, notice: 'form.saved' })))

  app.get('/conferences/:id/cases/new', { config: { access: keep }, schema: { params: IdParams } }, newCaseAgain)
  app.post('/conferences/:id/cases', { config: { access: keep, again: newCaseAgain }, schema: { params: IdParams, body: NewCaseForm }, attachValidation: true },
    async ({ params: { id }, body }, reply) => reply.submit((change) => addCase(change, id, body), () => ({ to: `${at(id)}#cases`, notice: 'conferences.caseAdded' })))
  app.get('/care-cases/:id', { config: { access: keep, traced: true }, schema: { params: IdParams } }, caseAgain)
  app.post('/care-cases/:id', { config: { access: keep, again: caseAgain }, schema: { params: IdParams, body: CaseForm }, attachValidation: true },
    async ({ params: { id }, body }, reply) => reply.submit((change) => changeCase(change, id, body), (conference) => ({ to: `${at(conference)}#cases`, notice: 'form.saved' })))
  app.post('/care-cases/:id/removal', { config: { access: keep, again: caseAgain }, schema: { params: IdParams, body: PlainForm } },
    async ({ params: { id } }, reply) => reply.submit((change) => removeCase(change, id), (conference) => ({ to: `${at(conference)}#cases`, notice: 'conferences.caseRemoved' })))
  await app.register(tableDesk(recordTable))
}

const idOf = (request: FastifyRequest) => (request.params as { id: number }).id
async function newAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('practice/conferences/edit', await newPage(request))
}
async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('practice/conferences/edit', await editPage(request, idOf(request)))
}
const showAgain = (sent?: 'people') => async (request: FastifyRequest, reply: FastifyReply) =>
  reply.page('practice/conferences/show', await showPage(request, idOf(request), request.query as { q?: string }, sent))
async function newCaseAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('practice/conferences/case', await newCasePage(request, idOf(request)))
}
async function caseAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('practice/conferences/case', await casePage(request, idOf(request)))
}
