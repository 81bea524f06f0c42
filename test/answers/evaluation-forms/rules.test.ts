import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gradeOf, problemsOfScale, scaleFor, type Grade } from '../../../server/answers/evaluation-forms/rules.ts'
import { standardForms } from '../../../server/answers/evaluation-forms/standard.ts'

const usual = standardForms[0]!.grades

describe('the usual table', () => {
  test.each([
    [153, 153, '◎'], [160, 153, '◎'], [144, 153, '○'], [152, 153, '○'], [138, 153, '○'], [137, 153, '△'], [77, 153, '△'], [76, 153, '▲'], [0, 153, '▲'], [1, 1, '◎'], [0, 1, '▲'],
    // Shown as 100.0 % and 90.0 %, and neither reached.
    [1999, 2000, '○'], [8996, 10_000, '△'],
  ])('%i of %i is %s', (actual, target, mark) => { expect(gradeOf(usual, actual, target)).toBe(mark) })
  test.each([[null, 153], [144, null], [144, 0], [null, null]])('%s of %s says nothing', (actual, target) => { expect(gradeOf(usual, actual, target)).toBeNull() })
})

const scales = fc.uniqueArray(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 8 })
  .map((bounds): Grade[] => [...bounds.toSorted((a, b) => b - a), 0].map((atLeastTenths, n) => ({ mark: String(n), label: '', atLeastTenths })))

test('any table that is taken has a mark for whatever was reached, and more is never worse', () => {
  fc.assert(fc.property(scales, fc.nat(100_000), fc.nat(100_000), fc.integer({ min: 1, max: 50_000 }), (grades, one, more, target) => {
    expect(problemsOfScale(grades.map(({ mark, atLeastTenths }) => ({ mark, atLeast: atLeastTenths / 10 })))).toEqual([])
    const [low, high] = [gradeOf(grades, Math.min(one, more), target), gradeOf(grades, Math.max(one, more), target)]
    expect(low).not.toBeNull()
    expect(Number(high)).toBeLessThanOrEqual(Number(low))
  }))
})

test.each<[string, [string, number][], string[]]>([
  ['ends above 0', [['◎', 100], ['○', 90]], ['rows.1.atLeast']], ['goes up', [['◎', 100], ['○', 110], ['△', 0]], ['rows.1.atLeast']], ['says a mark twice', [['◎', 100], ['◎', 0]], ['rows.1.mark']],
  ['has one mark', [['◎', 0]], ['rows.1.mark']], ['goes down to 0', [['◎', 100], ['×', 0]], []],
])('a table that %s', (_, rows, fields) => { expect(problemsOfScale(rows.map(([mark, atLeast]) => ({ mark, atLeast }))).map(({ field }) => field)).toEqual(fields) })

test.each([[2016, undefined], [2017, 2017], [2023, 2017], [2024, 2024], [2030, 2024]])('in %i the scale from %s is in force', (year, from) => {
  expect(scaleFor([{ fromFiscalYear: 2024 }, { fromFiscalYear: 2017 }], year)?.fromFiscalYear).toBe(from)
})
