import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Change } from '../../base/change.ts'
import { addDays } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { shelfOf, type Shelf } from '../documents/shelf.ts'
import { cancelMeeting, editMeeting, editSeries, holdTheMeeting, makeSeries, openRegistration, planMeeting, postponeMeeting, reopenMeeting, resumeMeeting } from './changes.ts'
import { EditForm, IdParams, NewSeriesForm, PlainForm, PlanForm, ReasonForm, SeriesForm } from './forms.ts'
import { findMeeting, findSeries, meetingAsParent, meetingsOfYear, seriesOfYear } from './queries.ts'
import { whyNotStep, type MeetingStep } from './rules.ts'

const [edit, lead] = ['meetings.edit', 'meetings.lead'] as const
const at = '/liaison-meetings'

/** Who may be given the papers of a meeting to read. */
const readers = ['prefecture', 'experts', 'all'] as const
const door = { href: at, label: 'liaisonMeetings.title' } as const

const shelf: Shelf = { column: 'meeting_id', at, door, read: 'meetings.read', keep: edit, readers, find: meetingAsParent }

/** 連絡会議: the series of a year, its meetings, and the steps a meeting takes from being planned to its minutes. */
export const liaisonMeetings: FastifyPluginAsyncTypebox = async (app) => {
  app.get(at, { config: { access: 'meetings.read' } }, async (request, reply) => {
    const { db, scope, year } = request
    const [series, meetings] = [await seriesOfYear(db, year), await meetingsOfYear(db, scope, year)]
    return reply.page('cascade/liaison-meetings/index', { year, isOwn: scope.of === 'municipality', isAll: scope.of === 'all', series, meetings })
  })

  app.get('/meeting-series/new', { config: { access: edit } }, newSeries)
  app.post('/meeting-series', { config: { access: edit, again: newSeries }, schema: { body: NewSeriesForm }, attachValidation: true }, async ({ body }, reply) =>
    reply.submit((change) => makeSeries(change, body), ({ id }) => ({ to: `/meeting-series/${id}/meetings/new`, notice: 'liaisonMeetings.seriesMade' })))
  app.get('/meeting-series/:id', { config: { access: edit }, schema: { params: IdParams } }, seriesAgain)
  app.post('/meeting-series/:id', {
    config: { access: edit, again: seriesAgain }, schema: { params: IdParams, body: SeriesForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => editSeries(change, id, body), (year) => ({ to: `${at}?year=${year}`, notice: 'form.saved' })))

  app.get('/meeting-series/:id/meetings/new', { config: { access: edit }, schema: { params: IdParams } }, newMeeting)
  app.post('/meeting-series/:id/meetings', {
    config: { access: edit, again: newMeeting }, schema: { params: IdParams, body: PlanForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => planMeeting(change, id, body), (made) => ({ to: `${at}/${made}`, notice: 'liaisonMeetings.planned' })))

  app.get(`${at}/:id/edit`, { config: { access: edit }, schema: { params: IdParams } }, editAgain)
  app.post(`${at}/:id`, {
    config: { access: edit, again: editAgain }, schema: { params: IdParams, body: EditForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => editMeeting(change, id, body), () => ({ to: `${at}/${id}`, notice: 'form.saved' })))

  app.get(`${at}/:id/resumption`, { config: { access: lead }, schema: { params: IdParams } }, resumeAgain)
  app.post(`${at}/:id/resumption`, {
    config: { access: lead, again: resumeAgain }, schema: { params: IdParams, body: EditForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => resumeMeeting(change, id, body), () => ({ to: `${at}/${id}`, notice: 'liaisonMeetings.resumed' })))

  await app.register(steps)
  await app.register(shelfOf(shelf))
}

const plainSteps = { registration: openRegistration, holding: holdTheMeeting }
const reasonedSteps = { cancellation: ['cancel', cancelMeeting], postponement: ['postpone', postponeMeeting], recount: ['reopen', reopenMeeting] } as const

const steps: FastifyPluginAsyncTypebox = async (app) => {
  for (const [noun, take] of Object.entries(plainSteps)) {
    app.get(`${at}/:id/${noun}`, { config: { access: lead }, schema: { params: IdParams } }, (request, reply) => confirmStep(noun as keyof typeof plainSteps, request, reply))
    app.post(`${at}/:id/${noun}`, {
      config: { access: lead, again: (request, reply) => confirmStep(noun as keyof typeof plainSteps, request, reply) }, schema: { params: IdParams, body: PlainForm },
    }, async ({ params: { id } }, reply) => reply.submit((change) => take(change, id), () => ({ to: `${at}/${id}`, notice: `liaisonMeetings.done.${noun as keyof typeof plainSteps}` })))
  }
  for (const [noun, [step, take]] of Object.entries(reasonedSteps)) {
    const again = (request: FastifyRequest, reply: FastifyReply) => showReason(noun as keyof typeof reasonedSteps, step, request, reply)
    app.get(`${at}/:id/${noun}`, { config: { access: lead }, schema: { params: IdParams } }, again)
    app.post(`${at}/:id/${noun}`, {
      config: { access: lead, again }, schema: { params: IdParams, body: ReasonForm }, attachValidation: true,
    }, async ({ params: { id }, body: { reason } }, reply) =>
      reply.submit((change: Change) => take(change, id, reason), () => ({ to: `${at}/${id}`, notice: `liaisonMeetings.done.${noun as keyof typeof reasonedSteps}` })))
  }
}

const idOf = (request: FastifyRequest) => (request.params as { id: number }).id

async function newSeries(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/liaison-meetings/series', { series: null, form: formOf(NewSeriesForm, request, { fiscalYear: String(request.year), name: request.say('liaisonMeetings.usualName'), times: 2 }) })
}

async function seriesAgain(request: FastifyRequest, reply: FastifyReply) {
  const series = found(await findSeries(request.db, idOf(request)))
  return reply.page('cascade/liaison-meetings/series', { series, form: formOf(SeriesForm, request, series) })
}

async function newMeeting(request: FastifyRequest, reply: FastifyReply) {
  const series = found(await findSeries(request.db, idOf(request)))
  const held = (await meetingsOfYear(request.db, request.scope, series.fiscalYear)).filter(({ seriesId }) => seriesId === series.id)
  const heldOn = addDays(request.today, 60)
  const number = (held.at(-1)?.number ?? 0) + 1
  const starting = {
    title: `第${number}回${series.name}`, titleEn: series.nameEn === '' ? '' : `${series.nameEn} ${number}`, heldOn, startsAt: '14:00', endsAt: '16:30', mode: 'both',
    repliesDueOn: addDays(heldOn, -14), contact: held.at(-1)?.contact ?? '', place: held.at(-1)?.place ?? '', directions: held.at(-1)?.directions ?? '',
  }
  return reply.page('cascade/liaison-meetings/plan', { series, meeting: null, step: 'plan', form: formOf(PlanForm, request, starting), whyNot: null })
}

const editAgain = (request: FastifyRequest, reply: FastifyReply) => showPlan('edit', request, reply)
const resumeAgain = (request: FastifyRequest, reply: FastifyReply) => showPlan('resume', request, reply)

async function showPlan(step: 'edit' | 'resume', request: FastifyRequest, reply: FastifyReply) {
  const meeting = found(await findMeeting(request.db, request.scope, idOf(request)))
  return reply.page('cascade/liaison-meetings/plan', { series: null, meeting, step, form: formOf(EditForm, request, meeting), whyNot: whyNotStep(meeting.state, step) })
}

async function confirmStep(noun: keyof typeof plainSteps, request: FastifyRequest, reply: FastifyReply) {
  const meeting = found(await findMeeting(request.db, request.scope, idOf(request)))
  const step = ({ registration: 'open', holding: 'hold' } as const)[noun]
  return reply.page('cascade/liaison-meetings/step', { meeting, noun, form: null, whyNot: request.refusal ?? whyNotStep(meeting.state, step) })
}

async function showReason(noun: keyof typeof reasonedSteps, step: MeetingStep, request: FastifyRequest, reply: FastifyReply) {
  const meeting = found(await findMeeting(request.db, request.scope, idOf(request)))
  return reply.page('cascade/liaison-meetings/step', { meeting, noun, form: formOf(ReasonForm, request), whyNot: request.refusal ?? whyNotStep(meeting.state, step) })
}
