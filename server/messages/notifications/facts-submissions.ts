import type { Reader } from '../../base/database.ts'
import { aboutTraining } from './about.ts'
import type { Facts } from './shapes.ts'

/** Somebody and a lesson of theirs; nobody who withdrew is told of what they have left. */
async function ofLesson(db: Reader, enrollmentId: number, lessonId: number) {
  const row = await db.selectFrom('enrollment as e').innerJoin('person as p', 'p.id', 'e.person_id').innerJoin('lesson as l', (join) => join.on('l.id', '=', lessonId))
    .select(['p.id as personId', 'p.name', 'e.training_id as trainingId', 'l.title', 'l.title_en as titleEn']).where('e.id', '=', enrollmentId).where('e.state', '<>', 'withdrawn').executeTakeFirst()
  const about = row && await aboutTraining(db, row.trainingId)
  return about && { about, person: { personId: row.personId, name: row.name }, lesson: { ja: row.title, en: row.titleEn || row.title } }
}

/** What somebody is told of their assignment: which one, and that there is something to read; never what was written. */
export async function submissionFacts(db: Reader, enrollmentId: number, detail: Record<string, unknown>): Promise<Facts | undefined> {
  const known = await ofLesson(db, enrollmentId, Number(detail.lessonId))
  return known && {
    of: 'submission', ...known, receipt: String(detail.receipt ?? ''), reason: String(detail.reason ?? ''),
    dueOn: typeof detail.dueOn === 'string' ? detail.dueOn : null, path: `/learn/${enrollmentId}/assignments/${Number(detail.lessonId)}`,
  }
}

/** A test has its result by what a person did: marked, or corrected. Whoever had it at once with the handing in has seen it. */
export async function testFacts(db: Reader, enrollmentId: number, detail: Record<string, unknown>): Promise<Facts | undefined> {
  const known = detail.byPerson === true ? await ofLesson(db, enrollmentId, Number(detail.lessonId)) : undefined
  return known && { of: 'test', ...known, path: `/learn/${enrollmentId}/tests/${Number(detail.lessonId)}/attempts/${Number(detail.attempt)}` }
}
