import type { Reason } from '../../base/errors.ts'
import { leavesOf, makeUpTermsOf, tasks, type Clause, type Criteria, type Task } from '../evidence/rules.ts'

/** A sentence of the criteria as staff and trainees read it; `options` are the ways of an "any of these". */
export interface Words extends Reason { options?: Words[] }

/** What a training has that criteria may name: its lessons, and the modules of its course. */
export interface Shelf {
  lessons: readonly { id: number; moduleId: number; kind: string; task: Task | null; title: string; titleEn: string }[]
  modules: readonly { id: number; title: string; titleEn: string }[]
}

/** Criteria that nobody could meet, or everybody meets, are not saved. */
export function whyNotTheseCriteria(criteria: Criteria): Reason | null {
  const { lessons, attendance: { required }, also } = criteria
  if (required !== 'all' && !isPercent(required, 0)) return { key: 'judgments.percentOutOfRange' }
  if (also !== undefined && hasEmpty(also)) return { key: 'judgments.emptyGroup' }
  const whyNot = whyNotTheseLimits(criteria) ?? whyNotTheseMakeUps(criteria) ?? whyNotTheseLeaves(criteria)
  if (whyNot !== null) return whyNot
  return lessons === 'none' && required === 0 && also === undefined ? { key: 'judgments.asksNothing' } : null
}

const isPercent = (value: number, from: number): boolean => Number.isInteger(value) && value >= from && value <= 100

function whyNotTheseLimits({ attendance }: Criteria): Reason | null {
  const { lateLimitMinutes, leftEarlyLimitMinutes = 0, disconnectedLimitMinutes = 0, exerciseLimitMinutes, exerciseModules = [] } = attendance
  const limits = [lateLimitMinutes, leftEarlyLimitMinutes, disconnectedLimitMinutes, exerciseLimitMinutes ?? 0]
  if (!limits.every((minutes) => Number.isInteger(minutes) && minutes >= 0 && minutes <= 600)) return { key: 'judgments.minutesOutOfRange' }
  if ((exerciseLimitMinutes !== undefined) !== exerciseModules.length > 0) return { key: 'criteria.exercisesAndLimit' }
  return attendance.testNeedsPresence && !attendance.presenceChecks ? { key: 'criteria.checksFirst' } : null
}

function whyNotTheseMakeUps(criteria: Criteria): Reason | null {
  const { attendance: { madeUpCounts, makeUp } } = criteria
  if (makeUp === undefined) return null
  const { otherCohort, videoReport, modulesMax, modulesPercentMax = null } = makeUp
  if (madeUpCounts !== (otherCohort || videoReport)) return { key: 'criteria.noWayToMakeUp' }
  if (modulesMax !== null && !(Number.isInteger(modulesMax) && modulesMax >= 1 && modulesMax <= 99)) return { key: 'criteria.modulesOutOfRange' }
  return modulesPercentMax === null || isPercent(modulesPercentMax, 1) ? null : { key: 'judgments.percentOutOfRange' }
}

function whyNotTheseLeaves({ attendance, also }: Criteria): Reason | null {
  const leaves = leavesOf(also)
  const wrong = leaves.some((leaf) => 'attendance' in leaf ? !isPercent(leaf.attendance, 1) : 'lesson' in leaf && leaf.points !== undefined && !isPercent(leaf.points, 1))
  if (wrong) return { key: 'judgments.percentOutOfRange' }
  const hasTest = leaves.some((leaf) => 'lesson' in leaf || 'task' in leaf && leaf.task === 'comprehension_test')
  return attendance.testNeedsPresence && !hasTest ? { key: 'criteria.noTestAsked' } : null
}

function hasEmpty(clause: Clause): boolean {
  if (!('all' in clause) && !('any' in clause)) return false
  const parts = 'all' in clause ? clause.all : clause.any
  return parts.length === 0 || parts.some(hasEmpty)
}

