import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, refuse } from '../../base/errors.ts'
import { enqueue } from '../../base/jobs.ts'
import { giveTraineeAccounts } from '../../who/accounts/changes.ts'
import { hashOfToken } from '../../who/accounts/sessions.ts'
import { enrollAll } from '../enrollments/changes.ts'
import type { AnswerForm, DueForm, HandOfferForm, OrderForm, RulesForm } from './forms.ts'
import { findOffer, findWaitlist, holdSeatsOf, offerOfCode, openOffers, seatsOf, waitingLines, type Offer } from './queries.ts'
import { entryAfter, nextOffers, whyNotAnswer, whyNotMove, whyNotOffer, type OfferState } from './rules.ts'

export const fillingJob = 'fill-seats'
const hourMs = 3_600_000

/**
 * The one way from the waitlist to a seat, by whatever the seat became free (a withdrawal, a larger capacity, another cohort,
 * an offer that ended): ends what is overdue or has lost its cohort, then offers what is free to those whose turn it is. It
 * only ever offers; nobody is enrolled without having said yes. Where an officer is asked first, nothing is offered here.
 */
export async function fillSeats(change: Change, trainingId: number): Promise<void> {
  const { tx, now, log } = change
  found(await holdSeatsOf(tx, trainingId))
  for (const offer of await openOffers(tx, trainingId)) {
    if (offer.dueAt <= now) await end(change, trainingId, offer, 'lapsed', '')
    else if (offer.cohortState === 'canceled' || offer.cohortState === 'finished') await end(change, trainingId, offer, 'withdrawn', '')
  }
  const list = found(await findWaitlist(tx, trainingId))
  const { offers, passed } = list.offersBy === 'house' ? await turnOf(change, trainingId) : { offers: [], passed: [] }
  for (const { id, cohortId } of offers) await make(change, trainingId, id, cohortId, list.offerHours, '')
  log('waitlist.looked_over', `training:${trainingId}`, { offered: offers.length, passedOver: passed.length })
}

/** Whose turn it is, as the list and the seats stand while the training is held. */
async function turnOf({ tx, now }: Change, trainingId: number) {
  const list = found(await findWaitlist(tx, trainingId))
  return nextOffers(await waitingLines(tx, trainingId), (await seatsOf(tx, list, dayInJapan(now))).inTurn)
}

/**
 * An officer sends out the offers whose turn it is.
 * @param next entry and cohort of each, as they were shown
 * @throws Refusal when it is somebody else's turn meanwhile
 */
export async function offerNext(change: Change, trainingId: number, next: string): Promise<number> {
  found(await holdSeatsOf(change.tx, trainingId))
  const { offers } = await turnOf(change, trainingId)
  refuse(offers.map(({ id, cohortId }) => `${id}-${cohortId}`).join(' ') === next ? null : { key: 'form.stale' })
  const { offerHours } = found(await findWaitlist(change.tx, trainingId))
  for (const { id, cohortId } of offers) await make(change, trainingId, id, cohortId, offerHours, '')
  return offers.length
}

/** One offer by hand, out of turn if need be, with the reason on record. */
export async function offerByHand(change: Change, trainingId: number, { entryId, cohortId, reason }: HandOfferForm): Promise<void> {
  const { tx } = change
  found(await holdSeatsOf(tx, trainingId))
  const list = found(await findWaitlist(tx, trainingId))
  const entry = found((await waitingLines(tx, trainingId)).find(({ id }) => id === entryId))
  const { seats, cohorts } = await seatsOf(tx, list, dayInJapan(change.now))
  found(cohorts.find(({ id }) => id === cohortId))
  refuse(whyNotOffer(entry, seats.cohorts.find(({ id }) => id === cohortId), seats.total, reason))
  await make(change, trainingId, entryId, cohortId, list.offerHours, reason.trim())
}

/** The offer holds its seat from here on; a job looks again when it is due. */
async function make({ tx, actor, now, log }: Change, trainingId: number, entryId: number, cohortId: number, hours: number, reason: string): Promise<void> {
  const entry = await tx.updateTable('waitlist_entry').set({ state: 'offered' }).where('id', '=', entryId).where('training_id', '=', trainingId)
    .returning(['person_id', 'municipality_id']).executeTakeFirstOrThrow()
  const due_at = new Date(now.getTime() + hours * hourMs)
  const { id } = await tx.insertInto('seat_offer').values({
    entry_id: entryId, training_id: trainingId, cohort_id: cohortId, ...entry,
    made_at: now, made_by: actor?.personId ?? null, made_reason: reason, due_at,
  }).returning('id').executeTakeFirstOrThrow()
  await enqueue(tx, fillingJob, { trainingId }, { startAfter: due_at })
  log('offer.made', `offer:${id}`, { trainingId, cohortId, dueAt: due_at.toISOString(), ...reason === '' ? {} : { reason } })
}

/**
 * Makes one more code that opens an offer, for one letter. Those before stay good: each stands in a mail to the same person.
 * Logs 'offer.link_made'. @returns the code, kept nowhere else; its address is `/offered-seats/<code>`
 */
export async function makeOfferLink({ tx, now, random, log }: Change, offerId: number): Promise<string> {
  const code = Buffer.from(random(24)).toString('base64url')
  await tx.insertInto('seat_offer_link').values({ hash: hashOfToken(code), offer_id: offerId, made_at: now }).execute()
  log('offer.link_made', `offer:${offerId}`)
  return code
}

const saidAs = { accepted: 'offer.accepted', declined: 'offer.declined', lapsed: 'offer.lapsed', withdrawn: 'offer.withdrawn' } as const

