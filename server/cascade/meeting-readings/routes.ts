import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { found } from '../../base/errors.ts'
import { findMeeting } from '../liaison-meetings/queries.ts'
import { markRead, remindAbsent } from './changes.ts'
import { absentOf, afterMeeting } from './queries.ts'
import { hasRead, toRemind, whyNotRemind } from './rules.ts'

const at = '/liaison-meetings/:id/afterwards'
const IdParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })
const PlainForm = Type.Object({})

/** What there is after a meeting, for those who came and for those who could not: materials, minutes, questions; and who has looked. */
export const meetingReadings: FastifyPluginAsyncTypebox = async (app) => {
  app.get(at, { config: { access: 'meetings.read' }, schema: { params: IdParams } }, showAfterwards)
  app.post(`${at}/reading`, {
    config: { access: 'meetings.mark_read', again: showAfterwards }, schema: { params: IdParams, body: PlainForm },
  }, async ({ params: { id } }, reply) => reply.submit((change) => markRead(change, id), () => ({ to: `/liaison-meetings/${id}/afterwards`, notice: 'meetingReadings.marked' })))
  app.post(`${at}/reminder`, {
    config: { access: 'meetings.remind_absent', again: showAfterwards }, schema: { params: IdParams, body: PlainForm },
  }, async ({ params: { id } }, reply) => reply.submit((change) => remindAbsent(change, id), () => ({ to: `/liaison-meetings/${id}/afterwards`, notice: 'meetingReadings.reminded' })))
}

async function showAfterwards(request: FastifyRequest, reply: FastifyReply) {
  const { db, scope, today } = request
  const meeting = found(await findMeeting(db, scope, (request.params as { id: number }).id))
  const [after, absent] = [await afterMeeting(db, scope, meeting, today), scope.of === 'all' ? await absentOf(db, meeting.id) : []]
  const rows = absent.map((one) => ({ ...one, hasRead: hasRead(one.readAt, after.sharedAt) }))
  const unread = rows.filter((one) => !one.hasRead).length
  return reply.page('cascade/meeting-readings/show', { meeting, papers: after.papers, after, absent: rows, unread, isAll: scope.of === 'all', whyNotRemind: whyNotRemind(meeting.state, unread, toRemind(absent, after.sharedAt, today).length) })
}
