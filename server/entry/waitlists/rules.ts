import { addDays, type Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import { cohortLimit, seatLimit, type CohortSeats } from '../enrollments/rules.ts'
import type { Category } from '../nominations/rules.ts'

export type EntryState = 'waiting' | 'offered' | 'enrolled' | 'declined' | 'lapsed' | 'left'
export type OfferState = 'open' | 'accepted' | 'declined' | 'lapsed' | 'withdrawn'
export type OfferAct = 'accept' | 'decline' | 'lapse' | 'withdraw' | 'prolong'

/** What may happen to an offer, and where that leads. Answered once, it stays answered. */
export const offerMoves: Record<OfferState, Partial<Record<OfferAct, OfferState>>> = {
  open:      { accept: 'accepted', decline: 'declined', lapse: 'lapsed', withdraw: 'withdrawn', prolong: 'open' },
  accepted:  {},
  declined:  {},
  lapsed:    {},
  withdrawn: {},
}

const offerIs: Record<OfferState, Reason> = {
  open:      { key: 'waitlists.isOpen' },
  accepted:  { key: 'waitlists.isAccepted' },
  declined:  { key: 'waitlists.isDeclined' },
  lapsed:    { key: 'waitlists.isLapsed' },
  withdrawn: { key: 'waitlists.isWithdrawn' },
}

/** Where somebody stands on the list once their offer has ended; a withdrawn offer gives them back their place. */
export const entryAfter: Record<Exclude<OfferState, 'open'>, EntryState> =
  { accepted: 'enrolled', declined: 'declined', lapsed: 'lapsed', withdrawn: 'waiting' }

/** A seat as it is offered, when somebody does something with it. */
export interface Offered { state: OfferState; dueAt: Date }

/** An answer counts until the moment it was due, whether or not anybody has noticed since. */
export function whyNotAnswer({ state, dueAt }: Offered, act: OfferAct, now: Date, reason: string): Reason | null {
  if (offerMoves[state][act] === undefined) return offerIs[state]
  if ((act === 'accept' || act === 'decline') && dueAt <= now) return offerIs.lapsed
  return act !== 'accept' && act !== 'lapse' && reason.trim() === '' ? { key: 'waitlists.reasonMissing' } : null
}

/** One line of the list as the promotion looks at it, in its order. */
export interface Waiting {
  id: number; state: EntryState; category: Category; professionCode: string | null; municipalityId: number
  team: number | null
  /** The first wish first. */
  wishedCohortIds: readonly number[]
  /** Named no longer, or in the training by another way. */
  withdrawn: boolean; enrolled: boolean
  /** An officer took the last offer back, and has not spoken for this person since. */
  takenBack: boolean
}

/** What is free, each open offer counted as taken. `kinds` has the categories and professions that may not be oversold. */
export interface FreeSeats { total: number; cohorts: { id: number; free: number; taken: number; limit: number }[]; kinds: ReadonlyMap<string, number> }

/** The day by which whoever is asked today answers at the latest. */
export const replyBy = (today: Day, offerHours: number): Day => addDays(today, Math.ceil(offerHours / 24))

/** Whether a seat can still be taken: a cohort has to begin after the answer is due, else nobody could be told in time. */
export const beginsAfter = ({ beginsOn = null }: Pick<CohortSeats, 'beginsOn'>, dueOn: Day): boolean => beginsOn === null || beginsOn > dueOn

/**
 * The seats nobody has and nobody was offered; a training that takes nobody has none. With `dueOn` those alone that can be
 * offered in turn: what becomes free a day before the class stays empty, and nobody is asked to say yes to a cohort that is
 * put off and has no days yet.
 */
export function freeSeats(
  training: { state: string; capacity: number; overPercent: number; cohorts: readonly CohortSeats[] }, kinds: ReadonlyMap<string, number>, dueOn: Day | null = null,
): FreeSeats {
  const open = training.cohorts.filter((cohort) => cohort.state === 'planned' ? dueOn === null || beginsAfter(cohort, dueOn) : cohort.state === 'postponed' && dueOn === null)
  const taken = training.cohorts.reduce((sum, cohort) => sum + cohort.taken, 0)
  const cohorts = open.map((cohort) => {
    const limit = cohortLimit(cohort.capacity, training.overPercent)
    return { id: cohort.id, taken: cohort.taken, limit, free: Math.max(0, limit - cohort.taken) }
  })
  // All that are held count toward the limit, since all who stand in them are taken off it.
  const held = training.cohorts.filter(({ state }) => state !== 'canceled')
  const total = training.state === 'running' ? Math.max(0, seatLimit({ ...training, cohorts: held }) - taken) : 0
  return { total: Math.min(total, cohorts.reduce((sum, { free }) => sum + free, 0)), cohorts, kinds }
}

export interface Promotion { offers: { id: number; cohortId: number }[]; passed: { id: number; reason: Reason }[] }

/**
 * Who is offered which seat: down the list in its order, each into the first wished cohort that has room, else into the one with
 * the most. Who cannot take a seat is passed over with the reason and keeps the place, so the list never stalls behind them.
 * A team is offered its seats together or not yet. Without a free seat nobody is passed over: they simply wait.
 */
export function nextOffers(list: readonly Waiting[], seats: FreeSeats): Promotion {
  let left = seats.total
  const cohorts = seats.cohorts.map((cohort) => ({ ...cohort }))
  const kinds = new Map(seats.kinds)
  const [offers, passed, seen]: [Promotion['offers'], Promotion['passed'], Set<number>] = [[], [], new Set()]
  const waiting = list.filter(({ state }) => state === 'waiting')
  for (const one of waiting) {
    if (left === 0) break
    if (seen.has(one.id)) continue
    const gone = whyNotInTurn(one)
    if (gone !== null) { passed.push({ id: one.id, reason: gone }); continue }
    const team = one.team === null ? [one] : waiting.filter((other) => other.team === one.team && other.municipalityId === one.municipalityId && whyNotInTurn(other) === null)
    for (const { id } of team) seen.add(id)
    const reason = whyNotFit(team, left, kinds)
    if (reason !== null) { passed.push(...team.map(({ id }) => ({ id, reason }))); continue }
    for (const member of team) {
      const cohort = roomiest(cohorts, member.wishedCohortIds)
      cohort.free -= 1
      cohort.taken += 1
      left -= 1
      for (const kind of kindsOf(member)) if (kinds.has(kind)) kinds.set(kind, kinds.get(kind)! - 1)
      offers.push({ id: member.id, cohortId: cohort.id })
    }
  }
  return { offers, passed }
}

/** Why somebody on the list is not asked, whatever is free. */
export function whyNotWaiting({ withdrawn, enrolled }: Pick<Waiting, 'withdrawn' | 'enrolled'>): Reason | null {
  if (withdrawn) return { key: 'waitlists.nominationWithdrawn' }
  return enrolled ? { key: 'waitlists.alreadyEnrolled' } : null
}

/**
 * Why somebody's turn does not come by itself. Whoever an offer was taken back from keeps the place but is set aside until an
 * officer asks them by hand or moves them, each with a reason: else the seat would go back at once to the one it was taken from.
 */
export const whyNotInTurn = (one: Pick<Waiting, 'withdrawn' | 'enrolled' | 'takenBack'>): Reason | null =>
  whyNotWaiting(one) ?? (one.takenBack ? { key: 'waitlists.takenBack' } : null)

const kindsOf = ({ category, professionCode }: Waiting): string[] => professionCode === null ? [category] : [category, `profession ${professionCode}`]

function whyNotFit(team: readonly Waiting[], left: number, kinds: ReadonlyMap<string, number>): Reason | null {
  if (team.length > left) return { key: 'waitlists.teamTooLarge', data: { size: team.length, free: left } }
  const wanted = new Map<string, number>()
  for (const kind of team.flatMap(kindsOf)) wanted.set(kind, (wanted.get(kind) ?? 0) + 1)
  for (const [kind, count] of wanted)
    if (count > (kinds.get(kind) ?? Infinity)) return { key: kind.startsWith('profession ') ? 'waitlists.professionFull' : 'waitlists.categoryFull' }
  return null
}

type Room = FreeSeats['cohorts'][number]
/** There is one with room, because the free seats of the training are never more than those of its cohorts. */
const roomiest = (cohorts: Room[], wished: readonly number[]): Room =>
  wished.flatMap((wish) => cohorts.find(({ id, free }) => id === wish && free > 0) ?? [])[0] ?? cohorts.reduce((best, one) => one.free > best.free ? one : best)

/** An offer by hand may go out of turn, and then says why; it needs a seat like every other. */
export function whyNotOffer(entry: Pick<Waiting, 'state' | 'withdrawn' | 'enrolled'>, cohort: Room | undefined, total: number, reason: string): Reason | null {
  if (entry.state !== 'waiting' && entry.state !== 'lapsed' && entry.state !== 'declined') return { key: 'waitlists.notWaiting' }
  const gone = whyNotWaiting(entry)
  if (gone !== null) return gone
  if (cohort === undefined) return { key: 'waitlists.cohortOver' }
  if (total < 1 || cohort.free < 1) return { key: 'waitlists.noSeat' }
  return reason.trim() === '' ? { key: 'waitlists.reasonMissing' } : null
}

/** Another place on the list, always with a reason. */
export function whyNotMove(state: EntryState, from: number, to: number, last: number, reason: string): Reason | null {
  if (state !== 'waiting') return { key: 'waitlists.notWaiting' }
  if (to < 1 || to > last) return { key: 'waitlists.noSuchPlace', data: { last } }
  if (to === from) return { key: 'waitlists.nothingMoved' }
  return reason.trim() === '' ? { key: 'waitlists.reasonMissing' } : null
}
