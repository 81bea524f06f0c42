import type { Change } from '../../../base/change.ts'
import { dayInJapan, dayInWords } from '../../../base/days.ts'
import type { Wanted } from '../changes.ts'
import { settingsOf, type ClassDay } from '../queries.ts'
import type { AttendanceState, Evidence } from '../rules.ts'
import { guestsAmong, markBefore, markedOnDay, ownSlotsOf } from './queries.ts'
import { cameAsGuest, guestTermsOf, slotMadeUp } from './rules.ts'

/** How marks are written; handed in by the roll, which writes all of them in one place. */
type Keep = (change: Change, slotId: number, marks: readonly Wanted[]) => Promise<void>
type Guest = Awaited<ReturnType<typeof guestsAmong>>[number]

/**
 * Whoever attends a slot of another cohort makes up the slot they had a seat for, or without one the earliest they missed of
 * the same module. Both facts stay: the mark here, and the mark that stood there before. A mark that is taken away here gives
 * back what stood there. For people whose rows are held. Logs 'slot.made_up' and 'slot.make_up_undone'.
 */
export async function makeUpByComing(change: Change, day: ClassDay, slotId: number, marks: readonly Wanted[], keep: Keep): Promise<void> {
  if (marks.length === 0) return
  const guests = await guestsAmong(change.tx, slotId, day.cohortId, marks.map(({ enrollmentId }) => enrollmentId))
  if (guests.length === 0) return
  const settings = settingsOf(day)
  const there = (await markedOnDay(change.tx, day.id, guests.map(({ id }) => id))).map(withMark)
  for (const guest of guests) {
    const { next, enrollment } = marks.findLast(({ enrollmentId }) => enrollmentId === guest.id)!
    const came = cameAsGuest(there.filter(({ id }) => id === guest.id), slotId, settings)
    if (came) await makeUp(change, day, slotId, guest, { enrollment, evidence: next.evidence }, keep)
    else if (guest.makeUpId !== null) await undo(change, guest, next.state === null ? 'booked' : 'missed', enrollment, keep)
  }
}

/** A row of the roll as the rules ask for it. */
const withMark = <R extends { state: AttendanceState | null; minutes: number | null; markedAt: Date | null; signedLate: boolean | null }>(
  { state, minutes, markedAt, signedLate, ...row }: R,
) => ({ ...row, mark: state === null ? null : { state, minutes }, signedLate: signedLate === true, ...markedAt !== null && { markedAt: markedAt.getTime() } })

async function makeUp(
  change: Change, day: ClassDay, slotId: number, guest: Guest, { enrollment, evidence }: { enrollment: string; evidence: Evidence }, keep: Keep,
): Promise<void> {
  if (guest.state === 'done') return
  const target = guest.missedSlotId ?? await slotOfWhoJustCame(change, day, guest)
  if (target === null) return
  const { tx, actor, now, log } = change
  const standing = { state: 'done' as const, decided_by: actor?.personId ?? null, decided_at: now }
  if (guest.makeUpId !== null) await tx.updateTable('make_up').set(standing).where('id', '=', guest.makeUpId).execute()
  else await tx.insertInto('make_up').values({
    ...standing, enrollment_id: guest.id, slot_id: target, kind: 'seat', seat_slot_id: slotId, asked_by: actor?.personId ?? null, asked_at: now,
  }).execute()
  const reason = `補講　${day.cohort}　${dayInWords(day.heldOn, 'ja', 'short')}`
  await keep(change, target, [{ enrollmentId: guest.id, enrollment, current: null, next: { state: 'made_up', minutes: null, evidence, reason } }])
  log('slot.made_up', `enrollment:${guest.id}`, { slotId: target, bySlot: slotId })
}

async function slotOfWhoJustCame({ tx, now }: Change, day: ClassDay, guest: Guest): Promise<number | null> {
  const settings = settingsOf(day)
  const own = (await ownSlotsOf(tx, [guest.id])).map(withMark)
  const lessonModules = own[0]?.lessonModules ?? []
  return slotMadeUp(guest.moduleId, own, { terms: guestTermsOf(day.rule, settings), settings, lessonModules, today: dayInJapan(now) })?.slotId ?? null
}

async function undo(change: Change, guest: Guest, state: 'booked' | 'missed', enrollment: string, keep: Keep): Promise<void> {
  const { tx, log } = change
  await tx.updateTable('make_up').set({ state, decided_by: null, decided_at: null }).where('id', '=', guest.makeUpId).execute()
  if (guest.state !== 'done' || guest.missedSlotId === null) return
  const before = await markBefore(tx, guest.missedSlotId, guest.id)
  await keep(change, guest.missedSlotId, [{
    enrollmentId: guest.id, enrollment, current: null,
    next: { state: before?.state ?? null, minutes: before?.minutes ?? null, evidence: before?.evidence as Evidence ?? 'staff', reason: '補講の出席を取り消したため' },
  }])
  log('slot.make_up_undone', `enrollment:${guest.id}`, { slotId: guest.missedSlotId })
}
