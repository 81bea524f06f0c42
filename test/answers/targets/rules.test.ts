import { expect, test } from 'vitest'
import { actualOf, actualOfPart, problemsOfPart, whyNotChange, type Asked, type Counted, type EarlierSum } from '../../../server/answers/targets/rules.ts'
import { keyOf } from '../../support/reasons.ts'

const held = (courseId: number, fiscalYear: number, more: Partial<Counted> = {}): Counted => ({
  courseId, fiscalYear, begun: true, capacity: 540, nominated: 600, selected: 550, attended: 530, completed: 500, cohorts: 3, ...more,
})
const printed = (id: number, courseId: number | null, from: number, to: number, measure: EarlierSum['measure'], value: number, about: EarlierSum['about'] = 'training'): EarlierSum =>
  ({ id, courseId, from, to, measure, value, about })
const asked = (courseId: number | null, fiscalYear: number, measure: Asked['measure'], span: Asked['span'] = 'each'): Asked => ({ courseId, fiscalYear, measure, span })

test.each<[string, Asked, Counted[], EarlierSum[], number | null]>([
  ['is counted from the registers', asked(1, 2026, 'attended'), [held(1, 2026)], [], 530],
  ['of that course only', asked(2, 2026, 'attended'), [held(1, 2026)], [], null],
  ['of all courses where none is named', asked(null, 2026, 'completed'), [held(1, 2026), held(2, 2026, { completed: 40 })], [], 540],
  ['keeps the five head-counts apart', asked(1, 2026, 'nominated'), [held(1, 2026)], [], 600],
  ['is nought when the training is there and nobody came yet', asked(1, 2026, 'attended'), [held(1, 2026, { attended: 0 })], [], 0],
  ['is unknown, not nought, when nothing is on record', asked(1, 2026, 'attended'), [], [], null],
  ['counts cohorts once they have begun', asked(1, 2026, 'cohorts'), [held(1, 2026, { begun: false })], [], 0],
  ['is the printed figure of a year before the system', asked(2, 2021, 'attended'), [], [printed(1, 2, 2021, 2021, 'attended', 144)], 144],
  ['never takes the people of a meeting for trainees', asked(null, 2021, 'attended'), [], [printed(1, null, 2021, 2021, 'attended', 85, 'liaison_meeting')], null],
  ['prefers the register to what was printed of the same year', asked(1, 2026, 'attended'), [held(1, 2026)], [printed(1, 1, 2026, 2026, 'attended', 9)], 530],
  ['never splits a figure of three years into one', asked(1, 2020, 'completed'), [], [printed(1, 1, 2018, 2020, 'completed', 1199)], null],
  ['adds it whole to a cumulative target', asked(1, 2026, 'completed', 'cumulative'), [held(1, 2026)], [printed(1, 1, 2018, 2020, 'completed', 1199)], 1699],
  ['but not before its last year is over', asked(1, 2019, 'completed', 'cumulative'), [], [printed(1, 1, 2018, 2020, 'completed', 1199)], null],
  ['counts no year twice', asked(1, 2026, 'completed', 'cumulative'), [held(1, 2020), held(1, 2026)], [printed(1, 1, 2018, 2020, 'completed', 1199)], 1000],
  ['lets the longer of two overlapping figures stand', asked(null, 2021, 'model_municipalities', 'cumulative'), [],
    [printed(1, null, 2017, 2020, 'model_municipalities', 7, 'model_support'), printed(2, null, 2019, 2019, 'model_municipalities', 2, 'model_support')], 7],
  ['is not made of trainings where it is about meetings', asked(null, 2026, 'meetings'), [held(1, 2026)], [], null],
])('an actual %s', (_, target, counted, earlier, expected) => {
  expect(actualOf(target, counted, earlier).value).toBe(expected)
})

test('municipalities are counted once, however many trainings their people were selected for', () => {
  const both = [held(1, 2026), held(2, 2026)]
  expect(actualOf(asked(null, 2026, 'municipalities'), both, [], { towns: 50 }).value).toBe(50)
  expect(actualOf(asked(null, 2026, 'municipalities'), [], [], { towns: 0 }).value).toBeNull()
})

