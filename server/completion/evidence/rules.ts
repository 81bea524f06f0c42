import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import { isExercise, missedACheck, moduleKey, modulesAllowed, whyNotEach, type AttendanceSettings, type SlotToAttend } from '../../classroom/attendance/rules.ts'

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

/** What completes the training, line by line, as the trainee reads it and as the judgment keeps it. */
export function checklistOf(criteria: Criteria, evidence: EvidenceOf): ChecklistItem[] {
  return [...itemsOfLessons(criteria, evidence), ...itemsOfAttendance(criteria, evidence), ...itemsOfClause(criteria.also, criteria, evidence)]
}

const isDone = ({ isDone, carriedOn }: LessonSeen): boolean => isDone || Boolean(carriedOn)
const stateOfLesson = (lesson: LessonSeen): ItemState =>
  isDone(lesson) ? 'done' : lesson.isOver ? 'missed' : lesson.isOpen ? 'now' : 'later'

function itemsOfLessons({ lessons: required }: Criteria, { lessons }: EvidenceOf): ChecklistItem[] {
  if (required === 'none' || lessons.length === 0) return []
  const data = { done: lessons.filter(isDone).length, total: lessons.length }
  const left = lessons.map(stateOfLesson).filter((state) => state !== 'done')
  const state = left.length === 0 ? 'done' : (['missed', 'now', 'later'] as const).find((one) => left.includes(one))!
  const claimed = lessons.filter(({ isClaimed }) => isClaimed === true).length
  return [claimed === 0 ? { key: 'judgments.item.lessons', state, data } : { key: 'judgments.item.lessonsClaimed', state, data: { ...data, claimed } }]
}

function itemsOfAttendance(criteria: Criteria, evidence: EvidenceOf): ChecklistItem[] {
  const { required } = criteria.attendance
  return required === 0 ? [] : [attendanceItem(criteria, evidence, () => true, (slots) => slotsNeeded(criteria, slots))]
}

/** How far the slots of a part of the days are attended, and whether what is missing can still be. */
function attendanceItem(criteria: Criteria, evidence: EvidenceOf, which: (slot: SlotSeen) => boolean, needs: (slots: number) => number): ChecklistItem {
  const { slots, today } = evidence
  // No slots yet is not "all of none attended": the days are still to come.
  if (!slots.some(which)) return { key: 'judgments.item.daysToCome', state: 'later', data: {} }
  const reasons = whyNotSlots(criteria, evidence)
  const own = slots.map((slot, place) => ({ slot, place, reason: reasons[place]! })).filter(({ slot }) => which(slot))
  const [attended, total] = [own.filter(({ reason }) => reason === null).length, own.length]
  const data = { attended, total, needed: needs(total) }
  const item = (state: ItemState): ChecklistItem => ({ key: 'judgments.item.attendance', state, data })
  if (attended >= data.needed) return item('done')
  const left = own.filter(({ reason }) => reason !== null)
  const toCome = left.filter(({ slot, reason }) => slot.mark === null && reason?.key === 'attendance.notMarked')
  const toMakeUp = left.filter((one) => !toCome.includes(one) && canMakeUp(criteria, evidence, one.slot))
  if (attended + toCome.length + withinLimit(criteria, evidence, reasons, toMakeUp) < data.needed) return item('missed')
  const isNow = toCome.some(({ slot }) => slot.heldOn <= today)
  return attended + toCome.length < data.needed ? { key: 'judgments.item.makeUp', state: 'now', data } : item(isNow ? 'now' : 'later')
}

/** A seat in another cohort, or for a lecture its film and a report where the criteria name that way. */
function canMakeUp(criteria: Criteria, { isJudged }: EvidenceOf, slot: SlotSeen): boolean {
  const { madeUpCounts, makeUp } = criteria.attendance
  if (!madeUpCounts) return false
  if (slot.canMakeUp && makeUpTermsOf(criteria).otherCohort) return true
  return makeUp?.videoReport === true && isJudged === false && !isExercise(attendanceSettingsOf(criteria), slot.moduleId)
}

/** How many of these slots can be made up with the modules that are left to make up: the fullest modules first. */
function withinLimit(criteria: Criteria, evidence: EvidenceOf, reasons: readonly (Reason | null)[], slots: readonly { slot: SlotSeen; place: number }[]): number {
  const max = modulesToMakeUp(criteria, evidence)
  if (max === null) return slots.length
  const used = modulesMadeUp(evidence.slots, reasons)
  const modules = Map.groupBy(slots, ({ slot, place }) => moduleKey(slot, place))
  const more = [...modules].filter(([key]) => !used.has(key)).map(([, all]) => all.length).sort((a, b) => b - a).slice(0, Math.max(0, max - used.size))
  return [...used].reduce((sum, key) => sum + (modules.get(key)?.length ?? 0), 0) + more.reduce((sum, n) => sum + n, 0)
}

