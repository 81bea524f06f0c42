import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse, Missing } from '../../base/errors.ts'
import { beyond } from '../../base/wall.ts'
import { holdPeople, putMarks } from '../../classroom/attendance/changes.ts'
import { findDayOfSlot } from '../../classroom/attendance/queries.ts'
import { whyNotOnRoll } from '../../classroom/attendance/rules.ts'
import type { DecisionForm, ReportForm, SettingForm } from './forms.ts'
import { findMissed, findReport, findTrainingOf, makeUpsIn, seatsOf, type Missed } from './queries.ts'
import { problemsOfReport, stands, whyNotGiveUp, whyNotHandIn, whyNotJudge, whyNotReport, whyNotSeat, type Asker } from './rules.ts'

/** One missed slot of somebody whose row is held, with everything else they missed. @throws Missing */
async function holdMissed({ tx, scope, now }: Change, enrollmentId: number, slotId: number) {
  const today = dayInJapan(now)
  found(await findMissed(tx, scope, enrollmentId, slotId, today))
  await tx.selectFrom('enrollment').select('id').where('id', '=', enrollmentId).forUpdate().executeTakeFirstOrThrow()
  const { slot, all } = found(await findMissed(tx, scope, enrollmentId, slotId, today))
  return { slot, makeUps: makeUpsIn(all), today }
}

/** What stood for the slot and shall not any more. */
const putAside = ({ tx }: Change, enrollmentId: number, slotId: number) => tx.updateTable('make_up').set({ state: 'canceled' })
  .where('enrollment_id', '=', enrollmentId).where('slot_id', '=', slotId).where('state', 'in', ['booked', 'draft', 'returned', 'submitted']).execute()

/**
 * A seat in another cohort for a slot that was missed. The day of the seat is held first, so that the last seat is given once; a
 * seat or a report begun before is put aside. Logs 'make_up.booked', or 'make_up.put' by the office.
 * @throws Missing for a slot or seat that is not there; Refusal with the rule
 */
export async function bookSeat(change: Change, enrollmentId: number, slotId: number, seatSlotId: number, by: Asker): Promise<void> {
  const { tx, scope, actor, now, log } = change
  const today = dayInJapan(now)
  const seatFor = async (slot: Missed) => {
    const seat = found((await beyond(change, (db) => seatsOf(db, [slot.trainingId], today))).find((one) => one.slotId === seatSlotId))
    const isTheirs = slot.makeUp?.state === 'booked' && slot.makeUp.seatSlotId === seatSlotId
    return isTheirs ? { ...seat, taken: seat.taken - 1 } : seat
  }
  const first = found(await findMissed(tx, scope, enrollmentId, slotId, today))
  const known = await seatFor(first.slot)
  // Said before anybody waits for the day: where all seats are gone, nobody queues for one.
  refuse(whyNotSeat(first.slot.terms, first.slot, known, { makeUps: makeUpsIn(first.all), by, today }))
  await tx.selectFrom('class_day').select('id').where('id', '=', known.dayId).forNoKeyUpdate().executeTakeFirst()
  const { slot, makeUps } = await holdMissed(change, enrollmentId, slotId)
  const seat = await seatFor(slot)
  refuse(whyNotSeat(slot.terms, slot, seat, { makeUps, by, today }))
  await putAside(change, enrollmentId, slotId)
  await tx.insertInto('make_up').values({
    enrollment_id: enrollmentId, slot_id: slotId, kind: 'seat', state: 'booked', seat_slot_id: seatSlotId, asked_by: actor?.personId ?? null, asked_at: now,
  }).execute()
  log(by === 'office' ? 'make_up.put' : 'make_up.booked', `enrollment:${enrollmentId}`, { slotId, seatSlotId, heldOn: seat.heldOn })
}

/**
 * The report on what was seen in the film is saved, or handed in for whoever teaches the cohort. Logs 'make_up.saved' or
 * 'make_up.handed_in'. @throws Missing, Refusal with the rule, Unfit when it is too short to be handed in
 */
