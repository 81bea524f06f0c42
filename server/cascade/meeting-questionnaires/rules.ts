import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import type { MeetingState } from '../liaison-meetings/rules.ts'

interface Standing { state: 'draft' | 'open'; closesOn: Day | null }

/** Answers are given while it is open, by everybody of a municipality that knows of the meeting, once each. */
export function whyNotAnswer({ state, closesOn }: Standing, hasAnswered: boolean, today: Day): Reason | null {
  if (hasAnswered) return { key: 'questionnaires.answered' }
  if (state === 'draft') return { key: 'meetingQuestionnaires.notOpen' }
  return today > closesOn! ? { key: 'meetingQuestionnaires.over', data: { closesOn: closesOn! } } : null
}

/** What is asked does not change any more once somebody may have answered: their words would count for other questions. */
export const whyNotEdit = (state: Standing['state'], answered: number): Reason | null =>
  state === 'open' && answered > 0 ? { key: 'meetingQuestionnaires.answeredAlready' } : null

/** It is opened when there is something to ask, of a meeting that takes or took place, until a day that has not passed. */
export function whyNotOpen(meeting: { state: MeetingState }, problems: readonly Reason[], closesOn: Day, today: Day): Reason | null {
  if (meeting.state === 'planned' || meeting.state === 'cancelled' || meeting.state === 'postponed') return { key: 'meetingQuestionnaires.noMeeting' }
  return problems[0] ?? (closesOn < today ? { key: 'meetingQuestionnaires.inThePast' } : null)
}
