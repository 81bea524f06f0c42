import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import type { Reader } from '../../base/database.ts'
import { dayInJapan, instantInJapan } from '../../base/days.ts'
import { found, mend, refuse, TooMany } from '../../base/errors.ts'
import { movedByComing } from '../../planning/day-choices/changes.ts'
import { holdDays } from '../../planning/day-choices/queries.ts'
import { holdPeople, putMarks } from '../attendance/changes.ts'
import { comesOn, findDayOfSlot } from '../attendance/queries.ts'
import { whyNotMark, whyNotOnRoll } from '../attendance/rules.ts'
import { isCodeOf, lockOf, scannedAt, scanOf, type OpenDoor } from './codes.ts'
import type { WindowForm } from './forms.ts'
import { openCheckIns, ownPlace, recentGuesses, slotToCheckIn, type SlotToCheckIn } from './queries.ts'
import { guessMinutes, markAt, mayAskToCome, problemsOfWindow, secondsToWait, whyNotAnswer, whyNotHeld, whyNotHere, whyNotOpen } from './rules.ts'

/**
 * Opens the check-in of a slot for a window of its day, or sets another window. The secret is made once and stays, so that a scan that is under
 * way survives. Logs 'check_in.opened'.
 * @throws Missing for a slot the scope does not reach; Refusal for a day that was put off; Unfit for a window that cannot be
 */
export async function openCheckIn(change: Change, slotId: number, form: WindowForm): Promise<void> {
  const { tx, scope, now, actor, random, log } = change
  const day = found(await findDayOfSlot(tx, scope, slotId))
  refuse(whyNotHeld(day))
  mend(problemsOfWindow(day, form, now))
  const window = { opens_at: instantInJapan(day.heldOn, form.opensAt), closes_at: instantInJapan(day.heldOn, form.closesAt), opened_by: actor?.personId ?? null }
  await tx.insertInto('check_in').values({ slot_id: slotId, secret: Buffer.from(random(32)).toString('base64url'), ...window })
    .onConflict((oc) => oc.column('slot_id').doUpdateSet(window)).execute()
  log('check_in.opened', `slot:${slotId}`, { heldOn: day.heldOn, opensAt: form.opensAt, closesAt: form.closesAt })
}

/** Nobody checks in any more from now on; scans made before still count for their ten minutes. Logs 'check_in.closed'. @throws Missing, Refusal when it is not open */
export async function closeCheckIn({ tx, scope, now, log }: Change, slotId: number): Promise<void> {
  found(await findDayOfSlot(tx, scope, slotId))
  const closed = await tx.updateTable('check_in').set((eb) => ({ closes_at: now, opens_at: eb.fn<Date>('least', ['opens_at', eb.val(now)]) }))
    .where('slot_id', '=', slotId).where('closes_at', '>', now).returning('slot_id').executeTakeFirst()
  refuse(closed === undefined ? { key: 'checkIns.isNotOpen' } : null)
  log('check_in.closed', `slot:${slotId}`)
}

/**
 * Somebody checks themselves in with the scan their browser holds: present, or late by the minutes the slot had run when it was made. A mark that
 * stands stays as it is, whoever made it. Logs 'check_in.done', or 'check_in.kept' when a mark stood.
 * @throws Missing for a slot without check-in · Refusal without a scan that counts, or for a slot that is not theirs
 */
export async function checkIn(change: Change, slotId: number, scan: string | undefined): Promise<void> {
  const { tx, scope, log } = change
  const slot = found(await slotToCheckIn(tx, slotId))
  if (slot.choiceId !== null) await holdDays(tx, slot.choiceId)
  const own = await ownPlace(tx, scope, slot)
  const held = own && (await holdPeople(tx, slot, slotId, [own.enrollmentId])).get(own.enrollmentId)
  if (held?.current) return log('check_in.kept', `slot:${slotId}`, { enrollment: own!.enrollmentId })
  refuse(whyNotHeld(slot))
  const at = momentOfScan(slot, scan, change.now)
  refuse(whyNotHere(own))
  const { enrollment, current } = found(held)
  await putMarks(change, slot, slotId, [{ enrollmentId: own!.enrollmentId, enrollment, current, next: { ...markAt(slot, at), evidence: 'qr', reason: '' } }])
  log('check_in.done', `slot:${slotId}`, { enrollment: own!.enrollmentId })
}

