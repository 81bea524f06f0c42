import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cohortLimit, seatLimit } from '../../../server/entry/enrollments/rules.ts'
import { categories, type Category } from '../../../server/entry/nominations/rules.ts'
import { passedOver, ruleInWords, type Nominee, type SimulationInput } from '../../../server/entry/selection/rules.ts'
import { lotOf, simulate } from '../../../server/entry/selection/simulation.ts'
import { inJapanese, keyOf } from '../../support/reasons.ts'

const professions = ['public_health_nurse', 'physical_therapist', 'dietitian', null]
/** Nominations as sheets make them: ranks from 1 without gaps in each municipality and category. */
const nominationsOf = fc.array(fc.record({
  municipalityId: fc.integer({ min: 1, max: 6 }), category: fc.constantFrom(...categories), profession: fc.constantFrom(...professions),
  wish: fc.constantFrom(null, 1, 2, 9), eligible: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
}), { maxLength: 60 }).map((people) => {
  const ranks = new Map<string, number>()
  return people.map(({ municipalityId, category, profession, wish, eligible }, index): Nominee => {
    const rank = (ranks.get(`${municipalityId} ${category}`) ?? 0) + 1
    ranks.set(`${municipalityId} ${category}`, rank)
    return {
      id: index + 1, municipalityId, municipalityCode: `13${String(municipalityId).padStart(4, '0')}`, category, rank, professionCode: profession,
      wishedCohortIds: wish === null ? [] : [wish], problem: eligible ? null : { key: 'nominations.completedBefore' },
    }
  })
})
const places = fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined })
const inputs = fc.record({
  nominations: nominationsOf, cohorts: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }).map((all) => all.map((capacity, n) => ({ id: n + 1, capacity }))),
  capacity: fc.integer({ min: 1, max: 25 }), overPercent: fc.integer({ min: 100, max: 200 }), hardQuota: fc.boolean(),
  quotas: fc.record({ chair: places, adviser: places, case_presenter: places, other: places })
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Partial<Record<Category, number>>),
  waitlistMax: fc.integer({ min: 0, max: 20 }), seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
})
const holds = (title: string, property: (input: SimulationInput, result: ReturnType<typeof simulate>) => void) =>
  test(title, () => { fc.assert(fc.property(inputs, (input) => property(input, simulate(input))), { numRuns: 200 }) })

holds('every nomination has one line, one position and the rule that decided it', ({ nominations }, { lines }) => {
  expect(lines.map(({ nominationId }) => nominationId).sort((a, b) => a - b)).toEqual(nominations.map(({ id }) => id))
  expect(lines.map(({ position }) => position)).toEqual(lines.map((_, index) => index + 1))
  for (const { rule, ruleData } of lines) {
    const reason = ruleInWords({ rule, ruleData })
    expect(keyOf(reason)).toBe(`selection.rule.${rule}`)
    expect(inJapanese(reason)).not.toBe('')
  }
})

holds('no seat is given beyond the limit, neither of the training nor of a cohort', (input, { lines, summary }) => {
  const limit = seatLimit(input)
  expect(summary.selected).toBeLessThanOrEqual(limit)
  expect(summary.limit).toBe(limit)
  for (const { id, capacity } of input.cohorts) {
    expect(lines.filter(({ cohortId }) => cohortId === id).length).toBeLessThanOrEqual(cohortLimit(capacity, input.overPercent))
  }
})

holds('every selected person has a cohort of the training, and nobody else has one', ({ cohorts }, { lines }) => {
  for (const { outcome, cohortId } of lines) {
    expect(cohortId !== null && cohorts.some(({ id }) => id === cohortId)).toBe(outcome === 'selected')
  }
})

