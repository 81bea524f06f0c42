import type { Change } from '../../base/change.ts'
import { found, Refusal } from '../../base/errors.ts'
import { copied, putLesson } from '../lessons/changes.ts'
import { findLessonToEdit, findModule } from '../lessons/queries.ts'
import type { CopyForm } from './forms.ts'
import { lessonsOfModule, waitsAmong } from './queries.ts'

export interface Copied { courseId: number; lessonId: number }

/**
 * A lesson is written out once more at the end of a module one makes: what its newest version says, as a draft, with the same
 * files and pictures. @throws Missing when either the lesson or the module is out of reach
 */
export async function copyLesson(change: Change, lessonId: number, { moduleId }: CopyForm): Promise<Copied> {
  const { courseId } = found(await findModule(change.tx, change.scope, moduleId))
  return { courseId, lessonId: await copyOne(change, lessonId, moduleId) }
}

/** All lessons of a module, in their order, and which of them wait for which. @throws Missing, Refusal for a module without lessons */
export async function copyModule(change: Change, fromId: number, { moduleId }: CopyForm): Promise<Copied> {
  const { tx, scope } = change
  found(await findModule(tx, scope, fromId))
  const { courseId } = found(await findModule(tx, scope, moduleId))
  const lessons = await lessonsOfModule(tx, fromId)
  if (lessons.length === 0) throw new Refusal({ key: 'lessonCopies.nothing' })
  const copies = new Map<number, number>()
  for (const { id } of lessons) copies.set(id, await copyOne(change, id, moduleId))
  const waits = await waitsAmong(tx, [...copies.keys()])
  if (waits.length > 0) {
    await tx.insertInto('lesson_prerequisite').values(waits.map(({ lessonId, needsId }) => ({ lesson_id: copies.get(lessonId)!, needs_lesson_id: copies.get(needsId)! }))).execute()
  }
  return { courseId, lessonId: copies.values().next().value! }
}

async function copyOne(change: Change, lessonId: number, moduleId: number): Promise<number> {
  const { tx, scope, log } = change
  const { kind, title, titleEn, versionId } = found(await findLessonToEdit(tx, scope, lessonId))
  const id = await putLesson(change, moduleId, { kind, title, titleEn, copiedFrom: lessonId })
  await tx.insertInto('lesson_version').columns(['lesson_id', 'number', ...copied])
    .expression((eb) => eb.selectFrom('lesson_version as v').select(({ val, lit }) => [val(id).as('lesson_id'), lit(1).as('number'), ...copied.map((column) => `v.${column}` as const)])
      .where('v.id', '=', versionId)).execute()
  await tx.insertInto('lesson_picture').columns(['lesson_id', ...picture])
    .expression((eb) => eb.selectFrom('lesson_picture as i').select(({ val }) => [val(id).as('lesson_id'), ...picture.map((column) => `i.${column}` as const)])
      .where('i.lesson_id', '=', lessonId)).execute()
  log('lesson.copied', `lesson:${id}`, { from: lessonId })
  return id
}

const picture = ['number', 'file_id', 'description', 'width', 'height'] as const