/** When the browser scanned the code of a slot that was open then. @throws Refusal when it did not, or too long ago */
function momentOfScan(slot: SlotToCheckIn, scan: string | undefined, now: Date): Date {
  const at = scannedAt(lockOf(slot), scan, now)
  refuse(at === null ? { key: 'checkIns.scanAgain' } : whyNotOpen({ opensAt: slot.from, closesAt: slot.until }, at))
  return at!
}

/** The wish that was not refused: the index names it in these words. */
const standing = sql<boolean>`state <> 'refused'`

/**
 * Somebody of the training asks at the door of a slot that is not theirs to be taken in; the desk answers. Asking again while they wait, or were
 * taken in, changes nothing. Logs 'walk_in.asked'.
 * @throws Missing · Refusal without a scan that counts, for who belongs here anyway or is not of the training
 */
export async function askToCome(change: Change, slotId: number, scan: string | undefined): Promise<void> {
  const { tx, scope, actor, now, log } = change
  const slot = found(await slotToCheckIn(tx, slotId))
  refuse(whyNotHeld(slot))
  const at = momentOfScan(slot, scan, now)
  const own = await ownPlace(tx, scope, slot)
  const reason = whyNotHere(own)
  if (!mayAskToCome(reason)) refuse(reason ?? { key: 'checkIns.belongsHere' })
  await tx.insertInto('walk_in').values({ slot_id: slotId, enrollment_id: own!.enrollmentId, evidence: 'qr', came_at: at, asked_by: actor?.personId ?? null })
    .onConflict((oc) => oc.columns(['slot_id', 'enrollment_id']).where(standing).doNothing()).execute()
  log('walk_in.asked', `slot:${slotId}`, { enrollment: own!.enrollmentId })
}

/**
 * The desk takes somebody in who asked by their telephone: a mark of the moment they came is put on this slot's roll, though the slot is of another
 * cohort or day. Logs 'walk_in.accepted'.
 * @throws Missing for a slot the scope does not reach or a wish of another slot · Refusal when it was answered already, or before the day
 */
export async function acceptWalkIn(change: Change, slotId: number, walkInId: number): Promise<void> {
  const day = await holdDoor(change, slotId)
  const walkIn = await holdWalkIn(change, slotId, walkInId)
  await takeIn(change, day, slotId, { enrollmentId: walkIn.enrollment_id, evidence: walkIn.evidence, at: walkIn.came_at })
  await answer(change, walkInId, 'accepted', null)
  change.log('walk_in.accepted', `slot:${slotId}`, { enrollment: walkIn.enrollment_id })
}

/** The desk does not take somebody in, and says why; the trainee reads it. Logs 'walk_in.refused'. @throws Missing · Refusal when it was answered already */
export async function refuseWalkIn(change: Change, slotId: number, walkInId: number, reason: string): Promise<void> {
  found(await findDayOfSlot(change.tx, change.scope, slotId))
  const walkIn = await holdWalkIn(change, slotId, walkInId)
  await answer(change, walkInId, 'refused', reason.trim())
  change.log('walk_in.refused', `slot:${slotId}`, { enrollment: walkIn.enrollment_id, reason: reason.trim() })
}

/**
 * The desk takes in somebody who stands before it, without a telephone: found by number or name, taken in at once. Logs 'walk_in.accepted'.
 * @throws Missing for a slot the scope does not reach, or somebody who is not of the training · Refusal for who is on the roll or was taken in
 */
export async function takeAtDesk(change: Change, slotId: number, enrollmentId: number): Promise<void> {
  const { tx, now, actor, log } = change
  const day = await holdDoor(change, slotId)
  const [guest] = await tx.selectFrom('enrollment').select('id').where('id', '=', enrollmentId).where('training_id', '=', day.trainingId).execute()
  found(guest)
  const row = { slot_id: slotId, enrollment_id: enrollmentId, evidence: 'staff' as const, came_at: now, state: 'accepted' as const, asked_by: actor?.personId ?? null, answered_by: actor?.personId ?? null, answered_at: now }
  const made = await tx.insertInto('walk_in').values(row).onConflict((oc) => oc.columns(['slot_id', 'enrollment_id']).where(standing).doNothing()).returning('id').executeTakeFirst()
  refuse(made === undefined ? { key: 'checkIns.isAsked' } : null)
  await takeIn(change, day, slotId, { enrollmentId, evidence: 'staff', at: now })
  log('walk_in.accepted', `slot:${slotId}`, { enrollment: enrollmentId })
}

