import type { Day } from '../../base/days.ts'
import { isDone } from './checklist.ts'
import { whyNotSlots, leavesOf, type Criteria, type LessonSeen, type EvidenceOf } from './rules.ts'

/** What is done of a module: parts that this training asks of it; the day its last part was done, null while one is open. */
export interface ModuleDone { id: number; done: number; total: number; doneOn: Day | null; isCarried: boolean }

/**
 * Module by module what is done of all that this training asks in it: its lessons and its slots, as far as the criteria ask for
 * lessons and for attendance at all. A module brought along is done on the day it was done then.
 */
export function modulesOf(criteria: Criteria, evidence: EvidenceOf): ModuleDone[] {
  const reasons = whyNotSlots(criteria, evidence)
  const parts = [
    ...evidence.lessons.filter((lesson) => asksFor(criteria, lesson)).map((lesson) => ({ ...lesson, done: isDone(lesson) })),
    ...evidence.slots.map((slot, n) => ({ ...slot, done: reasons[n] === null })).filter(({ moduleId }) => asksToAttend(criteria, moduleId)),
  ].flatMap(({ moduleId, done, doneOn, carriedOn }) => moduleId == null ? [] : [{ moduleId, done, on: carriedOn ?? doneOn ?? evidence.today, isCarried: Boolean(carriedOn) }])
  return [...Map.groupBy(parts, ({ moduleId }) => moduleId)].map(([id, own]) => ({
    id, done: own.filter(({ done }) => done).length, total: own.length, isCarried: own.some(({ isCarried }) => isCarried),
    doneOn: own.every(({ done }) => done) ? own.map(({ on }) => on).reduce((last, on) => on > last ? on : last) : null,
  }))
}

/** Whether the criteria ask for a lesson, by themselves or by its kind, its name or its module. */
const asksFor = ({ lessons, also }: Criteria, lesson: LessonSeen): boolean => lessons === 'all' || leavesOf(also).some((leaf) =>
  'lesson' in leaf ? leaf.lesson === lesson.id : 'module' in leaf ? leaf.module === lesson.moduleId : 'task' in leaf && leaf.task === lesson.task)

const asksToAttend = ({ attendance: { required }, also }: Criteria, module: number | null | undefined): boolean => required !== 0
  || leavesOf(also).some((leaf) => 'module' in leaf ? leaf.module === module : 'attendance' in leaf && (leaf.ofModule ?? module) === module)
