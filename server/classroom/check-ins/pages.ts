import type { FastifyReply, FastifyRequest } from 'fastify'
import { timeInJapan } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { qrSvgPath } from '../../base/qr.ts'
import { codeOf, lockOf, scanCookie, scannedAt, tokenOf } from './codes.ts'
import { RefusalForm, WindowForm } from './forms.ts'
import { foundMax, ownPlace, peopleAtDesk, plannedOn, slotOfDoor, slotToCheckIn, walkInsOf, type SlotOfDoor } from './queries.ts'
import { inTwo, isHere, markAt, mayAskToCome, scanMinutes, secondsLeft, stepAt, usualWindow, whyNotHeld, whyNotHere, whyNotOpen, windowState } from './rules.ts'

/** The browser keeps its scan where no page and no script can read it, and sends it to the check-in alone. */
export const holdScan = (reply: FastifyReply, scan: string): FastifyReply => reply.setCookie(scanCookie, scan, {
  path: '/check-in', httpOnly: true, sameSite: 'lax', secure: reply.server.outside.production, maxAge: scanMinutes * 60,
})

export const originOf = ({ server, protocol, host }: FastifyRequest): string => server.outside.publicOrigin ?? `${protocol}://${host}`

/** A door as it is shown: its window, if it has any yet, the address its QR code leads to, and whether its day is called off. */
export interface Door { secret: string | null; door: string; address: string; from: Date | null; until: Date | null; isStopped?: boolean }

const doorOfSlot = ({ secret, slotId, from, until, isStopped }: SlotOfDoor): Door => ({ secret, door: String(slotId), address: `/check-in/${slotId}`, from, until, isStopped })

/** What a door shows in this moment: the QR code and the code that is typed, while it is open. */
export function shownAt(request: FastifyRequest, { secret, door, address, from, until, isStopped = false }: Door) {
  const now = request.server.clock()
  const opening = secret === null || from === null || until === null ? null : { secret, opensAt: from, closesAt: until }
  const state = isStopped ? 'stopped' as const : opening === null ? 'none' as const : windowState(opening, now)
  if (opening === null || state !== 'open') return { state, opening, code: null, square: null, secondsLeft: 0, address: null }
  const [lock, step, origin] = [{ secret: opening.secret, door }, stepAt(now), originOf(request)]
  return {
    state, opening, code: inTwo(codeOf(lock, step)), square: qrSvgPath(`${origin}${address}/${tokenOf(lock, step)}`), secondsLeft: secondsLeft(now),
    address: `${origin.replace(/^https?:\/\//, '')}/check-in`,
  }
}

/** The check-in of a slot for staff: what the door shows, its window, and who stands there without being of the slot. */
export async function doorPage(request: FastifyRequest, slotId: number) {
  const { db, scope, server } = request
  const [known, walkIns] = await Promise.all([slotOfDoor(db, scope, slotId), walkInsOf(db, slotId)])
  const slot = found(known)
  const now = server.clock()
  const shown = shownAt(request, doorOfSlot(slot))
  const running = shown.opening !== null && shown.state !== 'over' ? { opensAt: timeInJapan(shown.opening.opensAt), closesAt: timeInJapan(shown.opening.closesAt) } : null
  const starting = running ?? usualWindow({ ...slot, doorsAt: slot.opensAt }, now)
  return {
    slot, shown, walkIns, planned: await plannedOn(db, slot), isPast: request.today > slot.heldOn,
    mayOpen: request.today <= slot.heldOn && !slot.isStopped, form: formOf(WindowForm, request, starting),
  }
}

/** Somebody who waits at the door and is not to be taken in: who it is, and the box for the reason. */
export async function refusalPage(request: FastifyRequest, slotId: number, walkInId: number) {
  const slot = found(await slotOfDoor(request.db, request.scope, slotId))
  const walkIn = found((await walkInsOf(request.db, slotId)).find(({ id }) => id === walkInId))
  return { slot, walkIn, form: formOf(RefusalForm, request) }
}

/** What is projected on the wall: no names at all. */
export async function screenPage(request: FastifyRequest, slotId: number) {
  const slot = found(await slotOfDoor(request.db, request.scope, slotId))
  return { slot, shown: shownAt(request, doorOfSlot(slot)), planned: await plannedOn(request.db, slot) }
}

/** Whom the desk may take in, by number, name or reading. */
export async function deskPage(request: FastifyRequest, slotId: number, q: string) {
  const slot = found(await slotOfDoor(request.db, request.scope, slotId))
  const people = await peopleAtDesk(request.db, slot, slotId, q)
  return { slot, q, people: people.slice(0, foundMax), hasMore: people.length > foundMax, mark: markAt(slot, request.server.clock()) }
}

/**
 * What a slot says to whoever scanned its code or comes back to it. `at` is when this browser scanned, null when it did not or too long ago.
 * Without a scan nothing is said but the own mark, or that a code is needed.
 */
export async function ownPage(request: FastifyRequest, slotId: number) {
  const { db, scope, server } = request
  const slot = found(await slotToCheckIn(db, slotId))
  const own = await ownPlace(db, scope, slot)
  const at = scannedAt(lockOf(slot), request.cookies[scanCookie], server.clock())
  const mark = own?.state == null ? null : { state: own.state, minutes: own.minutes, evidence: own.evidence, markedAt: own.markedAt, isHere: isHere(own.state) }
  if (at === null && mark === null && own?.walkIn == null) return null
  const whyNot = mark !== null ? null : (at === null ? null : whyNotHeld(slot) ?? whyNotOpen({ opensAt: slot.from, closesAt: slot.until }, at)) ?? whyNotHere(own)
  const { secret: _, ...shown } = slot
  return { slot: shown, own, at, mark, whyNot, mayAsk: at !== null && mayAskToCome(whyNot), will: at === null ? null : markAt(slot, at) }
}

/** The page of one's own at a slot; whoever has no scan that counts is sent for one. */
export async function ownAgain(request: FastifyRequest, reply: FastifyReply) {
  const page = await ownPage(request, (request.params as { id: number }).id)
  if (page === null) return reply.code(409).page('classroom/check-ins/stale', { reason: null })
  if (page.own?.walkIn === 'waiting' && page.mark === null) reply.header('Refresh', '10')
  return reply.page('classroom/check-ins/own', page)
}
