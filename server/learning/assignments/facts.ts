import type { Reason } from '../../base/errors.ts'
import type { Fact } from '../lessons/contents.ts'
import { assignmentOf, pointsMax } from './rules.ts'

/** What is handed in, how it is marked and whether it is taken late. Nothing while the assignment was not made. */
export function factsOfAssignment(content: unknown): Fact[] {
  const assignment = assignmentOf(content)
  if (assignment === null) return []
  const { purpose, hasCaseSheet, text, files, markers, rubric, lateAllowed } = assignment
  const parts: Reason[] = [
    ...hasCaseSheet ? [{ key: 'assignments.fact.caseSheet' } as const] : [],
    ...text === null ? [] : [{ key: 'assignments.fact.text', data: { min: text.min, max: text.max } } as const],
    ...files === null ? [] : [{ key: 'assignments.fact.files', data: { max: files.max, megabytes: files.megabytes } } as const],
  ]
  return [
    { label: 'assignments.form.purpose', value: { key: `assignments.purpose.${purpose}` } },
    { label: 'assignments.part.how', value: parts },
    { label: 'assignments.part.marking', value: rubric.length === 0 ? { key: 'assignments.fact.markers', data: { count: markers } }
      : { key: 'assignments.fact.rubric', data: { count: markers, criteria: rubric.length, points: pointsMax(assignment) } } },
    { label: 'assignments.fact.late', value: { key: lateAllowed ? 'assignments.fact.lateTaken' : 'assignments.fact.lateRefused' } },
  ]
}
