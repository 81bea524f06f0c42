import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cohortLimit, seatLimit } from '../../../server/entry/enrollments/rules.ts'
import { categories, type Category } from '../../../server/entry/nominations/rules.ts'
import { ruleInWords } from '../../../server/entry/selection/rules.ts'
import { simulate } from '../../../server/entry/selection/simulation.ts'
import { passedOver } from '../../../server/entry/selection/simulation/figures.ts'
import type { Nominee, SimulationInput } from '../../../server/entry/selection/simulation/input.ts'
import { lotOf } from '../../../server/entry/selection/simulation/lots.ts'
import { inJapanese, keyOf } from '../../support/reasons.ts'

const professions = ['public_health_nurse', 'physical_therapist', 'dietitian', null]
/** Nominations as sheets make them: ranks from 1 without gaps in each municipality and category. */
const nominationsOf = fc.array(fc.record({
  municipalityId: fc.integer({ min: 1, max: 6 }), category: fc.constantFrom(...categories), profession: fc.constantFrom(...professions),
  wishes: fc.uniqueArray(fc.constantFrom(1, 2, 3, 9), { maxLength: 3 }), team: fc.constantFrom(null, null, null, null, 1, 2), guaranteed: fc.integer({ min: 0, max: 9 }).map((n) => n === 0), eligible: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
}), { maxLength: 60 }).map((people) => {
  const ranks = new Map<string, number>()
  return people.map(({ municipalityId, category, profession, wishes, team, guaranteed, eligible }, index): Nominee => {
    const rank = (ranks.get(`${municipalityId} ${category}`) ?? 0) + 1
    ranks.set(`${municipalityId} ${category}`, rank)
    return {
      id: index + 1, municipalityId, municipalityCode: `13${String(municipalityId).padStart(4, '0')}`, category, rank, professionCode: profession,
      wishedCohortIds: wishes, team, guaranteed, problem: eligible ? null : { key: 'nominations.completedBefore' },
    }
  })
})
const places = fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined })
const inputs = fc.record({
  nominations: nominationsOf, cohorts: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }).map((all) => all.map((capacity, n) => ({ id: n + 1, capacity }))),
  capacity: fc.integer({ min: 1, max: 25 }), overPercent: fc.integer({ min: 100, max: 200 }), hardQuota: fc.boolean(),
  quotas: fc.record({ chair: places, adviser: places, case_presenter: places, other: places })
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Partial<Record<Category, number>>),
  professionQuotas: fc.record({ dietitian: places, physical_therapist: places })
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<string, number>),
  hardProfessionQuota: fc.boolean(), guaranteeMax: fc.integer({ min: 0, max: 8 }), waitlistMax: fc.integer({ min: 0, max: 20 }), seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
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

/** Everybody who has a cohort, with the limits of the cohorts and who is in which. */
function seatedIn({ nominations, cohorts, overPercent }: SimulationInput, { lines }: ReturnType<typeof simulate>) {
  const lineOf = new Map(lines.map((line) => [line.nominationId, line]))
  const seated = nominations.map((one) => ({ ...one, ...lineOf.get(one.id)! })).filter(({ outcome }) => outcome === 'selected')
  const teamOf = ({ municipalityId, team, id }: Nominee) => team ? `${municipalityId} ${team}` : `one ${id}`
  const teams = [...Map.groupBy(seated, teamOf).values()]
  const freeIn = (cohortId: number, of: readonly { cohortId: number | null }[]) =>
    cohortLimit(cohorts.find(({ id }) => id === cohortId)!.capacity, overPercent) - of.filter((one) => one.cohortId === cohortId).length
  return { seated, teams, alone: teams.filter((members) => members.length === 1).flat(), freeIn }
}
/** How far from the first wish: 0 for it, and beyond every wish for a cohort that was not wished. */
const farFrom = ({ wishedCohortIds }: Nominee, cohortId: number | null) => (wishedCohortIds.indexOf(cohortId!) + 100) % 100

holds('no two people would both rather have the other’s cohort, and nobody wishes for a cohort that has a free seat', (input, result) => {
  const { alone, seated, freeIn } = seatedIn(input, result)
  for (const one of alone) {
    for (const other of alone) {
      const gains = (who: typeof one, to: number | null) => who.wishedCohortIds.length > 0 && farFrom(who, to) < farFrom(who, who.cohortId)
      expect(gains(one, other.cohortId) && gains(other, one.cohortId), `${one.id} and ${other.id}`).toBe(false)
    }
    for (const { id } of input.cohorts) if (farFrom(one, id) < Math.min(99, farFrom(one, one.cohortId))) expect(freeIn(id, seated), `${one.id} wished ${id}`).toBeLessThanOrEqual(0)
  }
})

holds('a wish is lost only to a team, or to somebody whose turn came before: an earlier tier, or an earlier lot in the same', (input, result) => {
  const { alone } = seatedIn(input, result)
  const tier = tierOf(input.nominations)
  for (const one of alone) for (const other of alone) {
    const wanted = one.wishedCohortIds.includes(other.cohortId!) && farFrom(one, other.cohortId) < farFrom(one, one.cohortId)
    if (!wanted || one.team || other.team) continue
    const isBefore = tier(other) < tier(one) || (tier(other) === tier(one) && lotOf(input.seed, other.id) < lotOf(input.seed, one.id))
    expect(isBefore, `${one.id} lost to ${other.id}`).toBe(true)
  }
})

