import { sql, type ExpressionBuilder } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { prepared } from '../../base/prepared.ts'
import type { Tables } from '../../base/tables.ts'
import { within } from '../../base/within.ts'
import { isOwnDay, isUnchosenDay, ownGroupOn } from '../../planning/trainings/class-days.ts'
import { guestsOf } from './guests/queries.ts'
import { isNoticed, signedLate, slotTitleEn } from './facts.ts'
import type { AttendanceSettings, SlotToAttend } from './rules.ts'

/** The latest criteria of a training, for what lateness and make-ups are worth; null while none are set. */
export const latestRule = (eb: ExpressionBuilder<Tables & { t: Tables['training'] }, 't'>) => eb.selectFrom('completion_criteria')
  .select('rule').whereRef('training_id', '=', 't.id').orderBy('version', 'desc').limit(1).as('rule')

/** What counts as attended: as the criteria say, or while there are none by the training's own limit of lateness. */
export function settingsOf({ rule, lateLimitMinutes }: { rule: unknown; lateLimitMinutes: number }): AttendanceSettings {
  const { attendance } = (rule ?? {}) as { attendance?: AttendanceSettings }
  return attendance ?? { lateLimitMinutes, madeUpCounts: true }
}

const daysOfCohorts = (db: Reader) => db.selectFrom('class_day as d')
  .innerJoin('cohort as c', 'c.id', 'd.cohort_id')
  .innerJoin('training as t', 't.id', 'c.training_id')

/** A day belongs to whoever its cohort is assigned to; nobody else is named on it. */
const reached = (scope: Scope, cohort: Parameters<typeof within>[1]['cohort']) =>
  within(scope, { municipality: sql<null>`null::int`, person: sql<null>`null::int`, ...(cohort ? { cohort } : {}) })

export interface DaysWanted { year: number; today: Day; when: 'coming' | 'past'; limit: number; offset: number }

/**
 * The class days of a fiscal year, the nearest first, each with its people, slots and how many marks there are. `total`
 * counts all days of that kind.
 */
export function classDays(db: Reader, scope: Scope, { year, today, when, limit, offset }: DaysWanted) {
  return daysOfCohorts(db)
    .select((eb) => [
      'd.id', 'd.held_on as heldOn', 'd.place', 'd.opens_at as opensAt', 'c.name as cohort', 'c.name_en as cohortEn', 'c.state as cohortState',
      't.id as trainingId', 't.title', 't.title_en as titleEn',
      eb.selectFrom('enrollment as e').select((e) => e.fn.countAll<number>().as('n'))
        .whereRef('e.cohort_id', '=', 'c.id').where('e.state', '<>', 'withdrawn').where(isOwnDay('e', 'd')).as('people'),
      eb.selectFrom('slot as s').select((s) => s.fn.countAll<number>().as('n')).whereRef('s.class_day_id', '=', 'd.id').as('slots'),
      eb.selectFrom('attendance as a').innerJoin('slot as s', 's.id', 'a.slot_id').innerJoin('enrollment as e', 'e.id', 'a.enrollment_id')
        .select((a) => a.fn.countAll<number>().as('n'))
        .whereRef('s.class_day_id', '=', 'd.id').whereRef('e.cohort_id', '=', 'c.id').where('e.state', '<>', 'withdrawn').as('marked'),
      eb.fn.countAll<number>().over().as('total'),
    ])
    .where('t.fiscal_year', '=', year).where('d.held_on', when === 'coming' ? '>=' : '<', today)
    .where(({ ref }) => reached(scope, ref('c.id')))
    .orderBy('d.held_on', when === 'coming' ? 'asc' : 'desc').orderBy('c.position').orderBy('d.id')
    .limit(limit).offset(offset).execute()
}

const dayColumns = ['d.id', 'd.held_on as heldOn', 'd.place', 'd.directions', 'd.opens_at as opensAt', 'c.id as cohortId',
  'c.name as cohort', 'c.name_en as cohortEn', 't.id as trainingId', 't.title', 't.title_en as titleEn', 't.fiscal_year as fiscalYear',
  't.late_limit_minutes as lateLimitMinutes', 'd.day_choice_id as choiceId'] as const

