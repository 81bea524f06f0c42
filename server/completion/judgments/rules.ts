import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import { countsAsAttended, type AttendanceSettings, type Mark } from '../../classroom/attendance/rules.ts'
import type { TrainingState } from '../../planning/trainings/rules.ts'

/** What else a training may ask for, beside lessons and attendance. A new item is a line here and in the texts. */
export type Task = 'comprehension_test' | 'pre_assignment' | 'trainee_report' | 'questionnaire' | 'effect_measurement'
export type Clause = { task: Task } | { all: readonly Clause[] } | { any: readonly Clause[] }

/** What completes a training: kept by version as it is, so a later change never rewrites the past. */
export interface Criteria {
  lessons: 'all' | 'none'
  /** `required`: all slots, or a percent of them (0 asks for none). */
  attendance: { required: 'all' | number; lateLimitMinutes: number; madeUpCounts: boolean; makeUp?: MakeUpTerms }
  also?: Clause
}

/** How what was missed may be made up. `modulesMax`: at most so many modules, null for any number; `carriesOver`: modules done count next year. */
export interface MakeUpTerms { otherCohort: boolean; videoReport: boolean; modulesMax: number | null; carriesOver: boolean }

/** The terms of making up as the criteria say; criteria of earlier days say only whether a make-up counts at all. */
export const makeUpTermsOf = ({ attendance: { madeUpCounts, makeUp } }: Criteria): MakeUpTerms =>
  makeUp ?? { otherCohort: madeUpCounts, videoReport: madeUpCounts, modulesMax: null, carriesOver: true }

export type ItemState = 'done' | 'now' | 'later' | 'missed'

/** What the registers say about one trainee, on the day it is asked. */
export interface EvidenceOf {
  today: Day
  /** The lessons of the training. `isOpen`: can be done today; one that is neither done, open nor `isOver` comes later. */
  lessons: readonly { isDone: boolean; isOpen: boolean; isOver: boolean; /** Done by what its package said of itself alone. */ isClaimed?: boolean }[]
  /** The slots of the trainee's cohort. `canMakeUp`: what was missed can still be made up. */
  slots: readonly { slotId?: number; moduleId?: number | null; heldOn: Day; mark: Mark | null; canMakeUp: boolean }[]
  tasks?: Partial<Record<Task, ItemState>>
}

/** A line of the checklist: `key` is its text with `data`; `options` are the lines of an "any of these". */
export interface ChecklistItem {
  key: Reason['key']; state: ItemState; data: Record<string, string | number>; options?: ChecklistItem[]
}

/** How many of `slots` a trainee must attend: a percent is rounded up, so 90 % of 4 are all 4. */
export const slotsNeeded = ({ attendance: { required } }: Criteria, slots: number): number =>
  required === 'all' ? slots : Math.ceil((slots * required) / 100)

export const attendanceSettingsOf = ({ attendance: { lateLimitMinutes, madeUpCounts } }: Criteria): AttendanceSettings =>
  ({ lateLimitMinutes, madeUpCounts })

/** What completes the training, line by line, as the trainee reads it and as the judgment keeps it. */
export function checklistOf(criteria: Criteria, evidence: EvidenceOf): ChecklistItem[] {
  return [...itemsOfLessons(criteria, evidence), ...itemsOfAttendance(criteria, evidence), ...itemsOfClause(criteria.also, evidence)]
}

function itemsOfLessons({ lessons: required }: Criteria, { lessons }: EvidenceOf): ChecklistItem[] {
  if (required === 'none' || lessons.length === 0) return []
  const data = { done: lessons.filter(({ isDone }) => isDone).length, total: lessons.length }
  const left = lessons.filter(({ isDone }) => !isDone)
  const state = left.length === 0 ? 'done' : left.some(({ isOver }) => isOver) ? 'missed'
    : left.some(({ isOpen }) => isOpen) ? 'now' : 'later'
  const claimed = lessons.filter(({ isClaimed }) => isClaimed === true).length
  return [claimed === 0 ? { key: 'judgments.item.lessons', state, data } : { key: 'judgments.item.lessonsClaimed', state, data: { ...data, claimed } }]
}

