import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade, sendStored } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { restSignedBy } from '../../office/senders/queries.ts'
import { fileOf } from '../documents/queries.ts'
import { findMeeting, wholeMeeting } from '../liaison-meetings/queries.ts'
import { whyNotStep } from '../liaison-meetings/rules.ts'
import { announceMeeting, writeNotice } from './changes.ts'
import { IdParams, NoticeForm } from './forms.ts'
import { nameOfNotice, noticeOf } from './paper.ts'
import { addresseesOf } from './queries.ts'

const lead = 'meetings.lead' as const
const at = '/liaison-meetings/:id'

/** 開催通知: the invitation to a meeting, with its number, looked at and sent to all municipalities. */
export const meetingNotices: FastifyPluginAsyncTypebox = async (app) => {
  app.get(`${at}/announcement`, { config: { access: lead }, schema: { params: IdParams } }, showNotice)
  app.post(`${at}/announcement`, {
    config: { access: lead, again: showNotice }, schema: { params: IdParams, body: NoticeForm }, attachValidation: true,
  }, async (request, reply) => {
    const [{ id }, body] = [request.params as { id: number }, request.body as NoticeForm]
    const page = `/liaison-meetings/${id}`
    if (body.act === 'save') return reply.submit((change) => writeNotice(change, id, body), () => ({ to: `${page}/announcement`, notice: 'form.saved' }))
    return reply.submit((change) => announceMeeting(change, id, body), () => ({ to: page, notice: 'meetingNotices.announced' }))
  })
  app.get(`${at}/announcement/preview`, { config: { access: lead }, schema: { params: IdParams } }, async (request, reply) => {
    const meeting = found(await wholeMeeting(request.db, request.scope, (request.params as { id: number }).id))
    const notice = noticeOf(meeting, await addresseesOf(request.db))
    return sendMade(reply, await app.outside.paper.print('call-notice', notice), { name: `見本_${nameOfNotice(meeting)}`, type: 'application/pdf', shown: 'inline' })
  })
  app.get(`${at}/notice`, { config: { access: 'meetings.read' }, schema: { params: IdParams } }, async (request, reply) => {
    const meeting = found(await findMeeting(request.db, request.scope, (request.params as { id: number }).id))
    return sendStored(reply, app.outside.files, found(await fileOf(request.db, found(meeting.noticeFileId))))
  })
}

async function showNotice(request: FastifyRequest, reply: FastifyReply) {
  const meeting = found(await wholeMeeting(request.db, request.scope, (request.params as { id: number }).id))
  const starting = {
    ...meeting, issuedOn: meeting.issuedOn ?? request.today, addressee: meeting.addressee || '各区市町村　地域ケア会議主管課長　殿',
    sender: meeting.sender || await restSignedBy(request.db, request.today) || '', opensNow: true,
  }
  return reply.page('cascade/meeting-notices/announcement', {
    meeting, items: meeting.items, form: formOf(NoticeForm, request, starting), isWritten: meeting.documentNumber !== '', whyNot: whyNotStep(meeting.state, 'announce'),
  })
}
