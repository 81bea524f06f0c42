import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Missing, Refusal } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { acceptWalkIn, askToCome, checkIn, closeCheckIn, openCheckIn, refuseWalkIn, takeAtDesk, typeCode, type OtherDoors } from './changes.ts'
import { lockOf, scanCookie, scanOf, stepOfToken } from './codes.ts'
import { CodeForm, DeskQuery, RefusalForm, SlotParams, TakeForm, TokenParams, WalkInParams, WindowForm } from './forms.ts'
import { deskPage, doorPage, holdScan, ownAgain, refusalPage, screenPage } from './pages.ts'
import { slotToCheckIn } from './queries.ts'
import { codeAsTyped, whyNotFresh, whyNotHeld, whyNotOpen } from './rules.ts'

const [own, keep] = ['check_ins.own', 'roll.mark'] as const

/** Checking in at the door of a slot: by a code that changes, or at the desk. */
export const checkIns: FastifyPluginAsyncTypebox<{ otherDoors: OtherDoors }> = async (app, { otherDoors }) => {
  await app.register(ofTrainees, { otherDoors })
  await app.register(ofTheDoor)
}

const ofTrainees: FastifyPluginAsyncTypebox<{ otherDoors: OtherDoors }> = async (app, { otherDoors }) => {
  app.get('/check-in', { config: { access: own } }, codeAgain)
  app.post('/check-in', { config: { access: own, again: codeAgain }, schema: { body: CodeForm }, attachValidation: true }, async (request, reply) => {
    const code = codeAsTyped(request.body.code)
    const opened = code === null ? null : await request.change((change) => typeCode(change, code, otherDoors))
    if (opened === null) throw new Refusal({ key: 'checkIns.noSuchCode' })
    return holdScan(reply, opened.scan).redirect(opened.to, 303)
  })

  // What the camera opens. It writes nothing: a scan that counts is exchanged for a cookie of ten minutes, and the address for one without the code.
  app.get('/check-in/:id/:token', { config: { access: 'anyone' }, schema: { params: TokenParams } }, async (request, reply) => {
    const { params: { id, token }, db } = request
    const slot = await slotToCheckIn(db, id)
    const step = slot === undefined ? null : stepOfToken(lockOf(slot), token)
    if (slot === undefined || step === null) throw new Missing()
    const now = app.clock()
    const reason = whyNotHeld(slot) ?? whyNotOpen({ opensAt: slot.from, closesAt: slot.until }, now) ?? whyNotFresh(step, now)
    if (reason !== null) return reply.code(409).page('classroom/check-ins/stale', { reason })
    return holdScan(reply, scanOf(lockOf(slot), now)).redirect(`/check-in/slots/${id}`, 303)
  })

  app.get('/check-in/slots/:id', { config: { access: own }, schema: { params: SlotParams } }, ownAgain)
  app.post('/check-in/slots/:id', { config: { access: own, again: ownAgain }, schema: { params: SlotParams } }, async ({ params: { id }, cookies }, reply) =>
    reply.submit((change) => checkIn(change, id, cookies[scanCookie]), () => ({ to: `/check-in/slots/${id}` })))
  app.post('/check-in/slots/:id/walk-in', { config: { access: own, again: ownAgain }, schema: { params: SlotParams } }, async ({ params: { id }, cookies }, reply) =>
    reply.submit((change) => askToCome(change, id, cookies[scanCookie]), () => ({ to: `/check-in/slots/${id}` })))
}

const ofTheDoor: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/slots/:id/check-in', { config: { access: keep, traced: true }, schema: { params: SlotParams } }, doorAgain)
  app.post('/slots/:id/check-in', {
    config: { access: keep, again: doorAgain }, schema: { params: SlotParams, body: WindowForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => openCheckIn(change, id, body), () => ({ to: `/slots/${id}/check-in`, notice: 'checkIns.opened' })))
  app.post('/slots/:id/check-in/closing', { config: { access: keep, again: doorAgain }, schema: { params: SlotParams } }, async ({ params: { id } }, reply) =>
    reply.submit((change) => closeCheckIn(change, id), () => ({ to: `/slots/${id}/check-in`, notice: 'checkIns.closed' })))

  // On a wall or on a tablet it asks again every half minute, and says no names: none of its visits is written down.
  app.get('/slots/:id/check-in/screen', { config: { access: keep }, schema: { params: SlotParams } }, async (request, reply) =>
    reply.page('classroom/check-ins/screen', await screenPage(request, request.params.id)))
  app.get('/slots/:id/check-in/live', { config: { access: keep }, schema: { params: SlotParams } }, async (request, reply) => {
    if (!request.wantsFragment) return reply.redirect(`/slots/${request.params.id}/check-in`, 303)
    return reply.page('classroom/check-ins/show', await doorPage(request, request.params.id))
  })

  app.get('/slots/:id/walk-ins', { config: { access: keep, traced: true }, schema: { params: SlotParams, querystring: DeskQuery } }, deskAgain)
  app.post('/slots/:id/walk-ins', {
    config: { access: keep, again: deskAgain }, schema: { params: SlotParams, body: TakeForm },
  }, async ({ params: { id }, body: { enrollmentId } }, reply) =>
    reply.submit((change) => takeAtDesk(change, id, enrollmentId), () => ({ to: `/slots/${id}/check-in#check-ins-walk-ins`, notice: 'checkIns.taken' })))
  app.post('/slots/:id/walk-ins/:walkIn/acceptance', { config: { access: keep, again: doorAgain }, schema: { params: WalkInParams } }, async ({ params: { id, walkIn } }, reply) =>
    reply.submit((change) => acceptWalkIn(change, id, walkIn), () => ({ to: `/slots/${id}/check-in#check-ins-walk-ins`, notice: 'checkIns.taken' })))
  app.get('/slots/:id/walk-ins/:walkIn/refusal', { config: { access: keep, traced: true }, schema: { params: WalkInParams } }, refusalAgain)
  app.post('/slots/:id/walk-ins/:walkIn/refusal', {
    config: { access: keep, again: refusalAgain }, schema: { params: WalkInParams, body: RefusalForm }, attachValidation: true,
  }, async ({ params: { id, walkIn }, body: { reason } }, reply) =>
    reply.submit((change) => refuseWalkIn(change, id, walkIn, reason), () => ({ to: `/slots/${id}/check-in#check-ins-walk-ins`, notice: 'checkIns.refused' })))
}

const codeAgain = async (request: FastifyRequest, reply: FastifyReply) => reply.page('classroom/check-ins/code', { form: formOf(CodeForm, request) })

const doorAgain = async (request: FastifyRequest, reply: FastifyReply) =>
  reply.page('classroom/check-ins/show', await doorPage(request, (request.params as { id: number }).id))

async function refusalAgain(request: FastifyRequest, reply: FastifyReply) {
  const { id, walkIn } = request.params as { id: number; walkIn: number }
  return reply.page('classroom/check-ins/refusal', await refusalPage(request, id, walkIn))
}

async function deskAgain(request: FastifyRequest, reply: FastifyReply) {
  const { q = '' } = request.query as { q?: string }
  return reply.page('classroom/check-ins/desk', await deskPage(request, (request.params as { id: number }).id, q))
}
