import type { Reason } from '../../base/errors.ts'
import { isExercise, missedACheck, moduleKey } from '../../classroom/attendance/rules.ts'
import {
  attendanceSettingsOf, makeUpTermsOf, modulesMadeUp, modulesToMakeUp, slotsNeeded, whyNotSlots,
  type ChecklistItem, type Clause, type Criteria, type EvidenceOf, type ItemState, type LessonSeen, type SlotSeen, type Task,
} from './rules.ts'

/** What completes the training, line by line, as the trainee reads it and as the judgment keeps it. */
export function checklistOf(criteria: Criteria, evidence: EvidenceOf): ChecklistItem[] {
  return [...itemsOfLessons(criteria, evidence), ...itemsOfAttendance(criteria, evidence), ...itemsOfClause(criteria.also, criteria, evidence)]
}

export const isDone = ({ isDone, carriedOn }: LessonSeen): boolean => isDone || Boolean(carriedOn)
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
