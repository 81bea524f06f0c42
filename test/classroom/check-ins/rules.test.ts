import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codeOf, isCodeOf, scannedAt, scanOf, stepOfToken, tokenOf } from '../../../server/classroom/check-ins/codes.ts'
import {
  beginOf, codeAsTyped, inTwo, markAt, mayAskToCome, problemsOfWindow, secondsLeft, secondsToWait, stepAt, usualWindow, whyNotFresh, whyNotHere, whyNotOpen, type Place,
} from '../../../server/classroom/check-ins/rules.ts'

const at = (time: string, day = '2026-09-17') => new Date(`${day}T${time}+09:00`)
const secret = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('base64url'))
const number = fc.integer({ min: 1, max: 2_147_483_647 })
const doorName = fc.oneof(number.map(String), number.map((id) => `m${id}`))
const moment = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2030, 0, 1) }).map((ms) => new Date(ms))
const lock = fc.record({ secret, door: doorName })
const msAfter = (one: Date, ms: number) => new Date(one.getTime() + ms)

describe('a token', () => {
  test('counts from the moment it is shown until its period and the next are over, and never before or after', () => {
    fc.assert(fc.property(lock, moment, fc.integer({ min: -200_000, max: 200_000 }), (door, shown, later) => {
      const step = stepOfToken(door, tokenOf(door, stepAt(shown)))!
      const counts = whyNotFresh(step, msAfter(shown, later)) === null
      const age = shown.getTime() % 30_000 + later
      expect(counts).toBe(age >= 0 && age < 60_000)
    }))
  })
  test('is of one slot and one secret alone, and no sign of it may change', () => {
    fc.assert(fc.property(lock, lock, moment, fc.nat(), (door, other, now, place) => {
      fc.pre(door.secret !== other.secret || door.door !== other.door)
      const token = tokenOf(door, stepAt(now))
      expect(stepOfToken(other, token)).toBeNull()
      const at = place % token.length
      const changed = `${token.slice(0, at)}${token[at] === 'a' ? 'b' : 'a'}${token.slice(at + 1)}`
      expect(stepOfToken(door, changed)).toBeNull()
    }))
  })
  test.each(['', '.', 'x', '0', '1.', 'NaN.NaN', '-1.abc', '1e9.abc', 'zzzzzzzzzzzz.a'])('%j is none, and no error', (token) => {
    expect(stepOfToken({ secret: 'c2VjcmV0', door: '1' }, token)).toBeNull()
  })
  test('that is old is told by its time; one of the time to come is no code', () => {
    const step = stepAt(at('09:12:10'))
    expect(whyNotFresh(step, at('09:12:59'))).toBeNull()
    expect(whyNotFresh(step, at('09:13:00'))).toEqual({ key: 'checkIns.oldCode', data: { day: '2026-09-17', time: '09:12' } })
    expect(whyNotFresh(step + 1, at('09:12:29'))).toEqual({ key: 'checkIns.wrongCode' })
    expect(beginOf(step)).toEqual(at('09:12:00'))
    expect([secondsLeft(at('09:12:00')), secondsLeft(at('09:12:29')), secondsLeft(at('09:12:30'))]).toEqual([30, 1, 30])
  })
})

describe('a typed code', () => {
  test('is read however it is typed: any width, small letters, dashes and blanks, O for 0, I and l for 1, u for v', () => {
    const wide = (text: string) => text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))
    const ways = [(text: string) => text, inTwo, wide, (text: string) => text.toLowerCase(), (text: string) => ` ${[...text].join(' ')}　`, (text: string) => wide(inTwo(text.toLowerCase())),
      (text: string) => text.replaceAll('0', 'o').replaceAll('1', 'l'), (text: string) => text.replaceAll('0', 'Ｏ').replaceAll('1', 'i').replaceAll('V', 'u'), (text: string) => inTwo(text).replace('-', 'ー')]
    fc.assert(fc.property(lock, moment, fc.constantFrom(...ways), (door, now, way) => {
      const code = codeOf(door, stepAt(now))
      expect(codeAsTyped(way(code))).toBe(code)
    }))
  })
  test.each(['', '1234567', '123456789', '1234-56*8', '１２３４５６７', 'あいうえおかきく', '𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷'])('%j is none', (typed) => expect(codeAsTyped(typed)).toBeNull())
  test('counts as long as a token, for its own slot', () => {
    fc.assert(fc.property(lock, moment, fc.integer({ min: 0, max: 200_000 }), (door, shown, later) => {
      const code = codeOf(door, stepAt(shown))
      expect(isCodeOf(door, code, msAfter(shown, later))).toBe(shown.getTime() % 30_000 + later < 60_000)
      expect(isCodeOf({ ...door, door: `${door.door}0` }, code, shown)).toBe(false)
    }))
  })
  test.each([[0, 0], [4, 0], [5, 600 - 50], [7, 600 - 50]])('after %i wrong ones one waits %i seconds', (count, seconds) => {
    const now = at('09:30:00')
    // The five latest lie 10, 20 … 50 seconds back: with the oldest of them forgotten, there is room for one more.
    expect(secondsToWait(Array.from({ length: count }, (_, n) => msAfter(now, -10_000 * (n + 1))), now)).toBe(seconds)
    expect(secondsToWait(Array.from({ length: 9 }, () => at('09:20:00')), now)).toBe(0)
  })
})