test('meetings are counted from their register, and printed ones of other years are added where the target is cumulative', () => {
  const meetings = [{ fiscalYear: 2021, count: 1 }, { fiscalYear: 2026, count: 2 }]
  const before = [printed(1, null, 2021, 2021, 'meetings', 1, 'liaison_meeting'), printed(2, null, 2020, 2020, 'meetings', 3, 'liaison_meeting')]
  expect(actualOf(asked(null, 2026, 'meetings'), [held(1, 2026)], before, { meetings })).toEqual({ value: 2, registers: true, earlier: [] })
  expect(actualOf(asked(null, 2026, 'meetings', 'cumulative'), [], before, { meetings })).toEqual({ value: 6, registers: true, earlier: [2] })
  expect(actualOf(asked(null, 2022, 'meetings'), [], before, { meetings }).value).toBeNull()
})

test('model municipalities are counted from the supports, one that was supported twice once, and opened as such', () => {
  const supported = [{ fiscalYear: 2025, municipalityId: 1 }, { fiscalYear: 2026, municipalityId: 1 }, { fiscalYear: 2026, municipalityId: 2 }]
  const before = [printed(1, null, 2017, 2020, 'model_municipalities', 7, 'model_support'), printed(2, null, 2026, 2026, 'model_municipalities', 9, 'model_support')]
  expect(actualOf(asked(null, 2026, 'model_municipalities'), [held(1, 2026)], before, { supported })).toEqual({ value: 2, registers: true, earlier: [] })
  expect(actualOf(asked(null, 2026, 'model_municipalities', 'cumulative'), [], before, { supported })).toEqual({ value: 9, registers: true, earlier: [1] })
  expect(actualOf(asked(null, 2024, 'model_municipalities'), [], before, { supported }).value).toBeNull()
})

test.each([
  ['before the year begins a target may be changed freely', '2026-03-31', '', null],
  ['from the first day on a reason is needed', '2026-04-01', ' ', 'targets.reasonMissing'],
  ['and is enough', '2026-04-01', '計画の改定のため', null],
])('%s', (_, today, reason, expected) => {
  expect(keyOf(whyNotChange(2026, today, reason))).toBe(expected)
})

test.each<[string, Parameters<typeof problemsOfPart>, string[]]>([
  ['people may be counted by both', ['completed', { category: 'chair', municipalityId: 1 }], []],
  ['places are a plan for all', ['capacity', { category: null, municipalityId: 1 }], ['targets.notOfMunicipality']],
  ['and not of one category', ['capacity', { category: 'chair', municipalityId: null }], ['targets.notOfCategory']],
  ['municipalities may be counted of a category', ['municipalities', { category: 'chair', municipalityId: null }], []],
  ['but not of one of them', ['municipalities', { category: 'chair', municipalityId: 1 }], ['targets.notOfMunicipality']],
  ['cohorts have neither', ['cohorts', { category: 'other', municipalityId: null }], ['targets.notOfCategory']],
  ['meetings have neither', ['meetings', { category: null, municipalityId: 1 }], ['targets.notOfMunicipality']],
  ['model municipalities have neither', ['model_municipalities', { category: 'chair', municipalityId: null }], ['targets.notOfCategory']],
  ['both wrong are both told', ['meetings', { category: 'chair', municipalityId: 1 }], ['targets.notOfCategory', 'targets.notOfMunicipality']],
  ['everything may be counted of everybody', ['meetings', { category: null, municipalityId: null }], []],
])('%s', (_, given, expected) => { expect(problemsOfPart(...given).map(({ reason }) => reason.key)).toEqual(expected) })

test.each<[string, Parameters<typeof actualOfPart>[0], number | null]>([
  ['nobody came yet', { isHeld: true, figure: 0, before: 0 }, 0],
  ['nothing is on record', { isHeld: false, figure: 0, before: 0 }, null],
  ['only records from before', { isHeld: false, figure: 0, before: 3 }, 3],
  ['both', { isHeld: true, figure: 4, before: 3 }, 7],
])('of a part: %s', (_, given, expected) => { expect(actualOfPart(given).value).toBe(expected) })
