import type { Database } from '../../server/base/database.ts'
import { enroll, idOf, makePerson, type Someone, type Town } from './people.ts'

const at = new Date('2026-07-31T10:00:00+09:00')

/** The training of the small world in the middle of its year: its call is over, and an instructor teaches the first cohort. */
export async function inMidYear(db: Database, town: Town, state: 'running' | 'judging'): Promise<void> {
  await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
  await db.updateTable('training').set({ state }).execute()
  await db.updateTable('call').set({ state: 'finished' }).execute()
}

/**
 * A municipality as it is in the middle of a year: people, a sheet, a selection, enrollments, a roll, letters and certificates.
 * @param mark stands in every word of theirs, so that it is found wherever it is shown
 */
export async function live(db: Database, town: Town, { municipality, cohort, slot, mark, from, trainee, birth_date = null }: {
  municipality: number; cohort: number; slot: number; mark: string; from: number; trainee: Someone; birth_date?: string | null
}) {
  await db.insertInto('organization').values({ municipality_id: municipality, kind: 'support_center', name: `${mark}みどり包括`, name_key: `${mark}みどり` }).execute()
  const sheet = await idOf(db.insertInto('nomination_sheet').values({
    call_id: town.call, municipality_id: municipality, state: 'accepted', receipt: `${mark}-1`, saved_at: at, submitted_at: at, contact_name: `${mark}担当`,
  }).returning('id'))
  const selection = (await db.selectFrom('selection').select('id').executeTakeFirst())?.id ?? await idOf(db.insertInto('selection').values({
    training_id: town.training, state: 'announced', seed: 1, over_percent: 100, prepared_by: town.planner.person, simulated_at: at, announced_at: at,
  }).returning('id'))
  const other = (n: number) => makePerson(db, `${mark}同名 ${n}`, 'おなじ なまえ', municipality)
  const others = [await other(1), await other(2)]
  for (const [n, person] of [trainee.person, ...others].entries()) {
    const nomination = await idOf(db.insertInto('nomination').values({
      sheet_id: sheet, call_id: town.call, municipality_id: municipality, person_id: person, category: 'adviser', rank: n + 1, name: `${mark}推薦 ${n}`, submitted: true,
    }).returning('id'))
    await db.insertInto('selection_line').values({ selection_id: selection, nomination_id: nomination, position: from + n, rule: 'first_rank', simulated_outcome: 'selected', outcome: 'selected', cohort_id: cohort }).execute()
    const enrollment = await enroll(db, town, person, from + n, { cohort, municipality })
    await db.updateTable('enrollment').set({ nomination_id: nomination, state: 'completed', completed_on: '2026-09-18', attended: true }).where('id', '=', enrollment).execute()
    await db.insertInto('attendance').values({ slot_id: slot, enrollment_id: enrollment, state: 'present', evidence: 'staff', marked_at: at }).execute()
    await db.insertInto('certificate').values({
      training_id: town.training, number: from + n, number_text: `R8-${mark}-${from + n}`, enrollment_id: enrollment, person_id: person, municipality_id: municipality,
      name: `${mark}証 ${n}`, birth_date, completed_on: '2026-09-18', issued_on: '2026-09-19', code: `${mark}code${n}`,
    }).execute()
    await db.insertInto('message').values({ template: 'selected', subject_ref: `training:${town.training}`, person_id: person, title: `${mark}決定`, body: mark, made_at: at }).execute()
  }
  await db.insertInto('message').values({ template: 'announced', subject_ref: `training:${town.training}`, municipality_id: municipality, title: `${mark}一覧`, body: mark, made_at: at }).execute()
  await db.insertInto('name_correction').values({ person_id: trainee.person, words: `${mark}に直してください`, asked_at: at }).execute()
}