/** Its cohort, or the whole training, was put off or called off: nothing takes place on that day. */
const isStopped = sql<boolean>`(c.state in ('postponed', 'canceled') or t.state in ('postponed', 'canceled'))`

const classDay = prepared((db, { scope, id }: { scope: Scope; id: number }) => daysOfCohorts(db)
  .select(dayColumns).select(latestRule).select(isStopped.as('isStopped'))
  .where('d.id', '=', id).where(({ ref }) => reached(scope, ref('c.id'))))

/** One class day that the scope reaches, with what its roll needs to know of the training. */
export const findClassDay = async (db: Reader, scope: Scope, id: number) => (await classDay(db, { scope, id })).at(0)

export type ClassDay = NonNullable<Awaited<ReturnType<typeof findClassDay>>>

/** The day of a slot with the times of the slot, for whoever was shown the slot itself (a code at its door names no person). */
export const dayOfSlot = (db: Reader, slotId: number) => daysOfCohorts(db)
  .innerJoin('slot as s', 's.class_day_id', 'd.id')
  .select(dayColumns).select(latestRule).select(['s.starts_at as startsAt', 's.ends_at as endsAt', isStopped.as('isStopped')])
  .where('s.id', '=', slotId)

/** The same, when the scope reaches it. */
export const dayOfSlotWithin = (db: Reader, scope: Scope, slotId: number) => dayOfSlot(db, slotId).where(({ ref }) => reached(scope, ref('c.id')))
const slotReached = prepared((db, { scope, slotId }: { scope: Scope; slotId: number }) => dayOfSlotWithin(db, scope, slotId))
export const findDayOfSlot = async (db: Reader, scope: Scope, slotId: number) => (await slotReached(db, { scope, slotId })).at(0)

const slotsOf = prepared((db, { dayId }: { dayId: number }) => db.selectFrom('slot as s').leftJoin('module as m', 'm.id', 's.module_id')
  .select(['s.id', 's.position', 's.title', 's.module_id as moduleId', 's.starts_at as startsAt', 's.ends_at as endsAt', 's.delivery_mode as deliveryMode'])
  .select(slotTitleEn.as('titleEn'))
  .where('s.class_day_id', '=', dayId).orderBy('s.position').orderBy('s.id').limit(20))

/** The slots of a day in their order; for a day that was already looked up through the scope. */
export const slotsOfDay = (db: Reader, dayId: number) => slotsOf(db, { dayId })

/** Whoever of a cohort may come on a day. */
export const comesOn = (db: Reader, day: { id: number; cohortId: number }) => db.selectFrom('enrollment as e').innerJoin('class_day as d', 'd.cohort_id', 'e.cohort_id')
  .where('d.id', '=', day.id).where('e.cohort_id', '=', day.cohortId).where('e.state', '<>', 'withdrawn')
  .where((eb) => eb.or([isOwnDay('e', 'd'), isUnchosenDay('e', 'd')]))

/** A roll is one sheet: no cohort on record has more than a hundred people. */
export const rollMax = 300

/**
 * The last tap of somebody in a slot that still stands and was not taken back: what an undo would undo. `id` of the mark, whose
 * it is, and what it says.
 */
const lastTap = ({ slotId, me, since }: { slotId: number; me: number; since: Date }) => sql<{ undoId: number; undoOf: number }>`(
  select k.id as "undoId", k.enrollment_id as "undoOf" from attendance_mark k
  where k.slot_id = ${slotId} and k.marked_by = ${me} and k.tap_key is not null and k.stood and k.undoes is null and k.marked_at > ${since}
    and not exists (select from attendance_mark u where u.undoes = k.id)
    and not exists (select from attendance_mark l where l.slot_id = k.slot_id and l.enrollment_id = k.enrollment_id and l.id > k.id
      and (l.stood or l.marked_by <> k.marked_by and l.marked_at >= k.marked_at) and l.undoes is null and not exists (select from attendance_mark u where u.undoes = l.id))
  order by k.id desc limit 1)`

