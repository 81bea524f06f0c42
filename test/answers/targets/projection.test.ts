import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fewestOfCategory, projectionOf, projectTraining, prospectOf, rateOf, type Heads, type Projection, type Prospect } from '../../../server/answers/targets/projection.ts'
import type { Actual, Asked } from '../../../server/answers/targets/rules.ts'

const heads = (more: Partial<Heads> = {}): Heads => ({
  trainingId: 2, courseId: 1, fiscalYear: 2026, state: 'running', hasDaysToCome: true, cohorts: 3, category: 'chair', enrolled: 40, attended: 10, completed: 0, active: 40, expected: 30, ...more,
})
const last = (more: Partial<Heads> = {}): Heads => heads({ trainingId: 1, fiscalYear: 2025, state: 'closed', hasDaysToCome: false, enrolled: 50, attended: 45, completed: 40, active: 0, expected: 0, ...more })
const of = { courseId: 1, fiscalYear: 2026, category: 'chair' as const }

describe('the rate of last year', () => {
  test.each<[string, Heads[], ReturnType<typeof rateOf>]>([
    ['is that of the category, where it had enough people', [last(), last({ category: 'adviser', completed: 10 })], { part: 40, whole: 50, of: 'category' }],
    ['is that of the course, where the category had too few', [last({ enrolled: 19, completed: 19 }), last({ category: 'adviser', completed: 20 })], { part: 39, whole: 69, of: 'course' }],
    ['is that of the category from twenty people on', [last({ enrolled: fewestOfCategory, completed: 5 })], { part: 5, whole: 20, of: 'category' }],
    ['is unknown without a training last year', [last({ fiscalYear: 2024 })], null],
    ['is unknown where another course was held', [last({ courseId: 9 })], null],
    ['is unknown while somebody of last year is undecided', [last({ active: 1 }), last({ category: 'adviser' })], null],
    ['is unknown, not 0, where nobody was enrolled', [last({ category: null, enrolled: 0, completed: 0 })], null],
    ['counts who withdrew among the enrolled', [last({ enrolled: 100, completed: 40 })], { part: 40, whole: 100, of: 'category' }],
  ])('%s', (_, rows, expected) => { expect(rateOf('completed', rows, of)).toEqual(expected) })
})

test.each<[string, 'attended' | 'completed', Heads[], { now: number; open: number; value: number | null }]>([
  ['who is under way completes as last year', 'completed', [last(), heads()], { now: 0, open: 40, value: 32 }],
  ['each category by its own rate', 'completed', [last(), last({ category: 'adviser', completed: 25 }), heads(), heads({ category: 'adviser' })], { now: 0, open: 80, value: 52 }],
  ['who completed already is not reckoned again', 'completed', [last(), heads({ completed: 20, active: 10 })], { now: 20, open: 10, value: 28 }],
  ['who has not attended yet attends as last year', 'attended', [last(), heads()], { now: 10, open: 30, value: 37 }],
  ['nobody attends once all days are over', 'attended', [last(), heads({ hasDaysToCome: false })], { now: 10, open: 0, value: 10 }],
  ['nothing is said where last year says nothing', 'completed', [heads()], { now: 0, open: 40, value: null }],
  ['a decided training needs no last year', 'completed', [heads({ completed: 33, active: 0, expected: 0 })], { now: 33, open: 0, value: 33 }],
])('of a training: %s', (_, step, rows, expected) => { expect(projectTraining(step, rows, 2)).toMatchObject(expected) })

const category = fc.constantFrom('chair', 'adviser', 'case_presenter', 'other' as const)
const anyHeads = (year: number, id: number) => fc.record({ category, completed: fc.nat(60), active: fc.nat(60), attended: fc.nat(60), expected: fc.nat(60), more: fc.nat(60), isOver: fc.boolean() }).map(({ more, isOver, ...one }) => heads({
  trainingId: id, fiscalYear: year, ...one, active: year === 2025 ? 0 : one.active, expected: year === 2025 ? 0 : Math.min(one.expected, one.active), hasDaysToCome: year === 2026 && !isOver,
  enrolled: Math.max(one.attended, one.completed + (year === 2025 ? 0 : one.active)) + more, state: year === 2025 ? 'closed' : 'running',
}))
const anyRows = fc.tuple(fc.array(anyHeads(2025, 1), { maxLength: 4 }), fc.array(anyHeads(2026, 2), { maxLength: 4 })).map((rows) => rows.flat())

test('a projection is never below what is there, never above everybody, and null only where people are open and last year is silent', () => {
  fc.assert(fc.property(anyRows, fc.constantFrom('attended', 'completed' as const), (rows, step) => {
    const { now, open, value } = projectTraining(step, rows, 2)
    const isSilent = rows.filter(({ fiscalYear }) => fiscalYear === 2025).reduce((sum, one) => sum + one.enrolled, 0) === 0
    expect(value === null).toBe(open > 0 && isSilent)
    if (value !== null) expect(value).toSatisfy((it: number) => Number.isInteger(it) && it >= now && it <= now + open)
  }))
})

