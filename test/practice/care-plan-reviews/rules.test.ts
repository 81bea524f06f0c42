import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { referenceThresholds } from '../../../migrations/measures.ts'
import { careLevels, problemsOfFiling, problemsOfReview, tallyOf, thresholdOn, weighPlan, whyNotThreshold, type CareLevel, type Threshold } from '../../../server/practice/care-plan-reviews/rules.ts'

const reference = referenceThresholds.map((one) => ({ rule: one.rule, careLevel: one.care_level, value: one.value, validFrom: one.valid_from }) as Threshold)

describe('a plan against the thresholds of its day', () => {
  test.each<[CareLevel, number, string, boolean | null]>([
    ['care_1', 27, '2018-10-01', true], ['care_1', 26, '2018-10-01', false], ['care_2', 34, '2022-05-01', true], ['care_2', 33, '2022-05-01', false], ['care_3', 43, '2022-05-01', true], ['care_3', 42, '2022-05-01', false],
    ['care_4', 38, '2022-05-01', true], ['care_4', 37, '2022-05-01', false], ['care_5', 31, '2022-05-01', true], ['care_5', 30, '2022-05-01', false], ['care_1', 99, '2018-09-30', null],
  ])('%s with %i visits on %s: %s', (careLevel, visits, plannedOn, reaches) => { expect(weighPlan({ kind: 'frequent_home_help', careLevel, visits, plannedOn }, reference).reaches).toBe(reaches) })
  test.each([[70, 60, '2021-10-01', true], [69, 60, '2021-10-01', false], [70, 59, '2021-10-01', false], [100, 100, '2021-09-30', null]] as const)('%i %% of the limit and %i %% home help on %s: %s', (limitPercent, homeHelpPercent, plannedOn, reaches) => {
    expect(weighPlan({ kind: 'by_office', careLevel: 'care_3', limitPercent, homeHelpPercent, plannedOn }, reference).reaches).toBe(reaches)
  })
  test('a later threshold holds from its day on, the earlier before it, and an ended one for nobody', () => {
    const all: Threshold[] = [...reference, { rule: 'home_help_visits_per_month', careLevel: 'care_1', value: 30, validFrom: '2024-04-01' }, { rule: 'home_help_visits_per_month', careLevel: 'care_1', value: null, validFrom: '2027-04-01' }]
    const weigh = (plannedOn: string) => weighPlan({ kind: 'frequent_home_help', careLevel: 'care_1', visits: 28, plannedOn }, all).reaches
    expect([weigh('2024-03-31'), weigh('2024-04-01'), weigh('2027-04-01')]).toEqual([true, false, null])
  })
  test('whoever reaches with some visits reaches with more; the order of thresholds tells nothing', () => {
    const day = fc.date({ min: new Date('2018-10-01'), max: new Date('2030-12-31'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10))
    fc.assert(fc.property(fc.constantFrom(...careLevels), fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 50 }), day, fc.shuffledSubarray(reference, { minLength: reference.length }), (careLevel, visits, more, plannedOn, mixed) => {
      const at = (n: number) => weighPlan({ kind: 'frequent_home_help', careLevel, visits: n, plannedOn }, mixed).reaches
      if (at(visits)) expect(at(visits + more)).toBe(true)
      expect(at(visits)).toBe(weighPlan({ kind: 'frequent_home_help', careLevel, visits, plannedOn }, reference).reaches)
      expect(thresholdOn(mixed, 'home_help_visits_per_month', careLevel, plannedOn)?.validFrom).toBe('2018-10-01')
    }))
  })
})

test.each<[string, Parameters<typeof problemsOfFiling>[0], string[]]>([
  ['whole', { kind: 'frequent_home_help', plannedOn: '2026-05-01', filedOn: '2026-06-30', visits: 30 }, []],
  ['no visits', { kind: 'frequent_home_help', plannedOn: '2026-05-01', filedOn: '2026-06-30' }, ['visits']],
  ['no shares', { kind: 'by_office', plannedOn: '2026-05-01', filedOn: '2026-06-30', visits: 3 }, ['limitPercent', 'homeHelpPercent']],
  ['filed before it was made', { kind: 'frequent_home_help', plannedOn: '2026-05-01', filedOn: '2026-04-30', visits: 1 }, ['filedOn']],
  ['tomorrow', { kind: 'frequent_home_help', plannedOn: '2026-07-02', filedOn: '2026-07-02', visits: 1 }, ['plannedOn', 'filedOn']],
])('a filing: %s', (_, filing, wrong) => { expect(problemsOfFiling(filing, '2026-07-01').map(({ field }) => field)).toEqual(wrong) })

test.each([
  [{}, []], [{ reviewedOn: '2026-07-01', reviewedIn: '会議' }, []], [{ reviewedOn: '2026-07-01' }, ['reviewedIn']], [{ reviewedIn: '会議' }, ['reviewedOn']], [{ outcome: 'kept' }, ['reviewedOn']],
  [{ reviewedOn: '2026-05-01', reviewedIn: '会議' }, ['reviewedOn']], [{ reviewedOn: '2026-08-01', reviewedIn: '会議' }, ['reviewedOn']],
] as const)('a review %j', (review, wrong) => { expect(problemsOfReview(review, '2026-06-30', '2026-07-01').map(({ field }) => field)).toEqual(wrong) })

test('a threshold is only added behind those that stand', () => {
  const added = (validFrom: string) => whyNotThreshold({ rule: 'limit_use_ratio_min', careLevel: 'any', validFrom }, reference)
  expect([added('2021-10-01'), added('2021-09-01'), added('2021-10-02')]).toEqual([{ key: 'carePlanReviews.notLater' }, { key: 'carePlanReviews.notLater' }, null])
})

test('filings are counted by where they were reviewed: none of six in one conference is a nought', () => {
  const [frequent, office] = tallyOf([{ kind: 'frequent_home_help', place: '', filed: 4, toChange: 0 }, { kind: 'frequent_home_help', place: '事前協議', filed: 2, toChange: 1 }, { kind: 'by_office', place: '包括ケア会議', filed: 4, toChange: 0 }])
  expect(frequent).toEqual({ kind: 'frequent_home_help', filed: 6, reviewed: 2, toChange: 1, places: [{ place: '事前協議', reviewed: 2 }] })
  expect(office).toMatchObject({ filed: 4, reviewed: 4 })
})
