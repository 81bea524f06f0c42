import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendBundle, sendMade, sendStored } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { printBatch, writeBatch } from './changes.ts'
import { BatchForm, BundleQuery, NoticeParams, NoticesQuery, PreviewQuery, PrintForm, TrainingParams } from './forms.ts'
import { bundled } from './jobs.ts'
import { draftPage, noticesPage, previewOf } from './pages.ts'
import { fileOfNotice, letterGround, ownNotices, papersOf } from './queries.ts'

/** 決定通知: the letters of an announced selection, written by the office, printed as a job, taken by whom they are about. */
export const selectionNotices: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/trainings/:trainingId/notices', {
    config: { access: 'notices.read', traced: true }, schema: { params: TrainingParams, querystring: NoticesQuery },
  }, async (request, reply) =>
    reply.page('entry/selection-notices/index', await noticesPage(request, request.params.trainingId, request.query)))

  app.get('/trainings/:trainingId/notices/draft', {
    config: { access: 'notices.prepare' }, schema: { params: TrainingParams },
  }, showDraft)

  app.post('/trainings/:trainingId/notices/draft', {
    config: { access: 'notices.prepare', again: showDraft }, schema: { params: TrainingParams, body: BatchForm }, attachValidation: true,
  }, async ({ params: { trainingId }, body }, reply) =>
    reply.submit((change) => writeBatch(change, trainingId, body), () => ({ to: `/trainings/${trainingId}/notices`, notice: 'notices.written' })))

  app.get('/trainings/:trainingId/notices/preview', {
    config: { access: 'notices.prepare', traced: true }, schema: { params: TrainingParams, querystring: PreviewQuery },
  }, async (request, reply) => {
    const { kind } = request.query
    const { template, data } = await previewOf(request, request.params.trainingId, kind)
    return sendMade(reply, await app.outside.paper.print(template, data), { name: `見本_${kind}.pdf`, type: 'application/pdf', shown: 'inline' })
  })

  app.post('/trainings/:trainingId/notices', {
    config: { access: 'notices.prepare' }, schema: { params: TrainingParams, body: PrintForm },
  }, async ({ params: { trainingId }, body: { version } }, reply) =>
    reply.submit((change) => printBatch(change, trainingId, version), (workId) => ({ to: `/works/${workId}`, notice: 'notices.begun' })))

  app.get('/trainings/:trainingId/notices/bundle', {
    config: { access: 'notices.bundle', traced: true }, schema: { params: TrainingParams, querystring: BundleQuery },
  }, async (request, reply) => sendAll(request, reply, request.params.trainingId, request.query.municipality))

  app.get('/notices/:noticeId/file', {
    config: { access: 'notices.read', traced: true }, schema: { params: NoticeParams },
  }, async (request, reply) =>
    sendStored(reply, app.outside.files, found(await fileOfNotice(request.db, request.scope, request.params.noticeId))))

  app.get('/my-notices', { config: { access: 'notices.own' } }, async (request, reply) =>
    reply.page('entry/selection-notices/mine', { rows: await ownNotices(request.db, request.scope) }))

  app.get('/my-notices/:noticeId/file', {
    config: { access: 'notices.own', traced: true }, schema: { params: NoticeParams },
  }, async (request, reply) =>
    sendStored(reply, app.outside.files, found(await fileOfNotice(request.db, request.scope, request.params.noticeId))))
}

async function showDraft(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('entry/selection-notices/draft', await draftPage(request, (request.params as { trainingId: number }).trainingId))
}

/** All letters that somebody may take, in one file; or those of one municipality, which then stands in its name. */
async function sendAll({ db, scope, server }: FastifyRequest, reply: FastifyReply, trainingId: number, municipalityId?: number) {
  const papers = await papersOf(db, scope, trainingId, { municipalityId })
  const { municipality } = found(papers[0])
  const whose = municipalityId === undefined && scope.of === 'all' ? '' : `_${municipality}`
  const { title } = found(await letterGround(db, trainingId))
  return sendBundle(reply, server.outside.files, bundled(papers), `決定通知_${title}${whose}.zip`)
}
