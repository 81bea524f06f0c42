import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'
import type { QuotaCategory } from '../calls/rules.ts'

/** Whether a municipality answered with people, with nobody (該当者なし), or not at all; `nil` as its answer holds it. */
export const stateOfAnswer = (nil: boolean | null): 'unanswered' | 'nil' | 'given' => (nil === null ? 'unanswered' : nil ? 'nil' : 'given')

export const surveyCategories = ['chair', 'adviser', 'case_presenter', 'other'] as const satisfies readonly QuotaCategory[]
export type SurveyState = 'open' | 'closed'
export interface Survey { state: SurveyState; dueOn: Day }
/** What a municipality plans: headcounts, or that there is nobody (該当者なし). A blank is neither. */
export interface Typed { nil: boolean; counts: Partial<Record<QuotaCategory, number>> }

/** A survey is opened for days that have not passed. */
export const whyNotDueOn = (dueOn: Day, today: Day): Reason | null => dueOn < today ? { key: 'demand.dueInThePast' } : null

/** The last day on which a municipality may answer: the common one, or a later one that was given to it alone. */
export const lastDayFor = ({ dueOn }: Survey, leave: Day | null): Day => leave !== null && leave > dueOn ? leave : dueOn

/** An answer may be given and changed until the due day; later only by the prefecture's leave, which outlasts the closing. */
export function whyNotAnswer(survey: Survey, leave: Day | null, today: Day): Reason | null {
  if (leave !== null && today <= leave) return null
  if (survey.state === 'closed') return { key: 'demand.isClosed' }
  return today <= survey.dueOn ? null : { key: 'demand.over', data: { dueOn: survey.dueOn } }
}

/** Late is what came after the common day, by leave. */
export const isLate = (survey: Survey, today: Day): boolean => today > survey.dueOn

/** Nought is an answer and a blank is none: every category wants its number, unless there is nobody at all. */
export function problemsOfAnswer({ nil, counts }: Typed): FieldReason[] {
  const given = surveyCategories.filter((category) => counts[category] !== undefined)
  if (nil) return given.filter((category) => counts[category] !== 0).map((field) => ({ field, reason: { key: 'demand.nilWithCount' } }))
  const missing = surveyCategories.filter((category) => counts[category] === undefined)
  if (missing.length > 0) return missing.map((field) => ({ field, reason: { key: 'demand.countMissing' } }))
  return given.every((category) => counts[category] === 0) ? [{ field: 'nil', reason: { key: 'demand.allNought' } }] : []
}

/** Only those who have not answered are reminded, while the survey is open, and by hand at most once a day. */
export function whyNotRemind({ state }: Survey, unanswered: number, lastOn: Day | null, today: Day): Reason | null {
  if (state === 'closed') return { key: 'demand.alreadyClosed' }
  if (unanswered === 0) return { key: 'demand.allAnswered' }
  return lastOn === today ? { key: 'demand.remindedToday' } : null
}

/** What was closed is not changed any more; one municipality may still be given a later day. */
export const whyNotClose = ({ state }: Survey): Reason | null => state === 'closed' ? { key: 'demand.alreadyClosed' } : null

/** The prefecture writes down what it was told until the survey is closed, and never over what a municipality answered itself. */
export function whyNotTake(survey: Survey, theirs: { answered: boolean; taken: boolean }): Reason | null {
  return theirs.answered && !theirs.taken ? { key: 'demand.answeredItself' } : whyNotClose(survey)
}

/** A later day for one municipality has not passed, is later than the common one, and has its reason. */
export function problemsOfLeave(survey: Survey, untilOn: Day, today: Day): FieldReason[] {
  if (untilOn < today) return [{ field: 'untilOn', reason: { key: 'demand.dueInThePast' } }]
  return untilOn <= survey.dueOn ? [{ field: 'untilOn', reason: { key: 'demand.leaveTooEarly', data: { dueOn: survey.dueOn } } }] : []
}
