import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { addDays } from '../../base/days.ts'
import { sendStored } from '../../base/downloads.ts'
import { found, refuse } from '../../base/errors.ts'
import { saveNote } from './changes.ts'
import { CorrectionForm, EditionParams, FinishForm, IdParams, NoteForm, NoteQuery, OpeningForm, PageQuery, RevisionParams, RevisionQuery } from './forms.ts'
import { correctionPage, finishPage, historyPage, knownMinutes, notePage, openingPage, readPage, revisionPage, writingPage } from './pages.ts'
import { editionOf } from './queries.ts'
import { correctMinutes, finishMinutes, openMinutes } from './steps/changes.ts'

const [read, write, lead] = ['minutes.read', 'minutes.write', 'minutes.lead'] as const
const at = '/liaison-meetings/:id/minutes'
const page = (id: number) => `/liaison-meetings/${id}/minutes`
/** How long municipalities usually have. */
const usualDays = 14

/** 議事録: written item by item by several at once, shown for comments, frozen, and corrected in the open. */
export const minutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(at, { config: { access: read }, schema: { params: IdParams } }, showMinutes)
  app.get(`${at}/reading`, { config: { access: write }, schema: { params: IdParams } }, async (request, reply) => reply.page('cascade/minutes/show', await readPage(request, await knownMinutes(request, request.params.id))))

  app.get('/meeting-items/:id/note', { config: { access: write }, schema: { params: IdParams, querystring: NoteQuery } }, noteAgain)
  app.post('/meeting-items/:id/note', {
    config: { access: write, again: noteAgain }, schema: { params: IdParams, body: NoteForm }, attachValidation: true,
  }, async ({ params: { id }, body, wantsFragment }, reply) => {
    // Both texts are put into one box to be looked at: nothing is kept before that is saved.
    if (body.act === 'merge') refuse({ key: 'minutes.putTogether' })
    return reply.submit((change) => saveNote(change, id, body), ({ version, meetingId }) =>
      wantsFragment ? { to: `/meeting-items/${id}/note?saved=${version}` } : { to: `${page(meetingId)}#note-${id}`, notice: 'minutes.saved' })
  })
  app.get('/meeting-items/:id/note/revisions', { config: { access: write }, schema: { params: IdParams, querystring: PageQuery } }, async (request, reply) =>
    reply.page('cascade/minutes/history', await historyPage(request, request.query.page)))
  app.get('/meeting-items/:id/note/revisions/:version', { config: { access: write }, schema: { params: RevisionParams, querystring: RevisionQuery } }, async (request, reply) =>
    reply.page('cascade/minutes/revision', await revisionPage(request, request.params.version, request.query.beside)))

  app.get(`${at}/opening`, { config: { access: lead }, schema: { params: IdParams } }, showOpening)
  app.post(`${at}/opening`, {
    config: { access: lead, again: showOpening }, schema: { params: IdParams, body: OpeningForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => openMinutes(change, id, body), () => ({ to: page(id), notice: 'minutes.opened' })))
  app.get(`${at}/finish`, { config: { access: lead }, schema: { params: IdParams } }, showFinish)
  app.post(`${at}/finish`, {
    config: { access: lead, again: showFinish }, schema: { params: IdParams, body: FinishForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => finishMinutes(change, id, body.version), () => ({ to: page(id), notice: 'minutes.finished' })))
  app.get(`${at}/correction`, { config: { access: lead }, schema: { params: IdParams } }, showCorrection)
  app.post(`${at}/correction`, {
    config: { access: lead, again: showCorrection }, schema: { params: IdParams, body: CorrectionForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => correctMinutes(change, id, body), () => ({ to: page(id), notice: 'minutes.correcting' })))

  app.get(`${at}/editions/:number/paper`, { config: { access: read }, schema: { params: EditionParams } }, async (request, reply) => {
    const { id, number } = request.params
    await knownMinutes(request, id)
    const { key, name, type, bytes, sha256 } = found(await editionOf(request.db, id, number))
    return sendStored(reply, app.outside.files, { key: found(key), name: name!, type: type!, bytes: bytes!, sha256: sha256! })
  })
}

/** Who writes meets the forms while they may; everybody else, and everybody once it is final, meets the minutes themselves. */
async function showMinutes(request: FastifyRequest, reply: FastifyReply) {
  const known = await knownMinutes(request, (request.params as { id: number }).id)
  if (request.scope.of === 'all' && known.standing.state !== 'final') return reply.page('cascade/minutes/index', await writingPage(request, known))
  return reply.page('cascade/minutes/show', await readPage(request, known))
}
async function noteAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/minutes/note', await notePage(request))
}
async function showOpening(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/minutes/opening', await openingPage(request, addDays(request.today, usualDays)))
}
async function showFinish(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/minutes/finish', await finishPage(request))
}
async function showCorrection(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/minutes/correction', await correctionPage(request))
}
