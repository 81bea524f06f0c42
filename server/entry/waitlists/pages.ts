import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { DueForm, HandOfferForm, OrderForm, RulesForm, WithdrawalForm, type OrderForm as Sent } from './forms.ts'
import { entriesOf, findWaitlist, seatsOf, waitingLines } from './queries.ts'
import { nextOffers, whyNotInTurn } from './rules.ts'

export const perPage = 50

/** Everything the waitlist shows, in four statements: the training, its seats, the whole list in brief, fifty of it in full. */
export async function waitlistPage(request: FastifyRequest, trainingId: number, sentFor: number | null = null) {
  const { db } = request
  const query = request.query as { page?: number; line?: number; to?: number }
  const page = query.page ?? 1
  const list = found(await findWaitlist(db, trainingId))
  const [{ seats, inTurn, cohorts }, brief, rows] = await Promise.all([
    seatsOf(db, list, request.today), waitingLines(db, trainingId), entriesOf(db, trainingId, { limit: perPage, offset: (page - 1) * perPage }),
  ])
  const { offers, passed } = nextOffers(brief, inTurn)
  const reasons = new Map(passed.map(({ id, reason }) => [id, reason]))
  const places = new Map(brief.map(({ id }, index) => [id, index + 1]))
  const turn = new Map(offers.map(({ id, cohortId }, index) => [id, { cohortId, turn: index + 1 }]))
  const counted = (state: string) => brief.filter((one) => one.state === state).length
  const line = sentFor ?? (request.body as Partial<Sent> | undefined)?.entryId ?? query.line ?? null
  const open = brief.find(({ id }) => id === line)
  return {
    list, seats, cohorts, isTooLate: inTurn.total === 0 && seats.total > 0, page, perPage, line, moving: query.to !== undefined, total: brief.length,
    offers: offers.map((offer) => ({ ...offer, place: places.get(offer.id)!, name: brief.find(({ id }) => id === offer.id)!.name })),
    rows: rows.map((row) => ({ ...row, place: places.get(row.id), next: turn.get(row.id) ?? null, passed: reasons.get(row.id) ?? whyGone(brief, row.id) })),
    counts: { waiting: counted('waiting'), offered: counted('offered'), enrolled: counted('enrolled'), over: counted('declined') + counted('lapsed') + counted('left') },
    rulesForm: formOf(RulesForm, request, { offerHours: list.offerHours, offersBy: list.offersBy }),
    orderForm: formOf(OrderForm, request, { to: open === undefined ? '' : query.to ?? places.get(open.id) }),
    offerForm: formOf(HandOfferForm, request), dueForm: formOf(DueForm, request, { hours: 24 }), withdrawalForm: formOf(WithdrawalForm, request),
  }
}

function whyGone(brief: Awaited<ReturnType<typeof waitingLines>>, id: number) {
  const one = brief.find((entry) => entry.id === id)
  return one === undefined || one.state !== 'waiting' ? null : whyNotInTurn(one)
}
