import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { presenceIn, type Span } from '../../../server/classroom/online-logs/ranges.ts'
import {
  decided, directoryOf, identityOf, isRemembered, joinIdOf, joinIdsIn, markOf, matchOf, meets, missedOf, numberIn, whyNotEnd, whyNotLead, whyNotReplace, whyNotTake, whyNotUndo,
} from '../../../server/classroom/online-logs/rules.ts'
import { keyOf } from '../../support/reasons.ts'

const min = 60
const slot: Span = [0, 100 * min]
const stay = (...spans: [number, number][]) => presenceIn(slot, spans.map(([from, to]) => [from * min, to * min] as const))!

describe('the mark that follows', () => {
  test.each<[string, [number, number][], number, object]>([
    ['who was there all the time is present',                  [[0, 100]],                      3, { state: 'present', minutes: null }],
    ['what is shorter than the grace is overlooked',           [[2, 50], [52, 98]],             3, { state: 'present', minutes: null }],
    ['with no grace each minute counts',                       [[2, 50], [52, 98]],             0, { state: 'late', minutes: 6 }],
    ['exactly the grace counts',                               [[3, 100]],                      3, { state: 'late', minutes: 3 }],
    ['18 minutes off the line are a broken line',              [[0, 40], [58, 100]],            3, { state: 'disconnected', minutes: 18 }],
    ['short gaps are not added up to a long one',              [[0, 20], [22, 40], [42, 100]],  3, { state: 'present', minutes: null }],
    ['long ones are',                                          [[0, 20], [25, 40], [46, 100]],  3, { state: 'disconnected', minutes: 11 }],
    ['the larger reason names it, all minutes are told',       [[12, 60], [65, 100]],           3, { state: 'late', minutes: 17 }],
    ['leaving early weighs most when most was missed by it',   [[5, 70]],                       3, { state: 'left_early', minutes: 35 }],
    ['equal reasons are told in the order of the day',         [[10, 90]],                      3, { state: 'late', minutes: 20 }],
  ])('%s', (_, spans, grace, mark) => { expect(markOf(stay(...spans), grace)).toEqual(mark) })

  test('begun minutes are left out, of all stretches together', () => {
    expect(missedOf({ spans: [], present: 1, late: 659, early: 0, gaps: [] }, 3)).toEqual({ late: 10, early: 0, gaps: 0, total: 10 })
    expect(missedOf({ spans: [], present: 1, late: 90, early: 90, gaps: [] }, 0).total, 'half minutes make a whole one').toBe(3)
  })
  test('more grace never makes it worse, and no more is missed than there is', () => {
    const part = fc.integer({ min: 0, max: 6_000 })
    fc.assert(fc.property(fc.array(fc.tuple(part, part).map(([a, b]): Span => [Math.min(a, b), Math.max(a, b)])), fc.integer({ min: 0, max: 59 }), (spans, grace) => {
      const presence = presenceIn(slot, spans)
      if (presence === null) return
      const [strict, mild] = [missedOf(presence, grace).total, missedOf(presence, grace + 1).total]
      expect(mild).toBeLessThanOrEqual(strict)
      expect(strict).toBeLessThanOrEqual(100)
    }))
  })
  test('no mark has more minutes than a roll takes', () => {
    expect(markOf({ spans: [], present: 1, late: 50_000, early: 0, gaps: [] }, 0)).toEqual({ state: 'late', minutes: 600 })
  })
})

const people = [
  { id: 11, number: 107, emails: ['kobayashi@example.jp'] }, { id: 12, number: 8, emails: ['shared@example.jp'] },
  { id: 13, number: 9, emails: ['shared@example.jp', 'nine@example.jp'] }, { id: 14, number: 1234, emails: [] },
]
const directory = directoryOf(people)
const id107 = joinIdOf(people[0]!)
const row = (name: string, email = '', marks = '') => ({ name, email, marks })