function itemsOfAttendance(criteria: Criteria, { slots, today }: EvidenceOf): ChecklistItem[] {
  if (criteria.attendance.required === 0) return []
  // No slots yet is not "all of none attended": the days are still to come.
  if (slots.length === 0) return [{ key: 'judgments.item.daysToCome', state: 'later', data: {} }]
  const settings = attendanceSettingsOf(criteria)
  const counts = ({ mark }: EvidenceOf['slots'][number]) => countsAsAttended(mark, settings)
  const [attended, total] = [slots.filter(counts).length, slots.length]
  const data = { attended, total, needed: slotsNeeded(criteria, total) }
  const item = (state: ItemState): ChecklistItem[] => [{ key: 'judgments.item.attendance', state, data }]
  if (attended >= data.needed) return item('done')
  const left = slots.filter((slot) => !counts(slot))
  const toCome = left.filter(({ mark }) => mark === null)
  const toMakeUp = left.filter(({ mark, canMakeUp }) => mark !== null && canMakeUp && settings.madeUpCounts)
  if (attended + toCome.length + toMakeUp.length < data.needed) return item('missed')
  const isNow = toCome.some(({ heldOn }) => heldOn <= today)
  return attended + toCome.length < data.needed
    ? [{ key: 'judgments.item.makeUp', state: 'now', data }] : item(isNow ? 'now' : 'later')
}

