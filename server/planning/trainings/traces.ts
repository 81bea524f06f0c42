import { sql } from 'kysely'
import type { Writer } from '../../base/database.ts'
import { among } from '../../base/within.ts'
import type { DayTraces, SlotTraces } from './rules.ts'

const noTraces: SlotTraces = { roll: false, logs: false, door: false, guests: false }

/**
 * What is written about slots: every mark, also one that was taken back; logs of meetings; a check-in that is open and whoever
 * stood at it; make-ups that stand.
 */
export async function tracesOfSlots(tx: Writer, slotIds: readonly number[], now: Date): Promise<SlotTraces> {
  if (slotIds.length === 0) return noTraces
  const of = (column: string) => among(sql.ref<number>(column), slotIds)
  return tx.selectNoFrom([
    sql<boolean>`exists (select from attendance a where ${of('a.slot_id')}) or exists (select from attendance_mark a where ${of('a.slot_id')})`.as('roll'),
    sql<boolean>`exists (select from online_presence o where ${of('o.slot_id')}) or exists (select from online_log_mark o where ${of('o.slot_id')})
      or exists (select from online_log o where ${of('o.slot_id')} and o.state <> 'dropped')`.as('logs'),
    sql<boolean>`exists (select from check_in k where ${of('k.slot_id')} and k.closes_at > ${now}) or exists (select from walk_in w where ${of('w.slot_id')})`.as('door'),
    sql<boolean>`exists (select from make_up u where u.state not in ('canceled', 'missed') and (${of('u.slot_id')} or ${of('u.seat_slot_id')}))`.as('guests'),
  ]).executeTakeFirstOrThrow()
}

/** What is written about a day: that of its slots, logs that wait for a slot, notices that stand, and groups that trainees see. */
export async function tracesOfDay(tx: Writer, day: { id: number; slots: readonly { id: number }[] }, now: Date): Promise<DayTraces> {
  const ofSlots = await tracesOfSlots(tx, day.slots.map(({ id }) => id), now)
  const ofDay = await tx.selectNoFrom([
    sql<boolean>`exists (select from online_log o where o.class_day_id = ${day.id} and o.state <> 'dropped')`.as('logs'),
    sql<boolean>`exists (select from absence_notice n where n.class_day_id = ${day.id} and n.taken_back_at is null)`.as('notices'),
    sql<boolean>`exists (select from exercise_grouping g where g.class_day_id = ${day.id} and g.published_at is not null)`.as('groups'),
  ]).executeTakeFirstOrThrow()
  return { ...ofSlots, ...ofDay, logs: ofSlots.logs || ofDay.logs }
}
