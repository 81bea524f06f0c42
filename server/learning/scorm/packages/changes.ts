import type { Change } from '../../../base/change.ts'
import { found, mend, Missing, Refusal } from '../../../base/errors.ts'
import { saveContent } from '../../lessons/changes.ts'
import { findLesson, type Which } from '../../lessons/queries.ts'
import { usuallyRequired } from '../course.ts'
import type { Examined } from '../examining.ts'
import type { RuleForm } from '../forms.ts'
import { findPackage, packagesWithoutUse, testsBeside } from '../queries.ts'
import { contentOf, problemsOfRule, problemsOfTest, type Content } from '../rules.ts'

/**
 * A package that was looked through becomes what the draft of its lesson plays. What was sent before and is played by no
 * version and no attempt goes: `unneeded` are its folder and its file, to be removed once this is done.
 */
export async function keepPackage(
  change: Change, lessonId: number, version: number, file: { key: string; name: string; bytes: number; sha256: string }, examined: Extract<Examined, { folder: string }>,
): Promise<{ id: number; unneeded: string[] }> {
  const { tx, now, actor, log } = change
  const lesson = await lessonOfPackage(change, lessonId)
  const { id: fileId } = await tx.insertInto('file').values({ ...file, type: 'application/zip', made_at: now }).returning('id').executeTakeFirstOrThrow()
  const { id } = await tx.insertInto('scorm_package').values({
    lesson_id: lessonId, file_id: fileId, folder: examined.folder, course: JSON.stringify(examined.course), findings: JSON.stringify(examined.findings.slice(0, 200)),
    made_by: actor?.personId ?? null, made_at: now,
  }).returning('id').executeTakeFirstOrThrow()
  const before = contentOf(lesson.content)
  const leaves = new Set(examined.course.items.map((item) => item.id))
  const kept = before.required.filter((item) => leaves.has(item))
  const isSame = before.packageId !== null && kept.length === before.required.length && kept.length > 0
  const content: Content = { ...before, packageId: id, required: isSame ? kept : usuallyRequired(examined.course), ...isSame ? {} : { scoreMin: before.packageId === null ? null : before.scoreMin } }
  await saveContent(change, { id: lessonId, kind: 'scorm', version }, content, fileId)
  const unneeded = await dropUnplayed(change, lessonId)
  log('scorm.packageSent', `lesson:${lessonId}`, { name: file.name, version: examined.course.version, items: examined.course.items.length, sha256: file.sha256 })
  return { id: lessonId, unneeded }
}

/** A file stays while anything else still names it: a copy of the lesson, or the draft of one. */
async function dropUnplayed({ tx }: Change, lessonId: number): Promise<string[]> {
  const gone = await packagesWithoutUse(tx, lessonId)
  if (gone.length === 0) return []
  await tx.deleteFrom('scorm_package').where('id', 'in', gone.map(({ id }) => id)).execute()
  const files = await tx.deleteFrom('file').where('id', 'in', gone.map(({ fileId }) => fileId))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('lesson_version as v').select('v.id').whereRef('v.file_id', '=', 'file.id'))))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('scorm_package as k').select('k.id').whereRef('k.file_id', '=', 'file.id'))))
    .returning('key').execute()
  return [...gone.map(({ folder }) => folder), ...files.map(({ key }) => key)]
}

/** @throws Missing for a lesson of another kind */
export async function lessonOfPackage({ tx }: Change, lessonId: number, which: Which = 'newest') {
  const lesson = found(await findLesson(tx, lessonId, which))
  if (lesson.kind !== 'scorm') throw new Missing()
  return lesson
}

/** What counts, and how often it is tried. @throws Missing, Unfit for a rule that could never be met, Refusal when somebody was first */
export async function saveRule(change: Change, lessonId: number, form: RuleForm): Promise<void> {
  const lesson = await lessonOfPackage(change, lessonId)
  const before = contentOf(lesson.content)
  if (before.packageId === null) throw new Refusal({ key: 'scorm.noPackage' })
  const { course } = found(await findPackage(change.tx, before.packageId))
  const content: Content = {
    packageId: before.packageId, required: form.required ?? [], need: form.need, scoreMin: form.scoreMin ?? null, attemptsMax: form.attemptsMax ?? null,
    testLessonId: form.testLessonId ?? null, keep: form.keep, review: form.review === 'true', showsName: form.showsName === 'true', late: form.late,
  }
  const tests = content.testLessonId === null ? [] : await testsBeside(change.tx, lessonId)
  mend([...problemsOfRule(content, course), ...problemsOfTest(content.testLessonId, tests)])
  await saveContent(change, { id: lessonId, kind: 'scorm', version: form.version }, content)
}
