import type { Change } from '../../base/change.ts'
import type { Writer } from '../../base/database.ts'
import { dayInJapan, timeInJapan } from '../../base/days.ts'
import { found, mend, refuse, type FieldReason, type Reason } from '../../base/errors.ts'
import { chosenByComing } from '../../planning/day-choices/changes.ts'
import { holdDays } from '../../planning/day-choices/queries.ts'
import type { RollForm, SentState } from './forms.ts'
import { makeUpByComing } from './guests/changes.ts'
import { guestsOf } from './guests/queries.ts'
import { comesOn, findDayOfSlot, settingsOf, type ClassDay } from './queries.ts'
import {
  countsAsAttended, minutesByClock, needsMinutes, whyNotMark, whyNotOnRoll,
  type AttendanceSettings, type AttendanceState, type Evidence, type Mark, type Marking,
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
  const wanted = form.rows.map((row): Wanted => {
    const { enrollment, current } = found(people.get(row.enrollmentId))
    const minutes = form.whole ? row.minutes ?? null : minutesOfTap(row.state, row.minutes, day, now)
    const next = { state: stateOf(row.state), minutes, evidence, reason: form.reason?.trim() ?? '' }
    return { enrollmentId: row.enrollmentId, enrollment, current, next }
  })
  const changed = wanted.filter(({ current, next }) => differs(current, next) || (!form.whole && next.state === null))
  const whyNot = ({ enrollment, current, next }: Wanted) =>
    whyNotOnRoll(enrollment) ?? whyNotMark({ current, next }, day.heldOn, dayInJapan(now))
  if (form.whole) mend(wanted.flatMap((one, row) => changed.includes(one) ? problemAt(row, whyNot(one)) : []))
  else for (const one of changed) refuse(whyNot(one))

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
  await makeUpByComing(change, day, slotId, marks, keepMarks)
  await chosenByComing(change, day, marks.filter(({ next }) => next.state !== null && cameStates.has(next.state)).map(({ enrollmentId }) => enrollmentId))
  await deriveAttended(change.tx, marks.map(({ enrollmentId }) => enrollmentId), settingsOf(day))
}

/** Marks of somebody who was there, for however long. */
const cameStates: ReadonlySet<AttendanceState> = new Set(['present', 'late', 'left_early', 'disconnected'])

/** A mark that shall be put: whose it is, in what state the enrollment is, what stands and what shall stand. */
export interface Wanted extends Marking { enrollmentId: number; enrollment: string }

const stateOf = (sent: SentState): AttendanceState | null => sent === 'unset' ? null : sent

/** A tap says the minutes when somebody typed them, else the clock does; what takes no minutes has none. */
function minutesOfTap(state: SentState, typed: number | undefined, day: Parameters<typeof minutesByClock>[1], now: Date): number | null {
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
  const marks = await tx.selectFrom('attendance').select(['enrollment_id', 'state', 'minutes', 'evidence'])
    .where('slot_id', '=', slotId).where('enrollment_id', 'in', [...ids]).execute()
  const markOf = new Map(marks.map(({ enrollment_id, ...mark }) => [enrollment_id, mark]))
  return new Map(enrollments.filter(({ id, cohort_id, state }) => coming.has(id) || markOf.has(id) || (state === 'withdrawn' && cohort_id === day.cohortId))
    .map(({ id, state }) => [id, { enrollment: state, current: markOf.get(id) ?? null }]))
}

async function keepMarks({ tx, actor, now }: Change, slot_id: number, changed: readonly Wanted[]): Promise<void> {
  if (changed.length === 0) return
  const rows = changed.map(({ enrollmentId, next: { state, minutes, evidence, reason } }) => ({
    slot_id, enrollment_id: enrollmentId, state, minutes, evidence, reason: reason === '' ? null : reason,
    marked_by: actor?.personId ?? null, marked_at: now,
  }))
  await tx.insertInto('attendance_mark').values(rows).execute()
  const standing = rows.flatMap(({ state, ...row }) => state === null ? [] : [{ ...row, state }])
  const cleared = rows.filter(({ state }) => state === null).map(({ enrollment_id }) => enrollment_id)
  if (standing.length > 0) {
    await tx.insertInto('attendance').values(standing)
      .onConflict((oc) => oc.columns(['slot_id', 'enrollment_id']).doUpdateSet(({ ref }) => ({
        state: ref('excluded.state'), minutes: ref('excluded.minutes'), evidence: ref('excluded.evidence'),
        reason: ref('excluded.reason'), marked_by: ref('excluded.marked_by'), marked_at: ref('excluded.marked_at'),
      }))).execute()
  }
  if (cleared.length > 0) await tx.deleteFrom('attendance').where('slot_id', '=', slot_id).where('enrollment_id', 'in', cleared).execute()
}

/** Who has attended has one slot that counts; the first one begins the enrollment, and taking it away does not unbegin it. */
async function deriveAttended(tx: Writer, ids: readonly number[], settings: AttendanceSettings): Promise<void> {
  if (ids.length === 0) return
  const marks = await tx.selectFrom('attendance').select(['enrollment_id', 'state', 'minutes']).where('enrollment_id', 'in', [...ids]).execute()
  const attended = new Set(marks.filter((mark: Mark) => countsAsAttended(mark, settings)).map(({ enrollment_id }) => enrollment_id))
  const absent = ids.filter((id) => !attended.has(id))
  if (attended.size > 0) {
    await tx.updateTable('enrollment').set({ attended: true }).where('id', 'in', [...attended]).where('attended', '=', false).execute()
    await tx.updateTable('enrollment').set({ state: 'in_progress' }).where('id', 'in', [...attended]).where('state', '=', 'enrolled').execute()
  }
  if (absent.length > 0) await tx.updateTable('enrollment').set({ attended: false }).where('id', 'in', absent).where('attended', '=', true).execute()
}
