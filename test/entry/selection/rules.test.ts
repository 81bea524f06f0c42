import { expect, test } from 'vitest'
import { seatsOf, whyNotChangeLine, whyNotMoveOnWaitlist, whyNotRestore, type HandChange, type WaitlistMove } from '../../../server/entry/selection/lines/rules.ts'
import {
  openCohorts, placesByCategory, whyNotAsk, whyNotLose, whyNotSimulate, whyNotStale, whyNotStep, type Outcome, type SelectionAct, type SelectionState,
} from '../../../server/entry/selection/rules.ts'
import { passedOver } from '../../../server/entry/selection/simulation/figures.ts'
import type { Nominee } from '../../../server/entry/selection/simulation/input.ts'
import { onlyListedMoves } from '../../support/moves.ts'
import { keyOf } from '../../support/reasons.ts'

const acts: SelectionAct[] = ['simulate', 'change', 'ask', 'send_back', 'confirm', 'reopen', 'announce']
onlyListedMoves<SelectionState, SelectionAct>('a selection', acts, {
  draft: ['simulate', 'change', 'ask'], in_approval: ['send_back', 'confirm'], confirmed: ['announce', 'reopen'], announced: [],
}, whyNotStep)

test.each<[string, { state: SelectionState } | null, string, number, number, string | null]>([
  ['the first time, all sheets answered', null, 'closed', 0, 1, null],
  ['after the call is finished',          null, 'finished', 0, 1, null],
  ['while the call is open',              null, 'published', 0, 1, 'selection.callNotClosed'],
  ['while it is open again',              { state: 'draft' }, 'reopened', 0, 1, 'selection.callNotClosed'],
  ['while sheets wait',                   null, 'closed', 2, 1, 'selection.sheetsWaiting'],
  ['without a cohort',                    null, 'closed', 0, 0, 'selection.cohortsMissing'],
  ['while a second person looks at it',   { state: 'in_approval' }, 'closed', 0, 1, 'selection.isInApproval'],
  ['after it was announced',              { state: 'announced' }, 'finished', 0, 1, 'selection.isAnnounced'],
])('simulating %s', (_, selection, call, waiting, cohorts, expected) => {
  expect(keyOf(whyNotSimulate(selection, call, waiting, cohorts))).toBe(expected)
})

const hand = (more: Partial<HandChange> = {}): HandChange => ({
  from: { outcome: 'waitlisted', cohortId: null }, to: { outcome: 'selected', cohortId: 1 }, reason: '団体推薦', problem: null,
  seats: { selected: 3, limit: 4, cohortSelected: 1, cohortLimit: 2 }, ...more,
})
test.each<[string, SelectionState, Partial<HandChange>, string | null]>([
  ['into a free seat',                  'draft', {}, null],
  ['while somebody else looks at it',   'in_approval', {}, 'selection.isInApproval'],
  ['to what it is',                     'draft', { to: { outcome: 'waitlisted', cohortId: null } }, 'selection.nothingChanged'],
  ['without a reason',                  'draft', { reason: ' ' }, 'selection.changeReasonMissing'],
  ['to selected without a cohort',      'draft', { to: { outcome: 'selected', cohortId: null } }, 'selection.cohortMissing'],
  ['to declined with a cohort',         'draft', { to: { outcome: 'declined', cohortId: 1 } }, 'selection.cohortWithoutSeat'],
  ['to declined',                       'draft', { to: { outcome: 'declined', cohortId: null } }, null],
  ['of somebody who is not eligible',   'draft', { problem: { key: 'selection.notEligible' } }, 'selection.notEligible'],
  ['beyond the limit',                  'draft', { seats: { selected: 4, limit: 4, cohortSelected: 1, cohortLimit: 2 } }, 'selection.limitReached'],
  ['into a full cohort',                'draft', { seats: { selected: 3, limit: 4, cohortSelected: 2, cohortLimit: 2 } }, 'selection.cohortFull'],
])('a line is changed %s', (_, state, more, expected) => {
  expect(keyOf(whyNotChangeLine(state, hand(more)))).toBe(expected)
})

