import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendStored } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { shareReport, writeReport } from './changes.ts'
import { IdParams, ListQuery, ReportForm, SharingForm } from './forms.ts'
import { findAny, listPage, reportPage, writePage } from './pages.ts'
import { fileOf } from '../documents/queries.ts'

const read = 'support_reports.read' as const

/** 報告書: put together from the record of a support, frozen when it is submitted, and open to all municipalities once it was shared. */
export const supportReports: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/support-reports', { config: { access: 'shared_reports.read' }, schema: { querystring: ListQuery } }, async (request, reply) =>
    reply.page('cascade/support-reports/index', await listPage(request, request.query.page)))
  app.get('/support-reports/:id', { config: { access: read }, schema: { params: IdParams } }, showAgain)
  app.get('/support-reports/:id/file', { config: { access: read }, schema: { params: IdParams } }, async (request, reply) => {
    const { fileId } = await findAny(request, request.params.id)
    return sendStored(reply, app.outside.files, found(await fileOf(request.beyond, found(fileId))))
  })
  app.post('/support-reports/:id/sharing', {
    config: { access: 'supports.decide', again: showAgain }, schema: { params: IdParams, body: SharingForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => shareReport(change, id, body), () => ({ to: `/support-reports/${id}`, notice: 'supportReports.shared' })))

  app.get('/model-supports/:id/report', { config: { access: read }, schema: { params: IdParams } }, writeAgain)
  app.post('/model-supports/:id/report', {
    config: { access: 'support_reports.write', again: writeAgain }, schema: { params: IdParams, body: ReportForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => writeReport(change, id, body),
    () => body.act === 'submit' ? { to: `/model-supports/${id}`, notice: 'supportReports.submitted' } : { to: `/model-supports/${id}/report`, notice: 'form.saved' }))
}

async function showAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('cascade/support-reports/show', await reportPage(request)) }
async function writeAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('cascade/support-reports/edit', await writePage(request)) }
