import type { Reader } from '../../base/database.ts'
import { aboutTraining } from './about.ts'
import type { Facts } from './rules.ts'

/** What somebody is told of their assignment: which one, and that there is something to read; never what was written. */
export async function submissionFacts(db: Reader, enrollmentId: number, detail: Record<string, unknown>): Promise<Extract<Facts, { of: 'submission' }> | undefined> {
  const row = await db.selectFrom('enrollment as e').innerJoin('person as p', 'p.id', 'e.person_id').innerJoin('lesson as l', (join) => join.on('l.id', '=', Number(detail.lessonId)))
    .select(['p.id as personId', 'p.name', 'e.training_id as trainingId', 'l.id as lessonId', 'l.title', 'l.title_en as titleEn']).where('e.id', '=', enrollmentId).executeTakeFirst()
  const about = row && await aboutTraining(db, row.trainingId)
  if (row === undefined || about === undefined) return undefined
  return {
    of: 'submission', about, person: { personId: row.personId, name: row.name }, lesson: { ja: row.title, en: row.titleEn || row.title }, receipt: String(detail.receipt ?? ''), reason: String(detail.reason ?? ''),
    dueOn: typeof detail.dueOn === 'string' ? detail.dueOn : null, path: `/learn/${enrollmentId}/assignments/${row.lessonId}`,
  }
}
