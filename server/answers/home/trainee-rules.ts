import type { Day } from '../../base/days.ts'

/** What one training of a trainee offers to do: the name to check, a day to choose, a lesson to go on with, a day to come. */
export interface Offer<L extends { dueOn: Day | null }> {
  isNameChecked: boolean; isJudged: boolean; choice: object | null; lesson: L | null; day: Day | null
}
export type Step = 'name' | 'today' | 'choice' | 'lesson' | 'day' | 'judgment' | 'wait'

/** The one step that comes first in a training: a wrong name costs most later, today's class cannot be moved, seats of a day run out. */
export function stepOf<L extends { dueOn: Day | null }>({ isNameChecked, isJudged, choice, lesson, day }: Offer<L>, today: Day): Step {
  if (day === today) return 'today'
  if (!isNameChecked) return 'name'
  if (isJudged) return 'judgment'
  if (choice !== null) return 'choice'
  if (lesson !== null) return 'lesson'
  return day === null ? 'wait' : 'day'
}

const order: readonly Step[] = ['today', 'name', 'choice', 'lesson', 'day', 'judgment', 'wait']

/** Of several trainings the one whose step presses most; among lessons the one that is due first. Undefined for none. */
export function firstOf<T extends { step: Step; lesson: { dueOn: Day | null } | null }>(trainings: readonly T[]): T | undefined {
  const dueOf = ({ step, lesson }: T) => step === 'lesson' ? lesson?.dueOn ?? '9999-12-31' : ''
  return trainings.toSorted((a, b) => order.indexOf(a.step) - order.indexOf(b.step) || (dueOf(a) < dueOf(b) ? -1 : dueOf(a) > dueOf(b) ? 1 : 0))[0]
}

/** A lesson as a checklist counts it: its kind, how far it is, when it is due. */
export interface Counted { kind: string; viewing: string; dueOn: Day | null; path: string }
/** All lessons of a kind as one line: how many are done, the next that is due, and where to go on. */
export interface KindLine<K> { kind: K; done: number; total: number; state: 'done' | 'now' | 'later' | 'missed'; dueOn: Day | null; path: string }

/**
 * The lessons of a training, a line for each kind in the order in which kinds first come up, so that thirty of them stay a short list.
 * @param over today, once what was due before is missed: while a training is judged; what was not due by then can still be done
 */
export function linesOfKinds<L extends Counted>(lessons: readonly L[], over: Day | null): KindLine<L['kind']>[] {
  return [...Map.groupBy(lessons, ({ kind }) => kind as L['kind'])].map(([kind, of]) => {
    const left = of.filter(({ viewing }) => viewing !== 'confirmed')
    const open = left.filter(({ viewing }) => viewing !== 'not_yet')
    const next = open.find(({ viewing }) => viewing === 'in_progress') ?? open[0]
    const dues = left.flatMap(({ dueOn }) => dueOn ?? []).sort()
    const state = left.length === 0 ? 'done' : over !== null && dues[0] !== undefined && dues[0] < over ? 'missed' : open.length > 0 ? 'now' : 'later'
    return { kind, done: of.length - left.length, total: of.length, state, dueOn: dues[0] ?? null, path: next?.path ?? (of.length === 1 && left.length === 0 ? of[0]!.path : '/learn') }
  })
}