/** Why criteria cannot be met with what a training has: the first thing they name that is not there. */
export function whyNotInTraining(criteria: Criteria, { lessons, modules }: Shelf): Reason | null {
  const { exerciseModules = [] } = criteria.attendance
  if (exerciseModules.some((id) => !modules.some((one) => one.id === id))) return { key: 'criteria.moduleNotThere', data: { title: '', titleEn: '' } }
  for (const leaf of leavesOf(criteria.also)) {
    if ('task' in leaf) {
      if (leaf.task !== 'effect_measurement' && !lessons.some(({ task }) => task === leaf.task)) return { key: 'criteria.nothingOfKind' }
    } else if ('lesson' in leaf) {
      const lesson = lessons.find(({ id }) => id === leaf.lesson)
      if (lesson === undefined) return { key: 'criteria.lessonNotThere', data: { title: leaf.title, titleEn: leaf.titleEn } }
      if (leaf.points !== undefined && lesson.kind !== 'test') return { key: 'criteria.pointsOfTestsOnly', data: { title: lesson.title, titleEn: lesson.titleEn } }
    } else {
      const id = 'module' in leaf ? leaf.module : leaf.ofModule
      if (id !== undefined && !modules.some((one) => one.id === id)) return { key: 'criteria.moduleNotThere', data: { title: leaf.title ?? '', titleEn: leaf.titleEn ?? '' } }
    }
  }
  return null
}

/** The lessons that criteria name and that their training has no more. */
export const lessonsGone = (criteria: Criteria, { lessons }: Shelf): { title: string; titleEn: string }[] => leavesOf(criteria.also)
  .flatMap((leaf) => 'lesson' in leaf && !lessons.some(({ id }) => id === leaf.lesson) ? [{ title: leaf.title, titleEn: leaf.titleEn }] : [])

/** What the criteria ask for, a sentence each, as staff and trainees read them. */
export function criteriaInWords(criteria: Criteria): Words[] {
  const { lessons, attendance: { required }, also } = criteria
  const attends: Words[] = required === 0 && !leavesOf(also).some((leaf) => 'attendance' in leaf || 'module' in leaf) ? [] : [
    ...required === 0 ? [] : [required === 'all' ? { key: 'judgments.asks.everySlot' } satisfies Words : { key: 'judgments.asks.percent', data: { percent: required } } satisfies Words],
    ...limitsInWords(criteria), ...makeUpsInWords(criteria),
  ]
  return [...lessons === 'all' ? [{ key: 'judgments.asks.lessons' } satisfies Words] : [], ...attends, ...clauseInWords(also)]
}

function limitsInWords({ attendance }: Criteria): Words[] {
  const { lateLimitMinutes: minutes, leftEarlyLimitMinutes, disconnectedLimitMinutes, exerciseLimitMinutes } = attendance
  const own = (key: 'leftEarly' | 'disconnected' | 'exercise', value: number | undefined): Words[] =>
    value === undefined || value === minutes && key !== 'exercise' ? [] : [{ key: `criteria.asks.${key}`, data: { minutes: value } }]
  return [
    minutes === 0 ? { key: 'judgments.asks.noLateness' } : { key: 'judgments.asks.lateness', data: { minutes } },
    ...own('leftEarly', leftEarlyLimitMinutes), ...own('disconnected', disconnectedLimitMinutes), ...own('exercise', exerciseLimitMinutes),
    ...(['lateNeedsNotice', 'signsBeforeStart', 'presenceChecks', 'testNeedsPresence'] as const)
      .flatMap((name): Words[] => attendance[name] ? [{ key: `criteria.asks.${name}` }] : []),
  ]
}

function makeUpsInWords(criteria: Criteria): Words[] {
  const { madeUpCounts, makeUp } = criteria.attendance
  if (!madeUpCounts) return [{ key: 'judgments.asks.makeUpDoesNot' }]
  if (makeUp === undefined) return [{ key: 'judgments.asks.makeUpCounts' }]
  const { otherCohort, videoReport, modulesMax, modulesPercentMax, carriesOver } = makeUpTermsOf(criteria)
  return [
    { key: otherCohort && videoReport ? 'criteria.asks.makeUpBoth' : otherCohort ? 'criteria.asks.makeUpCohort' : 'criteria.asks.makeUpReport' },
    ...modulesMax === null ? [] : [{ key: 'criteria.asks.modulesMax', data: { count: modulesMax } } satisfies Words],
    ...modulesPercentMax == null ? [] : [{ key: 'criteria.asks.modulesPercent', data: { percent: modulesPercentMax } } satisfies Words],
    { key: carriesOver ? 'criteria.asks.carriesOver' : 'criteria.asks.carriesNot' },
  ]
}

