import type { Database } from '../../../server/base/database.ts'
import { publishedOf, putLesson } from '../../support/lessons.ts'
import { enroll, idOf, type Someone, type Town } from '../../support/people.ts'

/**
 * A training under way: the first cohort met on 17 September, the second meets on 18 October with the same module, one seat of
 * two left; a film of the module is used. 研修子 and 学習太 missed the first slot of the first cohort.
 */
export async function missing(db: Database, town: Town, { teacher = town.instructor }: { teacher?: Someone } = {}) {
  await db.updateTable('training').set({ state: 'running' }).execute()
  await db.updateTable('class_day').set({ held_on: '2026-10-18' }).where('id', '=', town.days[1]).execute()
  await db.updateTable('slot').set({ module_id: null, title: '開会' }).where('id', '=', town.slots[1]).execute()
  const seat = await idOf(db.insertInto('slot').values({ class_day_id: town.days[1], module_id: town.module, position: 1, title: '講義1', starts_at: '09:30', ends_at: '12:00' }).returning('id'))
  for (const cohort of town.cohorts) await db.insertInto('cohort_instructor').values({ cohort_id: cohort, person_id: teacher.person }).execute()
  const film = await putLesson(db, { module_id: town.module, position: 1, kind: 'video', title: '会議の役割の録画', title_en: 'Film of roles' })
  await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: film }).execute()
  const own = await enroll(db, town, town.trainee.person, 1)
  const theirs = await enroll(db, town, town.traineeOfTama.person, 2, { municipality: town.tama })
  for (const enrollment_id of [own, theirs]) await markAbsent(db, town.slots[0], enrollment_id)
  return { seat, film, own, theirs }
}

export async function markAbsent(db: Database, slot_id: number, enrollment_id: number) {
  const row = { slot_id, enrollment_id, state: 'absent_notified' as const, minutes: null, evidence: 'staff' as const, reason: null, marked_by: null, marked_at: new Date('2026-09-17T09:40:00+09:00') }
  await db.insertInto('attendance').values(row).execute()
  await db.insertInto('attendance_mark').values(row).execute()
}

export const watched = async (db: Database, enrollment_id: number, lesson_id: number) => db.insertInto('progress').values({
  enrollment_id, lesson_id, lesson_version_id: await publishedOf(db, lesson_id), state: 'completed', percent: 100, opened_at: new Date('2026-10-02T10:00:00+09:00'), seen_at: new Date('2026-10-02T11:00:00+09:00'), completed_at: new Date('2026-10-02T11:00:00+09:00'),
}).execute()

export const terms = (db: Database, training_id: number, makeUp: object = {}) => db.insertInto('completion_criteria').values({
  training_id, version: 1, made_at: new Date('2026-09-01T09:00:00+09:00'),
  rule: JSON.stringify({ lessons: 'none', attendance: { required: 'all', lateLimitMinutes: 10, madeUpCounts: true, makeUp: { otherCohort: true, videoReport: true, modulesMax: null, carriesOver: true, ...makeUp } } }),
}).execute()
