import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addRange, coveredSeconds, unionOf, type Range } from '../../../server/learning/lessons/ranges.ts'
import { acceptBeat, takeStretches, type Beat } from '../../../server/learning/viewings/rules.ts'
import { keyOf } from '../../support/reasons.ts'

const ranges = fc.array(fc.tuple(fc.nat(200), fc.nat(200)).map(([a, b]): Range => [Math.min(a, b), Math.max(a, b)]), { maxLength: 12 })

describe('a beat of the player', () => {
  const beat: Beat = { lastAt: 1_000_000, now: 1_015_000, from: 100, to: 115, rateMax: 1 }
  const answer = (changed: Partial<Beat>) => {
    const found = acceptBeat({ ...beat, ...changed })
    return 'range' in found ? found.range : keyOf(found.refused)
  }
  test.each<[string, Partial<Beat>, Range | string]>([
    ['counts what real time allowed', {}, [100, 115]],
    ['has two seconds for the road', { to: 117 }, [100, 117]],
    ['is refused when faster than the clock', { to: 118 }, 'viewings.beatTooFast'],
    ['may be faster where playing faster is allowed', { to: 130, rateMax: 2 }, [100, 130]],
    ['may be slower', { to: 104 }, [100, 104]],
    ['is refused when the clock stood still', { now: 1_000_000, to: 110 }, 'viewings.beatTooFast'],
    ['is refused when the clock ran backwards', { now: 900_000, to: 110 }, 'viewings.beatTooFast'],
    ['is refused when it plays backwards', { to: 90 }, 'viewings.beatUnreadable'],
    ['is refused before the beginning', { from: -5, to: 5 }, 'viewings.beatUnreadable'],
    ['is refused when it is no number', { to: Number.NaN }, 'viewings.beatUnreadable'],
    ['is cut at the end of the video', { durationSeconds: 110 }, [100, 110]],
    ['is refused beyond the end', { durationSeconds: 100 }, 'viewings.beatUnreadable'],
    ['does not report an hour at once, however long ago the last one was', { now: 99_000_000, to: 3700 }, 'viewings.beatTooFast'],
    ['is bounded where its bound is handed in', { now: 1_060_000, to: 160, secondsMax: 30 }, 'viewings.beatTooFast'],
  ])('%s', (_, changed, expected) => {
    expect(answer(changed)).toEqual(expected)
  })

  test('never lets anybody watch faster than the clock, however the beats are cut', () => {
    const steps = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 40 }), from: fc.nat(600), length: fc.nat(60) }), { maxLength: 30 })
    fc.assert(fc.property(steps, fc.integer({ min: 1, max: 2 }), (beats, rateMax) => {
      let [watched, lastAt, accepted]: [Range[], number, number] = [[], 0, 0]
      let clock = 0
      for (const { wait, from, length } of beats) {
        clock += wait * 1000
        const found = acceptBeat({ lastAt, now: clock, from, to: from + length, rateMax })
        if ('refused' in found) continue
        watched = addRange(watched, found.range)
        lastAt = clock
        accepted += 1
      }
      expect(coveredSeconds(watched)).toBeLessThanOrEqual((clock / 1000) * rateMax + 2 * accepted)
    }))
  })
})

describe('a report of several stretches', () => {
  const terms = { lastAt: 0, now: 20_000, rateMax: 1, durationSeconds: 600 }
  const answer = (before: Range[], stretches: Range[], changed: object = {}) => {
    const found = takeStretches(before, stretches, { ...terms, ...changed })
    return 'ranges' in found ? found.ranges : keyOf(found.refused)
  }
  test.each<[string, Range[], Range[], object, Range[] | string]>([
    ['adds what real time allowed', [], [[0, 10], [50, 60]], {}, [[0, 10], [50, 60]]],
    ['is refused when together they are too long', [], [[0, 15], [50, 65]], {}, 'viewings.beatTooFast'],
    ['costs nothing for what was counted already', [[0, 100]], [[0, 115]], {}, [[0, 115]]],
    ['adds nothing when all was counted', [[0, 100]], [[20, 90]], { now: 0 }, [[0, 100]]],
    ['is cut at the end', [], [[590, 610]], {}, [[590, 600]]],
    ['is refused when one of them runs backwards', [], [[0, 10], [20, 10]], {}, 'viewings.beatUnreadable'],
    ['is refused when one of them is no number', [], [[Number.NaN, 10]], {}, 'viewings.beatUnreadable'],
    ['adds nothing when nothing was played', [[0, 10]], [], {}, [[0, 10]]],
    ['is refused when it would leave a thousand crumbs', Array.from({ length: 500 }, (_, n): Range => [n, n + 0.5]), [[550, 551]], {}, 'viewings.beatUnreadable'],
  ])('%s', (_, before, stretches, changed, expected) => {
    expect(answer(before, stretches, changed)).toEqual(expected)
  })


  test('sent twice it gives what it gave once, whatever the clock says', () => {
    fc.assert(fc.property(ranges, ranges, (before, list) => {
      const stretches = list.filter(([from, to]) => from < to)
      const once = takeStretches(unionOf(before), stretches, { ...terms, now: 10_000_000 })
      if ('refused' in once) return
      expect(takeStretches(once.ranges, stretches, { ...terms, now: 0 })).toEqual(once)
    }))
  })
})
