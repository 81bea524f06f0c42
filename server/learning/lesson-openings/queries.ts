import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'

/** Every lesson of the training's course, with the days on which this training opens it; opened: false where it does not. */
export function lessonsToOpen(db: Reader, trainingId: number) {
  return db.selectFrom('training as t')
    .innerJoin('module as m', 'm.course_id', 't.course_id')
    .innerJoin('lesson as l', 'l.module_id', 'm.id')
    .leftJoin('lesson_version as v', 'v.id', 'l.published_version_id')
    .leftJoin('training_lesson as tl', (join) => join.onRef('tl.training_id', '=', 't.id').onRef('tl.lesson_id', '=', 'l.id'))
    .select(['l.id', 'l.kind', 'l.title', 'l.title_en as titleEn', 'm.title as moduleTitle', 'm.title_en as moduleTitleEn',
      'm.id as moduleId', 'l.published_version_id as publishedVersionId', 'v.content', 'tl.opens_on as opensOn', 'tl.due_on as dueOn'])
    .select(sql<boolean>`tl.lesson_id is not null`.as('opened'))
    // Named by what completes the training, as that stands.
    .select(sql<boolean>`coalesce((select jsonb_path_exists(c.rule, '$.also.**.lesson ? (@ == $id)', jsonb_build_object('id', l.id))
      from completion_criteria c where c.training_id = t.id order by c.version desc limit 1), false)`.as('isAsked'))
    .where('t.id', '=', trainingId)
    .orderBy('m.position').orderBy('l.position').orderBy('l.id')
    .limit(500)
    .execute()
}
