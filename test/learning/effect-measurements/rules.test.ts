import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, addMonths } from '../../../server/base/days.ts'
import {
  compare, heldAmong, heldBack, isDueToAsk, ratingsOf, shownTo, stateOfRound, whyNotAskManager, whyNotChangeItems, whyNotRate, windowsOf, type Course, type Rated,
} from '../../../server/learning/effect-measurements/rules.ts'

test.each([
  ['2026-03-31', 3, '2026-06-30'], ['2026-04-01', 3, '2026-07-01'], ['2026-11-30', 3, '2027-02-28'], ['2027-11-30', 3, '2028-02-29'], ['2026-12-31', 3, '2027-03-31'],
  ['2026-10-31', 4, '2027-02-28'], ['2026-01-15', 12, '2027-01-15'], ['2099-11-30', 3, '2100-02-28'],
])('%s and %i months is %s', (day, months, later) => {
  expect(addMonths(day, months)).toBe(later)
})

const course: Course = { firstDay: '2026-09-17', lastDay: '2026-09-30', completedOn: '2026-10-20', afterDays: 14, laterDays: 30 }

test('the rounds: until the first class day, from the last one on, and three months after it', () => {
  expect(windowsOf(course)).toEqual({ before: { from: null, to: '2026-09-17' }, after: { from: '2026-09-30', to: '2026-10-14' }, later: { from: '2026-12-30', to: '2027-01-29' } })
  expect(windowsOf({ ...course, firstDay: null, lastDay: null }).after, 'without class days, from completion').toEqual({ from: '2026-10-20', to: '2026-11-03' })
  expect(windowsOf({ ...course, firstDay: null, lastDay: null, completedOn: null })).toEqual({ before: null, after: null, later: null })
})

test.each([
  ['before', '2026-09-17', null], ['before', '2026-09-18', 'measurements.over'], ['after', '2026-09-29', 'measurements.notYet'], ['after', '2026-09-30', null],
  ['after', '2026-10-14', null], ['after', '2026-10-15', 'measurements.over'], ['later', '2026-12-29', 'measurements.notYet'], ['later', '2026-12-30', null], ['later', '2027-01-30', 'measurements.over'],
] as const)('%s on %s: %s', (round, today, key) => {
  expect(whyNotRate(windowsOf(course)[round], today)?.key ?? null).toBe(key)
})

test('a round is open, to come, answered or missed', () => {
  const { after } = windowsOf(course)
  expect([stateOfRound(after, false, '2026-09-01'), stateOfRound(after, false, '2026-10-01'), stateOfRound(after, true, '2026-12-01'), stateOfRound(after, false, '2026-12-01'), stateOfRound(null, false, '2026-12-01')])
    .toEqual(['not_yet', 'open', 'answered', 'missed', 'not_yet'])
})

const items = [{ id: 'm1', label: '進行', labelEn: 'Running' }, { id: 'm2', label: '助言', labelEn: 'Advice' }]

test.each<[unknown, Record<string, string>]>([
  [{ m1: '1', m2: '5' }, {}], [{ m1: '1' }, { 'ratings.m2': 'form.notChosen' }], [undefined, { 'ratings.m1': 'form.notChosen', 'ratings.m2': 'form.notChosen' }],
  [{ m1: '0', m2: '6' }, { 'ratings.m1': 'form.wrong', 'ratings.m2': 'form.wrong' }], [{ m1: ['1', '2'], m2: '1e0' }, { 'ratings.m1': 'form.wrong', 'ratings.m2': 'form.wrong' }],
])('ratings %j', (sent, problems) => {
  expect(Object.fromEntries(ratingsOf(items, sent).problems.map(({ field, reason }) => [field, reason.key]))).toEqual(problems)
})

test('what was rated is not taken out; words may be mended, and more be asked', () => {
  expect(whyNotChangeItems(items, [], false)?.key).toBe('measurements.noItems')
  expect(whyNotChangeItems(items, [items[0]!], true)?.key).toBe('measurements.isRated')
  expect(whyNotChangeItems(items, [items[0]!], false)).toBeNull()
  expect(whyNotChangeItems(items, [{ ...items[0]!, label: '司会' }, items[1]!, { id: 'x1', label: '新', labelEn: '' }], true)).toBeNull()
})

