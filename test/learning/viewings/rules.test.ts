import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { coveredSeconds, frontOf, unionOf, type Range } from '../../../server/learning/lessons/ranges.ts'
import {
  clockAfter, costOf, deviceOf, openOf, passedBetween, playedOf, takeStretches, turnOf, whyNotCancel, within, type Report,
} from '../../../server/learning/viewings/rules.ts'
import { keyOf } from '../../support/reasons.ts'

const ranges = fc.array(fc.tuple(fc.nat(200), fc.nat(200)).map(([a, b]): Range => [Math.min(a, b), Math.max(a, b)]), { maxLength: 12 })

describe('a report of a player', () => {
  const report: Report = { clock: { passed: 20, spare: 2, late: 0 }, cost: 1, length: 600, skipping: 'free' }
  const clock = (passed: number, spare = 2) => ({ clock: { passed, spare, late: 0 } })
  const answer = (before: Range[], stretches: Range[], changed: Partial<Report> = {}) => {
    const found = takeStretches(before, stretches, { ...report, ...changed })
    return 'ranges' in found ? found.ranges : keyOf(found.refused)
  }
  const crumbs = Array.from({ length: 500 }, (_, n): Range => [n, n + 0.5])
  test.each<[string, Range[], Range[], Partial<Report>, Range[] | string]>([
    ['adds what real time allowed', [], [[0, 10], [50, 60]], {}, [[0, 10], [50, 60]]],
    ['has two seconds for the road', [], [[0, 22]], {}, [[0, 22]]],
    ['is refused when faster than the clock', [], [[0, 23]], {}, 'viewings.beatTooFast'],
    ['has no spare seconds where they are spent', [], [[0, 21]], clock(20, 0), 'viewings.beatTooFast'],
    ['may be twice as fast where that is allowed', [], [[0, 40]], { cost: costOf('video', { ratePercentMax: 200, pageSeconds: 1 }) }, [[0, 40]]],
    ['may be a quarter faster, and no more', [], [[0, 28]], { cost: costOf('video', { ratePercentMax: 125, pageSeconds: 1 }), ...clock(20, 0) }, 'viewings.beatTooFast'],
    ['is refused when together they are too long', [], [[0, 15], [50, 65]], {}, 'viewings.beatTooFast'],
    ['is refused when the clock stood still', [], [[0, 10]], clock(0), 'viewings.beatTooFast'],
    ['costs nothing for what was counted already', [[0, 100]], [[0, 115]], {}, [[0, 115]]],
    ['adds nothing when all was counted', [[0, 100]], [[20, 90]], clock(0, 0), [[0, 100]]],
    ['is cut at the end', [], [[590, 610]], {}, [[590, 600]]],
    ['is refused beyond the end', [], [[600, 610]], {}, 'viewings.beatUnreadable'],
    ['is refused when one of them runs backwards', [], [[0, 10], [20, 10]], {}, 'viewings.beatUnreadable'],
    ['is refused before the beginning', [], [[-5, 5]], {}, 'viewings.beatUnreadable'],
    ['is refused when one of them is no number', [], [[Number.NaN, 10]], {}, 'viewings.beatUnreadable'],
    ['is refused when it never ends', [], [[0, Infinity]], { length: null }, 'viewings.beatUnreadable'],
    ['adds nothing when nothing was played', [[0, 10]], [], {}, [[0, 10]]],
    ['is refused when it would leave a thousand crumbs', crumbs, [[550, 551]], {}, 'viewings.beatUnreadable'],
    ['counts a page for every second', [], [[3, 4], [7, 8]], { length: 12 }, [[3, 4], [7, 8]]],
    ['is refused for pages nobody can have read in that time', [], [[0, 12]], { length: 12, cost: costOf('document', { ratePercentMax: 100, pageSeconds: 5 }) }, 'viewings.beatTooFast'],
    ['goes on where it stopped', [[0, 50]], [[50, 60]], { skipping: 'watched' }, [[0, 60]]],
    ['may begin a frame or two further on', [[0, 50]], [[51.5, 60]], { skipping: 'watched' }, [[0, 50], [51.5, 60]]],
    ['may not skip ahead where that is not allowed', [[0, 50]], [[60, 70]], { skipping: 'watched' }, 'viewings.skipped'],
    ['may not skip ahead after going on for a while', [[0, 50]], [[50, 55], [90, 95]], { skipping: 'watched' }, 'viewings.skipped'],
    ['may watch again what was watched', [[0, 50]], [[10, 20]], { skipping: 'watched' }, [[0, 50]]],
    ['may come back together in one report', [[0, 50]], [[55, 60], [50, 55]], { skipping: 'watched' }, [[0, 60]]],
  ])('%s', (_, before, stretches, changed, expected) => {
    expect(answer(before, stretches, changed)).toEqual(expected)
  })

  test('sent twice counts once', () => {
    fc.assert(fc.property(ranges, ranges, (before, sent) => {
      const stretches = sent.filter(([from, to]) => from < to)
      const once = takeStretches(unionOf(before), stretches, { ...report, ...clock(10_000) })
      if (!('ranges' in once)) throw new Error('refused')
      expect(takeStretches(once.ranges, stretches, { ...report, ...clock(0, 0) })).toEqual({ ranges: once.ranges, used: 0 })
    }))
  })

  test('never lets anybody watch faster than the clock, however the reports are cut: two seconds in all, not two for each', () => {
    const steps = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 40 }), from: fc.nat(500), length: fc.integer({ min: 1, max: 60 }) }), { maxLength: 40 })
    fc.assert(fc.property(steps, fc.constantFrom(100, 125, 200), (reports, ratePercentMax) => {
      let [watched, spare, passed, total]: [Range[], number, number, number] = [[], 2, 0, 0]
      const cost = costOf('video', { ratePercentMax, pageSeconds: 1 })
      for (const { wait, from, length } of reports) {
        passed += wait
        total += wait
        const found = takeStretches(watched, [[from, from + length]], { ...report, cost, clock: { passed, spare, late: 0 } })
        if ('refused' in found) continue
        watched = found.ranges
        spare = clockAfter({ passed, spare, late: 0 }, found.used).spare
        passed = 0
      }
      expect(coveredSeconds(watched) * cost).toBeLessThanOrEqual(total + 2 + 1e-6)
    }))
  })

  test('where nothing may be skipped, what was watched has no hole that a finger made', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(100), fc.integer({ min: 1, max: 20 })), { maxLength: 30 }), (tries) => {
      let watched: Range[] = []
      for (const [from, length] of tries) {
        const found = takeStretches(watched, [[from, from + length]], { ...report, ...clock(1_000), skipping: 'watched' })
        if ('ranges' in found) watched = found.ranges
      }
      expect(frontOf(watched)).toBe(watched.at(-1)?.[1] ?? 0)
    }))
  })
})

