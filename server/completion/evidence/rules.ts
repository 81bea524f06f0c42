import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import { moduleKey, modulesAllowed, whyNotEach, type AttendanceSettings, type SlotToAttend } from '../../classroom/attendance/rules.ts'

/** What else a training may ask for, beside lessons and attendance: all its lessons of a kind, or the rating of oneself. */
export const tasks = ['comprehension_test', 'pre_assignment', 'trainee_report', 'questionnaire', 'effect_measurement'] as const
export type Task = (typeof tasks)[number]

/** A lesson or a module as the criteria name it, with its titles of that day, so that a version says by itself what it asked. */
interface Named { title: string; titleEn: string }

/**
 * What may be asked: a kind of task · a lesson, of a test perhaps with a share of its points · a whole module · a share of the
 * slots, of all or of one module · all or any of these.
 */
export type Clause = { task: Task } | { lesson: number; points?: number } & Named | { module: number } & Named
  | { attendance: number; ofModule?: number; title?: string; titleEn?: string } | { all: readonly Clause[] } | { any: readonly Clause[] }

/** What completes a training: kept by version as it is, so a later change never rewrites the past. */
export interface Criteria {
  lessons: 'all' | 'none'
  /** `required`: all slots, or a percent of them (0 asks for none); `testNeedsPresence`: who missed a check of presence has no final test. */
  attendance: AttendanceSettings & { required: 'all' | number; makeUp?: MakeUpTerms; testNeedsPresence?: boolean }
  also?: Clause
}

/**
 * How what was missed may be made up. At most `modulesMax` modules and `modulesPercentMax` percent of them (rounded down), null
 * for any number; `carriesOver`: modules done count next year.
 */
export interface MakeUpTerms { otherCohort: boolean; videoReport: boolean; modulesMax: number | null; modulesPercentMax?: number | null; carriesOver: boolean }

/** The terms of making up as the criteria say; criteria of earlier days say only whether a make-up counts at all. */
export const makeUpTermsOf = ({ attendance: { madeUpCounts, makeUp } }: Criteria): MakeUpTerms =>
  makeUp ?? { otherCohort: madeUpCounts, videoReport: madeUpCounts, modulesMax: null, carriesOver: true }

export type ItemState = 'done' | 'now' | 'later' | 'missed'

/** A lesson of the training as somebody has it. Whatever is unsaid is not known, as in records of earlier days. */
export interface LessonSeen {
  isDone: boolean
  /** Can be done today; one that is neither done, open nor `isOver` comes later. */
  isOpen: boolean; isOver: boolean
  /** Done by what its package said of itself alone. */
  isClaimed?: boolean
  id?: number; moduleId?: number; title?: string; titleEn?: string; task?: Task | null
  /** The day it was done; percent of its points in the best attempt at a test. */
  doneOn?: Day | null; points?: number | null
  /** Its module was completed on that day of an earlier year. */
  carriedOn?: Day | null
}

/** A slot to attend. `canMakeUp`: what was missed can still be made up in another cohort or on another day. */
export interface SlotSeen extends SlotToAttend {
  canMakeUp: boolean
  id?: number; title?: string; titleEn?: string
  /** The day that counts: of a make-up when it was noted. */
  doneOn?: Day | null
}

/** What the registers say about one trainee, on the day it is asked. */
export interface EvidenceOf {
  today: Day
  lessons: readonly LessonSeen[]
  /** The slots of the trainee's cohort. */
  slots: readonly SlotSeen[]
  tasks?: Partial<Record<Task, ItemState>>
  cohortId?: number
  /** The training is being judged: nothing is made up by film and report any more. */
  isJudged?: boolean
}

/** A line of the checklist: `key` is its text with `data`; `options` are the lines of an "any of these"; `lessonId` where it is done. */
export interface ChecklistItem {
  key: Reason['key']; state: ItemState; data: Record<string, string | number>; options?: ChecklistItem[]; lessonId?: number
}

/** How many of `slots` a trainee must attend: a percent is rounded up, so 90 % of 4 are all 4. */
export const slotsNeeded = ({ attendance: { required } }: Criteria, slots: number): number =>
  required === 'all' ? slots : Math.ceil((slots * required) / 100)

export const attendanceSettingsOf = ({ attendance: { required, makeUp, testNeedsPresence, ...settings } }: Criteria): AttendanceSettings => settings

interface OfModule { moduleId?: number | null }

/** At most so many modules may be made up, by number and by share of the modules there are; null for any number. */
export function modulesToMakeUp(criteria: Criteria, { lessons, slots }: { lessons: readonly OfModule[]; slots: readonly OfModule[] }): number | null {
  return modulesAllowed(makeUpTermsOf(criteria), new Set([...lessons, ...slots].flatMap(({ moduleId }) => moduleId ?? [])).size)
}

/** Of each slot why it does not count, null where it does: brought along, attended, or made up within the limits. */
export const whyNotSlots = (criteria: Criteria, evidence: { lessons: readonly OfModule[]; slots: readonly SlotToAttend[] }): (Reason | null)[] =>
  whyNotEach(evidence.slots, attendanceSettingsOf(criteria), modulesToMakeUp(criteria, evidence))

/** The modules (`moduleKey`) of which something was made up that counts; for a limit each counts once. */
export const modulesMadeUp = (slots: readonly SlotToAttend[], reasons: readonly (Reason | null)[]): Set<string> =>
  new Set(slots.flatMap((slot, n) => slot.mark?.state === 'made_up' && !slot.carriedOn && reasons[n] === null ? [moduleKey(slot, n)] : []))

type Leaf = Exclude<Clause, { all: unknown } | { any: unknown }>

/** Everything a clause names, whatever groups it stands in. */
export function leavesOf(clause: Clause | undefined): Leaf[] {
  if (clause === undefined) return []
  if ('all' in clause) return clause.all.flatMap(leavesOf)
  return 'any' in clause ? clause.any.flatMap(leavesOf) : [clause]
}
