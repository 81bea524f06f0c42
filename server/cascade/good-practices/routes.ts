import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { adoptPractice, consentToPractice, editPractice, publishPractice, writePractice } from './changes.ts'
import { AdoptionForm, ConsentForm, IdParams, NewPracticeForm, NewQuery, OwnQuery, PracticeForm, PublicationForm, ShelfQuery } from './forms.ts'
import { editPage, findAny, newPage, ownList, practicePage, shelf } from './pages.ts'
import { nameOfPractice, practicePaper } from './paper.ts'

const [read, write] = ['practices.read', 'practices.write'] as const

/** よい取組: written by a municipality in the form of fifteen fields, published with its consent, adopted by others. */
export const goodPractices: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/practices', { config: { access: read }, schema: { querystring: ShelfQuery } }, async (request, reply) =>
    reply.page('cascade/good-practices/index', await shelf(request, request.query)))
  app.get('/practices/own', { config: { access: write }, schema: { querystring: OwnQuery } }, async (request, reply) =>
    reply.page('cascade/good-practices/own', await ownList(request, request.query.page)))
  app.get('/practices/new', { config: { access: write }, schema: { querystring: NewQuery } }, async (request, reply) =>
    reply.page('cascade/good-practices/edit', await newPage(request, request.query.modelSupportId)))
  app.post('/practices', { config: { access: write, again: newAgain }, schema: { body: NewPracticeForm }, attachValidation: true }, async (request, reply) =>
    reply.submit((change) => writePractice(change, request.body), (id) => ({ to: `/practices/${id}`, notice: 'form.saved' })))

  app.get('/practices/:id', { config: { access: read }, schema: { params: IdParams } }, showAgain)
  app.get('/practices/:id/paper', { config: { access: read }, schema: { params: IdParams } }, async (request, reply) => {
    const practice = await findAny(request, request.params.id)
    return sendMade(reply, await app.outside.paper.print('support-paper', practicePaper(practice)), { name: nameOfPractice(practice), type: 'application/pdf' })
  })
  app.get('/practices/:id/edit', { config: { access: write }, schema: { params: IdParams } }, editAgain)
  app.post('/practices/:id', { config: { access: write, again: editAgain }, schema: { params: IdParams, body: PracticeForm }, attachValidation: true }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => editPractice(change, id, body), () => ({ to: `/practices/${id}`, notice: 'form.saved' })))
  app.post('/practices/:id/consent', {
    config: { access: 'practices.adopt', again: showAgain }, schema: { params: IdParams, body: ConsentForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => consentToPractice(change, id, body), () => ({ to: `/practices/${id}`, notice: `practices.became.${body.act}` })))
  app.post('/practices/:id/publication', {
    config: { access: 'practices.publish', again: showAgain }, schema: { params: IdParams, body: PublicationForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => publishPractice(change, id, body), () => ({ to: `/practices/${id}`, notice: `practices.became.${body.act}` })))
  app.post('/practices/:id/adoptions', {
    config: { access: 'practices.adopt', again: showAgain }, schema: { params: IdParams, body: AdoptionForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => adoptPractice(change, id, body), () => ({ to: `/practices/${id}`, notice: 'practices.adoptionTold' })))
}

async function newAgain(request: FastifyRequest, reply: FastifyReply) {
  const { modelSupportId: typed } = request.body as { modelSupportId?: unknown }
  return reply.page('cascade/good-practices/edit', await newPage(request, Number.isSafeInteger(typed) ? typed as number : undefined))
}
async function showAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('cascade/good-practices/show', await practicePage(request)) }
async function editAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('cascade/good-practices/edit', await editPage(request)) }
