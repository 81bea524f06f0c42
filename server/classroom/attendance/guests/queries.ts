import { sql, type Expression } from 'kysely'
import type { Reader } from '../../../base/database.ts'
import { among } from '../../../base/within.ts'
import { isLastOfChoice, isOwnDay, isUnchosenDay } from '../../../planning/trainings/class-days.ts'
import { carriedOn, isNoticed, modulesOfLessons, signedLate } from '../facts.ts'
import { standingStates } from './rules.ts'

/** Whoever has a seat in a slot of another cohort, to make up what they missed in their own; also who then did not come. */
export const guestsOf = (db: Reader, slotId: number | Expression<number>) => db.selectFrom('make_up as g').select('g.enrollment_id as id')
  .where('g.seat_slot_id', '=', slotId).where('g.state', 'in', ['booked', 'done', 'missed'])

/** Of these people those to whom the slot is not their own, with what they make up by it; `makeUpId` is null for who just came. */
export const guestsAmong = (db: Reader, slotId: number, cohortId: number, ids: readonly number[]) => db.selectFrom('enrollment as e')
  .leftJoin('make_up as g', (join) => join.onRef('g.enrollment_id', '=', 'e.id').on('g.seat_slot_id', '=', slotId).on('g.state', 'in', ['booked', 'done', 'missed']))
  .leftJoin('slot as s', (join) => join.on('s.id', '=', slotId))
  .select(['e.id', 'g.id as makeUpId', 'g.slot_id as missedSlotId', 'g.state', 's.module_id as moduleId'])
  .where(({ ref }) => among(ref('e.id'), ids))
  .where((eb) => eb.or([eb('e.cohort_id', '<>', cohortId), eb('g.id', 'is not', null)]))
  .distinctOn('e.id').orderBy('e.id').orderBy('g.id', 'desc').execute()

/** The slots that somebody has to attend, in the order they are held, with all that the judgment knows of them and whether a make-up stands. */
export const ownSlotsOf = (db: Reader, enrollmentIds: readonly number[]) => db.selectFrom('enrollment as e')
  .innerJoin('class_day as d', 'd.cohort_id', 'e.cohort_id').innerJoin('slot as s', 's.class_day_id', 'd.id')
  .leftJoin('attendance as a', (join) => join.onRef('a.slot_id', '=', 's.id').onRef('a.enrollment_id', '=', 'e.id'))
  .select([isNoticed.as('isNoticed'), signedLate.as('signedLate'), carriedOn('s.module_id').as('carriedOn'), modulesOfLessons.as('lessonModules')])
  .select((eb) => ['e.id', 's.id as slotId', 's.module_id as moduleId', 'd.held_on as heldOn', 's.starts_at as startsAt', 'a.state', 'a.minutes', 'a.marked_at as markedAt',
    eb.exists(eb.selectFrom('make_up as g').select('g.id').whereRef('g.enrollment_id', '=', 'e.id').whereRef('g.slot_id', '=', 's.id')
      .where('g.state', 'in', [...standingStates])).$castTo<boolean>().as('isTaken')])
  .where(({ ref }) => among(ref('e.id'), enrollmentIds))
  .where((eb) => eb.or([isOwnDay('e', 'd'), eb.and([isUnchosenDay('e', 'd'), isLastOfChoice('d')])]))
  .orderBy('e.id').orderBy('d.held_on').orderBy('s.position').orderBy('s.id').limit(20_000).execute()

/** The slots of a day in which these people are marked, whatever cohort they are of, in their order. */
export const markedOnDay = (db: Reader, dayId: number, enrollmentIds: readonly number[]) => db.selectFrom('attendance as a')
  .innerJoin('enrollment as e', 'e.id', 'a.enrollment_id').innerJoin('slot as s', 's.id', 'a.slot_id').innerJoin('class_day as d', 'd.id', 's.class_day_id')
  .select(['e.id', 's.id as slotId', 's.module_id as moduleId', 'd.held_on as heldOn', 's.starts_at as startsAt', 'a.state', 'a.minutes', 'a.marked_at as markedAt'])
  .select([isNoticed.as('isNoticed'), signedLate.as('signedLate')])
  .where('d.id', '=', dayId).where(({ ref }) => among(ref('e.id'), enrollmentIds)).orderBy('e.id').orderBy('s.position').orderBy('s.id').execute()

/** The mark that stood before a slot was made up; undefined where none did. */
export const markBefore = (db: Reader, slotId: number, enrollmentId: number) => db.selectFrom('attendance_mark as k')
  .select(['k.state', 'k.minutes', 'k.evidence'])
  .where('k.slot_id', '=', slotId).where('k.enrollment_id', '=', enrollmentId).where(sql<boolean>`k.state is distinct from 'made_up'`)
  .orderBy('k.id', 'desc').limit(1).executeTakeFirst()
