import type { Insertable } from 'kysely'
import type { Change } from '../../base/change.ts'
import type { Writer } from '../../base/database.ts'
import { dayInJapan, timeInJapan } from '../../base/days.ts'
import { found, mend, refuse, type FieldReason, type Reason } from '../../base/errors.ts'
import type { Tables } from '../../base/tables.ts'
import { chosenByComing } from '../../planning/day-choices/changes.ts'
import { holdDays } from '../../planning/day-choices/queries.ts'
import type { RollForm, SentState } from './forms.ts'
import { makeUpByComing } from './guests/changes.ts'
import { guestsOf } from './guests/queries.ts'
import { comesOn, findDayOfSlot, marksOf, settingsOf, slotsMarkedOf, whoseMark, type ClassDay } from './queries.ts'
import {
  minutesByClock, needsMinutes, pileOf, whyNotEach, whyNotMark, whyNotOnRoll, whyNotUndo, whyNotUnseen,
  type AttendanceSettings, type AttendanceState, type Evidence, type Marking,
} from './rules.ts'

/**
 * Puts marks on the roll of a slot: each becomes the one that stands, the earlier ones are kept. The rows of the people are
 * held, so two who mark the same person come one after the other and the last one stands. What says the same as
 * what is there is left as it is.
 * @returns the class day the slot belongs to
 * @throws Missing for a slot or a person the scope does not reach; Refusal for one tap, Unfit at the boxes of a sheet
 */
export async function markRoll(change: Change, slotId: number, form: RollForm): Promise<number> {
  const { tx, scope, now, log } = change
  const day = found(await findDayOfSlot(tx, scope, slotId))
  if (day.choiceId !== null) await holdDays(tx, day.choiceId)
  const people = await holdPeople(tx, day, slotId, form.rows.map(({ enrollmentId }) => enrollmentId))
  const evidence: Evidence = form.evidence ?? 'staff'
  const wanted = form.rows.map((row): Tapped => {
    const { enrollment, current } = found(people.get(row.enrollmentId))
    const minutes = form.whole ? row.minutes ?? null : minutesOfTap(row.state, row.minutes, day, now)
    const next = { state: stateOf(row.state), minutes, evidence, reason: form.reason?.trim() ?? '' }
    return { enrollmentId: row.enrollmentId, enrollment, current, next, ...!form.whole && { tap: { key: keyOf(change), at: now } } }
  })
  const changed = wanted.filter(({ current, next }) => differs(current, next) || (!form.whole && next.state === null))
  const whyNot = ({ enrollment, current, next }: Tapped) =>
    whyNotOnRoll(enrollment) ?? whyNotMark({ current, next }, day.heldOn, dayInJapan(now))
  if (form.whole) mend(wanted.flatMap((one, row) => changed.includes(one) ? problemAt(row, whyNot(one)) : []))
  else for (const one of changed) refuse(whyNot(one) ?? whyNotUnseen({ seen: form.rows[0]!.seen, standing: one.current, next: one.next }, meIn(change), timeInJapan))

  await putMarks(change, day, slotId, changed)
  log('roll.marked', `slot:${slotId}`, { enrollments: changed.map(({ enrollmentId }) => enrollmentId) })
  return day.id
}

/**
 * Writes marks that a rule has allowed (`whyNotMark`) for people whose rows are held (`holdPeople`): each becomes the one that stands, earlier
 * ones are kept, who came as a guest has made up what they missed, who came has chosen the day by coming, and who attended is counted
 * anew. Every way to mark somebody ends here.
 */
export async function putMarks(change: Change, day: ClassDay, slotId: number, marks: readonly Wanted[]): Promise<void> {
  await keepMarks(change, slotId, marks)
  const standing = marks.filter(({ tap }) => tap?.isKept !== true)
  const came = standing.filter(({ next }) => next.state !== null && cameStates.has(next.state)).map(({ enrollmentId }) => enrollmentId)
  await makeUpByComing(change, day, slotId, standing, keepMarks)
  await chosenByComing(change, day, [...new Set(came)])
  await deriveAttended(change.tx, [...new Set(standing.map(({ enrollmentId }) => enrollmentId))], settingsOf(day))
}

/**
 * Takes a tap back: what stood before it stands again as it was, evidence and moment included, and that is a mark of its own in
 * the history. Logs 'roll.undone'.
 * @throws Missing for a slot or mark the scope does not reach; Refusal when it stands no more or is somebody else's
 */
