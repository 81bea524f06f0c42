import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Reader } from '../../base/database.ts'
import type { Criteria } from '../evidence/rules.ts'
import type { Shelf } from './rules.ts'

/** The criteria of a training as they stand, with who set them and when; undefined while nobody has. */
export async function criteriaOf(db: Reader, trainingId: number) {
  const [latest] = await versionsOfCriteria(db, trainingId, 1)
  return latest
}

const versions = (db: Reader, trainingId: number, limit: number) => db.selectFrom('completion_criteria as c')
  .leftJoin('person as p', 'p.id', 'c.made_by')
  .select(['c.id', 'c.version', 'c.rule', 'c.made_at as madeAt', 'p.name as madeByName'])
  .where('c.training_id', '=', trainingId).orderBy('c.version', 'desc').limit(limit)

/** Every version of a training's criteria, the latest first. */
export async function versionsOfCriteria(db: Reader, trainingId: number, limit = 50) {
  const rows = await versions(db, trainingId, limit).execute()
  return rows.map(({ rule, ...row }) => ({ ...row, rule: rule as Criteria }))
}

/**
 * Everything the criteria of a training are made of, in one statement: their versions, the latest first, the lessons that the
 * training has, and the modules of its course.
 */
export async function criteriaShelf(db: Reader, trainingId: number) {
  const row = await db.selectFrom('training as t').select((eb) => [
    jsonArrayFrom(versions(db, trainingId, 50)).as('versions'),
    jsonArrayFrom(eb.selectFrom('module as m').select(['m.id', 'm.title', 'm.title_en as titleEn']).whereRef('m.course_id', '=', 't.course_id').orderBy('m.position').limit(99)).as('modules'),
    jsonArrayFrom(eb.selectFrom('training_lesson as l').innerJoin('lesson as k', 'k.id', 'l.lesson_id').innerJoin('module as m', 'm.id', 'k.module_id')
      .leftJoin('lesson_version as w', 'w.id', 'k.published_version_id')
      .select(['k.id', 'k.module_id as moduleId', 'k.kind', 'k.title', 'k.title_en as titleEn'])
      .select(sql<Shelf['lessons'][number]['task']>`case k.kind when 'test' then 'comprehension_test' when 'questionnaire' then 'questionnaire'
        when 'assignment' then case when w.content ->> 'purpose' = 'pre_assignment' then 'pre_assignment' else 'trainee_report' end end`.as('task'))
      .whereRef('l.training_id', '=', 't.id').orderBy('m.position').orderBy('k.position').orderBy('k.id').limit(500)).as('lessons'),
  ]).where('t.id', '=', trainingId).executeTakeFirstOrThrow()
  return { ...row, versions: row.versions.map(({ rule, madeAt, ...version }) => ({ ...version, rule: rule as Criteria, madeAt: new Date(madeAt) })) }
}
