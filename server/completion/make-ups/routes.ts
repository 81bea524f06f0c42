import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { bookSeat, giveUpMakeUp, judgeReport, saveSetting, writeReport } from './changes.ts'
import { DecisionForm, IdParams, ListQuery, PlainForm, ReportForm, SeatForm, SettingForm, SlotParams } from './forms.ts'
import { indexPage, listPage, reportPage, slotPage } from './pages.ts'

const own = 'lessons.learn' as const
const keep = 'make_ups.keep' as const
const ownAt = ({ enrollment, slot }: { enrollment: number; slot: number }) => `/my-make-ups/${enrollment}/${slot}`
const officeAt = ({ enrollment, slot }: { enrollment: number; slot: number }) => `/enrollments/${enrollment}/make-ups/${slot}`

/** What was missed and how it is made up (補講): asked for by the trainee, put by the office, judged by whoever teaches. */
export const makeUps: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/my-make-ups/:enrollment/:slot', { config: { access: own }, schema: { params: SlotParams } }, ownAgain)
  app.post('/my-make-ups/:enrollment/:slot/seat', {
    config: { access: own, again: ownAgain }, schema: { params: SlotParams, body: SeatForm }, attachValidation: true,
  }, async ({ params, body }, reply) => reply.submit((change) => bookSeat(change, params.enrollment, params.slot, body.seatSlotId, 'trainee'),
    () => ({ to: ownAt(params), notice: 'makeUps.booked' })))
  app.post('/my-make-ups/:enrollment/:slot/report', {
    config: { access: own, again: ownAgain }, schema: { params: SlotParams, body: ReportForm }, attachValidation: true,
  }, async ({ params, body }, reply) => reply.submit((change) => writeReport(change, params.enrollment, params.slot, body),
    () => ({ to: ownAt(params), notice: body.act === 'hand_in' ? 'makeUps.handedIn' : 'form.saved' })))
  app.post('/my-make-ups/:enrollment/:slot/removal', {
    config: { access: own, again: ownAgain }, schema: { params: SlotParams, body: PlainForm },
  }, async ({ params }, reply) => reply.submit((change) => giveUpMakeUp(change, params.enrollment, params.slot, 'trainee'),
    () => ({ to: ownAt(params), notice: 'makeUps.givenUp' })))

  app.get('/make-ups', { config: { access: 'make_ups.read' } }, async (request, reply) => reply.page('completion/make-ups/index', await indexPage(request)))
  app.get('/trainings/:id/make-ups', {
    config: { access: 'make_ups.read', traced: true }, schema: { params: IdParams, querystring: ListQuery },
  }, async (request, reply) => reply.page('completion/make-ups/list', await listPage(request, request.params.id, request.query)))
  app.post('/trainings/:id/make-ups', {
    config: { access: keep, again: listAgain }, schema: { params: IdParams, body: SettingForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => saveSetting(change, id, body), () => ({ to: `/trainings/${id}/make-ups`, notice: 'form.saved' })))

  app.get('/enrollments/:enrollment/make-ups/:slot', { config: { access: keep, traced: true }, schema: { params: SlotParams } }, officeAgain)
  app.post('/enrollments/:enrollment/make-ups/:slot/seat', {
    config: { access: keep, again: officeAgain }, schema: { params: SlotParams, body: SeatForm }, attachValidation: true,
  }, async ({ params, body }, reply) => reply.submit((change) => bookSeat(change, params.enrollment, params.slot, body.seatSlotId, 'office'),
    () => ({ to: officeAt(params), notice: 'makeUps.put' })))
  app.post('/enrollments/:enrollment/make-ups/:slot/removal', {
    config: { access: keep, again: officeAgain }, schema: { params: SlotParams, body: PlainForm },
  }, async ({ params }, reply) => reply.submit((change) => giveUpMakeUp(change, params.enrollment, params.slot, 'office'),
    () => ({ to: officeAt(params), notice: 'makeUps.givenUp' })))

  app.get('/make-ups/:id', { config: { access: 'make_ups.judge', traced: true }, schema: { params: IdParams } }, reportAgain)
  app.post('/make-ups/:id/decision', {
    config: { access: 'make_ups.judge', again: reportAgain }, schema: { params: IdParams, body: DecisionForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => judgeReport(change, id, body),
    (training) => ({ to: `/trainings/${training}/make-ups?standing=submitted`, notice: body.outcome === 'accept' ? 'makeUps.accepted' : 'makeUps.returned' })))
}

async function ownAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('completion/make-ups/slot', await slotPage(request, 'trainee'))
}
async function officeAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('completion/make-ups/slot', await slotPage(request, 'office'))
}
async function listAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('completion/make-ups/list', await listPage(request, (request.params as { id: number }).id, { page: 1 }))
}
async function reportAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('completion/make-ups/report', await reportPage(request))
}
