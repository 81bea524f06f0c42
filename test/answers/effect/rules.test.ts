import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bandOf, effectOf, fewestOthers, figureOf, windowOf, type Body, type YearOnRecord } from '../../../server/answers/effect/rules.ts'

const year = (fiscalYear: number, held: number, more: Partial<YearOnRecord> = {}): YearOnRecord => ({ fiscalYear, onRecord: held, held, cases: held * 2, silent: 0, ...more })
const body = (id: number, firstTrained: number | null, ...years: YearOnRecord[]): Body => ({ id, code: String(id), name: `市${id}`, nameEn: '', firstTrained, years })
const lastFinished = 2025

test.each<[string, YearOnRecord[], 'held' | 'cases', number | null]>([
  ['as many as were held', [year(2024, 3)], 'held', 3],
  ['none, where all on record were canceled', [year(2024, 0, { onRecord: 2 })], 'held', 0],
  ['unknown, not none, without a record', [], 'held', null],
  ['unknown, not none, where every record was taken away', [year(2024, 0)], 'held', null],
  ['the cases', [year(2024, 3)], 'cases', 6],
  ['unknown cases, where one meeting does not say', [year(2024, 3, { silent: 1 })], 'cases', null],
  ['no cases, where none was held', [year(2024, 0, { onRecord: 1 })], 'cases', 0],
])('a year has %s', (_, years, measure, expected) => { expect(figureOf(measure, years, 2024)).toBe(expected) })

test('before is the year before the first completer, after the finished years since; that year is neither', () => {
  expect(windowOf(2022, 2025)).toEqual({ before: 2021, after: [2023, 2024, 2025] })
  expect(windowOf(2025, 2025)).toEqual({ before: 2024, after: [] })
})

describe('municipalities', () => {
  const outcome = (one: Body, others: Body[] = []) => {
    const { compared: [pair], leftOut } = effectOf('held', [one, ...others], lastFinished)
    return pair ? { before: pair.before, after: pair.after, years: pair.afterYears, untrained: pair.untrained } : leftOut[0]?.why ?? 'absent'
  }
  test.each<[string, Body, Body[], ReturnType<typeof outcome>]>([
    ['are compared by the mean of the years on record', body(1, 2022, year(2021, 4), year(2022, 99), year(2023, 6), year(2025, 8)), [], { before: 4, after: 7, years: [2023, 2025], untrained: null }],
    ['are left out without a year since', body(1, 2025, year(2024, 4)), [], 'noYearSince'],
    ['are left out without a record before', body(1, 2022, year(2023, 4)), [], 'noneBefore'],
    ['are left out without a record after', body(1, 2022, year(2021, 4), year(2022, 5)), [], 'noneAfter'],
    ['are not there without a completer', body(1, null, year(2021, 4), year(2023, 4)), [], 'absent'],
    ['keep an unfinished year out', body(1, 2022, year(2021, 4), year(2026, 40)), [], 'noneAfter'],
    ['stand beside those without a completer in the same years', body(1, 2022, year(2021, 4), year(2023, 6)), [body(2, null, year(2021, 2), year(2023, 3)), body(3, 2024, year(2021, 4), year(2023, 5))], { before: 4, after: 6, years: [2023], untrained: { bodies: [2, 3], before: 3, after: 4 } }],
    ['do not stand beside those whose completers came in those years', body(1, 2022, year(2021, 4), year(2023, 6)), [body(2, 2023, year(2021, 2), year(2023, 3))], { before: 4, after: 6, years: [2023], untrained: null }],
    ['do not stand beside those that are not on record in every one of these years', body(1, 2022, year(2021, 4), year(2023, 6), year(2024, 6)), [body(2, null, year(2021, 2), year(2023, 3))], { before: 4, after: 6, years: [2023, 2024], untrained: null }],
  ])('%s', (_, one, others, expected) => { expect(outcome(one, others)).toEqual(expected) })
})

test('the mean of those set against others is of these alone, and says of how many', () => {
  const { mean, against } = effectOf('held', [body(1, 2022, year(2021, 4), year(2023, 6)), body(2, 2021, year(2020, 10), year(2022, 20)), body(3, null, year(2021, 1), year(2023, 1))], lastFinished)
  expect(mean).toEqual({ before: 7, after: 13 })
  expect(against).toEqual({ bodies: 1, others: 1, own: { before: 4, after: 6 }, untrained: { before: 1, after: 1 } })
})

