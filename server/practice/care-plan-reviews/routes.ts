import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { changeFiling, filePlan, removeFiling, setThreshold } from './changes.ts'
import { FilingForm, FilingParams, ListQuery, RemovalForm, ThresholdForm, TownReviewParams, WeighForm } from './forms.ts'
import { filingPage, newPage, thresholdPage, townPage, townsPage, weighPage } from './pages.ts'

const [read, keep, set] = ['care_plans.read', 'care_plans.keep', 'care_plans.thresholds'] as const

/** ケアプラン検証: thresholds with the day from which they hold, plans that were reported, and how many were reviewed where. */
export const carePlanReviews: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/care-plan-reviews', { config: { access: read }, schema: { querystring: ListQuery } }, async (request, reply) => request.scope.of === 'municipality'
    ? reply.page('practice/care-plan-reviews/town', await townPage(request, request.scope.municipalityId, request.query.page)) : reply.page('practice/care-plan-reviews/index', await townsPage(request)))
  app.get('/care-plan-reviews/of/:municipalityId', { config: { access: read }, schema: { params: TownReviewParams, querystring: ListQuery } }, async (request, reply) =>
    reply.page('practice/care-plan-reviews/town', await townPage(request, request.params.municipalityId, request.query.page)))

  app.get('/care-plan-reviews/weighing', { config: { access: read } }, async (request, reply) => reply.page('practice/care-plan-reviews/weighing', await weighPage(request, null)))
  app.post('/care-plan-reviews/weighing', { config: { access: read, again: weighAgain }, schema: { body: WeighForm }, attachValidation: true }, async (request, reply) =>
    reply.page('practice/care-plan-reviews/weighing', await weighPage(request, request.body)))

  app.get('/care-plan-thresholds', { config: { access: read } }, thresholdAgain)
  app.post('/care-plan-thresholds', { config: { access: set, again: thresholdAgain }, schema: { body: ThresholdForm }, attachValidation: true },
    async ({ body }, reply) => reply.submit((change) => setThreshold(change, body), () => ({ to: '/care-plan-thresholds', notice: 'form.saved' })))

  app.get('/care-plan-reviews/new', { config: { access: keep } }, newAgain)
  app.post('/care-plan-reviews', { config: { access: keep, again: newAgain }, schema: { body: FilingForm }, attachValidation: true },
    async ({ body }, reply) => reply.submit((change) => filePlan(change, body), (id) => ({ to: `/care-plan-reviews/${id}`, notice: 'form.saved' })))
  app.get('/care-plan-reviews/:filingId', { config: { access: read }, schema: { params: FilingParams } }, filingAgain)
  app.post('/care-plan-reviews/:filingId', { config: { access: keep, again: filingAgain }, schema: { params: FilingParams, body: FilingForm }, attachValidation: true },
    async ({ params: { filingId }, body }, reply) => reply.submit((change) => changeFiling(change, filingId, body), () => ({ to: `/care-plan-reviews/${filingId}`, notice: 'form.saved' })))
  app.post('/care-plan-reviews/:filingId/removal', { config: { access: keep, again: filingAgain }, schema: { params: FilingParams, body: RemovalForm }, attachValidation: true },
    async ({ params: { filingId }, body }, reply) => reply.submit((change) => removeFiling(change, filingId, body.version), (year) => ({ to: `/care-plan-reviews?year=${year}`, notice: 'carePlanReviews.removed' })))
}

const weighAgain = async (request: FastifyRequest, reply: FastifyReply) => reply.page('practice/care-plan-reviews/weighing', await weighPage(request, null))
const thresholdAgain = async (request: FastifyRequest, reply: FastifyReply) => reply.page('practice/care-plan-reviews/thresholds', await thresholdPage(request))
const newAgain = async (request: FastifyRequest, reply: FastifyReply) => reply.page('practice/care-plan-reviews/new', await newPage(request))
const filingAgain = async (request: FastifyRequest, reply: FastifyReply) => reply.page('practice/care-plan-reviews/show', await filingPage(request, (request.params as { filingId: number }).filingId))