const asked = (measure: Asked['measure'], more: Partial<Asked> = {}): Asked => ({ courseId: 1, fiscalYear: 2026, measure, span: 'each', ...more })
const actual = (value: number | null): Actual => ({ value, registers: true, earlier: [] })
test.each<[string, Asked, Actual, Heads[], number, Partial<Projection>]>([
  ['adds what is open to the actual', asked('completed'), actual(0), [last(), heads()], 0, { value: 32, open: 40, most: 40, without: 0 }],
  ['adds only its own year to a sum over the years', asked('completed', { span: 'cumulative' }), actual(1199), [last(), heads()], 0, { value: 1231, most: 1239 }],
  ['knows nobody of a training without a selection, and says so', asked('completed'), actual(0), [last(), heads(), heads({ trainingId: 3, state: 'call_published', category: null, enrolled: 0, active: 0, expected: 0, attended: 0 })], 0, { value: 32, without: 1 }],
  ['is none before anybody is selected', asked('attended'), actual(0), [last(), heads({ state: 'selecting' })], 0, { value: null, whyNone: 'notYet' }],
  ['is none where last year is silent, but everybody is known', asked('completed'), actual(5), [heads({ completed: 5 })], 0, { value: null, whyNone: 'noRate', most: 45 }],
  ['of who was selected is the actual, once announced', asked('selected'), actual(561), [heads()], 0, { value: 561, open: 0 }],
  ['of who was nominated waits for the end of the call', asked('nominated'), actual(12), [heads({ state: 'call_published' })], 0, { value: null, whyNone: 'notYet' }],
  ['of cohorts adds those of trainings to come', asked('cohorts'), actual(3), [heads(), heads({ trainingId: 3, state: 'call_closed', cohorts: 2 })], 0, { value: 5 }],
  ['of meetings adds those that are announced', asked('meetings', { courseId: null }), actual(2), [], 1, { value: 3 }],
  ['of meetings is none where nothing is on record', asked('meetings', { courseId: null }), actual(null), [], 0, { value: null, whyNone: 'nothing' }],
  ['of a year before the system is what was printed', asked('attended', { fiscalYear: 2021 }), actual(144), [], 0, { value: 144, open: 0 }],
  ['of model municipalities is not made', asked('model_municipalities'), actual(2), [heads()], 0, { value: null, whyNone: 'notKept' }],
])('a projection %s', (_, target, now, rows, meetings, expected) => { expect(projectionOf(target, now, rows, meetings)).toMatchObject(expected) })

const projection = (more: Partial<Projection>): Projection => ({ value: null, whyNone: null, open: 0, most: null, without: 0, rates: [], ...more })
test.each<[string, Parameters<typeof prospectOf>[0], Prospect]>([
  ['is reached', { value: 100, actual: 100, projection: projection({ value: 100, most: 100 }), isOver: false }, { outlook: 'reached', short: 0, missing: null }],
  ['will be reached', { value: 100, actual: 90, projection: projection({ value: 101, open: 20, most: 110 }), isOver: false }, { outlook: 'willBe', short: 0, missing: null }],
  ['is behind by last year\'s rate', { value: 100, actual: 60, projection: projection({ value: 91, open: 50, most: 110 }), isOver: false }, { outlook: 'behind', short: 9, missing: 'byRate' }],
  ['is behind even if everybody comes', { value: 153, actual: 90, projection: projection({ value: 130, open: 47, most: 137 }), isOver: false }, { outlook: 'behind', short: 23, missing: 'evenAll' }],
  ['is behind even if everybody comes, without any rate', { value: 153, actual: 90, projection: projection({ whyNone: 'noRate', open: 47, most: 137 }), isOver: false }, { outlook: 'behind', short: 16, missing: 'evenAll' }],
  ['is not called behind while trainings are without a selection', { value: 153, actual: 90, projection: projection({ whyNone: 'noRate', open: 47, most: 137, without: 1 }), isOver: false }, { outlook: 'unknown', short: 63, missing: null }],
  ['is behind with nothing planned', { value: 62, actual: 50, projection: projection({ value: 50, most: 50 }), isOver: false }, { outlook: 'behind', short: 12, missing: 'plain' }],
  ['was missed once its year is over', { value: 153, actual: 144, projection: projection({ value: 144, most: 144 }), isOver: true }, { outlook: 'missed', short: 9, missing: null }],
  ['is unknown where nobody can say', { value: 10, actual: 4, projection: projection({ whyNone: 'noRate', open: 20, most: 24 }), isOver: false }, { outlook: 'unknown', short: 6, missing: null }],
])('a target %s', (_, given, expected) => { expect(prospectOf(given)).toEqual(expected) })
