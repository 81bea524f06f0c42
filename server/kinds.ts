import type { ProblemsOfKinds } from './learning/lessons/contents.ts'
import { problemsOfPackage } from './learning/scorm/publishing.ts'

/** What each kind of lesson finds missing before it is published: every room's answer, gathered. */
export const problemsOfKinds: ProblemsOfKinds = {
  scorm: problemsOfPackage,
}
