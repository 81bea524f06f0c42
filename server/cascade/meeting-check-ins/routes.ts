import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Missing } from '../../base/errors.ts'
import { scanCookie, scanOf, stepOfToken } from '../../classroom/check-ins/codes.ts'
import { holdScan } from '../../classroom/check-ins/pages.ts'
import { whyNotFresh, whyNotOpen } from '../../classroom/check-ins/rules.ts'
import { checkInByLink, checkInByScan, markAtDesk, setDoor, takeWalkIn, undoAtDesk } from './changes.ts'
import { DoorQuery, IdParams, LinkForm, PlainForm, TapForm, TokenParams, UndoForm, WalkInForm, WindowForm } from './forms.ts'
import { deskPage, linkAgain, ownAgain, screenPage } from './pages.ts'
import { doorOf } from './queries.ts'
import { doorName } from './rules.ts'

const keep = 'meetings.door' as const
const at = '/liaison-meetings/:id'
const deskOf = (id: number, { show, q }: { show?: string; q?: string } = {}) => {
  const narrowed = new URLSearchParams({ ...show === undefined ? {} : { show }, ...q === undefined ? {} : { q } }).toString()
  return `/liaison-meetings/${id}/door${narrowed === '' ? '' : `?${narrowed}`}`
}

/** 受付: who is there at a meeting. The code at its door is the same mechanism as at a class day; the desk and links serve everybody else. */
export const meetingCheckIns: FastifyPluginAsyncTypebox = async (app) => {
  await app.register(ofTheDesk)
  await app.register(ofThose)
}

const ofTheDesk: FastifyPluginAsyncTypebox = async (app) => {
  app.get(`${at}/door`, { config: { access: keep, traced: true }, schema: { params: IdParams, querystring: DoorQuery } }, deskAgain)
  app.post(`${at}/door`, {
    config: { access: keep, again: deskAgain }, schema: { params: IdParams, body: WindowForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id } = request.params as { id: number }
    return reply.submit((change) => setDoor(change, id, request.body as WindowForm), () => ({ to: deskOf(id), notice: 'meetingCheckIns.set' }))
  })
  // What the desk asks for every few seconds; the page itself was written down as seen once.
  app.get(`${at}/door/live`, { config: { access: keep }, schema: { params: IdParams, querystring: DoorQuery } }, async (request, reply) => {
    if (!request.wantsFragment) return reply.redirect(deskOf((request.params as { id: number }).id), 303)
    return deskAgain(request, reply)
  })
  app.get(`${at}/door/screen`, { config: { access: keep }, schema: { params: IdParams } }, async (request, reply) =>
    reply.page('cascade/meeting-check-ins/screen', await screenPage(request)))
  app.post(`${at}/walk-ins`, {
    config: { access: keep, again: deskAgain }, schema: { params: IdParams, body: WalkInForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id } = request.params as { id: number }
    return reply.submit((change) => takeWalkIn(change, id, request.body as WalkInForm), () => ({ to: deskOf(id), notice: 'meetingCheckIns.walkedIn' }))
  })
  app.post('/meeting-people/:id/presence', { config: { access: keep }, schema: { params: IdParams, body: TapForm } }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => markAtDesk(change, id, body.where), (meetingId) => ({ to: `${deskOf(meetingId, body)}#person-${id}` })))
  app.post('/meeting-people/:id/absence', { config: { access: keep }, schema: { params: IdParams, body: UndoForm } }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => undoAtDesk(change, id), (meetingId) => ({ to: `${deskOf(meetingId, body)}#person-${id}`, notice: 'meetingCheckIns.undone' })))
}

const ofThose: FastifyPluginAsyncTypebox = async (app) => {
  // What the camera opens: as at a class day, a scan that counts becomes a cookie of ten minutes, and the address one without the code.
  app.get('/check-in/meetings/:id/:token', { config: { access: 'anyone' }, schema: { params: TokenParams } }, async (request, reply) => {
    const { params: { id, token }, db } = request
    const door = await doorOf(db, id)
    const lock = door === undefined ? null : { secret: door.secret, door: doorName(id) }
    const step = lock === null ? null : stepOfToken(lock, token)
    if (door === undefined || lock === null || step === null) throw new Missing()
    const now = app.clock()
    const reason = whyNotOpen({ opensAt: door.from, closesAt: door.until }, now) ?? whyNotFresh(step, now)
    if (reason !== null) return reply.code(409).page('classroom/check-ins/stale', { reason })
    return holdScan(reply, scanOf(lock, now)).redirect(`/check-in/meetings/${id}`, 303)
  })
  app.get('/check-in/meetings/:id', { config: { access: 'check_ins.own' }, schema: { params: IdParams } }, ownAgain)
  app.post('/check-in/meetings/:id', { config: { access: 'check_ins.own', again: ownAgain }, schema: { params: IdParams, body: PlainForm } }, async (request, reply) => {
    const { id } = request.params as { id: number }
    return reply.submit((change) => checkInByScan(change, id, request.cookies[scanCookie]), () => ({ to: `/check-in/meetings/${id}` }))
  })

  app.get('/meeting-links/:id/:token', { config: { access: 'anyone' }, schema: { params: TokenParams } }, linkAgain)
  app.post('/meeting-links/:id/:token', { config: { access: 'anyone', again: linkAgain }, schema: { params: TokenParams, body: LinkForm } }, async (request, reply) => {
    const [{ id, token }, { personId, where }] = [request.params as { id: number; token: string }, request.body as { personId: number; where: 'venue' | 'online' }]
    return reply.submit((change) => checkInByLink(change, id, token, personId, where), () => ({ to: `/meeting-links/${id}/${token}`, notice: 'meetingCheckIns.done' }))
  })
}

const deskAgain = async (request: FastifyRequest, reply: FastifyReply) => reply.page('cascade/meeting-check-ins/desk', await deskPage(request))
