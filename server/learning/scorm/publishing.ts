import type { Reader } from '../../base/database.ts'
import type { Reason } from '../../base/errors.ts'
import type { StaffLesson } from '../lessons/queries.ts'
import { findPackage, testsBeside } from './queries.ts'
import { contentOf, problemsOfRule, problemsOfTest } from './rules.ts'

/** What a package is missing before trainees may meet it. */
export async function problemsOfPackage(db: Reader, draft: StaffLesson): Promise<Reason[]> {
  const content = contentOf(draft.content)
  const sent = content.packageId === null ? undefined : await findPackage(db, content.packageId)
  if (sent === undefined || sent.lessonId !== draft.id) return [{ key: 'scorm.notPublishable' }]
  const tests = content.testLessonId === null ? [] : await testsBeside(db, draft.id)
  const beside = problemsOfTest(content.testLessonId, tests.filter(({ isPublished }) => isPublished))
  return [...problemsOfRule(content, sent.course), ...beside].map(({ reason }) => reason)
}