export async function undoMark(change: Change, slotId: number, markId: number): Promise<{ dayId: number; enrollmentId: number }> {
  const { tx, scope, log } = change
  const day = found(await findDayOfSlot(tx, scope, slotId))
  const { enrollmentId } = found(await whoseMark(tx, slotId, markId))
  const { enrollment } = found((await holdPeople(tx, day, slotId, [enrollmentId])).get(enrollmentId))
  const kept = await marksOf(tx, slotId, enrollmentId)
  refuse(whyNotOnRoll(enrollment) ?? whyNotUndo(kept, markId, meIn(change)))
  const before = pileOf(kept).at(-2) ?? null
  await keepUndo(change, slotId, enrollmentId, { markId, before })
  await makeUpByComing(change, day, slotId, [{ enrollmentId, enrollment, current: null, next: markOf(before) }], keepMarks)
  await deriveAttended(tx, [enrollmentId], settingsOf(day))
  log('roll.undone', `slot:${slotId}`, { enrollmentId })
  return { dayId: day.id, enrollmentId }
}

type Before = Awaited<ReturnType<typeof marksOf>>[number]

/** What stands again: the mark of before, or none. */
const markOf = (before: Before | null): Marking['next'] => ({
  state: before?.state ?? null, minutes: before?.minutes ?? null, evidence: (before?.evidence ?? 'staff') as Evidence, reason: before?.reason ?? '',
})

async function keepUndo(
  change: Change, slot_id: number, enrollment_id: number, { markId, before }: { markId: number; before: Before | null },
): Promise<void> {
  const { tx, now } = change
  const { state, reason, ...next } = markOf(before)
  const mark = { slot_id, enrollment_id, ...next, reason: reason === '' ? null : reason }
  await tx.insertInto('attendance_mark').values({ ...mark, state, marked_by: meIn(change), marked_at: now, undoes: markId }).execute()
  if (before !== null && state !== null) await letStand(tx, [{ ...mark, state, marked_by: before.by, marked_at: before.markedAt }])
  else await tx.deleteFrom('attendance').where('slot_id', '=', slot_id).where('enrollment_id', '=', enrollment_id).execute()
}

/** Marks of somebody who was there, for however long. */
const cameStates: ReadonlySet<AttendanceState> = new Set(['present', 'late', 'left_early', 'disconnected'])

/**
 * A mark that shall be put: whose it is, in what state the enrollment is, what stands and what shall stand. A tap on one row has
 * a key, under which one person makes one mark, and the moment it was made, which may be before it came; one that came when
 * something else has to stand is only kept (`isKept`).
 */
export interface Wanted extends Marking { enrollmentId: number; enrollment: string; tap?: { key: string; at: Date; isKept?: boolean } }

/** The same with who made what stands. */
interface Tapped extends Wanted { current: Held | null }
type Held = NonNullable<NonNullable<ReturnType<Awaited<ReturnType<typeof holdPeople>>['get']>>['current']>

const meIn = ({ actor }: Change): number | null => actor?.personId ?? null
const keyOf = ({ random }: Change): string => Buffer.from(random(12)).toString('base64url')

export const stateOf = (sent: SentState): AttendanceState | null => sent === 'unset' ? null : sent

/** A tap says the minutes when somebody typed them, else the clock of its moment does; what takes no minutes has none. */
export function minutesOfTap(state: SentState, typed: number | undefined, day: Parameters<typeof minutesByClock>[1], now: Date): number | null {
  if (state === 'unset' || !needsMinutes(state)) return null
  return typed ?? minutesByClock(state, day, { day: dayInJapan(now), time: timeInJapan(now) })
}

function differs(current: Marking['current'], next: Marking['next']): boolean {
  return (current?.state ?? null) !== next.state || (current?.minutes ?? null) !== next.minutes
}

/** The box a reason belongs to: minutes and reason have one of their own, all else is said at the state. */
function problemAt(row: number, reason: Reason | null): FieldReason[] {
  if (reason === null) return []
  if (reason.key.startsWith('attendance.minutes')) return [{ field: `rows.${row}.minutes`, reason }]
  return [{ field: `rows.${row}.state`, reason }]
}

