import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { beginFile, sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { findMeeting } from '../liaison-meetings/queries.ts'
import { buildReplies, rosterOf } from './building.ts'
import { remindMeeting, saveReply, sendReply, shareQuestion, takeReply } from './changes.ts'
import { FileQuery, IdParams, ListQuery, OfParams, PlainForm, QuestionParams, ReplyForm, SendForm, TakenForm } from './forms.ts'
import { listPage, showCheck, showReceipt, showReminder, showReply, showTaken } from './pages.ts'
import { attendeesOf, namedOf, repliesOf } from './queries.ts'

const [own, read, edit, take] = ['meetings.reply', 'meetings.replies', 'meetings.edit', 'meetings.take'] as const
const at = '/liaison-meetings/:id'
const pageOf = (id: number, page: string) => `/liaison-meetings/${id}/${page}`

/** 出欠: what each municipality says of a meeting, written, checked and sent; and the list of all for the prefecture. */
export const meetingReplies: FastifyPluginAsyncTypebox = async (app) => {
  await app.register(ofMunicipalities)
  await app.register(ofTheOffice)
}

const ofMunicipalities: FastifyPluginAsyncTypebox = async (app) => {
  app.get(`${at}/reply`, { config: { access: own, traced: true }, schema: { params: IdParams } }, showReply)
  app.post(`${at}/reply`, {
    config: { access: own, again: showReply }, schema: { params: IdParams, body: ReplyForm }, attachValidation: true,
  }, async (request, reply) => {
    const [{ id }, body] = [request.params as { id: number }, request.body as ReplyForm]
    return reply.submit((change) => saveReply(change, id, body), () => body.act === 'save' ? { to: pageOf(id, 'reply'), notice: 'meetingReplies.saved' } : { to: pageOf(id, 'reply/check') })
  })
  app.get(`${at}/reply/check`, { config: { access: own, traced: true }, schema: { params: IdParams } }, showCheck)
  app.post(`${at}/reply/submission`, {
    config: { access: own, again: showCheck }, schema: { params: IdParams, body: SendForm },
  }, async (request, reply) => {
    const [{ id }, { version }] = [request.params as { id: number }, request.body as { version: number }]
    return reply.submit((change) => sendReply(change, id, version), () => ({ to: pageOf(id, 'reply/receipt'), notice: 'meetingReplies.sent' }))
  })
  app.get(`${at}/reply/receipt`, { config: { access: own, traced: true }, schema: { params: IdParams } }, showReceipt)
}

const ofTheOffice: FastifyPluginAsyncTypebox = async (app) => {
  app.get(`${at}/replies`, { config: { access: read, traced: true }, schema: { params: IdParams, querystring: ListQuery } }, async (request, reply) => {
    const [{ id }, { take: file }] = [request.params as { id: number }, request.query as { take?: string }]
    const begun = file === undefined || !request.actor || request.actor.kind !== 'prefecture' ? null : file === 'paper' ? pageOf(id, 'attendees-paper') : pageOf(id, `replies-file?as=${file}`)
    if (begun !== null) beginFile(reply, begun)
    return reply.page('cascade/meeting-replies/index', { ...await listPage(request), begun })
  })
  app.get(`${at}/replies/:municipalityId`, { config: { access: edit, traced: true }, schema: { params: OfParams } }, showTaken)
  app.post(`${at}/replies/:municipalityId`, {
    config: { access: edit, again: showTaken }, schema: { params: OfParams, body: TakenForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id, municipalityId } = request.params as { id: number; municipalityId: number }
    return reply.submit((change) => takeReply(change, id, municipalityId, request.body as TakenForm), () => ({ to: pageOf(id, 'replies'), notice: 'meetingReplies.taken' }))
  })

  app.get(`${at}/reminder`, { config: { access: edit }, schema: { params: IdParams } }, showReminder)
  app.post(`${at}/reminder`, { config: { access: edit, again: showReminder }, schema: { params: IdParams, body: PlainForm } }, async (request, reply) => {
    const { id } = request.params as { id: number }
    return reply.submit((change) => remindMeeting(change, id), () => ({ to: pageOf(id, 'replies?answer=open'), notice: 'meetingReplies.reminded' }))
  })

  for (const [noun, isShared] of [['sharing', true], ['unsharing', false]] as const) {
    app.post(`/meeting-questions/:id/${noun}`, { config: { access: edit }, schema: { params: QuestionParams, body: PlainForm } }, async ({ params: { id } }, reply) =>
      reply.submit((change) => shareQuestion(change, id, isShared), (meetingId) => ({ to: pageOf(meetingId, 'replies#questions-title'), notice: isShared ? 'meetingReplies.shared' : 'meetingReplies.unshared' })))
  }

  app.get(`${at}/replies-file`, {
    config: { access: take, traced: true, justSignedIn: (request) => beginning(request, String((request.query as { as?: unknown }).as ?? 'xlsx')) }, schema: { params: IdParams, querystring: FileQuery },
  }, async (request, reply) => {
    const meeting = found(await findMeeting(request.db, request.scope, (request.params as { id: number }).id))
    const built = await buildReplies(request, meeting, await repliesOf(request.db, meeting), (request.query as { as?: 'xlsx' }).as ?? 'xlsx')
    return sendMade(reply, built.bytes, built)
  })
  app.get(`${at}/attendees-paper`, {
    config: { access: take, traced: true, justSignedIn: (request) => beginning(request, 'paper') }, schema: { params: IdParams },
  }, async (request, reply) => {
    const meeting = found(await findMeeting(request.db, request.scope, (request.params as { id: number }).id))
    const roster = rosterOf(meeting, await (meeting.peopleHere === null ? namedOf : attendeesOf)(request.db, meeting.id), request.today)
    return sendMade(reply, await app.outside.paper.print('register', roster), { name: `${roster.title}.pdf`, type: 'application/pdf' })
  })
}

/** A file with many names is taken from the list of replies, which begins it once one is in. */
const beginning = ({ params }: FastifyRequest, take: string): string =>
  `/liaison-meetings/${encodeURIComponent((params as { id: string }).id)}/replies?${new URLSearchParams({ take })}`
