import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { timeInJapan } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { sendNotice, takeBackNotice } from './changes.ts'
import { DayParams, NoticeForm, PlainForm } from './forms.ts'
import { findOwnDay } from './queries.ts'
import { whyNotSend } from './rules.ts'

const own = 'lessons.learn' as const

/** A trainee sends word before a class day: not coming, or late (欠席・遅刻届). */
export const absenceNotices: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/my-days/:id/notice', { config: { access: own }, schema: { params: DayParams } }, noticeAgain)
  app.post('/my-days/:id/notice', {
    config: { access: own, again: noticeAgain }, schema: { params: DayParams, body: NoticeForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => sendNotice(change, id, body), () => ({ to: `/my-days/${id}/notice`, notice: 'absenceNotices.sent' })))
  app.post('/my-days/:id/notice/removal', {
    config: { access: own, again: noticeAgain }, schema: { params: DayParams, body: PlainForm },
  }, async ({ params: { id } }, reply) =>
    reply.submit((change) => takeBackNotice(change, id), () => ({ to: '/my-days', notice: 'absenceNotices.takenBack' })))
}

async function noticeAgain(request: FastifyRequest, reply: FastifyReply) {
  const { db, scope, today, params } = request
  const day = found(await findOwnDay(db, scope, (params as { id: number }).id))
  const now = { day: today, time: timeInJapan(request.server.clock()) }
  const { kind, arrivesAt, reason } = day
  return reply.page('classroom/absence-notices/edit', {
    ownDay: day, whyNot: whyNotSend(day, now), form: formOf(NoticeForm, request, kind === null ? {} : { kind, arrivesAt: arrivesAt ?? '', reason }),
  })
}
