import type { Reason } from '../../../base/errors.ts'
import { cohortLimit, seatLimit } from '../../enrollments/rules.ts'
import { openCohorts, whyNotStep, type Outcome, type SelectionState } from '../rules.ts'

/** A change by hand: where the line stands, where it shall stand, and the seats without this line. */
export interface HandChange {
  from: { outcome: Outcome; cohortId: number | null }
  to: { outcome: Outcome; cohortId: number | null }
  reason: string
  problem: Reason | null
  /** Counted without this line; `cohort*` for the cohort it shall go to. */
  seats: { selected: number; limit: number; cohortSelected: number; cohortLimit: number }
}

/** A person may overrule every rule but eligibility and the soft limit, and always says why. */
export function whyNotChangeLine(state: SelectionState, { from, to, reason, problem, seats }: HandChange): Reason | null {
  const step = whyNotStep(state, 'change')
  if (step !== null) return step
  if (to.outcome === from.outcome && to.cohortId === from.cohortId) return { key: 'selection.nothingChanged' }
  if (reason.trim() === '') return { key: 'selection.changeReasonMissing' }
  if (to.outcome !== 'selected') return to.cohortId === null ? null : { key: 'selection.cohortWithoutSeat' }
  if (problem !== null) return { key: 'selection.notEligible' }
  if (to.cohortId === null) return { key: 'selection.cohortMissing' }
  if (seats.selected >= seats.limit) return { key: 'selection.limitReached', data: { limit: seats.limit } }
  return seats.cohortSelected >= seats.cohortLimit ? { key: 'selection.cohortFull', data: { limit: seats.cohortLimit } } : null
}

export interface HandLine { id: number; outcome: Outcome; cohortId: number | null; problem: Reason | null }

/**
 * One change for many lines, in their order: each is weighed by the rules of a single change with the seats as those before it
 * have left them. Who cannot be changed is skipped with the reason, and the others are changed all the same.
 */
export function planChanges(
  state: SelectionState, lines: readonly HandLine[], to: HandChange['to'], reason: string, seats: HandChange['seats'],
): { changes: number[]; skipped: { id: number; reason: Reason }[] } {
  const plan: ReturnType<typeof planChanges> = { changes: [], skipped: [] }
  const left = { ...seats }
  const count = (line: Pick<HandLine, 'outcome' | 'cohortId'>, by: 1 | -1) => {
    if (line.outcome !== 'selected') return
    left.selected += by
    if (line.cohortId === to.cohortId) left.cohortSelected += by
  }
  for (const line of lines) {
    count(line, -1)
    const why = whyNotChangeLine(state, { from: line, to, reason, problem: line.problem, seats: left })
    if (why === null) plan.changes.push(line.id)
    else plan.skipped.push({ id: line.id, reason: why })
    count(why === null ? to : line, 1)
  }
  return plan
}

/** Many changes at once are made by somebody who has read how many they are. */
export function whyNotChangeMany(changes: number, skipped: number, agreed: number | undefined): Reason | null {
  if (changes === 0) return { key: 'selection.bulkNobody' }
  return changes === agreed ? null : { key: 'selection.bulkAsk', data: { changes, skipped } }
}

/** Back to what was simulated: a line that was changed, into a seat that is still there, with a reason like every change. */
export function whyNotRestore(state: SelectionState, changed: boolean, change: HandChange): Reason | null {
  const step = whyNotStep(state, 'change')
  if (step !== null) return step
  if (!changed) return { key: 'selection.notChanged' }
  // One that was only moved on the waitlist has the same outcome as before, which is no reason to leave it moved.
  const reason = whyNotChangeLine(state, change)
  return reason?.key === 'selection.nothingChanged' ? (change.reason.trim() === '' ? { key: 'selection.changeReasonMissing' } : null) : reason
}

export interface WaitlistMove { act: 'up' | 'down' | 'place' | 'change' | 'restore'; from: number; to: number; last: number }

/** To another place that there is: one up or down, or the one that was said. */
export function whyNotMoveOnWaitlist(state: SelectionState, outcome: Outcome, { act, from, to, last }: WaitlistMove, reason: string): Reason | null {
  const step = whyNotStep(state, 'change')
  if (step !== null) return step
  if (outcome !== 'waitlisted') return { key: 'selection.notWaiting' }
  if (to < 1 || to > last) return act === 'place' ? { key: 'selection.noSuchPlace', data: { last } } : { key: 'selection.waitlistEnd' }
  if (to === from) return { key: 'selection.nothingMoved' }
  return reason.trim() === '' ? { key: 'selection.changeReasonMissing' } : null
}

/** The limits a change by hand is held against: of all seats, and of the cohort it shall go to. */
export function seatsOf(
  { capacity, cohorts }: { capacity: number; cohorts: readonly { id: number; capacity: number; state: string }[] },
  overPercent: number, cohortId: number | null,
): { limit: number; cohortLimit: number } {
  const open = openCohorts(cohorts)
  const cohort = open.find(({ id }) => id === cohortId)
  return {
    limit: seatLimit({ capacity, overPercent, cohorts: open }),
    cohortLimit: cohort === undefined ? 0 : cohortLimit(cohort.capacity, overPercent),
  }
}

export const seatsGiven = (taken: readonly { cohortId: number | null; taken: number }[], cohortId: number | null) => ({
  selected: taken.reduce((sum, one) => sum + one.taken, 0),
  cohortSelected: taken.find((one) => one.cohortId === cohortId)?.taken ?? 0,
})
