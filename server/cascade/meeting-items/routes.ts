import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { shelfOf, type Shelf } from '../documents/shelf.ts'
import { findItem, itemAsParent, lastMeeting, papersOf, speakersToName, wholeMeeting } from '../liaison-meetings/queries.ts'
import { fitOf, itemKinds, timed, whyNotAddItem, whyNotStep, whyNotTakeOver } from '../liaison-meetings/rules.ts'
import { addItem, changeItem, moveItem, removeItem, takeAgendaOver } from './changes.ts'
import { IdParams, ItemEditForm, ItemForm, MoveForm, PlainForm } from './forms.ts'
import { agendaOf, nameOfAgenda } from './paper.ts'

const edit = 'meetings.edit' as const
const listOf = (id: number) => `/liaison-meetings/${id}/agenda`

const shelf: Shelf = {
  column: 'meeting_item_id', at: '/meeting-items', door: { href: '/liaison-meetings', label: 'liaisonMeetings.title' },
  read: 'meetings.read', keep: edit, readers: ['prefecture', 'experts', 'all'], find: itemAsParent,
}

/** 議事: what is on the agenda of a meeting, in which order, by whom and for how long; printed as 次第. */
export const meetingItems: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/liaison-meetings/:id/agenda', { config: { access: edit }, schema: { params: IdParams } }, showList)
  app.post('/liaison-meetings/:id/agenda', {
    config: { access: edit, again: showList }, schema: { params: IdParams, body: ItemForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => addItem(change, id, body), () => ({ to: listOf(id), notice: 'meetingItems.added' })))
  app.post('/liaison-meetings/:id/agenda/copy', {
    config: { access: edit, again: showList }, schema: { params: IdParams, body: PlainForm },
  }, async ({ params: { id } }, reply) => reply.submit((change) => takeAgendaOver(change, id), () => ({ to: listOf(id), notice: 'meetingItems.takenOver' })))

  app.get('/liaison-meetings/:id/agenda-paper', { config: { access: 'meetings.read' }, schema: { params: IdParams } }, async ({ db, scope, params: { id } }, reply) => {
    const meeting = found(await wholeMeeting(db, scope, id))
    const pdf = await app.outside.paper.print('meeting-agenda', agendaOf(meeting, await papersOf(db, scope, id)))
    return sendMade(reply, pdf, { name: nameOfAgenda(meeting), type: 'application/pdf' })
  })

  app.get('/meeting-items/:id', { config: { access: edit }, schema: { params: IdParams } }, showItem)
  app.post('/meeting-items/:id', {
    config: { access: edit, again: showItem }, schema: { params: IdParams, body: ItemEditForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => changeItem(change, id, body), (meetingId) => ({ to: listOf(meetingId), notice: 'form.saved' })))
  app.post('/meeting-items/:id/position', {
    config: { access: edit, again: showItem }, schema: { params: IdParams, body: MoveForm },
  }, async ({ params: { id }, body: { to } }, reply) => reply.submit((change) => moveItem(change, id, to), (meetingId) => ({ to: listOf(meetingId), notice: 'meetingItems.moved' })))
  app.post('/meeting-items/:id/removal', {
    config: { access: edit, again: showItem }, schema: { params: IdParams, body: PlainForm },
  }, async ({ params: { id } }, reply) => reply.submit((change) => removeItem(change, id), (meetingId) => ({ to: listOf(meetingId), notice: 'meetingItems.removed' })))

  await app.register(shelfOf(shelf))
}

const idOf = (request: FastifyRequest) => (request.params as { id: number }).id

async function showList(request: FastifyRequest, reply: FastifyReply) {
  const { db, scope } = request
  const meeting = found(await wholeMeeting(db, scope, idOf(request)))
  const { items } = meeting
  const [speakers, last, papers] = await Promise.all([speakersToName(db), lastMeeting(db, meeting), papersOf(db, scope, meeting.id)])
  return reply.page('cascade/meeting-items/index', {
    meeting, items: timed(meeting.startsAt, items).map((item) => ({ ...item, documents: papers.filter(({ itemId }) => itemId === item.id).length })),
    fit: fitOf(meeting, items), last, speakers, kinds: itemKinds, form: formOf(ItemForm, request, { kind: 'report', minutes: 20 }),
    whyNot: whyNotStep(meeting.state, 'edit') ?? whyNotAddItem(items.length), whyNotTakeOver: whyNotTakeOver(meeting.state, items.length, last?.items ?? 0),
  })
}

async function showItem(request: FastifyRequest, reply: FastifyReply) {
  const item = found(await findItem(request.db, request.scope, idOf(request)))
  return reply.page('cascade/meeting-items/edit', {
    item, speakers: await speakersToName(request.db), kinds: itemKinds, form: formOf(ItemEditForm, request, item), whyNot: whyNotStep(item.state, 'edit'),
  })
}
