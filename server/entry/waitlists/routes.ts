import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { answerOffer, moveEntry, offerByHand, offerNext, prolongOffer, setOfferRules, withdrawOffer } from './changes.ts'
import {
  AnswerForm, CodeParams, DueForm, HandOfferForm, OfferParams, OrderForm, RulesForm, TrainingParams, TurnForm, WaitlistQuery, WithdrawalForm,
} from './forms.ts'
import { findOffer, offerOfCode, type Offer } from './queries.ts'
import { waitlistPage } from './pages.ts'
import { whyNotAnswer } from './rules.ts'

export const waitlists: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/trainings/:trainingId/waitlist', {
    config: { access: 'waitlist.read', traced: true }, schema: { params: TrainingParams, querystring: WaitlistQuery },
  }, showWaitlist)

  app.post('/trainings/:trainingId/waitlist/rules', {
    config: { access: 'waitlist.keep', again: showWaitlist }, schema: { params: TrainingParams, body: RulesForm }, attachValidation: true,
  }, async ({ params: { trainingId }, body }, reply) =>
    reply.submit((change) => setOfferRules(change, trainingId, body), () => ({ to: listAt(trainingId), notice: 'waitlists.rulesSet' })))

  app.post('/trainings/:trainingId/waitlist/order', {
    config: { access: 'waitlist.keep', again: showWaitlist }, schema: { params: TrainingParams, body: OrderForm }, attachValidation: true,
  }, async ({ params: { trainingId }, body }, reply) =>
    reply.submit((change) => moveEntry(change, trainingId, body), () => ({ to: listAt(trainingId), notice: 'waitlists.moved' })))

  app.post('/trainings/:trainingId/waitlist/turn', {
    config: { access: 'waitlist.keep', again: showWaitlist }, schema: { params: TrainingParams, body: TurnForm }, attachValidation: true,
  }, async ({ params: { trainingId }, body: { next } }, reply) =>
    reply.submit((change) => offerNext(change, trainingId, next), () => ({ to: listAt(trainingId), notice: 'waitlists.offered' })))

  app.post('/trainings/:trainingId/waitlist/offers', {
    config: { access: 'waitlist.keep', again: showWaitlist }, schema: { params: TrainingParams, body: HandOfferForm }, attachValidation: true,
  }, async ({ params: { trainingId }, body }, reply) =>
    reply.submit((change) => offerByHand(change, trainingId, body), () => ({ to: listAt(trainingId), notice: 'waitlists.offered' })))

  app.post('/seat-offers/:offerId/due', {
    config: { access: 'waitlist.keep', again: showWaitlistOfOffer }, schema: { params: OfferParams, body: DueForm }, attachValidation: true,
  }, async ({ params: { offerId }, body }, reply) =>
    reply.submit((change) => prolongOffer(change, offerId, body), (trainingId) => ({ to: listAt(trainingId), notice: 'waitlists.prolonged' })))

  app.post('/seat-offers/:offerId/withdrawal', {
    config: { access: 'waitlist.keep', again: showWaitlistOfOffer }, schema: { params: OfferParams, body: WithdrawalForm }, attachValidation: true,
  }, async ({ params: { offerId }, body: { reason } }, reply) =>
    reply.submit((change) => withdrawOffer(change, offerId, reason), (trainingId) => ({ to: listAt(trainingId), notice: 'waitlists.offerWithdrawn' })))

  app.get('/seat-offers/:offerId', {
    config: { access: 'offers.answer', traced: true }, schema: { params: OfferParams },
  }, showOffer)

  app.post('/seat-offers/:offerId/answer', {
    config: { access: 'offers.answer', again: showOffer }, schema: { params: OfferParams, body: AnswerForm }, attachValidation: true,
  }, async ({ params: { offerId }, body }, reply) =>
    reply.submit((change) => answerOffer(change, { offerId }, body), () => ({ to: `/seat-offers/${offerId}`, notice: answered[body.answer] })))

  // The letter carries this address: its reader may have no account yet, and the code is theirs alone.
  app.get('/offered-seats/:code', { config: { access: 'anyone' }, schema: { params: CodeParams } }, showOfferOfCode)

  app.post('/offered-seats/:code', {
    config: { access: 'anyone', again: showOfferOfCode }, schema: { params: CodeParams, body: AnswerForm }, attachValidation: true,
  }, async ({ params: { code }, body }, reply) =>
    reply.submit((change) => answerOffer(change, { code }, body), () => ({ to: `/offered-seats/${code}`, notice: answered[body.answer] })))
}

const answered = { accept: 'waitlists.accepted', decline: 'waitlists.declined' } as const
const listAt = (trainingId: number): string => `/trainings/${trainingId}/waitlist`

async function showWaitlist(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('entry/waitlists/index', await waitlistPage(request, (request.params as { trainingId: number }).trainingId))
}

async function showWaitlistOfOffer(request: FastifyRequest, reply: FastifyReply) {
  const offer = found(await findOffer(request.db, request.scope, (request.params as { offerId: number }).offerId))
  return reply.page('entry/waitlists/index', await waitlistPage(request, offer.trainingId, offer.entryId))
}

async function showOffer(request: FastifyRequest, reply: FastifyReply) {
  const { offerId } = request.params as { offerId: number }
  return showOne(request, reply, await findOffer(request.db, request.scope, offerId), `/seat-offers/${offerId}/answer`)
}

async function showOfferOfCode(request: FastifyRequest, reply: FastifyReply) {
  const { code } = request.params as { code: string }
  const offer = await offerOfCode(request.beyond, code)
  void reply.header('referrer-policy', 'no-referrer').header('x-robots-tag', 'noindex')
  return showOne(request, reply, offer, `/offered-seats/${code}`)
}

async function showOne(request: FastifyRequest, reply: FastifyReply, known: Offer | undefined, action: string) {
  const offer = found(known)
  const now = request.server.clock()
  return reply.page('entry/waitlists/offer', {
    offer, action, form: formOf(AnswerForm, request), whyNot: whyNotAnswer(offer, 'accept', now, ''),
  })
}