test.each<[string, Range[], number]>([
  ['nothing', [], 0], ['the beginning', [[0, 30]], 30], ['with a frame left out', [[0, 30], [31, 40]], 40],
  ['not from the beginning', [[30, 40]], 0], ['with a hole', [[0, 30], [60, 90]], 30], ['in any order', [[60, 90], [0, 59]], 90],
])('how far somebody came without leaving anything out: %s', (_, watched, front) => {
  expect(frontOf(watched)).toBe(front)
})

const now = new Date('2026-09-01T10:00:00+09:00')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000)
test.each<[string, Parameters<typeof turnOf>[0], ReturnType<typeof turnOf>]>([
  ['the one that plays goes on',                           { isOwn: true,  presses: false, other: ago(0), now },    'goes on'],
  ['the first one begins',                                 { isOwn: false, presses: false, other: null, now },      'takes over'],
  ['who presses play takes over',                          { isOwn: false, presses: true,  other: ago(3), now },    'takes over'],
  ['who merely goes on waits while the other plays',       { isOwn: false, presses: false, other: ago(3), now },    'waits'],
  ['half a minute of silence is still playing',            { isOwn: false, presses: false, other: ago(30), now },   'waits'],
  ['after it the other has gone',                          { isOwn: false, presses: false, other: ago(30.1), now }, 'takes over'],
])('of two screens: %s', (_, standing, turn) => {
  expect(turnOf(standing)).toBe(turn)
})

test('time goes forward, and nobody answers for more than half an hour of it at once', () => {
  expect([passedBetween(ago(10), now), passedBetween(now, ago(10)), passedBetween(ago(9_000), now)]).toEqual([10, 0, 1_800])
})

test('two seconds are lent, paid back by waiting, and never saved up', () => {
  const spareOf = (passed: number, spare: number, used: number) => clockAfter({ passed, spare, late: 0 }, used).spare
  expect([spareOf(10, 2, 12), spareOf(10, 0, 9), spareOf(600, 1, 10)]).toEqual([0, 1, 2])
})

test('what a screen played before another took over is spent first, and once', () => {
  expect(clockAfter({ passed: 0, spare: 1, late: 6 }, 4)).toEqual({ late: 2, spare: 1 })
  expect(clockAfter({ passed: 5, spare: 0, late: 6 }, 8)).toEqual({ late: 0, spare: 2 })
  expect(within([[10, 14], [30, 40]], 6, 1)).toEqual([[10, 14], [30, 32]])
  expect(within([[0, 10]], 3, 0.5)).toEqual([[0, 6]])
  expect(within([[0, 10]], 0, 1)).toEqual([])
})

test('played time is what the clock let pass, open time leaves out a closed lid', () => {
  expect([playedOf([[0, 10]], 10.5), playedOf([[0, 20]], 10), playedOf([], 60)]).toEqual([10, 10, 0])
  expect([openOf(60, 10), openOf(7_000, 0), openOf(900, 880)]).toEqual([60, 300, 880])
})

test.each([
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 Safari/604.1', 'phone'],
  ['Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140.0 Mobile Safari/537.36', 'phone'],
  ['Mozilla/5.0 (Linux; Android 15; SM-X910) Chrome/140.0 Safari/537.36', 'tablet'],
  ['Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) Mobile/15E148', 'tablet'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36', 'computer'],
  [undefined, 'computer'],
])('%s is a %s', (agent, device) => {
  expect(deviceOf(agent)).toBe(device)
})

test.each<[string, Parameters<typeof whyNotCancel>[0], string, string | null]>([
  ['there is nothing to set back',              { progress: null, hasRoom: false, isJudged: false }, '別の人が見ていた', 'viewings.nothingToCancel'],
  ['a test keeps its own record',               { progress: {},   hasRoom: true,  isJudged: false }, '別の人が見ていた', 'viewings.roomKeepsIts'],
  ['whoever was judged keeps it',               { progress: {},   hasRoom: false, isJudged: true },  '別の人が見ていた', 'viewings.judged'],
  ['a reason is needed',                        { progress: {},   hasRoom: false, isJudged: false }, ' 　', 'viewings.reasonMissing'],
  ['with a reason it is done',                  { progress: {},   hasRoom: false, isJudged: false }, '別の人が見ていた', null],
])('setting back a record: %s', (_, standing, reason, expected) => {
  const why = whyNotCancel(standing, reason)
  expect(why && keyOf(why)).toBe(expected)
})