function itemsOfClause(clause: Clause | undefined, criteria: Criteria, evidence: EvidenceOf): ChecklistItem[] {
  if (clause === undefined) return []
  if ('all' in clause) return clause.all.flatMap((one) => itemsOfClause(one, criteria, evidence))
  if ('any' in clause) {
    const ways = clause.any.map((one) => itemsOfClause(one, criteria, evidence))
    const states = ways.map((way) => stateOfAll(way.map(({ state }) => state)))
    return [{ key: 'judgments.item.anyOf', state: stateOfAny(states), data: {}, options: ways.flat() }]
  }
  if ('task' in clause) return [itemOfTask(clause.task, criteria, evidence)]
  if ('lesson' in clause) return [itemOfLesson(clause, criteria, evidence)]
  if ('module' in clause) return [itemOfModule(clause, criteria, evidence)]
  const { attendance, ofModule, title = '', titleEn = '' } = clause
  const item = attendanceItem(criteria, evidence, ({ moduleId }) => ofModule === undefined || moduleId === ofModule, (slots) => Math.ceil(slots * attendance / 100))
  return [ofModule === undefined || item.key !== 'judgments.item.attendance' ? item : { ...item, key: 'judgments.item.attendanceOf', data: { ...item.data, title, titleEn } }]
}

/** Whoever missed a check of presence has no final test where the criteria say so. */
const hasNoTest = (criteria: Criteria, evidence: EvidenceOf): boolean => criteria.attendance.testNeedsPresence === true
  && missedACheck(evidence.slots.filter(({ carriedOn }) => !carriedOn), attendanceSettingsOf(criteria), modulesToMakeUp(criteria, evidence))

function itemOfTask(task: Task, criteria: Criteria, evidence: EvidenceOf): ChecklistItem {
  if (task === 'comprehension_test' && hasNoTest(criteria, evidence)) return { key: 'judgments.item.noTest', state: 'missed', data: {} }
  const own = evidence.lessons.filter((lesson) => lesson.task === task)
  const state = evidence.tasks?.[task] ?? (own.length === 0 ? 'later' : stateOfAll(own.map(stateOfLesson)))
  return { key: `judgments.item.${task}`, state, data: {} }
}

function itemOfLesson(clause: Extract<Clause, { lesson: number }>, criteria: Criteria, evidence: EvidenceOf): ChecklistItem {
  const lesson = evidence.lessons.find(({ id }) => id === clause.lesson)
  // A lesson that was taken out of the training can be done by nobody: somebody has to look at the criteria.
  if (lesson === undefined) return { key: 'judgments.item.lessonGone', state: 'later', data: { title: clause.title, titleEn: clause.titleEn } }
  if (lesson.task === 'comprehension_test' && hasNoTest(criteria, evidence)) return { key: 'judgments.item.noTest', state: 'missed', data: {} }
  const data = { title: lesson.title ?? clause.title, titleEn: lesson.titleEn ?? clause.titleEn }
  if (clause.points === undefined) return { key: 'judgments.item.lesson', state: stateOfLesson(lesson), data, lessonId: clause.lesson }
  const reached = lesson.carriedOn ? 100 : Math.floor(lesson.points ?? 0)
  const state = reached >= clause.points ? 'done' : lesson.isOver ? 'missed' : lesson.isOpen || lesson.isDone ? 'now' : 'later'
  return { key: 'judgments.item.points', state, data: { ...data, points: reached, needed: clause.points }, lessonId: clause.lesson }
}

function itemOfModule({ module, ...named }: Extract<Clause, { module: number }>, criteria: Criteria, evidence: EvidenceOf): ChecklistItem {
  const lessons = evidence.lessons.filter(({ moduleId }) => moduleId === module).map(stateOfLesson)
  const hasSlots = evidence.slots.some(({ moduleId }) => moduleId === module)
  const days = hasSlots ? [attendanceItem(criteria, evidence, ({ moduleId }) => moduleId === module, (slots) => slots).state] : []
  const parts = [...lessons, ...days]
  return { key: 'judgments.item.module', state: parts.length === 0 ? 'later' : stateOfAll(parts), data: { title: named.title, titleEn: named.titleEn } }
}

/** All of them: one that was missed decides; none at all is done. */
export function stateOfAll(states: readonly ItemState[]): ItemState {
  if (states.includes('missed')) return 'missed'
  if (states.every((state) => state === 'done')) return 'done'
  return states.includes('now') ? 'now' : 'later'
}

/** Any of them: one that is done decides; none at all can never be done. */
export function stateOfAny(states: readonly ItemState[]): ItemState {
  return (['done', 'now', 'later'] as const).find((state) => states.includes(state)) ?? 'missed'
}

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

type Leaf = Exclude<Clause, { all: unknown } | { any: unknown }>

/** Everything a clause names, whatever groups it stands in. */
export function leavesOf(clause: Clause | undefined): Leaf[] {
  if (clause === undefined) return []
  if ('all' in clause) return clause.all.flatMap(leavesOf)
  return 'any' in clause ? clause.any.flatMap(leavesOf) : [clause]
}

export type Decision = 'completed' | 'not_completed' | 'pending'
export interface Proposal { proposal: Decision; reasons: Reason[] }

/** Completed when every line is done, not completed when one is missed, else pending; with the lines that decided. */
export function proposalOf(criteria: Criteria, evidence: EvidenceOf): Proposal {
  const items = checklistOf(criteria, evidence)
  if (items.length === 0) return { proposal: 'pending', reasons: [{ key: 'judgments.nothingToJudge' }] }
  const state = stateOfAll(items.map((item) => item.state))
  if (state === 'done') return { proposal: 'completed', reasons: [{ key: 'judgments.allDone' }] }
  const deciding = state === 'missed' ? items.filter((item) => item.state === 'missed') : items.filter((item) => item.state !== 'done')
  return {
    proposal: state === 'missed' ? 'not_completed' : 'pending',
    reasons: deciding.map(({ key, data }) => ({ key, data })),
  }
}
