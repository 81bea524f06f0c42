import type { Database } from '../../server/base/database.ts'
import { enroll, givePost, idOf, makePerson, type Someone, type Town } from '../support/people.ts'

/**
 * The instructor course of 令和7年度, closed, which 研修子 of 立川市 and 講師郎 (no municipality) completed; 講師郎 also
 * teaches the first cohort of the practitioner course. 多摩市 has a completer, too.
 */
export async function completedInstructors(db: Database, town: Town) {
  const course = await idOf(db.insertInto('course').values({ kind: 'instructor_training', name: '講師養成研修', name_en: 'Instructor training', mark: '講師' }).returning('id'))
  const training = await idOf(db.insertInto('training').values({ course_id: course, fiscal_year: 2025, title: '令和7年度 講師養成研修', title_en: 'Instructor training FY2025', capacity: 10, state: 'closed' }).returning('id'))
  const cohort = await idOf(db.insertInto('cohort').values({ training_id: training, position: 1, name: '第1コース', name_en: 'Cohort 1', capacity: 10, state: 'finished' }).returning('id'))
  const completed = async (person: number, number: number, municipality: number, of = training, completed_on = '2026-02-20') => {
    const id = await enroll(db, { ...town, training: of }, person, number, { cohort, municipality })
    await db.updateTable('enrollment').set({ state: 'completed', completed_on, attended: true }).where('id', '=', id).execute()
    return id
  }
  await completed(town.trainee.person, 1, town.tachikawa)
  await completed(town.traineeOfTama.person, 2, town.tama)
  return { course, training, cohort, completed }
}

/** Somebody listed in the register, with an account. */
export async function listed(db: Database, course: number, name: string, kana: string, municipality: number | null, more: object = {}): Promise<Someone & { id: number }> {
  const person = await makePerson(db, name, kana, municipality)
  const someone = await givePost(db, person, 'trainee', municipality)
  const at = new Date('2026-03-01T09:00:00+09:00')
  const id = await idOf(db.insertInto('instructor').values({
    person_id: person, municipality_id: municipality, course_id: course, fiscal_year: 2025, completed_on: '2026-02-20', valid_until: '2029-02-19', state: 'active', invited_at: at, consented_at: at, ...more,
  }).returning('id'))
  return { ...someone, id }
}
