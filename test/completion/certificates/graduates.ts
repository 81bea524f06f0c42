import type { Database } from '../../../server/base/database.ts'
import { idOf, makePerson, type Town } from '../../support/people.ts'

export interface Graduate { person: number; enrollment: number }

/** People who completed the training of the small world by a confirmed judgment, in that order of enrollment numbers. */
export async function graduate(
  db: Database, town: Town, names: string[], more: { municipality?: number; from?: number; checked?: boolean; person?: number } = {},
): Promise<Graduate[]> {
  const { municipality = town.tachikawa, from = 1, checked = true } = more
  const judgment = await judgmentOf(db, town)
  const all: Graduate[] = []
  for (const [n, name] of names.entries()) {
    const person = more.person ?? await makePerson(db, name, 'やまだ たろう', municipality)
    const enrollment = await idOf(db.insertInto('enrollment').values({
      training_id: town.training, cohort_id: town.cohorts[0], person_id: person, number: from + n, category: 'adviser',
      municipality_id: municipality, state: 'completed', completed_on: '2027-02-26', enrolled_at: new Date('2026-07-31T10:00:00+09:00'),
      name_checked_at: checked ? new Date('2026-08-01T10:00:00+09:00') : null,
    }).returning('id'))
    await db.insertInto('judgment_line').values({ judgment_id: judgment, enrollment_id: enrollment, proposal: 'completed', decision: 'completed', evidence: '[]' }).execute()
    all.push({ person, enrollment })
  }
  return all
}

async function judgmentOf(db: Database, town: Town): Promise<number> {
  const there = await db.selectFrom('judgment').select('id').where('training_id', '=', town.training).executeTakeFirst()
  if (there) return there.id
  await db.updateTable('training').set({ state: 'closed', issuer_title: '東京都福祉局 高齢者施策推進部長', issuer_name: '森川 和彦' })
    .where('id', '=', town.training).execute()
  const criteria_id = await idOf(db.insertInto('completion_criteria').values({ training_id: town.training, version: 1, rule: '{}', made_at: new Date() }).returning('id'))
  return idOf(db.insertInto('judgment').values({
    training_id: town.training, criteria_id, state: 'confirmed', prepared_by: town.planner.person, prepared_at: new Date('2027-03-01T10:00:00+09:00'),
    confirmed_at: new Date('2027-03-02T10:00:00+09:00'), completed_on: '2027-02-26',
  }).returning('id'))
}

/** A form for the day of issue in its three boxes. */
export const dated = (year = '2027', month = '3', day = '12') => ({ 'issuedOn.year': year, 'issuedOn.month': month, 'issuedOn.day': day })