const anyYears = fc.uniqueArray(fc.record({ fiscalYear: fc.integer({ min: 2018, max: 2026 }), held: fc.nat(20), canceled: fc.nat(3), silent: fc.nat(2), cases: fc.nat(40) }), { selector: ({ fiscalYear }) => fiscalYear, maxLength: 8 })
  .map((years) => years.map(({ held, canceled, silent, ...one }): YearOnRecord => ({ ...one, held, onRecord: held + canceled, silent: Math.min(silent, held), cases: held === 0 ? 0 : one.cases })))
const anyBodies = fc.array(fc.tuple(fc.option(fc.integer({ min: 2019, max: 2026 })), anyYears), { maxLength: 12 }).map((all) => all.map(([first, years], at) => body(at + 1, first, ...years)))
const measure = fc.constantFrom('held', 'cases' as const)

test('everybody with a completer is compared or left out, once; whoever is compared stands on both sides', () => {
  fc.assert(fc.property(anyBodies, measure, (bodies, of) => {
    const { compared, leftOut, mean, against } = effectOf(of, bodies, lastFinished)
    const trained = bodies.filter(({ firstTrained }) => firstTrained !== null).map(({ id }) => id)
    expect([...compared, ...leftOut].map(({ body: { id } }) => id).sort((a, b) => a - b)).toEqual(trained)
    for (const { body: one, before, after, beforeYear, afterYears } of compared) {
      expect(figureOf(of, one.years, beforeYear)).toBe(before)
      expect(afterYears.length).toBeGreaterThan(0)
      const values = afterYears.map((at) => figureOf(of, one.years, at)!)
      expect(after).toBeGreaterThanOrEqual(Math.min(...values))
      expect(after).toBeLessThanOrEqual(Math.max(...values))
      expect(Math.max(...afterYears)).toBeLessThanOrEqual(lastFinished)
    }
    expect(mean === null).toBe(compared.length === 0)
    if (against !== null) {
      expect(against.bodies).toBeLessThanOrEqual(compared.length)
      expect(against.others).toBeLessThanOrEqual(bodies.length)
    }
  }))
})

test('leaving out is symmetric: with one year on each side, exchanging the two compares the same municipalities, turned round', () => {
  const mirrored = (bodies: Body[]) => bodies.map((one) => ({ ...one, years: one.years.map((at) => ({ ...at, fiscalYear: at.fiscalYear === 2021 ? 2023 : at.fiscalYear === 2023 ? 2021 : at.fiscalYear })) }))
  const anyPairs = fc.array(fc.tuple(fc.boolean(), anyYears), { maxLength: 10 }).map((all) => all.map(([isTrained, years], at) => body(at + 1, isTrained ? 2022 : null, ...years.filter(({ fiscalYear }) => [2021, 2022, 2023].includes(fiscalYear)))))
  fc.assert(fc.property(anyPairs, measure, (bodies, of) => {
    const [there, back] = [effectOf(of, bodies, 2023), effectOf(of, mirrored(bodies), 2023)]
    expect(back.compared.map(({ body: { id }, before, after, untrained }) => [id, after, before, untrained && [untrained.after, untrained.before]]))
      .toEqual(there.compared.map(({ body: { id }, before, after, untrained }) => [id, before, after, untrained && [untrained.before, untrained.after]]))
  }))
})

test('a band is of five others at least, and of values that stand there', () => {
  const of = (values: number[]) => bandOf(values.map((value) => ({ before: value, after: value * 2 })))
  expect(of([1, 2, 3, 4])).toBeNull()
  expect(of([5, 1, 4, 2, 3])).toEqual({ bodies: 5, before: { low: 2, middle: 3, high: 4 }, after: { low: 4, middle: 6, high: 8 } })
  fc.assert(fc.property(fc.array(fc.nat(50), { minLength: fewestOthers, maxLength: 30 }), (values) => {
    const { low, middle, high } = of(values)!.before
    expect(low <= middle && middle <= high && [low, middle, high].every((value) => values.includes(value))).toBe(true)
  }))
})
