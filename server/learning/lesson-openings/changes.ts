import type { Change } from '../../base/change.ts'
import { found, mend, Refusal } from '../../base/errors.ts'
import { findTraining } from '../../planning/trainings/queries.ts'
import type { OpeningsForm } from './forms.ts'
import type { AlongOfKinds } from '../lessons/contents.ts'
import { lessonsToOpen } from './queries.ts'
import { problemsOfAlong, problemsOfOpenings } from './rules.ts'

/**
 * Which lessons of its course a training opens, and when. What somebody has begun stays opened: their progress hangs on it.
 * @throws Missing for a lesson of another course, Unfit when one is due before it opens or lacks what it needs beside it, Refusal for one that was begun
 */
export async function openLessons({ tx, scope, log }: Change, trainingId: number, { rows }: OpeningsForm, alongOf: AlongOfKinds): Promise<void> {
  found(await findTraining(tx, scope, trainingId))
  mend(problemsOfOpenings(rows))
  const known = new Map((await lessonsToOpen(tx, trainingId)).map((lesson) => [lesson.id, lesson]))
  for (const { lessonId } of rows) found(known.get(lessonId))
  const along = [...known.values()].map(({ id, kind, content }) => [id, (alongOf[kind]?.(content) ?? []).flatMap((needed) => known.get(needed) ?? [])] as const)
  mend(problemsOfAlong(rows, new Map(along)))
  const opened = rows.filter(({ opened }) => opened === 'true')
  const shut = rows.filter(({ lessonId, opened }) => opened !== 'true' && known.get(lessonId)!.opened).map(({ lessonId }) => lessonId)
  if (shut.length > 0) {
    // Held first: who is beginning one of them in this moment is waited for, and then seen.
    await tx.selectFrom('training_lesson').select('lesson_id').where('training_id', '=', trainingId).where('lesson_id', 'in', shut).orderBy('lesson_id').forUpdate().execute()
    const begun = await tx.selectFrom('progress as p').innerJoin('enrollment as e', 'e.id', 'p.enrollment_id')
      .select('p.lesson_id').where('e.training_id', '=', trainingId).where('p.lesson_id', 'in', shut).limit(1).executeTakeFirst()
    if (begun) throw new Refusal({ key: 'lessons.begunStays', data: { title: known.get(begun.lesson_id)!.title } })
    await tx.deleteFrom('training_lesson').where('training_id', '=', trainingId).where('lesson_id', 'in', shut).execute()
  }
  if (opened.length > 0) {
    await tx.insertInto('training_lesson')
      .values(opened.map(({ lessonId, opensOn = null, dueOn = null }) => ({ training_id: trainingId, lesson_id: lessonId, opens_on: opensOn, due_on: dueOn })))
      .onConflict((oc) => oc.columns(['training_id', 'lesson_id'])
        .doUpdateSet((eb) => ({ opens_on: eb.ref('excluded.opens_on'), due_on: eb.ref('excluded.due_on') }))).execute()
  }
  log('lessons.opened', `training:${trainingId}`, { opened: opened.length, shut: shut.length })
}
