import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'

export const states = ['draft', 'open', 'closed', 'published'] as const
export type SurveyState = (typeof states)[number]
export interface Survey { state: SurveyState; dueOn: Day }
/** How far a municipality is: nothing yet, begun, handed in, given back, or answered for by another. */
export type AnswerState = 'none' | 'draft' | 'submitted' | 'returned' | 'covered'

/** From where each step of a survey may be taken. */
export const steps = { opening: 'draft', closing: 'open', publication: 'closed' } as const satisfies Record<string, SurveyState>
export type Step = keyof typeof steps
export const whyNotStep = ({ state }: Pick<Survey, 'state'>, step: Step): Reason | null =>
  state === steps[step] ? null : { key: `statusSurveys.not.${step}` }

export const whyNotDueOn = (dueOn: Day, today: Day): Reason | null => (dueOn < today ? { key: 'statusSurveys.dueInThePast' } : null)

/** The last day on which a municipality may answer without being late: the common one, or a later one given to it alone. */
export const lastDayFor = ({ dueOn }: Pick<Survey, 'dueOn'>, leave: Day | null): Day => (leave !== null && leave > dueOn ? leave : dueOn)
export const isLate = (survey: Pick<Survey, 'dueOn'>, leave: Day | null, today: Day): boolean => today > lastDayFor(survey, leave)

/**
 * An answer is written while the survey is open, after the last day, too (it then says why); after the closing by a later day that was
 * given, or when it was given back. What was published is corrected by the office.
 */
export function whyNotAnswer({ state }: Pick<Survey, 'state'>, own: { answer: AnswerState; leave: Day | null }, today: Day): Reason | null {
  if (own.answer === 'covered') return { key: 'statusSurveys.coveredByAnother' }
  if (state === 'draft') return { key: 'statusSurveys.notOpen' }
  if (state === 'published') return { key: 'statusSurveys.isPublished' }
  if (state === 'open' || own.answer === 'returned' || (own.leave !== null && today <= own.leave)) return null
  return { key: 'statusSurveys.isClosed' }
}

/** Only those who have not answered are reminded, while it is open, and by hand at most once a day. */
export function whyNotRemind({ state }: Pick<Survey, 'state'>, missing: number, lastOn: Day | null, today: Day): Reason | null {
  if (state !== 'open') return { key: 'statusSurveys.notOpen' }
  if (missing === 0) return { key: 'statusSurveys.allAnswered' }
  return lastOn === today ? { key: 'statusSurveys.remindedToday' } : null
}

/** A later day has not passed, is later than the common one, and is given as long as nothing is published. */
export function problemsOfLeave(survey: Survey, untilOn: Day, today: Day): FieldReason[] {
  if (untilOn < today) return [{ field: 'untilOn', reason: { key: 'statusSurveys.dueInThePast' } }]
  return untilOn <= survey.dueOn ? [{ field: 'untilOn', reason: { key: 'statusSurveys.leaveTooEarly', data: { dueOn: survey.dueOn } } }] : []
}
export const whyNotLeave = ({ state }: Pick<Survey, 'state'>): Reason | null =>
  state === 'draft' ? { key: 'statusSurveys.notOpen' } : state === 'published' ? { key: 'statusSurveys.isPublished' } : null

/** Who covers whom, as far as it stands: `leader` answers, `municipality` is answered for. */
export interface Cover { municipality: number; leader: number }
/** Nobody is covered twice, covers while being covered, or is covered after having answered. */
export function whyNotCover(covers: readonly Cover[], next: Cover, answered: boolean): Reason | null {
  if (next.municipality === next.leader) return { key: 'statusSurveys.coversItself' }
  if (covers.some(({ municipality }) => municipality === next.municipality)) return { key: 'statusSurveys.coveredAlready' }
  if (covers.some(({ municipality }) => municipality === next.leader)) return { key: 'statusSurveys.leaderIsCovered' }
  if (covers.some(({ leader }) => leader === next.municipality)) return { key: 'statusSurveys.coversOthers' }
  return answered ? { key: 'statusSurveys.answeredItself' } : null
}