/** The slot whose roll the scope keeps; days to choose from are held before anybody's enrollment. */
async function holdDoor({ tx, scope }: Change, slotId: number) {
  const day = found(await findDayOfSlot(tx, scope, slotId))
  refuse(whyNotHeld(day))
  if (day.choiceId !== null) await holdDays(tx, day.choiceId)
  return day
}

/** A wish to be taken in at this slot, held until it is answered. */
async function holdWalkIn({ tx }: Change, slotId: number, id: number) {
  const walkIn = found(await tx.selectFrom('walk_in').select(['enrollment_id', 'evidence', 'came_at', 'state']).where('id', '=', id).where('slot_id', '=', slotId).forUpdate().executeTakeFirst())
  refuse(whyNotAnswer(walkIn.state))
  return walkIn
}

/** Doors of other rooms that are open in that moment: they share one page on which a code is typed. */
export type OtherDoors = (db: Reader, now: Date) => Promise<OpenDoor[]>

type Guest = { enrollmentId: number; evidence: 'qr' | 'staff'; at: Date }

/**
 * Puts a guest on the roll. A mark that stands there stays. Of the same cohort, this becomes the day they chose; of another one nothing of theirs
 * is moved, and that this slot stands for one of their own is for whoever reads `walk_in` beside the roll.
 */
async function takeIn(change: Change, day: NonNullable<Awaited<ReturnType<typeof findDayOfSlot>>>, slotId: number, { enrollmentId, evidence, at }: Guest): Promise<void> {
  const { tx, now } = change
  const held = await tx.selectFrom('enrollment').select(['state', 'cohort_id as cohortId']).where('id', '=', enrollmentId).forUpdate().executeTakeFirstOrThrow()
  refuse(whyNotOnRoll(held.state))
  const [current] = await tx.selectFrom('attendance').select(['state', 'minutes', 'evidence']).where('slot_id', '=', slotId).where('enrollment_id', '=', enrollmentId).execute()
  if (current === undefined) {
    const next = { ...markAt(day, at), evidence, reason: '' }
    refuse(whyNotMark({ current: null, next }, day.heldOn, dayInJapan(now)))
    await putMarks(change, { ...day, choiceId: null }, slotId, [{ enrollmentId, enrollment: held.state, current: null, next }])
  }
  if (day.choiceId === null || held.cohortId !== day.cohortId) return
  const comes = await comesOn(tx, day).select('e.id').where('e.id', '=', enrollmentId).executeTakeFirst()
  if (comes === undefined) await movedByComing(change, { id: day.id, choiceId: day.choiceId }, enrollmentId)
}

async function answer({ tx, now, actor }: Change, id: number, state: 'accepted' | 'refused', reason: string | null): Promise<void> {
  await tx.updateTable('walk_in').set({ state, reason, answered_by: actor?.personId ?? null, answered_at: now }).where('id', '=', id).execute()
}

/**
 * Tries a typed code against the doors that are open, of slots and `others`. The account is held meanwhile, so that many at once are counted one by one; a wrong code
 * is counted, and those that no longer matter go. Logs 'check_in.code_typed' or 'check_in.guessed'.
 * @returns where it leads, with the scan for the browser that typed it; null when it is the code of none
 * @throws TooMany while the account has typed too many that were none
 */
export async function typeCode({ tx, actor, now, log }: Change, code: string, others: OtherDoors): Promise<{ to: string; scan: string } | null> {
  const { accountId } = found(actor)
  await tx.selectFrom('account').select('id').where('id', '=', accountId).forNoKeyUpdate().execute()
  const seconds = secondsToWait(await recentGuesses(tx, accountId, now), now)
  if (seconds > 0) throw new TooMany({ key: 'checkIns.tooManyGuesses', data: { minutes: Math.ceil(seconds / 60) } }, seconds)
  const lock = [...await openCheckIns(tx, now), ...await others(tx, now)].find((one) => isCodeOf(one, code, now))
  if (lock !== undefined) {
    log('check_in.code_typed', lock.subject)
    return { to: lock.to, scan: scanOf(lock, now) }
  }
  await tx.deleteFrom('check_in_guess').where('account_id', '=', accountId).where('at', '<', new Date(now.getTime() - guessMinutes * 60_000)).execute()
  await tx.insertInto('check_in_guess').values({ account_id: accountId, at: now }).execute()
  log('check_in.guessed', `account:${accountId}`)
  return null
}