holds('a team sits in one cohort, unless none has room for it beside the other teams, which its lines say', (input, result) => {
  const { teams, freeIn } = seatedIn(input, result)
  const whole = teams.filter((members) => members.length > 1)
  for (const members of whole) {
    const isApart = new Set(members.map(({ cohortId }) => cohortId)).size > 1
    if (!isApart) continue
    const others = whole.filter((team) => team !== members && team.length >= members.length).flat()
    for (const { id } of input.cohorts) expect(freeIn(id, others)).toBeLessThan(members.length)
    for (const { cohortRule } of members) expect(cohortRule).toMatch(/^(wish_\d|team_apart)$/)
  }
})

holds('the rule of a cohort says the wish that was met, or that none was said or none had room', (input, result) => {
  for (const { cohortRule, wishMet, wishedCohortIds, cohortId, team } of seatedIn(input, result).seated) {
    expect(wishMet).toBe(wishedCohortIds.includes(cohortId!) ? 1 + wishedCohortIds.indexOf(cohortId!) : null)
    if (wishMet !== null) expect(cohortRule).toBe(`wish_${wishMet}`)
    else if (!team) expect(cohortRule).toBe(wishedCohortIds.length > 0 ? 'wishes_full' : 'balance')
  }
  expect(result.lines.every(({ outcome, cohortRule }) => (outcome === 'selected') === (cohortRule !== null))).toBe(true)
})

holds('without wishes and teams, cohorts of one size have the same people of each category, one more or less', (input) => {
  const nominations = input.nominations.map((one) => ({ ...one, team: null, wishedCohortIds: [] }))
  const cohorts = input.cohorts.map(({ id }) => ({ id, capacity: 60 }))
  const result = simulate({ ...input, nominations, cohorts, overPercent: 100 })
  const { seated } = seatedIn({ ...input, nominations, cohorts, overPercent: 100 }, result)
  for (const category of categories) {
    const counts = cohorts.map(({ id }) => seated.filter((one) => one.cohortId === id && one.category === category).length)
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
  }
})

/** The place of somebody among the eligible of their municipality and category; 0 for a promise of last year. */
function tierOf(nominations: readonly Nominee[]) {
  const places = new Map<number, number>()
  for (const group of Map.groupBy(nominations.filter(({ problem }) => problem === null), ({ municipalityId, category }) => `${municipalityId} ${category}`).values())
    for (const [n, { id, guaranteed }] of group.toSorted((a, b) => a.rank - b.rank).entries()) places.set(id, guaranteed ? 0 : n + 1)
  return ({ id }: Nominee): number => places.get(id)!
}

holds('a hard quota is never oversold, and a soft one only while seats are left', (input, { lines }) => {
  const categoryOf = new Map(input.nominations.map(({ id, category }) => [id, category]))
  for (const [category, quota] of Object.entries(input.quotas ?? {})) {
    const selected = lines.filter(({ outcome, nominationId }) => outcome === 'selected' && categoryOf.get(nominationId) === category)
    if (input.hardQuota) expect(selected.length).toBeLessThanOrEqual(quota)
    else if (selected.length > quota) expect(selected.filter(({ rule }) => rule === 'spare_seat' || rule === 'draw' || rule === 'scarce_profession').length).toBeGreaterThanOrEqual(selected.length - quota)
  }
})

holds('a hard quota of a profession is never oversold', ({ nominations, professionQuotas = {}, hardProfessionQuota }, { lines }) => {
  const professionAt = new Map(nominations.map(({ id, professionCode }) => [id, professionCode]))
  for (const [code, quota] of Object.entries(professionQuotas)) {
    const selected = lines.filter(({ outcome, nominationId }) => outcome === 'selected' && professionAt.get(nominationId) === code)
    if (hardProfessionQuota) expect(selected.length).toBeLessThanOrEqual(quota)
    else if (selected.length > quota) expect(selected.filter(({ rule }) => ['spare_seat', 'spare_profession', 'draw', 'scarce_profession'].includes(rule)).length).toBeGreaterThanOrEqual(selected.length - quota)
  }
})

holds('the eligible of a team have one outcome', ({ nominations }, { lines }) => {
  const outcomeOf = new Map(lines.map(({ nominationId, outcome }) => [nominationId, outcome]))
  const teams = Map.groupBy(nominations.filter(({ team, problem }) => team && problem === null), ({ municipalityId, team }) => `${municipalityId} ${team}`)
  for (const members of teams.values()) expect(new Set(members.map(({ id }) => outcomeOf.get(id))).size).toBe(1)
})