function itemsOfClause(clause: Clause | undefined, evidence: EvidenceOf): ChecklistItem[] {
  if (clause === undefined) return []
  if ('task' in clause) return [{ key: `judgments.item.${clause.task}`, state: evidence.tasks?.[clause.task] ?? 'later', data: {} }]
  if ('all' in clause) return clause.all.flatMap((one) => itemsOfClause(one, evidence))
  const ways = clause.any.map((one) => itemsOfClause(one, evidence))
  const states = ways.map((way) => stateOfAll(way.map(({ state }) => state)))
  return [{ key: 'judgments.item.anyOf', state: stateOfAny(states), data: {}, options: ways.flat() }]
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

/** Criteria that nobody could meet, or everybody meets, are not saved. */
export function whyNotTheseCriteria({ lessons, attendance, also }: Criteria): Reason | null {
  const { required, lateLimitMinutes } = attendance
  if (required !== 'all' && !(Number.isInteger(required) && required >= 0 && required <= 100)) return { key: 'judgments.percentOutOfRange' }
  if (!(Number.isInteger(lateLimitMinutes) && lateLimitMinutes >= 0 && lateLimitMinutes <= 600)) return { key: 'judgments.minutesOutOfRange' }
  if (also !== undefined && hasEmpty(also)) return { key: 'judgments.emptyGroup' }
  return lessons === 'none' && required === 0 && also === undefined ? { key: 'judgments.asksNothing' } : null
}

/** What the criteria ask for, a sentence each, as staff and trainees read them. */
export function criteriaInWords({ lessons, attendance, also }: Criteria): Reason[] {
  const { required, lateLimitMinutes: minutes, madeUpCounts } = attendance
  const attends: Reason[] = required === 0 ? [] : [
    required === 'all' ? { key: 'judgments.asks.everySlot' } : { key: 'judgments.asks.percent', data: { percent: required } },
    minutes === 0 ? { key: 'judgments.asks.noLateness' } : { key: 'judgments.asks.lateness', data: { minutes } },
    { key: madeUpCounts ? 'judgments.asks.makeUpCounts' : 'judgments.asks.makeUpDoesNot' },
  ]
  return [...lessons === 'all' ? [{ key: 'judgments.asks.lessons' } satisfies Reason] : [], ...attends, ...tasksIn(also)]
}

function tasksIn(clause: Clause | undefined): Reason[] {
  if (clause === undefined) return []
  if ('task' in clause) return [{ key: `judgments.item.${clause.task}` }]
  return 'all' in clause ? clause.all.flatMap(tasksIn) : [{ key: 'judgments.item.anyOf' }, ...clause.any.flatMap(tasksIn)]
}

function hasEmpty(clause: Clause): boolean {
  if ('task' in clause) return false
  const parts = 'all' in clause ? clause.all : clause.any
  return parts.length === 0 || parts.some(hasEmpty)
}

export type EnrollmentState =
  'enrolled' | 'in_progress' | 'pending_judgment' | 'completed' | 'not_completed' | 'withdrawn' | 'carried_over'

/** Where an enrollment may go from each state; what was decided stays decided. */
export const enrollmentMoves: Record<EnrollmentState, readonly EnrollmentState[]> = {
  enrolled:         ['in_progress', 'withdrawn'],
  in_progress:      ['pending_judgment', 'withdrawn', 'carried_over'],
  pending_judgment: ['completed', 'not_completed', 'withdrawn', 'carried_over'],
  completed:        [],
  not_completed:    [],
  withdrawn:        [],
  carried_over:     [],
}

const enrollmentIs: Record<EnrollmentState, Reason> = {
  enrolled:         { key: 'judgments.isEnrolled' },
  in_progress:      { key: 'judgments.isInProgress' },
  pending_judgment: { key: 'judgments.isPending' },
  completed:        { key: 'judgments.isCompleted' },
  not_completed:    { key: 'judgments.isNotCompleted' },
  withdrawn:        { key: 'judgments.isWithdrawn' },
  carried_over:     { key: 'judgments.isCarriedOver' },
}

export const whyNotMoveEnrollment = (from: EnrollmentState, to: EnrollmentState): Reason | null =>
  enrollmentMoves[from].includes(to) ? null : enrollmentIs[from]

export type JudgmentState = 'draft' | 'in_approval' | 'confirmed'
export type JudgmentAct = 'decide' | 'ask' | 'send_back' | 'confirm'

/** Every act on a judgment (修了判定) and the state it leads to. */
export const judgmentMoves: Record<JudgmentState, Partial<Record<JudgmentAct, JudgmentState>>> = {
  draft:       { decide: 'draft', ask: 'in_approval' },
  in_approval: { send_back: 'draft', confirm: 'confirmed' },
  confirmed:   {},
}

export const whyNotStep = (state: JudgmentState, act: JudgmentAct): Reason | null => {
  if (judgmentMoves[state][act] !== undefined) return null
  return { key: state === 'draft' ? 'judgments.notAsked' : state === 'in_approval' ? 'judgments.inApproval' : 'judgments.confirmed' }
}

/** A decision is made while the training is judged, on somebody who waits for it, and with a reason where it leaves the proposal. */
export function whyNotDecide(
  line: { proposal: Decision; decision: Decision; exceptionReason: string | null },
  enrollment: EnrollmentState, judgment: JudgmentState, training: TrainingState,
): Reason | null {
  if (training !== 'judging') return { key: 'judgments.notJudging' }
  const step = whyNotStep(judgment, 'decide')
  if (step !== null) return step
  if (enrollment !== 'pending_judgment') return enrollmentIs[enrollment]
  const isException = line.decision !== line.proposal
  return isException && !line.exceptionReason?.trim() ? { key: 'judgments.exceptionNeedsReason' } : null
}

/** A second person is asked once there is somebody to decide on. Those still pending stay for the next judgment. */
export function whyNotAsk(judgment: JudgmentState, decisions: readonly Decision[]): Reason | null {
  const step = whyNotStep(judgment, 'ask')
  if (step !== null) return step
  return decisions.some((decision) => decision !== 'pending') ? null : { key: 'judgments.nobodyDecided' }
}

/** A judgment begins with criteria, with people who wait for it, and one at a time; its day is not in the future. */
export function whyNotStart(about: { hasCriteria: boolean; hasOpen: boolean; waiting: number; completedOn: Day; today: Day }): Reason | null {
  if (!about.hasCriteria) return { key: 'judgments.noCriteria' }
  if (about.hasOpen) return { key: 'judgments.openAlready' }
  if (about.waiting === 0) return { key: 'judgments.nobodyWaits' }
  return about.completedOn > about.today ? { key: 'judgments.dayInFuture', data: { today: about.today } } : null
}

/** Proposals made anew: who was decided as proposed follows the new proposal, what a person decided stays. */
export function decisionAfter(before: { proposal: Decision; decision: Decision } | undefined, proposal: Decision): Decision {
  return before === undefined || before.decision === before.proposal ? proposal : before.decision
}
