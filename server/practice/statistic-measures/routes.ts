import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { changeMeasure, closeMeasure, defineMeasure } from './changes.ts'
import { ClosingForm, FromQuery, MeasureForm, MeasureIdParams } from './forms.ts'
import { measuresUsed } from './queries.ts'
import { partsInLines, whyNotEdit } from './rules.ts'

const [read, keep] = ['measures.read', 'measures.keep'] as const
const page = (id: number) => `/statistic-measures/${id}`

/** 統計項目: what is asked of municipalities, with the years in which it is asked. Nothing of it is written into the code. */
export const statisticMeasures: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/statistic-measures', { config: { access: read } }, async (request, reply) => reply.page('practice/statistic-measures/index', { measures: await measuresUsed(request.db) }))
  app.get('/statistic-measures/new', { config: { access: keep }, schema: { querystring: FromQuery } }, newAgain)
  app.post('/statistic-measures', { config: { access: keep, again: newAgain }, schema: { body: MeasureForm }, attachValidation: true },
    async ({ body }, reply) => reply.submit((change) => defineMeasure(change, body), (id) => ({ to: page(id), notice: 'form.saved' })))
  app.get('/statistic-measures/:measureId', { config: { access: read }, schema: { params: MeasureIdParams } }, showAgain())
  app.post('/statistic-measures/:measureId', { config: { access: keep, again: showAgain('edit') }, schema: { params: MeasureIdParams, body: MeasureForm }, attachValidation: true },
    async ({ params: { measureId }, body }, reply) => reply.submit((change) => changeMeasure(change, measureId, body), () => ({ to: page(measureId), notice: 'form.saved' })))
  app.post('/statistic-measures/:measureId/closing', { config: { access: keep, again: showAgain('closing') }, schema: { params: MeasureIdParams, body: ClosingForm }, attachValidation: true },
    async ({ params: { measureId }, body }, reply) => reply.submit((change) => closeMeasure(change, measureId, body), () => ({ to: page(measureId), notice: 'form.saved' })))
}

type Known = Awaited<ReturnType<typeof measuresUsed>>[number]
const asForm = (one: Known) => ({ ...one, labelEn: one.labelEn || undefined, source: one.source || undefined, overlaps: !one.isAdditive, parts: partsInLines(one.parts), fromYear: String(one.fromYear) })

async function newAgain(request: FastifyRequest, reply: FastifyReply) {
  const { from } = (request.query ?? {}) as { from?: number }
  const model = from === undefined ? undefined : (await measuresUsed(request.db)).find(({ id }) => id === from)
  const starting = model === undefined ? { fromYear: String(request.year) } : { ...asForm(model), fromYear: model.toYear === null ? String(request.year + 1) : String(model.toYear + 1) }
  return reply.page('practice/statistic-measures/new', { form: formOf(MeasureForm, request, starting) })
}

const showAgain = (sent?: 'edit' | 'closing') => async (request: FastifyRequest, reply: FastifyReply) => {
  const { measureId } = request.params as { measureId: number }
  const all = await measuresUsed(request.db)
  const measure = found(all.find(({ id }) => id === measureId))
  return reply.page('practice/statistic-measures/show', {
    measure, versions: all.filter(({ code }) => code === measure.code), whyNotEdit: whyNotEdit(measure),
    form: formOf(MeasureForm, sent === 'edit' ? request : nothingSent(request), asForm(measure)), closing: formOf(ClosingForm, sent === 'closing' ? request : nothingSent(request), { toYear: String(measure.toYear ?? request.year) }),
  })
}