holds('nobody eligible is passed over by a later rank, but for a team, a full profession, or a promise of last year', ({ nominations, professionQuotas = {} }, { lines }) => {
  const lineOf = new Map(lines.map((line) => [line.nominationId, line]))
  const isSelected = ({ id }: Nominee) => lineOf.get(id)!.outcome === 'selected'
  const givenTo = (code: string | null) => nominations.filter((one) => one.professionCode === code && isSelected(one)).length
  const mayWait = ({ team, professionCode }: Nominee) => Boolean(team) || professionCode !== null && givenTo(professionCode) >= (professionQuotas[professionCode] ?? Infinity)
  for (const { nominationId } of passedOver(lines, nominations)) {
    const one = nominations.find(({ id }) => id === nominationId)!
    const before = nominations.filter((other) => isSelected(other) && other.municipalityId === one.municipalityId && other.category === one.category && other.rank > one.rank)
    if (!mayWait(one)) expect(before.filter(({ guaranteed }) => !guaranteed)).toEqual([])
  }
})

holds('without teams, quotas of professions and promises nobody eligible is passed over at all', (input) => {
  const nominations = input.nominations.map((one) => ({ ...one, team: null, guaranteed: false }))
  expect(passedOver(simulate({ ...input, nominations, professionQuotas: {} }).lines, nominations)).toEqual([])
})

holds('naming a team takes no seat from a colleague of the same municipality and category who ranks before', (input, { lines }) => {
  const selected = new Set(lines.filter(({ outcome }) => outcome === 'selected').map(({ nominationId }) => nominationId))
  for (const member of input.nominations.filter(({ team, id, guaranteed }) => team && selected.has(id) && !guaranteed)) {
    const before = input.nominations.filter((one) => one.municipalityId === member.municipalityId && one.category === member.category && one.rank < member.rank
      && one.problem === null && !one.team && !(one.professionCode !== null && one.professionCode in input.professionQuotas!))
    expect(before.filter(({ id }) => !selected.has(id))).toEqual([])
  }
})

holds('whoever was promised a seat last year has one before any who was not, within the hard quotas', (input, { lines }) => {
  const eligible = input.nominations.filter(({ problem }) => problem === null)
  const promised = eligible.filter(({ guaranteed, team }) => guaranteed && !team)
  if (input.hardQuota || input.hardProfessionQuota || Object.keys(input.quotas!).length + Object.keys(input.professionQuotas!).length > 0) return
  if (promised.length > seatLimit(input)) return
  const lineOf = new Map(lines.map((line) => [line.nominationId, line]))
  for (const { id } of promised) expect(lineOf.get(id)!.outcome).toBe('selected')
})

holds('whoever is not eligible is declined, and seats are not left while somebody eligible waits alone', (input, { lines, summary }) => {
  const eligible = new Set(input.nominations.filter(({ problem }) => problem === null).map(({ id }) => id))
  for (const { nominationId, outcome, rule } of lines) if (!eligible.has(nominationId)) expect([outcome, rule]).toEqual(['declined', 'ineligible'])
  const alone = input.nominations.filter(({ id, team }) => eligible.has(id) && !team)
  const waits = alone.some(({ id }) => lines.find(({ nominationId }) => nominationId === id)!.outcome !== 'selected')
  if (!input.hardQuota && !input.hardProfessionQuota && waits) expect(summary.selected).toBe(seatLimit(input))
})

holds('no more are promised a seat next year than asked for', ({ guaranteeMax = 0 }, { lines }) => {
  expect(lines.filter(({ outcome }) => outcome === 'next_year').length).toBeLessThanOrEqual(guaranteeMax)
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
    professionCode: professions[n % 4]!, wishedCohortIds: n % 4 === 0 ? [] : [1 + (n % 3), 1 + ((n + 1) % 3)], problem: null, team: n % 10 === 0 ? 1 + n % 99 : null, guaranteed: n % 50 === 0,
  }))
  const began = performance.now()
  const { summary } = simulate({ nominations, cohorts: [1, 2, 3].map((id) => ({ id, capacity: 2_000 })), capacity: 6_000, overPercent: 108, waitlistMax: 500, seed: 20260713 })
  expect([summary.nominated, summary.selected]).toEqual([10_000, 6_480])
  expect(performance.now() - began).toBeLessThan(3_000)
})

test('a team of two does not squeeze into the last place of a hard quota, of a category or a profession; it waits whole and lets the next pass', () => {
  const nominee = (id: number, team: number | null): Nominee => ({
    id, municipalityId: 1, municipalityCode: '130001', category: 'chair', rank: id, professionCode: 'dietitian', wishedCohortIds: [], problem: null, team,
  })
  const nominations = [nominee(1, 7), nominee(2, 7), nominee(3, null)]
  const room = { nominations, cohorts: [{ id: 1, capacity: 9 }], capacity: 9, overPercent: 100, waitlistMax: 9, seed: 1 }
  for (const hard of [{ quotas: { chair: 1 }, hardQuota: true }, { professionQuotas: { dietitian: 1 }, hardProfessionQuota: true }]) {
    const { lines } = simulate({ ...room, ...hard })
    expect(lines.map(({ nominationId, outcome }) => [nominationId, outcome])).toEqual([[3, 'selected'], [1, 'waitlisted'], [2, 'waitlisted']])
  }
})