function clauseInWords(clause: Clause | undefined): Words[] {
  if (clause === undefined) return []
  if ('all' in clause) return clause.all.flatMap(clauseInWords)
  if ('any' in clause) return [{ key: 'judgments.item.anyOf', options: clause.any.flatMap(clauseInWords) }]
  if ('task' in clause) return [{ key: `judgments.item.${clause.task}` }]
  const { title = '', titleEn = '' } = clause
  if ('lesson' in clause) return [clause.points === undefined ? { key: 'judgments.item.lesson', data: { title, titleEn } } : { key: 'criteria.asks.points', data: { title, titleEn, points: clause.points } }]
  if ('module' in clause) return [{ key: 'judgments.item.module', data: { title, titleEn } }]
  const { attendance: percent, ofModule } = clause
  return [ofModule === undefined ? { key: 'judgments.asks.percent', data: { percent } } : { key: 'criteria.asks.attendanceOf', data: { title, titleEn, percent } }]
}

/** What one version asks and the other does not, sentence by sentence: what came, and what went. */
export function changesBetween(before: Criteria, after: Criteria): { added: Words[]; removed: Words[] } {
  const [old, now] = [criteriaInWords(before), criteriaInWords(after)]
  const among = (all: Words[]) => { const known = new Set(all.map((one) => JSON.stringify(one))); return (one: Words) => known.has(JSON.stringify(one)) }
  return { added: now.filter((one) => !among(old)(one)), removed: old.filter((one) => !among(now)(one)) }
}

/** A group of the form: all or any of its items. `what`: 'lesson.7', 'module.2', 'attendance', 'attendance.2', 'task.questionnaire'; `number`: a percent. */
export interface Group { way: 'all' | 'any'; items: { what?: string; number?: number }[] }

/** A clause as groups of two levels, all of which are asked; null when it is deeper than the form goes. */
export function groupsOf(clause: Clause | undefined): Group[] | null {
  if (clause === undefined) return []
  const parts = 'all' in clause ? clause.all : [clause]
  const single = parts.filter((part) => !('all' in part) && !('any' in part))
  const grouped = parts.flatMap((part): [Group['way'], readonly Clause[]][] => 'all' in part ? [['all', part.all]] : 'any' in part ? [['any', part.any]] : [])
  if (grouped.some(([, inner]) => inner.some((one) => 'all' in one || 'any' in one))) return null
  const groups = [...single.length > 0 ? [['all', single] as [Group['way'], readonly Clause[]]] : [], ...grouped]
  return groups.map(([way, inner]) => ({ way, items: leavesOf({ all: inner }).map((leaf) => ({ what: codeOf(leaf), ...numberOf(leaf) })) }))
}

type Leaf = ReturnType<typeof leavesOf>[number]
const codeOf = (leaf: Leaf): string => 'task' in leaf ? `task.${leaf.task}` : 'lesson' in leaf ? `lesson.${leaf.lesson}` : 'module' in leaf ? `module.${leaf.module}`
  : leaf.ofModule === undefined ? 'attendance' : `attendance.${leaf.ofModule}`
const numberOf = (leaf: Leaf): { number?: number } => 'attendance' in leaf ? { number: leaf.attendance } : 'lesson' in leaf && leaf.points !== undefined ? { number: leaf.points } : {}

/** The clause that groups of the form mean, with the titles of what they name; what is left blank is left out, undefined when all is. */
export function clauseOf(groups: readonly Group[], shelf: Shelf): Clause | undefined {
  const clauses = groups.flatMap(({ way, items }): Clause[] => {
    const leaves = items.flatMap(({ what, number }) => what === undefined ? [] : [leafOf(what, number, shelf)])
    return leaves.length === 0 ? [] : way === 'any' && leaves.length > 1 ? [{ any: leaves }] : leaves
  })
  return clauses.length === 0 ? undefined : clauses.length === 1 ? clauses[0] : { all: clauses }
}

function leafOf(what: string, number: number | undefined, { lessons, modules }: Shelf): Clause {
  const [kind, name = ''] = what.split('.')
  const id = Number(name)
  const named = <T extends { id: number; title: string; titleEn: string }>(all: readonly T[]) => {
    const one = all.find((each) => each.id === id)
    return { title: one?.title ?? '', titleEn: one?.titleEn ?? '' }
  }
  if (kind === 'task') return { task: tasks.find((task) => task === name) ?? 'questionnaire' }
  if (kind === 'lesson') return { lesson: id, ...named(lessons), ...number === undefined ? {} : { points: number } }
  if (kind === 'module') return { module: id, ...named(modules) }
  return { attendance: number ?? 100, ...name === '' ? {} : { ofModule: id, ...named(modules) } }
}