export async function writeReport(change: Change, enrollmentId: number, slotId: number, { report = '', act }: ReportForm): Promise<void> {
  const { tx, actor, now, log } = change
  const { slot, makeUps, today } = await holdMissed(change, enrollmentId, slotId)
  refuse(whyNotReport(slot.terms, slot, slot.films, { makeUps, today }))
  const isHandedIn = act === 'hand_in'
  if (isHandedIn) {
    mend(problemsOfReport(report, slot.terms))
    refuse(whyNotHandIn(slot, slot.films))
  }
  const values = { report, state: isHandedIn ? 'submitted' as const : slot.makeUp?.state === 'returned' ? 'returned' as const : 'draft' as const, ...isHandedIn ? { handed_in_at: now } : {} }
  const standing = slot.makeUp !== null && stands(slot.makeUp) ? slot.makeUp : null
  if (standing === null) await tx.insertInto('make_up').values({ ...values, enrollment_id: enrollmentId, slot_id: slotId, kind: 'report', asked_by: actor?.personId ?? null, asked_at: now }).execute()
  else await tx.updateTable('make_up').set(values).where('id', '=', standing.id).execute()
  log(isHandedIn ? 'make_up.handed_in' : 'make_up.saved', `enrollment:${enrollmentId}`, { slotId })
}

/** A seat is given back, or a report taken back. Logs 'make_up.canceled'. @throws Missing when there is none; Refusal once it is done */
export async function giveUpMakeUp(change: Change, enrollmentId: number, slotId: number, by: Asker): Promise<void> {
  const { slot, makeUps, today } = await holdMissed(change, enrollmentId, slotId)
  const standing = found(makeUps.find((one) => one.slotId === slotId && stands(one)))
  refuse(whyNotGiveUp(standing, by, today))
  await putAside(change, enrollmentId, slotId)
  change.log('make_up.canceled', `enrollment:${enrollmentId}`, { slotId, seatSlotId: slot.makeUp?.seatSlotId ?? null })
}

/**
 * Whoever teaches says of a report that it is enough, and the slot is made up; or what is missing in it. Logs 'make_up.accepted'
 * or 'make_up.returned'. @returns the training; @throws Missing, Refusal unless it lies there, Unfit without words where it is returned
 */
export async function judgeReport(change: Change, makeUpId: number, { outcome, note }: DecisionForm): Promise<number> {
  const { tx, scope, actor, now, log } = change
  const { enrollmentId, slotId, trainingId } = found(await findReport(tx, scope, makeUpId))
  const day = found(await findDayOfSlot(tx, scope, slotId))
  const person = (await holdPeople(tx, day, slotId, [enrollmentId])).get(enrollmentId)
  if (person === undefined) throw new Missing()
  const { state } = found(await findReport(tx, scope, makeUpId))
  refuse(whyNotJudge(state) ?? whyNotOnRoll(person.enrollment))
  const words = note?.trim() ?? ''
  mend(outcome === 'return' && words === '' ? [{ field: 'note', reason: { key: 'makeUps.sayWhatIsMissing' } }] : [])
  await tx.updateTable('make_up').set({ state: outcome === 'accept' ? 'done' : 'returned', note: words || null, decided_by: actor?.personId ?? null, decided_at: now }).where('id', '=', makeUpId).execute()
  if (outcome === 'accept') await putMarks(change, day, slotId, [{
    enrollmentId, ...person, next: { state: 'made_up', minutes: null, evidence: 'staff', reason: '補講　録画の視聴とレポート' },
  }])
  log(outcome === 'accept' ? 'make_up.accepted' : 'make_up.returned', `enrollment:${enrollmentId}`, { slotId, makeUpId })
  return trainingId
}

/** Until when a training takes make-ups, how long a report is, how long modules are carried. Logs 'make_up.set'. @throws Missing, Refusal on a stale page */
export async function saveSetting({ tx, scope, log }: Change, trainingId: number, { closesOn, reportLength, yearsCarried, version }: SettingForm): Promise<void> {
  found(await findTrainingOf(tx, scope, trainingId))
  await tx.selectFrom('training').select('id').where('id', '=', trainingId).forUpdate().executeTakeFirstOrThrow()
  const { version: standing } = found(await findTrainingOf(tx, scope, trainingId))
  refuse(standing === version ? null : { key: 'form.stale' })
  const values = { closes_on: closesOn ?? null, report_length: reportLength, years_carried: yearsCarried, version: version + 1 }
  await tx.insertInto('make_up_setting').values({ training_id: trainingId, ...values }).onConflict((oc) => oc.column('training_id').doUpdateSet(values)).execute()
  log('make_up.set', `training:${trainingId}`, { closesOn: closesOn ?? null, reportLength, yearsCarried })
}
