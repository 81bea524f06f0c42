import { expect, test } from 'vitest'
import { isLate, lastDayFor, problemsOfLeave, whyNotAnswer, whyNotCover, whyNotLeave, whyNotRemind, whyNotStep, type AnswerState, type Cover, type SurveyState } from '../../../server/practice/status-surveys/rules.ts'

const survey = (state: SurveyState) => ({ state, dueOn: '2026-12-04' })

test('draft → open → closed → published, and no other way', () => {
  const states = ['draft', 'open', 'closed', 'published'] as const
  expect(states.map((state) => (['opening', 'closing', 'publication'] as const).filter((step) => whyNotStep(survey(state), step) === null))).toEqual([['opening'], ['closing'], ['publication'], []])
})

test.each<[SurveyState, AnswerState, string | null, string | undefined]>([
  ['draft', 'none', null, 'statusSurveys.notOpen'], ['open', 'none', null, undefined], ['open', 'draft', null, undefined], ['open', 'submitted', null, undefined], ['open', 'covered', null, 'statusSurveys.coveredByAnother'],
  ['closed', 'draft', null, 'statusSurveys.isClosed'], ['closed', 'returned', null, undefined], ['closed', 'none', '2026-12-18', undefined], ['closed', 'none', '2026-12-09', 'statusSurveys.isClosed'],
  ['published', 'returned', '2026-12-18', 'statusSurveys.isPublished'],
])('a %s survey, an answer that is %s, with leave until %s, on the tenth', (state, answer, leave, key) => {
  expect(whyNotAnswer(survey(state), { answer, leave }, '2026-12-10')?.key).toBe(key)
})

test('late is what comes after the own last day', () => {
  expect([isLate(survey('open'), null, '2026-12-04'), isLate(survey('open'), null, '2026-12-05'), isLate(survey('open'), '2026-12-18', '2026-12-05'), lastDayFor(survey('open'), '2026-12-01')]).toEqual([false, true, false, '2026-12-04'])
})

test.each<[SurveyState, number, string | null, string | undefined]>([
  ['open', 3, null, undefined], ['open', 0, null, 'statusSurveys.allAnswered'], ['open', 3, '2026-12-10', 'statusSurveys.remindedToday'], ['open', 3, '2026-12-09', undefined], ['closed', 3, null, 'statusSurveys.notOpen'],
])('reminding of a %s survey with %i missing, last on %s', (state, missing, last, key) => { expect(whyNotRemind(survey(state), missing, last, '2026-12-10')?.key).toBe(key) })

test('more time is later than the common day and not past', () => {
  expect(['2026-12-04', '2026-12-09', '2026-12-18'].map((day) => problemsOfLeave(survey('open'), day, '2026-12-10').map(({ reason }) => reason.key))).toEqual([['statusSurveys.dueInThePast'], ['statusSurveys.dueInThePast'], []])
  expect(problemsOfLeave(survey('open'), '2026-12-03', '2026-12-01').map(({ reason }) => reason.key)).toEqual(['statusSurveys.leaveTooEarly'])
  expect((['draft', 'open', 'closed', 'published'] as const).map((state) => whyNotLeave(survey(state))?.key)).toEqual(['statusSurveys.notOpen', undefined, undefined, 'statusSurveys.isPublished'])
})

const covers: Cover[] = [{ municipality: 2, leader: 1 }]
test.each<[string, Cover, boolean, string | undefined]>([
  ['another of the same union', { municipality: 3, leader: 1 }, false, undefined], ['itself', { municipality: 3, leader: 3 }, false, 'statusSurveys.coversItself'], ['one that is covered', { municipality: 2, leader: 4 }, false, 'statusSurveys.coveredAlready'],
  ['by one that is covered', { municipality: 4, leader: 2 }, false, 'statusSurveys.leaderIsCovered'], ['one that covers others', { municipality: 1, leader: 4 }, false, 'statusSurveys.coversOthers'], ['one that has answered', { municipality: 3, leader: 1 }, true, 'statusSurveys.answeredItself'],
])('covering %s', (_, next, answered, key) => { expect(whyNotCover(covers, next, answered)?.key).toBe(key) })
