import type { Change } from '../../base/change.ts'
import { found, mend, Missing } from '../../base/errors.ts'
import type { SavedFile } from '../../base/files.ts'
import { saveContent } from '../lessons/changes.ts'
import { findLesson } from '../lessons/queries.ts'
import { contentOf, type AssignmentForm } from './forms.ts'
import { fileKindOf, problemsOfContent, takenFiles } from './rules.ts'

/** What an assignment asks is saved into its draft. Logs 'lesson.changed'. @throws Missing, Unfit, Refusal when somebody else was first */
export async function saveAssignment(change: Change, lessonId: number, form: AssignmentForm): Promise<void> {
  const content = contentOf(form)
  mend(problemsOfContent(content))
  await saveContent(change, { id: lessonId, kind: 'assignment', version: form.version }, content)
}

/** A form to be filled in goes with the assignment; null takes it away. Earlier versions keep theirs. @throws Missing, Refusal */
export async function saveTemplate(change: Change, lessonId: number, version: number, file: (SavedFile & { name: string }) | null): Promise<{ id: number; unneeded: string[] }> {
  const { tx, now } = change
  const lesson = found(await findLesson(tx, lessonId))
  if (lesson.kind !== 'assignment') throw new Missing()
  const fileId = file === null ? null : (await tx.insertInto('file').values({ ...file, type: takenFiles[fileKindOf(file.name)!].type, made_at: now }).returning('id').executeTakeFirstOrThrow()).id
  await saveContent(change, { id: lessonId, kind: 'assignment', version }, lesson.content as object, fileId)
  return { id: lessonId, unneeded: [] }
}