test.each([
  ['expectation', { email: null, expectedAt: null, isRated: false }, '2026-09-10', 'measurements.noManager'],
  ['expectation', { email: 'a@b.jp', expectedAt: null, isRated: false }, '2026-09-10', null],
  ['expectation', { email: 'a@b.jp', expectedAt: new Date(0), isRated: false }, '2026-09-10', 'measurements.managerDone'],
  ['expectation', { email: 'a@b.jp', expectedAt: null, isRated: false }, '2026-09-18', 'measurements.over'],
  ['later', { email: 'a@b.jp', expectedAt: null, isRated: false }, '2026-12-29', 'measurements.notYet'],
  ['later', { email: 'a@b.jp', expectedAt: null, isRated: false }, '2026-12-30', null],
  ['later', { email: 'a@b.jp', expectedAt: null, isRated: true }, '2026-12-30', 'measurements.managerDone'],
] as const)('a manager is asked for %s when %j on %s: %s', (purpose, state, today, key) => {
  expect(whyNotAskManager(purpose, state, windowsOf(course), today)?.key ?? null).toBe(key)
})

test('a manager is written to on the first day, and once more in the last week', () => {
  const window = windowsOf(course).later!
  expect([isDueToAsk(window, 0, '2026-12-30'), isDueToAsk(window, 1, '2027-01-10'), isDueToAsk(window, 1, '2027-01-22'), isDueToAsk(window, 2, '2027-01-22')]).toEqual([true, false, true, false])
})

test('only who answered both is compared; who is missing is counted apart', () => {
  const people: Rated[] = [
    { 'before.self': { m1: 2, m2: 3 }, 'after.self': { m1: 4, m2: 3 } }, { 'before.self': { m1: 3, m2: 4 }, 'after.self': { m1: 4, m2: 2 } },
    { 'before.self': { m1: 1, m2: 1 } }, { 'after.self': { m1: 5, m2: 5 } }, {},
  ]
  expect(compare(items, people, { from: 'before.self', to: 'after.self' })).toEqual([
    { item: items[0], change: { pairs: 2, from: 2.5, to: 4, change: 1.5, up: 2, same: 0, down: 0 }, onlyFrom: 1, onlyTo: 1, neither: 1 },
    { item: items[1], change: { pairs: 2, from: 3.5, to: 2.5, change: -1, up: 0, same: 1, down: 1 }, onlyFrom: 1, onlyTo: 1, neither: 1 },
  ])
  expect(compare(items, [], { from: 'before.self', to: 'after.self' })[0]).toMatchObject({ change: null })
})

test('others than the prefecture see no figure of fewer than five', () => {
  const one = (from: number, to: number): Rated => ({ 'before.self': { m1: from }, 'after.self': { m1: to } })
  const seen = (people: Rated[], seesAll = false) => shownTo(seesAll, compare([items[0]!], people, { from: 'before.self', to: 'after.self' }))[0]!
  const four = [one(1, 2), one(1, 3), one(2, 2), one(3, 4)]
  expect(seen(four)).toMatchObject({ change: null, isWithheld: true })
  expect(seen(four, true).change).toMatchObject({ pairs: 4, spread: { up: 3, same: 1, down: 0 } })
  expect(seen([...four, one(1, 5)]).change, 'a mean of five, and no count of one').toEqual({ pairs: 5, from: 1.6, to: 3.2, change: 1.6, spread: null })
  expect(seen(Array.from({ length: 6 }, () => one(1, 2))).change!.spread).toEqual({ up: 6, same: 0, down: 0 })
})