/** The people of the slot's roll, held in the order of their ids so that two sheets never wait for each other. */
export async function holdPeople(tx: Writer, day: { id: number; trainingId: number; cohortId: number }, slotId: number, ids: readonly number[]) {
  const enrollments = await tx.selectFrom('enrollment').select(['id', 'cohort_id', 'state'])
    .where('id', 'in', [...ids]).where('training_id', '=', day.trainingId).orderBy('id').forUpdate().execute()
  const coming = new Set((await comesOn(tx, day).select('e.id').where('e.id', 'in', [...ids])
    .union(guestsOf(tx, slotId).where('g.enrollment_id', 'in', [...ids])).execute()).map(({ id }) => id))
  const marks = await tx.selectFrom('attendance as a').leftJoin('person as m', 'm.id', 'a.marked_by')
    .select(['a.enrollment_id', 'a.state', 'a.minutes', 'a.evidence', 'a.marked_at as markedAt', 'a.marked_by as by', 'm.name as byName'])
    .where('a.slot_id', '=', slotId).where('a.enrollment_id', 'in', [...ids]).execute()
  const markOf = new Map(marks.map(({ enrollment_id, ...mark }) => [enrollment_id, mark]))
  return new Map(enrollments.filter(({ id, cohort_id, state }) => coming.has(id) || markOf.has(id) || (state === 'withdrawn' && cohort_id === day.cohortId))
    .map(({ id, state }) => [id, { enrollment: state, current: markOf.get(id) ?? null }]))
}

/** A tap that was longer on its way had waited for a line, and the history says when it came. */
const waitedMs = 60_000

/** All of them are kept, in their order; of those that stand, the last of each person. */
async function keepMarks({ tx, actor, now }: Change, slot_id: number, marks: readonly Wanted[]): Promise<void> {
  if (marks.length === 0) return
  const rows = marks.map(({ enrollmentId, next: { state, minutes, evidence, reason }, tap }) => ({
    slot_id, enrollment_id: enrollmentId, state, minutes, evidence, reason: reason === '' ? null : reason,
    marked_by: actor?.personId ?? null, marked_at: tap?.at ?? now,
    tap_key: tap?.key ?? null, stood: tap?.isKept !== true,
    received_at: tap !== undefined && now.getTime() - tap.at.getTime() > waitedMs ? now : null,
  }))
  await tx.insertInto('attendance_mark').values(rows).execute()
  const standing = rows.filter(({ stood }) => stood).map(({ tap_key: _, stood: __, received_at: ___, ...row }) => row)
  const last = [...new Map(standing.map((row) => [row.enrollment_id, row])).values()]
  const cleared = last.filter(({ state }) => state === null).map(({ enrollment_id }) => enrollment_id)
  await letStand(tx, last.flatMap(({ state, ...row }) => state === null ? [] : [{ ...row, state }]))
  if (cleared.length > 0) await tx.deleteFrom('attendance').where('slot_id', '=', slot_id).where('enrollment_id', 'in', cleared).execute()
}

type Stands = Insertable<Tables['attendance']>

async function letStand(tx: Writer, marks: readonly Stands[]): Promise<void> {
  if (marks.length === 0) return
  await tx.insertInto('attendance').values([...marks])
    .onConflict((oc) => oc.columns(['slot_id', 'enrollment_id']).doUpdateSet(({ ref }) => ({
      state: ref('excluded.state'), minutes: ref('excluded.minutes'), evidence: ref('excluded.evidence'),
      reason: ref('excluded.reason'), marked_by: ref('excluded.marked_by'), marked_at: ref('excluded.marked_at'),
    }))).execute()
}

/** Who has attended has one slot that counts, as the judgment would count it; the first one begins the enrollment, and taking it away does not unbegin it. */
async function deriveAttended(tx: Writer, ids: readonly number[], settings: AttendanceSettings): Promise<void> {
  if (ids.length === 0) return
  const marked = Map.groupBy(await slotsMarkedOf(tx, ids), ({ id }) => id)
  const attended = new Set(ids.filter((id) => whyNotEach(marked.get(id) ?? [], settings).includes(null)))
  const absent = ids.filter((id) => !attended.has(id))
  if (attended.size > 0) {
    await tx.updateTable('enrollment')
      .set(({ eb }) => ({ attended: true, state: eb.case().when('state', '=', 'enrolled').then('in_progress' as const).else(eb.ref('state')).end() }))
      .where('id', 'in', [...attended]).where(({ eb, or }) => or([eb('attended', '=', false), eb('state', '=', 'enrolled')])).execute()
  }
  if (absent.length > 0) await tx.updateTable('enrollment').set({ attended: false }).where('id', 'in', absent).where('attended', '=', true).execute()
}
