import { numberOf } from '../../../server/entry/substitutions/paper.ts'
import { expect, test } from 'vitest'
import { onlyListedMoves } from '../../support/moves.ts'
import { keyOf } from '../../support/reasons.ts'
import {
  needsLeave, stageOf, substitutionMoves, whyNotAct, whyNotReplaceEnrolled, whyNotReplaceNamed, whyNotWithdraw, type Named, type SubstitutionAct, type SubstitutionState,
} from '../../../server/entry/substitutions/rules.ts'

const named: Named = { sheetState: 'accepted', withdrawn: false, enrolled: false, stage: 'open' }

test.each<[string, Partial<Named>, string | null, string | null]>([
  ['on an accepted sheet',        {}, null, null],
  ['on a submitted sheet',        { sheetState: 'submitted' }, null, null],
  ['on a draft',                  { sheetState: 'draft' }, 'substitutions.stillYours', 'substitutions.stillYours'],
  ['on a returned sheet',         { sheetState: 'returned' }, 'substitutions.stillYours', 'substitutions.stillYours'],
  ['who has withdrawn',           { withdrawn: true }, 'substitutions.isWithdrawn', 'substitutions.isWithdrawn'],
  ['while the selection is fixed', { stage: 'fixed' }, null, 'substitutions.waitForAnnouncement'],
  ['who waits after it',          { stage: 'announced' }, null, 'substitutions.afterAnnouncement'],
  ['who is a trainee',            { stage: 'announced', enrolled: true }, 'substitutions.enrolledAlready', 'substitutions.replaceEnrollment'],
])('somebody named %s withdraws or is replaced', (_, changed, withdraw, replace) => {
  expect([keyOf(whyNotWithdraw({ ...named, ...changed })), keyOf(whyNotReplaceNamed({ ...named, ...changed }))]).toEqual([withdraw, replace])
})

test.each<[string, Parameters<typeof whyNotReplaceEnrolled>, string | null]>([
  ['before the first class day',      ['enrolled', { until: null, firstDay: '2026-09-17' }, '2026-09-16'], null],
  ['on its morning',                  ['in_progress', { until: null, firstDay: '2026-09-17' }, '2026-09-17'], null],
  ['the day after',                   ['in_progress', { until: null, firstDay: '2026-09-17' }, '2026-09-18'], 'substitutions.tooLate'],
  ['after the day that was set',      ['enrolled', { until: '2026-09-10', firstDay: '2026-09-17' }, '2026-09-11'], 'substitutions.tooLate'],
  ['with no day at all',              ['enrolled', { until: null, firstDay: null }, '2026-12-01'], null],
  ['who has completed',               ['completed', { until: null, firstDay: '2026-09-17' }, '2026-09-16'], 'enrollments.isCompleted'],
  ['who has left',                    ['withdrawn', { until: null, firstDay: '2026-09-17' }, '2026-09-16'], 'enrollments.isWithdrawn'],
])('a trainee is replaced %s', (_, given, expected) => { expect(keyOf(whyNotReplaceEnrolled(...given))).toBe(expected) })

test.each([
  [{ byPrefecture: false, enrolled: false, lastDay: '2026-07-10', today: '2026-07-10' }, false],
  [{ byPrefecture: false, enrolled: false, lastDay: '2026-07-10', today: '2026-07-11' }, true],
  [{ byPrefecture: false, enrolled: true,  lastDay: '2026-07-10', today: '2026-07-01' }, true],
  [{ byPrefecture: true,  enrolled: true,  lastDay: '2026-07-10', today: '2026-08-01' }, false],
])('%o needs the leave of the prefecture: %s', (given, expected) => { expect(needsLeave(given)).toBe(expected) })

test('a selection is fixed from its approval on, and known once announced', () => {
  expect([null, 'draft', 'in_approval', 'confirmed', 'announced'].map((state) => stageOf(state as never, true))).toEqual(['open', 'open', 'fixed', 'fixed', 'announced'])
  // What is not announced is not to be guessed from outside.
  expect([null, 'draft', 'in_approval', 'confirmed', 'announced'].map((state) => stageOf(state as never, false))).toEqual(['open', 'open', 'open', 'open', 'announced'])
})

onlyListedMoves<SubstitutionState, SubstitutionAct>('a substitution', ['agree', 'decline', 'recall'],
  { requested: ['agree', 'decline', 'recall'], done: [], declined: [], recalled: [] },
  (state, act) => (substitutionMoves[state][act] === undefined ? whyNotAct(state, act) : null))

test('saying no takes a reason', () => { expect(keyOf(whyNotAct('requested', 'decline', ' '))).toBe('substitutions.declineReasonMissing') })

test.each([
  ['of the call it answers, and which of its papers it is', '８福祉高介第431号', 2, '8推薦辞退第431号の2'],
  ['its own, where the call has no number', null, 3, '8推薦辞退第3号'],
])('a paper has the number %s', (_, documentNumber, turn, number) => {
  expect(numberOf({ fiscalYear: 2026, documentNumber }, '推薦辞退', turn)).toBe(number)
})