/** What people sent word of before a day: whose it is, and that they will not come or come late. */
const wordOf = (dayId: number) => sql<{ whose: number; notice: 'absent' | 'late'; arrivesAt: string | null; noticeReason: string }>`(
  select n.enrollment_id as "whose", n.kind as "notice", n.arrives_at as "arrivesAt", n.reason as "noticeReason" from absence_notice n
  where n.class_day_id = ${dayId} and n.taken_back_at is null)`

interface RollWanted { trainingId: number; cohortId: number; dayId: number; slotId: number; me: number; since: Date }

const peopleOfRoll = prepared((db, { trainingId, cohortId, dayId, ...tap }: RollWanted) => db.selectFrom('enrollment as e')
  .innerJoin('person as p', 'p.id', 'e.person_id')
  .leftJoin('profession as f', 'f.code', 'e.profession_code')
  .leftJoin('attendance as a', (join) => join.onRef('a.enrollment_id', '=', 'e.id').on('a.slot_id', '=', tap.slotId))
  .leftJoin(lastTap(tap).as('u'), (join) => join.onRef('u.undoOf', '=', 'e.id'))
  .leftJoin(wordOf(dayId).as('w'), (join) => join.onRef('w.whose', '=', 'e.id'))
  .select(['e.cohort_id as cohortId', 'w.notice', 'w.arrivesAt', 'w.noticeReason'])
  .select([sql<string>`(select h.name from cohort h where h.id = e.cohort_id)`.as('cohort'), sql<string>`(select h.name_en from cohort h where h.id = e.cohort_id)`.as('cohortEn')])
  .select(['e.id', 'e.number', 'e.state as enrollment', 'e.affiliation', 'p.name', 'p.kana', 'p.phone', 'f.name as profession',
    'f.name_en as professionEn', 'a.state', 'a.minutes', 'a.evidence', 'a.reason', 'a.marked_at as markedAt', 'u.undoId'])
  .where('e.training_id', '=', trainingId)
  .where((eb) => eb('e.id', 'in', comesOn(db, { id: dayId, cohortId }).select('e.id')
    .union(eb.selectFrom('attendance as met').select('met.enrollment_id as id').where('met.slot_id', '=', tap.slotId)).union(guestsOf(db, tap.slotId))))
  .orderBy('e.number').orderBy('e.id').limit(rollMax))

/**
 * The people of a slot by number, with the mark that stands. Of a day to choose: those who chose it, and those who have not
 * said, since they may come. Those who withdrew, or moved to another cohort or day, stay on the rolls they were marked on; guests
 * of another cohort, who make up what they missed there, are named with it. `notice`: that somebody said they would not come, or be late.
 * `undoId` is the mark that `by`, who looks at the roll, made last since a moment and may take back; at most one row has it.
 */
export const rollOf = (db: Reader, day: { id: number; trainingId: number; cohortId: number }, slotId: number, by?: { me: number; since: Date }) =>
  peopleOfRoll(db, { trainingId: day.trainingId, cohortId: day.cohortId, dayId: day.id, slotId, me: by?.me ?? 0, since: by?.since ?? new Date(0) })

export type RollRow = Awaited<ReturnType<typeof rollOf>>[number]

/** Every mark somebody was given in a slot, oldest first: what was overridden, by whom, and why. */
export const marksOf = (db: Reader, slotId: number, enrollmentId: number) => db.selectFrom('attendance_mark as k')
  .leftJoin('person as m', 'm.id', 'k.marked_by')
  .select(['k.id', 'k.state', 'k.minutes', 'k.evidence', 'k.reason', 'k.marked_at as markedAt', 'm.name as markedBy', 'k.marked_by as by', 'k.stood', 'k.undoes',
    'k.received_at as receivedAt'])
  .where('k.slot_id', '=', slotId).where('k.enrollment_id', '=', enrollmentId)
  .orderBy('k.id').limit(1000).execute()

