import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { mergePeople, sayApart, setUndoDays, undoMerge } from './changes.ts'
import { ApartForm, DuplicatesQuery, MergeForm, MergeParams, MergesQuery, PairParams, RuleForm, UndoForm } from './forms.ts'
import { listPage, mergePage, mergesPage, pairPage } from './pages.ts'

const access = 'people.merge' as const

export const duplicates: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/people/duplicates', { config: { access, traced: true }, schema: { querystring: DuplicatesQuery } }, showList)
  app.post('/people/duplicates/rule', {
    config: { access, again: showList }, schema: { body: RuleForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => setUndoDays(change, request.body), () => ({ to: '/people/duplicates', notice: 'form.saved' })))

  app.get('/people/:id/duplicates/:otherId', { config: { access, traced: true }, schema: { params: PairParams } }, showPair)
  app.post('/people/:id/duplicates/:otherId/merge', {
    config: { access, again: showPair }, schema: { params: PairParams, body: MergeForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id, otherId } = request.params
    return reply.submit((change) => mergePeople(change, id, otherId, request.body), (mergeId) => ({ to: `/people/merges/${mergeId}`, notice: 'duplicates.merged' }))
  })
  app.post('/people/:id/duplicates/:otherId/apart', {
    config: { access, again: showPair }, schema: { params: PairParams, body: ApartForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id, otherId } = request.params
    return reply.submit((change) => sayApart(change, id, otherId, request.body.apartReason), () => ({ to: '/people/duplicates', notice: 'duplicates.saidApart' }))
  })

  app.get('/people/merges', { config: { access, traced: true }, schema: { querystring: MergesQuery } }, async (request, reply) =>
    reply.page('who/duplicates/merges', await mergesPage(request)))
  app.get('/people/merges/:mergeId', { config: { access, traced: true }, schema: { params: MergeParams } }, showMerge)
  app.post('/people/merges/:mergeId/undo', {
    config: { access, again: showMerge }, schema: { params: MergeParams, body: UndoForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => undoMerge(change, request.params.mergeId, request.body.reason),
    (keptId) => ({ to: `/people/${keptId}`, notice: 'duplicates.undone' })))
}

const showList = async (request: FastifyRequest, reply: FastifyReply) => reply.page('who/duplicates/index', await listPage(request))
/** Somebody else merged the pair meanwhile: there is no pair any more, so it is said above the list. */
const showPair = async (request: FastifyRequest, reply: FastifyReply) => request.refusal?.key === 'duplicates.mergedBefore'
  ? showList(request, reply) : reply.page('who/duplicates/show', await pairPage(request))
const showMerge = async (request: FastifyRequest, reply: FastifyReply) => reply.page('who/duplicates/merge', await mergePage(request))