holds('a hard quota is never oversold, and a soft one only while seats are left', (input, { lines }) => {
  const categoryOf = new Map(input.nominations.map(({ id, category }) => [id, category]))
  for (const [category, quota] of Object.entries(input.quotas ?? {})) {
    const selected = lines.filter(({ outcome, nominationId }) => outcome === 'selected' && categoryOf.get(nominationId) === category)
    if (input.hardQuota) expect(selected.length).toBeLessThanOrEqual(quota)
    else if (selected.length > quota) expect(selected.filter(({ rule }) => rule === 'spare_seat' || rule === 'draw' || rule === 'scarce_profession').length).toBeGreaterThanOrEqual(selected.length - quota)
  }
})

holds('nobody eligible is passed over by a colleague of a later rank', ({ nominations }, { lines }) => {
  expect(passedOver(lines, nominations)).toEqual([])
})

holds('whoever is not eligible is declined, and seats are not left while somebody eligible waits', (input, { lines, summary }) => {
  const eligible = new Set(input.nominations.filter(({ problem }) => problem === null).map(({ id }) => id))
  for (const { nominationId, outcome, rule } of lines) if (!eligible.has(nominationId)) expect([outcome, rule]).toEqual(['declined', 'ineligible'])
  if (!input.hardQuota) expect(summary.selected).toBe(Math.min(eligible.size, seatLimit(input)))
})

holds('the waitlist is numbered from 1 without gaps and no longer than asked for', ({ waitlistMax }, { lines }) => {
  const waiting = lines.flatMap(({ waitlistPosition }) => waitlistPosition ?? [])
  expect(waiting).toEqual(waiting.map((_, index) => index + 1))
  expect(waiting.length).toBeLessThanOrEqual(waitlistMax)
  expect(lines.every(({ outcome, waitlistPosition }) => (outcome === 'waitlisted') === (waitlistPosition !== null))).toBe(true)
})

test('the same seed gives the same lines, in whatever order nominations and cohorts are handed in', () => {
  fc.assert(fc.property(inputs, fc.integer(), (input, shuffle) => {
    const shuffled = <T extends { id: number }>(list: readonly T[]) => [...list].sort((a, b) => lotOf(Math.abs(shuffle), a.id) - lotOf(Math.abs(shuffle), b.id))
    expect(simulate({ ...input, nominations: shuffled(input.nominations), cohorts: shuffled(input.cohorts) }).lines).toEqual(simulate(input).lines)
  }), { numRuns: 100 })
})

test('another seed draws another order, and a lot does not depend on the others', () => {
  const many = Array.from({ length: 40 }, (_, n): Nominee => ({
    id: n + 1, municipalityId: n, municipalityCode: `13${String(n).padStart(4, '0')}`, category: 'chair', rank: 1, professionCode: null, wishedCohortIds: [], problem: null,
  }))
  const chosen = (seed: number) => simulate({ nominations: many, cohorts: [{ id: 1, capacity: 10 }], capacity: 10, overPercent: 100, waitlistMax: 0, seed })
    .lines.filter(({ outcome }) => outcome === 'selected').map(({ nominationId }) => nominationId)
  expect(chosen(1)).not.toEqual(chosen(2))
  expect(chosen(1)).toEqual(chosen(1))
  expect(new Set(many.map(({ id }) => lotOf(7, id))).size).toBe(40)
})

test('ten thousand nominations are simulated in less than three seconds', () => {
  const nominations = Array.from({ length: 10_000 }, (_, n): Nominee => ({
    id: n + 1, municipalityId: n % 62, municipalityCode: `13${String(n % 62).padStart(4, '0')}`, category: categories[n % 4]!, rank: 1 + Math.floor(n / 248),
    professionCode: professions[n % 4]!, wishedCohortIds: [1 + (n % 3)], problem: null,
  }))
  const began = performance.now()
  const { summary } = simulate({ nominations, cohorts: [1, 2, 3].map((id) => ({ id, capacity: 2_000 })), capacity: 6_000, overPercent: 108, waitlistMax: 500, seed: 20260713 })
  expect([summary.nominated, summary.selected]).toEqual([10_000, 6_480])
  expect(performance.now() - began).toBeLessThan(3_000)
})
