import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyOf } from '../../support/reasons.ts'
import { evidences, proposedFrom, scoreOf, whyNotMerge, whyNotUndo, type Conflicts, type Side } from '../../../server/who/duplicates/rules.ts'

const side = (changed: Partial<Side> = {}): Side => ({ id: 1, municipalityId: 1, mergedIntoId: null, hasPost: false, ...changed })
const none: Conflicts = { trainings: [], sheets: 0, corrections: 0, decided: 0, appointments: 0 }

test('a name alone, with kana and profession and all, never proposes anybody; with one thing more it does', () => {
  expect(scoreOf(['name', 'kana', 'profession'])).toBeLessThan(proposedFrom)
  for (const more of ['birthDate', 'email', 'phone', 'affiliation'] as const) expect(scoreOf(['name', 'kana', more])).toBeGreaterThanOrEqual(proposedFrom)
})

test('more evidence never makes a pair less sure', () => {
  fc.assert(fc.property(fc.subarray([...evidences]), fc.constantFrom(...evidences), (some, one) => {
    expect(scoreOf([...new Set([...some, one])])).toBeGreaterThanOrEqual(scoreOf(some))
  }))
})

test.each<[string, Partial<Side>, Partial<Conflicts>, { elsewhere: boolean } | null, string | null]>([
  ['that agree', {}, {}, null, null],
  ['of which one was merged', { mergedIntoId: 9 }, {}, null, 'duplicates.mergedBefore'],
  ['of which one is an officer, for a municipality', { hasPost: true }, {}, { elsewhere: false }, 'duplicates.hasPost'],
  ['of which one is an officer, for the prefecture', { hasPost: true }, {}, null, null],
  ['with rows elsewhere, for a municipality', {}, {}, { elsewhere: true }, 'duplicates.beyondOwn'],
  ['both in one training', {}, { trainings: ['実践者研修'] }, null, 'duplicates.bothEnrolled'],
  ['both on one sheet', {}, { sheets: 1 }, null, 'duplicates.bothOnSheet'],
  ['both with a question', {}, { corrections: 1 }, null, 'duplicates.bothCorrections'],
  ['of which one decided for the other', {}, { decided: 1 }, null, 'duplicates.bothDecided'],
  ['both asked to advise one support', {}, { appointments: 1 }, null, 'duplicates.bothAppointed'],
])('two entries %s', (_, changed, conflicts, own, expected) => {
  expect(keyOf(whyNotMerge(side(), side({ id: 2, ...changed }), { ...none, ...conflicts }, own))).toBe(expected)
})

const now = { today: '2026-07-01', keptMergedOn: false, edited: false, movedOn: 0 }
test.each<[string, object, object, string | null]>([
  ['in time', {}, {}, null], ['on the last day', { undoUntil: '2026-07-01' }, {}, null], ['the day after', { undoUntil: '2026-06-30' }, {}, 'duplicates.undoTooLate'],
  ['twice', { undoneAt: new Date() }, {}, 'duplicates.undoneBefore'], ['of one merged on', {}, { keptMergedOn: true }, 'duplicates.keptMergedOn'],
  ['of one edited since', {}, { edited: true }, 'duplicates.editedSince'], ['of moved rows', {}, { movedOn: 2 }, 'duplicates.movedSince'],
])('a merge is undone %s', (_, merge, state, expected) => {
  expect(keyOf(whyNotUndo({ undoUntil: '2026-07-31', undoneAt: null, ...merge }, { ...now, ...state }))).toBe(expected)
})
