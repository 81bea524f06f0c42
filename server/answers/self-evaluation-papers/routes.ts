import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade, sendStored } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { fileOf } from '../../cascade/documents/queries.ts'
import { askYear, correctYear, decideYear, giveUpCorrection, publishEdition, reportEdition } from './changes.ts'
import { AskForm, BesideQuery, CorrectionForm, DecisionForm, FigureParams, IdParams, PublicationForm, ReportForm } from './forms.ts'
import { checkPage, correctionPage, differencesPage, editionPage, figurePage } from './pages.ts'
import { nameOf, paperOf, workbookOf } from './paper.ts'
import { findEdition } from './queries.ts'

const [read, draft, edit] = ['self_evaluations.read', 'self_evaluations.draft', 'self_evaluations.edit'] as const
const at = '/evaluation-years/:id'
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** A year of a self-evaluation sheet on its way: checked, asked, frozen, reported, published, corrected; and its papers. */
export const selfEvaluationPapers: FastifyPluginAsyncTypebox = async (app) => {
  app.get(`${at}/check`, { config: { access: draft }, schema: { params: IdParams } }, checkAgain)
  app.post(`${at}/request`, {
    config: { access: edit, again: checkAgain }, schema: { params: IdParams, body: AskForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => askYear(change, id, body.version), () => ({ to: `/evaluation-years/${id}/check`, notice: 'evaluationPapers.askedNow' })))
  // Taking back is for those who prepare; that deciding is not is asked again where it is done.
  app.post(`${at}/approval`, {
    config: { access: edit, again: checkAgain }, schema: { params: IdParams, body: DecisionForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => decideYear(change, id, body), () => ({ to: `/evaluation-years/${id}/check`, notice: `evaluationPapers.became.${body.decision}` })))
  app.get(`${at}/correction`, { config: { access: edit }, schema: { params: IdParams } }, correctionAgain)
  app.post(`${at}/correction`, {
    config: { access: edit, again: correctionAgain }, schema: { params: IdParams, body: CorrectionForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => correctYear(change, id, body), (sheet) => ({ to: `/self-evaluations/${sheet}`, notice: 'evaluationPapers.correcting' })))
  app.post(`${at}/kept`, { config: { access: edit }, schema: { params: IdParams } }, async ({ params: { id } }, reply) =>
    reply.submit((change) => giveUpCorrection(change, id), (sheet) => ({ to: `/self-evaluations/${sheet}`, notice: 'evaluationPapers.gaveUp' })))
  // How it would be printed now: a draft, made for this one look.
  app.get(`${at}/paper`, { config: { access: draft }, schema: { params: IdParams } }, async (request, reply) => {
    const { content } = await checkPage(request, request.params.id)
    return sendMade(reply, await app.outside.paper.print('evaluation-sheet', paperOf(content, { madeAt: null, sha256: null })), { name: `下書き_${nameOf(content, 'pdf')}`, type: 'application/pdf', shown: 'inline' })
  })
  app.get(`${at}/table`, { config: { access: draft }, schema: { params: IdParams } }, async (request, reply) => {
    const { content } = await checkPage(request, request.params.id)
    return sendMade(reply, await workbookOf(content, app.clock()), { name: `下書き_${nameOf(content, 'xlsx')}`, type: xlsx })
  })

  app.get('/evaluation-editions/:id', { config: { access: read }, schema: { params: IdParams } }, editionAgain)
  app.get('/evaluation-editions/:id/paper', { config: { access: read }, schema: { params: IdParams } }, async (request, reply) => sendPaper(request, reply, 'pdfFileId'))
  app.get('/evaluation-editions/:id/table', { config: { access: read }, schema: { params: IdParams } }, async (request, reply) => sendPaper(request, reply, 'xlsxFileId'))
  app.get('/evaluation-editions/:id/differences', { config: { access: read }, schema: { params: IdParams, querystring: BesideQuery } }, async (request, reply) =>
    reply.page('answers/self-evaluation-papers/differences', await differencesPage(request, request.query.beside)))
  app.get('/evaluation-editions/:id/figures/:item', { config: { access: draft, traced: true }, schema: { params: FigureParams } }, async (request, reply) =>
    reply.page('answers/self-evaluation-papers/figure', await figurePage(request, request.params.item)))
  app.post('/evaluation-editions/:id/report', {
    config: { access: edit, again: editionAgain }, schema: { params: IdParams, body: ReportForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => reportEdition(change, id, body), () => ({ to: `/evaluation-editions/${id}`, notice: 'evaluationPapers.reported' })))
  app.post('/evaluation-editions/:id/publication', {
    config: { access: edit, again: editionAgain }, schema: { params: IdParams, body: PublicationForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => publishEdition(change, id, body), () => ({ to: `/evaluation-editions/${id}`, notice: 'evaluationPapers.published' })))

  async function sendPaper(request: FastifyRequest, reply: FastifyReply, which: 'pdfFileId' | 'xlsxFileId') {
    const edition = found(await findEdition(request.db, request.scope, (request.params as { id: number }).id))
    return sendStored(reply, app.outside.files, found(await fileOf(request.db, found(edition[which]))))
  }
}

async function checkAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('answers/self-evaluation-papers/check', await checkPage(request, (request.params as { id: number }).id)) }
async function correctionAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('answers/self-evaluation-papers/correction', await correctionPage(request)) }
async function editionAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('answers/self-evaluation-papers/edition', await editionPage(request)) }
