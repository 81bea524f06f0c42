import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { cancelLocalTraining, changePlan, planLocalTraining, receiveReport, removeDay, reportLocalTraining, returnReport, saveDay } from './changes.ts'
import { DayForm, DayParams, IdParams, ListQuery, NewPlanForm, PlainForm, PlanForm, ReasonForm, ReportForm } from './forms.ts'
import { dayPage, editPage, listPage, newPage, reportPage, showPage, type SentForm } from './pages.ts'

const keep = 'local_trainings.keep' as const
const judge = 'local_trainings.judge' as const
const at = (id: number) => `/local-trainings/${id}`

/** 区市町村独自研修: planned, held and reported by a municipality; the prefecture reads all of them. */
export const localTrainings: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/local-trainings', { config: { access: 'local_trainings.read', traced: true }, schema: { querystring: ListQuery } },
    async (request, reply) => reply.page('cascade/local-trainings/index', await listPage(request, request.query)))
  app.get('/local-trainings/new', { config: { access: keep } }, newAgain)
  app.post('/local-trainings', { config: { access: keep, again: newAgain }, schema: { body: NewPlanForm }, attachValidation: true },
    async ({ body }, reply) => reply.submit((change) => planLocalTraining(change, body), (id) => ({ to: at(id), notice: 'localTrainings.planned' })))
  app.get('/local-trainings/:id', { config: { access: 'local_trainings.read', traced: true }, schema: { params: IdParams } }, showAgain())

  app.get('/local-trainings/:id/edit', { config: { access: keep }, schema: { params: IdParams } }, editAgain)
  app.post('/local-trainings/:id', { config: { access: keep, again: editAgain }, schema: { params: IdParams, body: PlanForm }, attachValidation: true },
    async ({ params: { id }, body }, reply) => reply.submit((change) => changePlan(change, id, body), () => ({ to: at(id), notice: 'form.saved' })))
  app.post('/local-trainings/:id/days', { config: { access: keep, again: showAgain('day') }, schema: { params: IdParams, body: DayForm }, attachValidation: true },
    async ({ params: { id }, body }, reply) => reply.submit((change) => saveDay(change, id, null, body), () => ({ to: at(id), notice: 'form.saved' })))
  app.get('/local-trainings/:id/days/:day', { config: { access: keep }, schema: { params: DayParams } }, dayAgain)
  app.post('/local-trainings/:id/days/:day', { config: { access: keep, again: dayAgain }, schema: { params: DayParams, body: DayForm }, attachValidation: true },
    async ({ params: { id, day }, body }, reply) => reply.submit((change) => saveDay(change, id, day, body), () => ({ to: at(id), notice: 'form.saved' })))
  app.post('/local-trainings/:id/days/:day/removal', { config: { access: keep, again: dayAgain }, schema: { params: DayParams, body: PlainForm } },
    async ({ params: { id, day } }, reply) => reply.submit((change) => removeDay(change, id, day), () => ({ to: at(id), notice: 'localTrainings.dayRemoved' })))
  app.post('/local-trainings/:id/cancelation', { config: { access: keep, again: showAgain('cancel') }, schema: { params: IdParams, body: ReasonForm }, attachValidation: true },
    async ({ params: { id }, body }, reply) => reply.submit((change) => cancelLocalTraining(change, id, body), () => ({ to: at(id), notice: 'localTrainings.canceled' })))

  app.get('/local-trainings/:id/report', { config: { access: keep }, schema: { params: IdParams } }, reportAgain)
  app.post('/local-trainings/:id/report', { config: { access: keep, again: reportAgain }, schema: { params: IdParams, body: ReportForm }, attachValidation: true },
    async ({ params: { id }, body }, reply) => reply.submit((change) => reportLocalTraining(change, id, body), () => ({ to: at(id), notice: 'localTrainings.reportedNotice' })))
  app.post('/local-trainings/:id/return', { config: { access: judge, again: showAgain('return') }, schema: { params: IdParams, body: ReasonForm }, attachValidation: true },
    async ({ params: { id }, body }, reply) => reply.submit((change) => returnReport(change, id, body), () => ({ to: at(id), notice: 'localTrainings.returned' })))
  app.post('/local-trainings/:id/receipt', { config: { access: judge, again: showAgain() }, schema: { params: IdParams, body: PlainForm } },
    async ({ params: { id } }, reply) => reply.submit((change) => receiveReport(change, id), () => ({ to: at(id), notice: 'localTrainings.receivedNotice' })))
}

const idOf = (request: FastifyRequest) => (request.params as { id: number }).id

async function newAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/local-trainings/edit', await newPage(request))
}
const showAgain = (sent?: SentForm) => async (request: FastifyRequest, reply: FastifyReply) =>
  reply.page('cascade/local-trainings/show', await showPage(request, idOf(request), sent))
async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/local-trainings/edit', await editPage(request, idOf(request)))
}
async function dayAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/local-trainings/day', await dayPage(request, idOf(request), (request.params as { day: number }).day))
}
async function reportAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/local-trainings/report', await reportPage(request, idOf(request)))
}