describe('whose connection it is', () => {
  test.each<[string, ReturnType<typeof row>, object]>([
    ['the id of the link in the name',                       row(`${id107} 小林`),                         { ids: [11], by: 'joinId' }],
    ['the same in full width, small letters, other dashes',  row(`小林（０１０７－${id107.slice(5).toLowerCase()}）`), { ids: [11], by: 'joinId' }],
    ['without the leading zero',                             row(`${id107.slice(1)}小林`),                 { ids: [11], by: 'joinId' }],
    ['in a field of the registration',                       row('なおこ', '', id107),                     { ids: [11], by: 'joinId' }],
    ['the address, whatever its letters',                    row('NK', ' Kobayashi@Example.JP '),         { ids: [11], by: 'email' }],
    ['the number before the name',                           row('107 小林 直子'),                         { ids: [11], by: 'number' }],
    ['the number with its word',                             row('受講番号107　小林'),                     { ids: [11], by: 'number' }],
    ['the number in a column of its own',                    row('小林', '', '1234'),                      { ids: [14], by: 'number' }],
    ['a name alone is nobody',                               row('小林 直子'),                             { ids: [], waits: 'unknown' }],
    ['a time or a telephone is no number',                   row('10:30 から参加'),                        { ids: [], waits: 'unknown' }],
    ['an address of two people waits',                       row('だれか', 'shared@example.jp'),           { ids: [], waits: 'several' }],
    ['unless the number says which',                         row('9 だれか', 'shared@example.jp'),         { ids: [13], by: 'number' }],
    ['a second address of a person',                         row('だれか', 'nine@example.jp'),             { ids: [13], by: 'email' }],
    ['an id and an address of two people wait',              row(`${id107} 小林`, 'nine@example.jp'),      { ids: [], waits: 'contradicts' }],
    ['a number and an address of two people wait',           row('107 小林', 'nine@example.jp'),           { ids: [], waits: 'contradicts' }],
    ['a number with wrong signs waits, and is not read as the number alone', row('0107-ZZ 小林'),           { ids: [], waits: 'wrongSigns' }],
    ['an address nobody has is nobody',                      row('見学', 'visitor@example.com'),           { ids: [], waits: 'unknown' }],
  ])('%s', (_, named, match) => { expect(matchOf(named, directory)).toEqual(match) })

  test('no name, however near, leads to anybody by itself', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const letters = name.normalize('NFKC').replace(/[0-9]/g, '')
      expect(matchOf(row(letters), directory).ids).toEqual([])
    }))
  })
  test('nearly every slip in an id is noticed', () => {
    const ids = Array.from({ length: 540 }, (_, n) => joinIdOf({ id: n + 1, number: n + 1 }))
    expect(new Set(ids).size).toBe(540)
    for (const id of ids) expect(joinIdsIn(`${id} 氏名`)).toEqual([id])
    const signs = ids.map((id) => id.slice(5))
    expect(signs.filter((two, n) => two === signs[n + 1]), 'the neighbor has other signs').toEqual([])
  })
  test.each([['107 小林', 107], ['No.107_小林', 107], ['#7 x', 7], ['２５　小林', 25], ['12/25 x', null], ['3年目', null], ['0 x', null], ['12345 x', null], ['小林107', null]])('%s begins with %s', (name, number) => {
    expect(numberIn(name as string)).toBe(number)
  })
})

describe('what is remembered', () => {
  const decisions = [
    { identity: 'email:a@x', logId: null, enrollmentId: 11 }, { identity: 'email:b@x', logId: null, enrollmentId: null },
    { identity: 'name:小林', logId: 5, enrollmentId: 11 }, { identity: 'email:a@x', logId: 6, enrollmentId: 12 }, { identity: 'email:a@x', logId: 6, enrollmentId: 13 },
  ]
  test.each<[string, string, number, object | null]>([
    ['an address leads to the same person in a later log',     'email:a@x', 9, { ids: [11], by: 'remembered' }],
    ['somebody who is no trainee stays so',                    'email:b@x', 9, { ids: [], isOther: true }],
    ['a name holds in its own log',                            'name:小林', 5, { ids: [11], by: 'staff' }],
    ['and never in another',                                   'name:小林', 9, null],
    ['what was said of one log goes before what is remembered', 'email:a@x', 6, { ids: [12, 13], by: 'staff' }],
    ['of what nothing was said, nothing is known',             'email:c@x', 9, null],
  ])('%s', (_, identity, log, match) => { expect(decided(identity, log, decisions)).toEqual(match) })
  test('an address before an id, an id before a name', () => {
    expect(identityOf(row('0107-K7 小林', 'A@x'))).toBe('email:a@x')
    expect(identityOf(row('0107-K7 小林'))).toBe('link:0107-K7')
    expect([identityOf(row(' 小林 ')), isRemembered('name:小林'), isRemembered('link:0107-K7')]).toEqual(['name:小林', false, true])
  })
})

test('a log is taken in once, and the last one first taken back', () => {
  expect((['open', 'taken', 'replaced', 'undone', 'dropped'] as const).map((state) => keyOf(whyNotTake(state))))
    .toEqual([null, 'onlineLogs.isTaken', 'onlineLogs.isReplaced', 'onlineLogs.isUndone', 'onlineLogs.isDropped'])
  expect([whyNotUndo('taken', false), whyNotUndo('taken', true), whyNotUndo('open', false), whyNotUndo('undone', false)].map(keyOf))
    .toEqual([null, 'onlineLogs.undoLaterFirst', 'onlineLogs.notTakenYet', 'onlineLogs.isUndone'])
})

test('a slot ends while it runs', () => {
  const slot = { startsAt: '13:10', endsAt: '16:30' }
  expect(['13:10', '13:11', '16:30', '16:31'].map((time) => keyOf(whyNotEnd(slot, time)))).toEqual(['onlineLogs.endOutside', null, null, 'onlineLogs.endOutside'])
})

test('a log of one slot cannot stand for that of a whole day', () => {
  expect([whyNotReplace(null, [1, null]), whyNotReplace(1, [1]), whyNotReplace(1, [])].map(keyOf)).toEqual([null, null, null])
  expect([keyOf(whyNotReplace(1, [null])), keyOf(whyNotReplace(1, [1, 2]))]).toEqual(['onlineLogs.replaceWhole', 'onlineLogs.replaceWhole'])
  expect([meets(null, 1), meets(1, null), meets(1, 1), meets(1, 2)]).toEqual([true, true, true, false])
})

test('a meeting is at an address that opens, encrypted', () => {
  expect(['https://zoom.example/j/1?pwd=x', 'http://zoom.example/j/1', 'https://[', 'https://', 'javascript:alert(1)'].map((url) => keyOf(whyNotLead(url))))
    .toEqual([null, 'onlineLogs.noAddress', 'onlineLogs.noAddress', 'onlineLogs.noAddress', 'onlineLogs.noAddress'])
})
