import type { Day } from '../../base/days.ts'
import { moduleKey } from '../../classroom/attendance/rules.ts'
import { checklistOf, stateOfAll } from '../evidence/checklist.ts'
import { modulesMadeUp, modulesToMakeUp, tasks, whyNotSlots, type ChecklistItem, type Criteria, type EvidenceOf, type ItemState, type Task } from '../evidence/rules.ts'

/** Everything is done · it can still be completed · whatever happens now, it cannot any more. */
export type Outlook = 'done' | 'can' | 'cannot'

/** A missed slot that can still be made up. `lastOn`: the last day for it, null when none ends it; `isArranged`: a seat is taken, or a report handed in. */
export interface Way { slotId: number; moduleId: number | null; lastOn: Day | null; isArranged: boolean }

export interface Forecast {
  outlook: Outlook
  /** Slots that have to be made up; what is left besides is only to be done as planned. */
  makeUps: Way[]
  /** It can be completed, but only by a make-up that nobody has arranged yet. */
  isAtRisk: boolean
  /** The first of the last days of those make-ups; null when none ends it, or none is needed. */
  lastOn: Day | null
  /** It can be completed only if somebody comes who sent word that they would not. */
  comesAfterAll: boolean
  /** What stands in the way where it cannot be completed. */
  lost: ChecklistItem[]
}

/**
 * Whether somebody can still complete, by the rules of the judgment itself: everything open is taken as done, and the list is
 * read. That is right as long as doing more never harms, which holds for every criterion. Only make-ups compete with each
 * other, where at most n modules may be made up: then the ways of choosing n modules are tried, those arranged and the largest
 * first. What only the office can still do, as naming days, stands in nobody's way.
 */
export function forecastOf(criteria: Criteria, evidence: EvidenceOf, ways: readonly Way[]): Forecast {
  const none = { makeUps: [], isAtRisk: false, lastOn: null, lost: [], comesAfterAll: false }
  const today = stateOfAll(checklistOf(criteria, evidence).map(({ state }) => state))
  const hasAnything = checklistOf(criteria, evidence).length > 0
  if (hasAnything && today === 'done') return { ...none, outlook: 'done' }
  const choices = choicesOf(criteria, evidence, ways)
  // Who sent word of an absence is taken at their word, unless it can be completed in no other way than by coming after all.
  for (const comesAfterAll of [false, true]) {
    const isDoneWith = (made: readonly Way[]) => canBeDone(stateOfAll(checklistOf(criteria, atBest(criteria, evidence, made, comesAfterAll)).map(({ state }) => state)))
    const chosen = choices.find(isDoneWith)
    if (chosen !== undefined) return canBy(withoutTheNeedless(chosen, isDoneWith), comesAfterAll)
  }
  return { ...none, outlook: 'cannot', lost: checklistOf(criteria, atBest(criteria, evidence, choices[0] ?? [], true)).filter(({ state }) => !canBeDone(state)) }
}

function canBy(makeUps: Way[], comesAfterAll: boolean): Forecast {
  const left = makeUps.filter(({ isArranged }) => !isArranged)
  const ends = left.flatMap(({ lastOn }) => lastOn ?? []).toSorted()
  return { outlook: 'can', makeUps, isAtRisk: left.length > 0, lastOn: ends[0] ?? null, lost: [], comesAfterAll }
}

/** With everything done that somebody can do, what is still "later" waits for the office: days to be named, a lesson to be put back. */
export const canBeDone = (atBest: ItemState): boolean => atBest === 'done' || atBest === 'later'

/** As it will be if everything that is open gets done, and these slots are made up. */
export function atBest(criteria: Criteria, evidence: EvidenceOf, made: readonly Way[], comesAfterAll = false): EvidenceOf {
  const reasons = whyNotSlots(criteria, evidence)
  const isMade = new Set(made.map(({ slotId }) => slotId))
  return {
    ...evidence,
    lessons: evidence.lessons.map((lesson) => lesson.isOver ? lesson : { ...lesson, isDone: true, points: 100 }),
    slots: evidence.slots.map((slot, n) => {
      if (reasons[n] === null) return slot
      // Made up later than all that was made up before, which keeps its place where only so many modules may be.
      if (slot.id !== undefined && isMade.has(slot.id)) return { ...slot, mark: { state: 'made_up', minutes: null }, markedAt: Infinity }
      const comes = slot.mark === null || (comesAfterAll && mayStillCome(slot, evidence.today))
      return comes ? { ...slot, mark: { state: 'present', minutes: null }, signedLate: false } : slot
    }),
    tasks: tasksAtBest(evidence),
  }
}

/** A task that the registers speak of can be done unless it was missed; its lessons speak for one that has any, and one to come can be done. */
function tasksAtBest({ tasks: known = {}, lessons }: EvidenceOf): Partial<Record<Task, ItemState>> {
  const own = (task: Task) => lessons.some((lesson) => lesson.task === task)
  const spoken = tasks.filter((task) => known[task] !== undefined || !own(task))
  return Object.fromEntries(spoken.map((task): [Task, ItemState] => [task, known[task] === 'missed' ? 'missed' : 'done']))
}

/** Who sent word of an absence may still come; who was marked absent on a day that is over was not there. */
const mayStillCome = ({ mark, heldOn }: EvidenceOf['slots'][number], today: Day): boolean =>
  heldOn > today && (mark?.state === 'absent_notified' || mark?.state === 'absent_unnotified')

/** More than these are not tried: twenty modules of which three may be made up are 1,140. */
const triesMax = 3_000

/** The sets of make-ups that count and are as large as may be: what is arranged comes first, then the most slots. */
function choicesOf(criteria: Criteria, evidence: EvidenceOf, open: readonly Way[]): Way[][] {
  const ways = criteria.attendance.madeUpCounts ? open : []
  const made = modulesMadeUp(evidence.slots, whyNotSlots(criteria, evidence))
  const max = modulesToMakeUp(criteria, evidence)
  const keyOf = (way: Way) => moduleKey(way, evidence.slots.findIndex(({ id }) => id === way.slotId))
  const free = ways.filter((way) => made.has(keyOf(way)))
  const arranged = (slots: readonly Way[]) => Number(slots.some(({ isArranged }) => isArranged))
  const costly = [...Map.groupBy(ways.filter((way) => !made.has(keyOf(way))), keyOf).values()]
    .toSorted((a, b) => arranged(b) - arranged(a) || b.length - a.length)
  if (max === null || costly.length <= max - made.size) return [[...ways]]
  const sets: Way[][] = []
  for (const modules of combinations(costly, Math.max(0, max - made.size))) {
    sets.push([...free, ...modules.flat()])
    if (sets.length >= triesMax) break
  }
  return sets
}

function* combinations<T>(all: readonly T[], size: number): Generator<T[]> {
  if (size === 0) { yield []; return }
  for (let at = 0; at <= all.length - size; at += 1) for (const rest of combinations(all.slice(at + 1), size - 1)) yield [all[at]!, ...rest]
}

/** Make-ups that are not needed are left out, those that nobody arranged first, and of these the one with the earliest end. */
function withoutTheNeedless(chosen: readonly Way[], isDoneWith: (ways: readonly Way[]) => boolean): Way[] {
  const inOrder = chosen.toSorted((a, b) => Number(a.isArranged) - Number(b.isArranged) || ((a.lastOn ?? '9999') < (b.lastOn ?? '9999') ? -1 : 1))
  let kept: Way[] = [...chosen]
  for (const way of inOrder) {
    const without = kept.filter((one) => one !== way)
    if (isDoneWith(without)) kept = without
  }
  return kept
}
