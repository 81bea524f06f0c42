import { problemsOfDraft } from './learning/comprehension-tests/problems.ts'
import { problemsOfAssignment } from './learning/assignments/rules.ts'
import { askedOf, problemsOfAsked } from './learning/questionnaires/rules.ts'
import { factsOfAssignment } from './learning/assignments/facts.ts'
import { factsOfTest } from './learning/comprehension-tests/facts.ts'
import type { AlongOfKinds, FactsOfKinds, ProblemsOfKinds } from './learning/lessons/contents.ts'
import { factsOfQuestionnaire } from './learning/questionnaires/facts.ts'
import { factsOfPackage } from './learning/scorm/facts.ts'
import { problemsOfPackage } from './learning/scorm/publishing.ts'
import { contentOf } from './learning/scorm/rules.ts'

/** What each kind of lesson finds missing before it is published: every room's answer, gathered. */
export const problemsOfKinds: ProblemsOfKinds = {
  test: problemsOfDraft,
  assignment: async (_, { content }) => problemsOfAssignment(content),
  questionnaire: async (_, { content }) => problemsOfAsked(askedOf(content)),
  scorm: problemsOfPackage,
}

/** What each kind of lesson says of itself on its page for staff. */
export const factsOfKinds: FactsOfKinds = { test: factsOfTest, assignment: factsOfAssignment, questionnaire: factsOfQuestionnaire, scorm: factsOfPackage }

/** What lessons need beside them to be done at all. */
export const alongOfKinds: AlongOfKinds = { scorm: (content) => { const { testLessonId } = contentOf(content); return testLessonId === null ? [] : [testLessonId] } }
