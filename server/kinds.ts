import { problemsOfDraft } from './learning/comprehension-tests/problems.ts'
import { problemsOfAssignment } from './learning/assignments/rules.ts'
import { askedOf, problemsOfAsked } from './learning/questionnaires/rules.ts'
import type { ProblemsOfKinds } from './learning/lessons/contents.ts'
import { problemsOfPackage } from './learning/scorm/publishing.ts'

/** What each kind of lesson finds missing before it is published: every room's answer, gathered. */
export const problemsOfKinds: ProblemsOfKinds = {
  test: problemsOfDraft,
  assignment: async (_, { content }) => problemsOfAssignment(content),
  questionnaire: async (_, { content }) => problemsOfAsked(askedOf(content)),
  scorm: problemsOfPackage,
}