test('two comparisons of nearly the same people are not both shown to others', () => {
  const person = (...sides: (keyof Rated)[]): Rated => Object.fromEntries(sides.map((side) => [side, { m1: 3 }]))
  const times = (n: number, rated: Rated) => Array.from({ length: n }, () => rated)
  const [two, three] = [person('before.self', 'after.self'), person('before.self', 'after.self', 'later.self')]
  const held = (people: Rated[]) => [...heldBack([items[0]!], people)]
  expect(held([...times(2, two), ...times(5, three)]), 'two are in the first comparison alone').toEqual(['kept.m1', 'since.m1'])
  expect(held([...times(5, two), ...times(5, three)])).toEqual([])
  expect(held(times(6, three))).toEqual([])
  expect(held([...times(8, two), ...times(4, three)]), 'four are not shown anyway').toEqual([])
})

test('cohort by cohort nothing is shown where one of them is too few: all less the others would tell', () => {
  const both = (n: number, from: number, to: number) => Array.from({ length: n }, (): Rated => ({ 'before.self': { m1: from }, 'after.self': { m1: to } }))
  const held = (...cohorts: Rated[][]) => { const { items: some, spreads } = heldAmong([items[0]!], cohorts); return [[...some], [...spreads]] }
  expect(held(both(5, 1, 3), both(6, 2, 3))).toEqual([[], []])
  expect(held(both(9, 1, 3), both(4, 2, 3)), 'four in the second').toEqual([['after.m1'], ['after.m1']])
  expect(held(both(9, 1, 3), []), 'nobody in the second').toEqual([[], []])
  expect(held(both(9, 1, 3), [...both(5, 2, 3), ...both(2, 3, 3)]), 'two of the second stayed the same').toEqual([[], ['after.m1']])
})

test('what others see of all and of each cohort never leaves fewer than five, whatever is subtracted', () => {
  const one = fc.record({ cohort: fc.constantFrom('a', 'b', 'c'), before: fc.boolean(), after: fc.boolean(), later: fc.boolean() })
  fc.assert(fc.property(fc.array(one, { maxLength: 60 }), (people) => {
    const rated = ({ before, after, later }: typeof people[number]): Rated => ({ ...before && { 'before.self': { m1: 1 } }, ...after && { 'after.self': { m1: 2 } }, ...later && { 'later.self': { m1: 3 } } })
    const cohorts = [...Map.groupBy(people, ({ cohort }) => cohort).values()]
    const among = heldAmong([items[0]!], cohorts.map((own) => own.map(rated))).items
    const all = heldBack([items[0]!], people.map(rated))
    const inBoth = { after: (p: typeof people[number]) => p.before && p.after, kept: (p: typeof people[number]) => p.before && p.later, since: (p: typeof people[number]) => p.after && p.later }
    for (const key of ['after', 'kept', 'since'] as const) {
      if (among.has(`${key}.m1`) || all.has(`${key}.m1`)) continue
      for (const left of cohorts.map((own) => people.filter((person) => !own.includes(person)).filter(inBoth[key]).length)) expect(left === 0 || left >= 5).toBe(true)
    }
  }), { numRuns: 300 })
})

test('up, same and down are everybody who is compared, and the change is what lies between the means', () => {
  const rating = fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined })
  fc.assert(fc.property(fc.array(fc.tuple(rating, rating), { maxLength: 40 }), (pairs) => {
    const people = pairs.map(([from, to]): Rated => ({ ...from === undefined ? {} : { 'before.self': { m1: from } }, ...to === undefined ? {} : { 'after.self': { m1: to } } }))
    const { change, onlyFrom, onlyTo, neither } = compare([items[0]!], people, { from: 'before.self', to: 'after.self' })[0]!
    expect((change?.pairs ?? 0) + onlyFrom + onlyTo + neither).toBe(people.length)
    if (change === null) return
    expect(change.up + change.same + change.down).toBe(change.pairs)
    expect(Math.abs(change.to - change.from - change.change)).toBeLessThan(0.16)
  }))
})

test('three months later never comes before three times four weeks, nor after the 93rd day', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 8_000 }), (n) => {
    const day = addDays('2020-01-01', n)
    expect(addMonths(day, 3) >= addDays(day, 84) && addMonths(day, 3) <= addDays(day, 93)).toBe(true)
  }))
})