async function end(
  { tx, actor, now, log }: Change, trainingId: number, offer: { id: number; entryId: number }, state: Exclude<OfferState, 'open'>, reason: string,
  enrollmentId: number | null = null,
): Promise<void> {
  await tx.updateTable('seat_offer').set({ state, ended_at: now, ended_by: actor?.personId ?? null, ended_reason: reason, enrollment_id: enrollmentId })
    .where('id', '=', offer.id).execute()
  await tx.updateTable('waitlist_entry').set({ state: entryAfter[state] }).where('id', '=', offer.entryId).execute()
  log(saidAs[state], `offer:${offer.id}`, { trainingId, ...reason === '' ? {} : { reason }, ...enrollmentId === null ? {} : { enrollmentId } })
}

/**
 * Yes or no to a seat. A yes enrolls into the seat the offer held, with the next number; a no hands it on.
 * @param of the offer's id, looked up through the scope, or the code of its letter
 * @throws Missing outside the scope · Refusal when it was answered or is overdue, for a no without a reason
 */
export async function answerOffer(change: Change, of: { offerId: number } | { code: string }, { answer, reason = '' }: AnswerForm): Promise<void> {
  const { tx, scope, now } = change
  const look = (): Promise<Offer | undefined> => 'code' in of ? offerOfCode(tx, of.code) : findOffer(tx, scope, of.offerId)
  const { trainingId } = found(await look())
  found(await holdSeatsOf(tx, trainingId))
  const offer = found(await look())
  refuse(whyNotAnswer(offer, answer, now, reason))
  if (answer === 'decline') {
    await end(change, trainingId, offer, 'declined', reason.trim())
    await enqueue(tx, fillingJob, { trainingId })
    return
  }
  const { personId, cohortId, municipalityId, nominationId, category, professionCode, affiliation } = offer
  const [enrollment] = await enrollAll(change, trainingId, [{ personId, cohortId, municipalityId, nominationId, category, professionCode, affiliation, seatIsHeld: true }])
  assert(enrollment !== undefined)
  await giveTraineeAccounts(change, [personId])
  await end(change, trainingId, offer, 'accepted', '', enrollment)
}

/** More time for an answer, with a reason; the job of the old hour finds nothing to do. */
export async function prolongOffer(change: Change, offerId: number, { hours, reason }: DueForm): Promise<number> {
  const { tx, now, log } = change
  const offer = await holdOffer(change, offerId)
  refuse(whyNotAnswer(offer, 'prolong', now, reason))
  const due_at = new Date(Math.max(now.getTime(), offer.dueAt.getTime()) + hours * hourMs)
  await tx.updateTable('seat_offer').set({ due_at }).where('id', '=', offerId).execute()
  await enqueue(tx, fillingJob, { trainingId: offer.trainingId }, { startAfter: due_at })
  log('offer.prolonged', `offer:${offerId}`, { trainingId: offer.trainingId, from: offer.dueAt.toISOString(), to: due_at.toISOString(), reason: reason.trim() })
  return offer.trainingId
}

/** The officer takes an offer back, with a reason. The person keeps the place and is set aside (see `whyNotInTurn`); the seat goes to the next. */
export async function withdrawOffer(change: Change, offerId: number, reason: string): Promise<number> {
  const offer = await holdOffer(change, offerId)
  refuse(whyNotAnswer(offer, 'withdraw', change.now, reason))
  await end(change, offer.trainingId, offer, 'withdrawn', reason.trim())
  await enqueue(change.tx, fillingJob, { trainingId: offer.trainingId })
  return offer.trainingId
}

async function holdOffer({ tx, scope }: Change, offerId: number): Promise<Offer> {
  const { trainingId } = found(await findOffer(tx, scope, offerId))
  found(await holdSeatsOf(tx, trainingId))
  return found(await findOffer(tx, scope, offerId))
}

/** Another place on the list for somebody who waits; those between step aside by one. */
export async function moveEntry({ tx, actor, now, log }: Change, trainingId: number, { entryId, to, reason }: OrderForm): Promise<void> {
  found(await holdSeatsOf(tx, trainingId))
  const list = await waitingLines(tx, trainingId)
  const entry = found(list.find(({ id }) => id === entryId))
  const from = list.indexOf(entry) + 1
  refuse(whyNotMove(entry.state, from, to, list.length, reason))
  const order = list.filter(({ id }) => id !== entryId)
  order.splice(to - 1, 0, entry)
  await sql`update waitlist_entry e set position = o.place from unnest(${order.map(({ id }) => id)}::int[]) with ordinality as o (id, place)
    where e.id = o.id and e.position <> o.place`.execute(tx)
  await tx.updateTable('waitlist_entry').set({ moved_reason: reason.trim(), moved_by: actor!.personId, moved_at: now }).where('id', '=', entryId).execute()
  log('waitlist.moved', `training:${trainingId}`, { nominationId: entry.nominationId, from, to, reason: reason.trim() })
}

/** How long offers hold a seat from now on, and whether an officer is asked first. Offers that are out keep their hour. */
export async function setOfferRules({ tx, log }: Change, trainingId: number, { offerHours, offersBy }: RulesForm): Promise<void> {
  found(await holdSeatsOf(tx, trainingId))
  found(await findWaitlist(tx, trainingId))
  await tx.updateTable('training').set({ offer_hours: offerHours, offers_by: offersBy }).where('id', '=', trainingId).execute()
  if (offersBy === 'house') await enqueue(tx, fillingJob, { trainingId })
  log('waitlist.rules_set', `training:${trainingId}`, { offerHours, offersBy })
}
