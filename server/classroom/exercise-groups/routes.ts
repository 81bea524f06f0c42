import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { arrangeGroups, evenOut, movePerson, publishGroups, saveSettings, setSeat, undoMove } from './changes.ts'
import { ArrangeForm, DayParams, EveningForm, GroupsQuery, MoveForm, PublishForm, SeatForm, SettingsForm, UndoForm } from './forms.ts'
import { eveningPage, groupsPage, seatTyped, settingsPage } from './pages.ts'
import { ownGroup } from './queries.ts'

const edit = 'groups.edit' as const
const groupsOf = (id: number) => `/class-days/${id}/groups`
const seatOf = (id: number, enrollment: number) => `${groupsOf(id)}#exercise-groups-seat-${enrollment}`

/** The groups of a class day: made, looked at, corrected by hand, evened out, shown to those who are in them. */
export const exerciseGroups: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/class-days/:id/groups', {
    config: { access: 'groups.read', traced: true }, schema: { params: DayParams, querystring: GroupsQuery },
  }, async (request, reply) => reply.page('classroom/exercise-groups/index', await groupsPage(request, request.params.id, request.query.seat ?? null)))

  app.get('/class-days/:id/groups/anew', { config: { access: edit }, schema: { params: DayParams } }, anewAgain)
  app.post('/class-days/:id/groups', {
    config: { access: edit, again: groupsAgain }, schema: { params: DayParams, body: ArrangeForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => arrangeGroups(change, id, body), () => ({ to: groupsOf(id), notice: 'groups.arranged' })))

  app.post('/class-days/:id/groups/moves', {
    config: { access: edit, again: groupsAgain }, schema: { params: DayParams, body: MoveForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => movePerson(change, id, body), () => ({ to: seatOf(id, body.enrollmentId), notice: 'groups.moved' })))
  app.post('/class-days/:id/groups/moves/undo', {
    config: { access: edit, again: groupsAgain }, schema: { params: DayParams, body: UndoForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => undoMove(change, id, body.moveId), () => ({ to: groupsOf(id), notice: 'groups.undone' })))
  app.post('/class-days/:id/groups/seats', {
    config: { access: edit, again: groupsAgain }, schema: { params: DayParams, body: SeatForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => setSeat(change, id, body), () => ({ to: seatOf(id, body.enrollmentId), notice: 'groups.seatSaved' })))

  app.get('/class-days/:id/groups/evening', { config: { access: edit, traced: true }, schema: { params: DayParams } }, eveningAgain)
  app.post('/class-days/:id/groups/evening', {
    config: { access: edit, again: eveningAgain }, schema: { params: DayParams, body: EveningForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => evenOut(change, id, body), () => ({ to: groupsOf(id), notice: 'groups.evened' })))

  app.get('/class-days/:id/groups/settings', { config: { access: edit }, schema: { params: DayParams } }, settingsAgain)
  app.post('/class-days/:id/groups/settings', {
    config: { access: edit, again: settingsAgain }, schema: { params: DayParams, body: SettingsForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => saveSettings(change, id, body), () => ({ to: groupsOf(id), notice: 'groups.settingsSaved' })))

  app.post('/class-days/:id/groups/publication', {
    config: { access: edit, again: groupsAgain }, schema: { params: DayParams, body: PublishForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => publishGroups(change, id, body), () => ({ to: groupsOf(id), notice: body.shown === 'yes' ? 'groups.published' : 'groups.unpublished' })))

  app.get('/my-days/:id/group', { config: { access: 'lessons.learn', traced: true }, schema: { params: DayParams } }, async ({ beyond, scope, params: { id } }, reply) =>
    reply.page('classroom/exercise-groups/own', { group: found(await ownGroup(beyond, scope, id)) }))
}

const idOf = (request: FastifyRequest): number => (request.params as { id: number }).id

/** What was refused comes back with the groups as they are now, and the seat it was about open with what was typed. */
async function groupsAgain(request: FastifyRequest, reply: FastifyReply) {
  const page = await groupsPage(request, idOf(request), seatTyped(request))
  return reply.page('classroom/exercise-groups/index', { ...page, moving: formOf(MoveForm, request) })
}
async function anewAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('classroom/exercise-groups/anew', await groupsPage(request, idOf(request), null))
}
async function eveningAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('classroom/exercise-groups/evening', await eveningPage(request, idOf(request)))
}
async function settingsAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('classroom/exercise-groups/settings', await settingsPage(request, idOf(request)))
}