test('going back takes a line that was changed, a seat and a reason', () => {
  expect(keyOf(whyNotRestore('draft', false, hand()))).toBe('selection.notChanged')
  expect(keyOf(whyNotRestore('draft', true, hand({ seats: { selected: 4, limit: 4, cohortSelected: 0, cohortLimit: 2 } })))).toBe('selection.limitReached')
  expect(keyOf(whyNotRestore('confirmed', true, hand()))).toBe('selection.isConfirmed')
  const moved = hand({ to: { outcome: 'waitlisted', cohortId: null } })
  expect([keyOf(whyNotRestore('draft', true, moved)), keyOf(whyNotRestore('draft', true, { ...moved, reason: '' }))]).toEqual([null, 'selection.changeReasonMissing'])
})

const move = (more: Partial<WaitlistMove> = {}): WaitlistMove => ({ act: 'up', from: 2, to: 1, last: 3, ...more })
test.each<[string, Outcome, WaitlistMove, string, string | null]>([
  ['past a neighbor', 'waitlisted', move(), '先の回で席をゆずったため', null], ['without a neighbor', 'waitlisted', move({ from: 1, to: 0 }), '理由', 'selection.waitlistEnd'],
  ['to the end', 'waitlisted', move({ act: 'place', to: 3 }), '理由', null], ['behind the end', 'waitlisted', move({ act: 'place', to: 4 }), '理由', 'selection.noSuchPlace'],
  ['to where it is', 'waitlisted', move({ act: 'place', to: 2 }), '理由', 'selection.nothingMoved'],
  ['without a reason', 'waitlisted', move(), '', 'selection.changeReasonMissing'], ['without waiting', 'selected', move(), '理由', 'selection.notWaiting'],
])('moving on the waitlist %s', (_, outcome, to, reason, expected) => {
  expect(keyOf(whyNotMoveOnWaitlist('draft', outcome, to, reason))).toBe(expected)
})

test.each<[string, SelectionState, { selected: number; limit: number; twice?: number }, number[], string | null]>([
  ['whole', 'draft', { selected: 4, limit: 4 }, [2, 1, 3], null], ['empty', 'draft', { selected: 0, limit: 4 }, [], 'selection.nobodySelected'],
  ['over its limit', 'draft', { selected: 5, limit: 4 }, [], 'selection.overLimit'], ['with a gap', 'draft', { selected: 4, limit: 4 }, [1, 3], 'selection.waitlistGap'],
  ['with one person twice', 'draft', { selected: 4, limit: 4, twice: 1 }, [], 'selection.personTwice'],
  ['asked for already', 'in_approval', { selected: 4, limit: 4 }, [], 'selection.isInApproval'],
])('a selection that is %s', (_, state, summary, waitlist, expected) => {
  expect(keyOf(whyNotAsk(state, summary, waitlist))).toBe(expected)
})

test('work is lost only by who says how much of it, and nothing is done over what somebody else did', () => {
  expect([whyNotLose(0, undefined), whyNotLose(3, 3)]).toEqual([null, null])
  expect([keyOf(whyNotLose(3, undefined)), keyOf(whyNotLose(3, 2))]).toEqual(['selection.wouldLose', 'selection.wouldLose'])
  expect([whyNotStale(2, 2), keyOf(whyNotStale(3, 2))]).toEqual([null, 'form.stale'])
})

test('whoever stands before a selected colleague is named, unless not eligible', () => {
  const nominee = (id: number, rank: number, problem: Nominee['problem'] = null): Nominee =>
    ({ id, municipalityId: 1, municipalityCode: '131016', category: 'chair', rank, professionCode: null, wishedCohortIds: [], problem })
  const nominations = [nominee(1, 1), nominee(2, 2, { key: 'nominations.elsewhere' }), nominee(3, 3)]
  const lines = [{ nominationId: 1, outcome: 'waitlisted' as const }, { nominationId: 2, outcome: 'declined' as const }, { nominationId: 3, outcome: 'selected' as const }]
  expect(passedOver(lines, nominations).map(({ nominationId }) => nominationId)).toEqual([1])
})

test('limits count the cohorts that are held, and places only where a number stands', () => {
  const cohorts = [{ id: 1, capacity: 2, state: 'planned' }, { id: 2, capacity: 2, state: 'canceled' }]
  expect(openCohorts(cohorts).map(({ id }) => id)).toEqual([1])
  expect(seatsOf({ capacity: 10, cohorts }, 100, 1)).toEqual({ limit: 2, cohortLimit: 2 })
  expect(seatsOf({ capacity: 10, cohorts }, 100, 2).cohortLimit).toBe(0)
  expect(placesByCategory({ chair: 3, adviser: null, case_presenter: 0, other: undefined })).toEqual({ chair: 3, case_presenter: 0 })
})
