import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { addScale, editForm, loadStandardForms } from './changes.ts'
import { IdParams, LabelsForm, ScaleForm } from './forms.ts'
import { findForm, formsInOrder } from './queries.ts'

const [read, edit] = ['self_evaluations.draft', 'self_evaluations.edit'] as const

/** 様式: the words that stand on a self-evaluation sheet, and the marks by which it is graded, as rows that staff edit. */
export const evaluationForms: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/evaluation-forms', { config: { access: read } }, async ({ db }, reply) => reply.page('answers/evaluation-forms/index', { forms: await formsInOrder(db) }))
  app.post('/evaluation-forms', { config: { access: edit } }, async (_, reply) => reply.submit((change) => loadStandardForms(change), () => ({ to: '/evaluation-forms', notice: 'evaluationForms.loaded' })))
  app.get('/evaluation-forms/:id', { config: { access: read }, schema: { params: IdParams } }, showAgain)
  app.post('/evaluation-forms/:id', {
    config: { access: edit, again: showAgain }, schema: { params: IdParams, body: LabelsForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => editForm(change, id, body), () => ({ to: `/evaluation-forms/${id}`, notice: 'form.saved' })))
  app.post('/evaluation-forms/:id/scales', {
    config: { access: edit, again: showAgain }, schema: { params: IdParams, body: ScaleForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => addScale(change, id, body), () => ({ to: `/evaluation-forms/${id}`, notice: 'evaluationForms.scaleAdded' })))
}

async function showAgain(request: FastifyRequest, reply: FastifyReply) {
  const form = found(await findForm(request.db, (request.params as { id: number }).id))
  const isScale = (request.routeOptions.url ?? '').endsWith('/scales')
  const last = form.scales[0]?.grades ?? []
  const begun = { fromFiscalYear: String(request.year), rows: last.map(({ mark, label, atLeastTenths }) => ({ mark, label, atLeast: atLeastTenths / 10 })) }
  const typedRows = isScale && request.method === 'POST' ? ((request.typed as { rows?: unknown[] } | undefined)?.rows?.length ?? 0) : 0
  return reply.page('answers/evaluation-forms/show', {
    one: form, version: form.version, rows: Math.min(9, Math.max(typedRows, last.length, 4)),
    form: formOf(LabelsForm, isScale ? nothingSent(request) : request, { ...form.labels, name: form.name, nameEn: form.nameEn }),
    scaleForm: formOf(ScaleForm, isScale ? request : nothingSent(request), begun),
  })
}