test('a scan lasts ten minutes, for its slot, and tells when it was', () => {
  fc.assert(fc.property(lock, lock, moment, fc.integer({ min: -1_000, max: 1_200_000 }), (door, other, now, later) => {
    fc.pre(door.secret !== other.secret)
    const scan = scanOf(door, now)
    expect(scannedAt(door, scan, msAfter(now, later))).toEqual(later >= 0 && later <= 600_000 ? now : null)
    expect(scannedAt(other, scan, now)).toBeNull()
  }))
  const door = { secret: 'c2VjcmV0', door: '1' }
  // What the door shows is no scan, or a photo of it would last ten minutes.
  for (const forged of [undefined, '', '1', '1..', tokenOf(door, stepAt(at('09:00:00'))), `1.${at('09:00:00').getTime().toString(36)}.${tokenOf(door, 1).split('.')[1]}`]) expect(scannedAt(door, forged, at('09:00:01'))).toBeNull()
})

const morning = { heldOn: '2026-09-17', startsAt: '09:30', endsAt: '12:00', position: 1, doorsAt: '09:00', lateLimitMinutes: 10 }
test.each([
  ['the doors open for the first slot', morning, '08:00:00', '09:00', '09:40'],
  ['a later slot opens a quarter of an hour before', { ...morning, position: 2, startsAt: '13:00', endsAt: '14:40' }, '08:00:00', '12:45', '13:10'],
  ['as long as lateness is forgiven', { ...morning, lateLimitMinutes: 30 }, '08:00:00', '09:00', '10:00'],
  ['ten minutes where none is forgiven', { ...morning, lateLimitMinutes: 0 }, '08:00:00', '09:00', '09:40'],
  ['never beyond the slot', { ...morning, endsAt: '09:35' }, '08:00:00', '09:00', '09:35'],
  ['doors that open late do not close before they open', { ...morning, doorsAt: '09:45' }, '08:00:00', '09:15', '09:40'],
  ['half an hour more once it is over', morning, '10:05:00', '09:00', '10:35'],
  ['but not beyond the slot', morning, '11:50:00', '09:00', '12:00'],
])('the window that is offered: %s', (_, slot, now, opensAt, closesAt) => expect(usualWindow(slot, at(now))).toEqual({ opensAt, closesAt }))
test('what is offered on the day before can be saved', () => {
  const minute = fc.integer({ min: 0, max: 1438 })
  const time = (n: number) => `${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`
  fc.assert(fc.property(minute, minute, minute, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 600 }), (one, other, doors, position, lateLimitMinutes) => {
    fc.pre(one !== other)
    const slot = { heldOn: '2026-09-17', startsAt: time(Math.min(one, other)), endsAt: time(Math.max(one, other)), doorsAt: time(doors), position, lateLimitMinutes }
    expect(problemsOfWindow(slot, usualWindow(slot, at('08:00:00', '2026-09-16')), at('08:00:00', '2026-09-16'))).toEqual([])
  }))
})
test.each([
  ['09:00', '09:40', '08:00:00', null], ['09:40', '09:40', '08:00:00', 'checkIns.closesFirst'], ['10:00', '09:40', '08:00:00', 'checkIns.closesFirst'],
  ['09:00', '12:00', '08:00:00', null], ['09:00', '12:01', '08:00:00', 'checkIns.closesAfterSlot'], ['09:00', '09:40', '09:40:00', 'checkIns.closesInThePast'], ['09:00', '09:40', '09:39:59', null],
])('from %s to %s said at %s: %s', (opensAt, closesAt, now, key) =>
  expect(problemsOfWindow(morning, { opensAt, closesAt }, at(now)).map(({ reason }) => reason.key)).toEqual(key === null ? [] : [key]))

test.each([['08:59:59', 'checkIns.notYet', '09:00'], ['09:00:00', null, ''], ['09:39:59', null, ''], ['09:40:00', 'checkIns.isOver', '09:40']])('at %s: %s', (now, key, time) =>
  expect(whyNotOpen({ opensAt: at('09:00:00'), closesAt: at('09:40:00') }, at(now))).toEqual(key === null ? null : { key, data: { day: '2026-09-17', time } }))

const place: Place = { enrollment: 'enrolled', isOwnCohort: true, isOwnDay: true, isUnchosenDay: false }
test.each<[string, Place | undefined, string | null, boolean]>([
  ['on the own day', place, null, false], ['of a choice nobody made yet', { ...place, isOwnDay: false, isUnchosenDay: true }, null, false],
  ['completed already', { ...place, enrollment: 'completed' }, null, false],
  ['not in the training', undefined, 'checkIns.notEnrolled', false], ['withdrawn', { ...place, enrollment: 'withdrawn' }, 'checkIns.hasWithdrawn', false],
  ['withdrawn from another cohort', { ...place, enrollment: 'withdrawn', isOwnCohort: false }, 'checkIns.hasWithdrawn', false],
  ['carried over', { ...place, enrollment: 'carried_over' }, 'checkIns.carriedOver', false],
  ['of another cohort', { ...place, isOwnCohort: false }, 'checkIns.otherCohort', true], ['who chose another day', { ...place, isOwnDay: false }, 'checkIns.otherDay', true],
])('somebody %s', (_, own, key, asks) => {
  expect(whyNotHere(own)?.key ?? null).toBe(key)
  expect(mayAskToCome(whyNotHere(own))).toBe(asks)
})

test.each([['09:00:00', 'present', null], ['09:30:59', 'present', null], ['09:31:00', 'late', 1], ['09:44:10', 'late', 14], ['11:59:59', 'late', 149]])('who comes at %s is %s', (now, state, minutes) =>
  expect(markAt(morning, at(now))).toEqual({ state, minutes }))