/** Whose mark of a slot that is. */
export const whoseMark = (db: Reader, slotId: number, markId: number) => db.selectFrom('attendance_mark').select('enrollment_id as enrollmentId')
  .where('id', '=', markId).where('slot_id', '=', slotId).executeTakeFirst()

/** Every slot in which these people have a mark, with what is known of it. A person has as many as a training has slots. */
export async function slotsMarkedOf(db: Reader, ids: readonly number[]): Promise<(SlotToAttend & { id: number })[]> {
  const rows = await db.selectFrom('attendance as a').innerJoin('enrollment as e', 'e.id', 'a.enrollment_id')
    .innerJoin('slot as s', 's.id', 'a.slot_id').innerJoin('class_day as d', 'd.id', 's.class_day_id')
    .select(['e.id', 's.module_id as moduleId', 's.starts_at as startsAt', 'd.held_on as heldOn', 'a.state', 'a.minutes'])
    .select([isNoticed.as('isNoticed'), signedLate.as('signedLate')])
    .where('e.id', 'in', [...ids]).orderBy('e.id').orderBy('d.held_on').orderBy('s.position').orderBy('s.id').limit(ids.length * 200).execute()
  return rows.map(({ state, minutes, signedLate: late, ...slot }) => ({ ...slot, signedLate: late === true, mark: { state, minutes } }))
}

/** Who of a day has which mark in which of its slots, for the sheet on paper: one row per person and slot, by number. */
export const sheetOf = (db: Reader, day: { id: number; cohortId: number }) => comesOn(db, day)
  .innerJoin('person as p', 'p.id', 'e.person_id')
  .innerJoin('slot as s', (join) => join.on('s.class_day_id', '=', day.id))
  .leftJoin('attendance as a', (join) => join.onRef('a.enrollment_id', '=', 'e.id').onRef('a.slot_id', '=', 's.id'))
  .select(['e.id', 'e.number', 'p.name', 'p.kana', 'e.affiliation', 'a.state', 'a.minutes'])
  .orderBy('e.number').orderBy('e.id').orderBy('s.position').orderBy('s.id').limit(rollMax * 20).execute()

/** A trainee's own class days, slot by slot, in the order they are held: of every enrollment that still stands. Of days to choose the chosen one; of other cohorts the slots in which they make up something. */
export const ownDays = (db: Reader, scope: Scope) => daysOfCohorts(db)
  .innerJoin('enrollment as e', 'e.training_id', 't.id')
  .innerJoin('slot as s', 's.class_day_id', 'd.id').leftJoin('module as m', 'm.id', 's.module_id')
  .leftJoin('attendance as a', (join) => join.onRef('a.slot_id', '=', 's.id').onRef('a.enrollment_id', '=', 'e.id'))
  .select(dayColumns).select(latestRule)
  .select(['e.number', 's.id as slotId', 's.module_id as moduleId', 's.title as slotTitle', 's.starts_at as startsAt', 's.ends_at as endsAt',
    's.delivery_mode as deliveryMode', 'a.state', 'a.minutes'])
  .select([slotTitleEn.as('slotTitleEn'), ownGroupOn('e', 'd').as('group')])
  .select(sql<boolean>`(e.cohort_id <> c.id)`.as('isGuest'))
  .where('e.state', '<>', 'withdrawn').where('c.state', 'in', ['planned', 'finished'])
  .where((eb) => eb.or([eb.and([eb('e.cohort_id', '=', eb.ref('c.id')), isOwnDay('e', 'd')]), eb('e.id', 'in', guestsOf(db, sql.ref<number>('s.id')))]))
  .where(({ ref }) => within(scope, { municipality: ref('e.municipality_id'), person: ref('e.person_id') }))
  .orderBy('d.held_on', 'desc').orderBy('d.id').orderBy('s.position').orderBy('s.id').limit(300).execute()

export type OwnSlot = Awaited<ReturnType<typeof ownDays>>[number]
