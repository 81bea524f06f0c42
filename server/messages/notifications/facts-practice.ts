import type { Reader } from '../../base/database.ts'
import { aboutTraining } from './about.ts'
import type { Facts } from './shapes.ts'

/** Whom an asking is for, and until when; nobody who answered meanwhile or is no completer any more. */
export async function practiceFacts(db: Reader, askingId: number): Promise<Facts | undefined> {
  const row = await db.selectFrom('practice_asking as a').innerJoin('enrollment as e', 'e.id', 'a.enrollment_id').innerJoin('person as p', 'p.id', 'e.person_id')
    .select(['p.id as personId', 'p.name', 'e.training_id as trainingId', 'a.months', 'a.closes_on as dueOn']).where('a.id', '=', askingId).where('e.state', '=', 'completed')
    .where((eb) => eb.not(eb.exists(eb.selectFrom('practice_answer as r').select('r.asking_id').whereRef('r.asking_id', '=', 'a.id')))).executeTakeFirst()
  const about = row && await aboutTraining(db, row.trainingId)
  return about && { of: 'practice', askingId, about, person: { personId: row.personId, name: row.name }, months: row.months, dueOn: row.dueOn }
}
