import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { beginFile, sendBundle, sendMade } from '../../base/downloads.ts'
import { inBundle } from '../../base/bundles.ts'
import { found } from '../../base/errors.ts'
import { buildTable } from '../../base/table-files.ts'
import { findTraining } from '../../planning/trainings/queries.ts'
import { certificatePage, registerTable } from '../certificates/pages.ts'
import { plainOf } from '../certificates/paper.ts'
import { originOf } from '../certificates/printing.ts'
import { askSheets, handOver, handOverAll, takePaper } from './changes.ts'
import { CertificateParams, HandoverForm, PageQuery, PapersQuery, PlainForm, RegisterQuery, TrainingParams } from './forms.ts'
import { deliveryPage } from './pages.ts'
import { papersInForce } from './queries.ts'

/** How paper reaches its people: files for a printer and for municipalities, who has got theirs, and the register as a table. */
export const deliveries: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/trainings/:trainingId/certificates/delivery', {
    config: { access: 'certificates.read' }, schema: { params: TrainingParams, querystring: PageQuery },
  }, async (request, reply) => {
    const { params: { trainingId }, query: { take, municipality } } = request
    if (take === 'papers') beginFile(reply, `/trainings/${trainingId}/certificates/papers${municipality === undefined ? '' : `?municipality=${municipality}`}`)
    if (take === 'register') beginFile(reply, `/trainings/${trainingId}/certificates/register-file`)
    return reply.page('completion/deliveries/show', await deliveryPage(request, trainingId, take !== undefined))
  })

  app.get('/trainings/:trainingId/certificates/papers', {
    config: { access: 'certificates.take', traced: true, justSignedIn: (request) => pageBeginning(request, 'papers') },
    schema: { params: TrainingParams, querystring: PapersQuery },
  }, async (request, reply) => {
    const { db, scope, params: { trainingId }, query: { municipality } } = request
    const training = found(await findTraining(db, scope, trainingId))
    const papers = await papersInForce(db, scope, trainingId, municipality)
    const [first] = papers
    found(first)
    const isOfOne = municipality !== undefined || scope.of === 'municipality'
    const folder = (paper: typeof papers[number]) => isOfOne ? '' : `${inBundle([paper.code, paper.municipality].filter(Boolean).join(' '))}/`
    const bundled = papers.map((paper) => ({ name: `${folder(paper)}${inBundle(plainOf(paper.numberText))}.pdf`, key: paper.key, sha256: paper.sha256 }))
    return sendBundle(reply, app.outside.files, bundled, `修了証書_${training.title}${isOfOne ? `_${first!.municipality ?? ''}` : ''}.zip`)
  })

  app.get('/trainings/:trainingId/certificates/register-file', {
    config: { access: 'certificates.take', traced: true, justSignedIn: (request) => pageBeginning(request, 'register') },
    schema: { params: TrainingParams, querystring: RegisterQuery },
  }, async (request, reply) => {
    const { title, name, columns, rows } = await registerTable(request, request.params.trainingId)
    const built = await buildTable({
      fileName: name, sheet: '発行台帳', title, above: [[title]], rows,
      columns: columns.map((header, place) => ({ header, width: [18, 16, 18, 12, 14, 12, 12, 32, 24, 14][place] ?? 14, isText: true })),
    }, request.query.as ?? 'xlsx', app.clock())
    return sendMade(reply, built.bytes, built)
  })

  app.post('/trainings/:trainingId/certificates/sheets', {
    config: { access: 'certificates.issue' }, schema: { params: TrainingParams, body: PlainForm },
  }, async (request, reply) => reply.submit((change) => askSheets(change, request.params.trainingId, originOf(request)),
    (workId) => ({ to: `/works/${workId}`, notice: 'deliveries.sheetsBegun' })))

  app.post('/trainings/:trainingId/certificates/handovers', {
    config: { access: 'certificates.hand', again: async (request, reply) => reply.page('completion/deliveries/show', await deliveryPage(request, (request.params as { trainingId: number }).trainingId, false)) },
    schema: { params: TrainingParams, body: HandoverForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => handOverAll(change, request.params.trainingId, request.body),
    () => ({ to: `/trainings/${request.params.trainingId}/certificates/delivery`, notice: 'deliveries.handedOver' })))

  app.post('/certificates/:certificateId/handover', {
    config: { access: 'certificates.hand', again: async (request, reply) => reply.page('completion/certificates/show', await certificatePage(request, (request.params as { certificateId: number }).certificateId)) },
    schema: { params: CertificateParams, body: HandoverForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => handOver(change, request.params.certificateId, request.body),
    () => ({ to: `/certificates/${request.params.certificateId}`, notice: 'deliveries.handedOver' })))

  app.post('/my-certificates/:certificateId/receipt', {
    config: { access: 'certificates.own' }, schema: { params: CertificateParams, body: PlainForm },
  }, async (request, reply) => reply.submit((change) => takePaper(change, request.params.certificateId),
    () => ({ to: `/my-certificates?take=${request.params.certificateId}` })))
}

function pageBeginning({ params, query }: FastifyRequest, take: 'papers' | 'register'): string {
  const [{ trainingId }, { municipality }] = [params as { trainingId: string }, query as { municipality?: string }]
  const rest = municipality === undefined || take === 'register' ? '' : `&municipality=${encodeURIComponent(municipality)}`
  return `/trainings/${encodeURIComponent(trainingId)}/certificates/delivery?take=${take}${rest}`
}
