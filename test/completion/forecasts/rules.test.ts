import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { atBest, forecastOf, type StillOpen, type Way } from '../../../server/completion/forecasts/rules.ts'
import { checklistOf, stateOfAll, type Criteria, type EvidenceOf } from '../../../server/completion/evidence/rules.ts'
import type { Mark } from '../../../server/classroom/attendance/rules.ts'

const today = '2026-10-01'
const criteria = (required: 'all' | number, madeUpCounts = true, lessons: 'all' | 'none' = 'all'): Criteria =>
  ({ lessons, attendance: { required, lateLimitMinutes: 10, madeUpCounts } })
const slot = (slotId: number, moduleId: number, heldOn: string, state: Mark['state'] | null) =>
  ({ id: slotId, moduleId, heldOn, mark: state === null ? null : { state, minutes: null }, canMakeUp: false })
const way = (slotId: number, moduleId: number, lastOn: string | null = '2026-11-30', isArranged = false): Way => ({ slotId, moduleId, lastOn, isArranged })
const open = (ways: Way[], modulesLeft: number | null = null, inUse: number[] = []): StillOpen => ({ ways, modulesLeft, modulesInUse: new Set(inUse) })
const seen = (...slots: EvidenceOf['slots'][number][]): EvidenceOf => ({ today, lessons: [], slots })

describe('how somebody stands', () => {
  test.each([
    ['came to everything', seen(slot(1, 1, '2026-09-01', 'present')), open([]), 'done', [], false, null],
    ['all is still to come', seen(slot(1, 1, '2026-11-01', null)), open([]), 'can', [], false, null],
    ['missed a slot that nothing replaces', seen(slot(1, 1, '2026-09-01', 'absent_unnotified')), open([]), 'cannot', [], false, null],
    ['missed a slot that can be made up', seen(slot(1, 1, '2026-09-01', 'absent_unnotified')), open([way(1, 1)]), 'can', [1], true, '2026-11-30'],
    ['has a seat for it', seen(slot(1, 1, '2026-09-01', 'absent_notified')), open([way(1, 1, '2026-11-20', true)]), 'can', [1], false, null],
    ['sent word for a day to come, and may still come', seen(slot(1, 1, '2026-11-01', 'absent_notified')), open([]), 'can', [], false, null],
    ['sent word for a day to come, and has another way', seen(slot(1, 1, '2026-11-01', 'absent_notified')), open([way(1, 1)]), 'can', [1], true, '2026-11-30'],
    ['missed two modules of which one may be made up', seen(slot(1, 1, '2026-09-01', 'absent_notified'), slot(2, 2, '2026-09-01', 'absent_notified')), open([way(1, 1), way(2, 2)], 1), 'cannot', [], false, null],
    ['missed two slots of the one module that may be made up', seen(slot(1, 1, '2026-09-01', 'absent_notified'), slot(2, 1, '2026-09-02', 'absent_notified')), open([way(1, 1), way(2, 1, '2026-10-20')], 1), 'can', [1, 2], true, '2026-10-20'],
    ['a make-up without an end has no last day', seen(slot(1, 1, '2026-09-01', 'absent_notified')), open([way(1, 1, null)]), 'can', [1], true, null],
  ] as const)('%s', (_, evidence, still, outlook, made, isAtRisk, lastOn) => {
    const forecast = forecastOf(criteria('all'), evidence, still)
    expect(forecast).toMatchObject({ outlook, isAtRisk, lastOn })
    expect(forecast.makeUps.map(({ slotId }) => slotId).toSorted()).toEqual([...made])
    expect(forecast.lost.length > 0).toBe(outlook === 'cannot')
  })

  test('of two that would do, only the one is asked for that has longer', () => {
    const evidence = seen(slot(1, 1, '2026-09-01', 'absent_notified'), slot(2, 2, '2026-09-02', 'absent_notified'))
    const { makeUps } = forecastOf(criteria(50), evidence, open([way(1, 1, '2026-10-05'), way(2, 2, '2026-11-05')]))
    expect(makeUps.map(({ slotId }) => slotId)).toEqual([2])
  })
  test('what is made up already keeps its module free of charge', () => {
    const evidence = seen(slot(1, 1, '2026-09-01', 'made_up'), slot(2, 1, '2026-09-02', 'absent_notified'))
    expect(forecastOf(criteria('all'), evidence, open([way(2, 1)], 0, [1])).outlook).toBe('can')
    expect(forecastOf(criteria('all'), evidence, open([way(2, 1)], 0, [])).outlook).toBe('cannot')
  })
  test('a lesson that is over stands in the way', () => {
    const evidence: EvidenceOf = { today, lessons: [{ isDone: false, isOpen: false, isOver: true }], slots: [slot(1, 1, '2026-09-01', 'present')] }
    expect(forecastOf(criteria('all'), evidence, open([])).outlook).toBe('cannot')
    expect(forecastOf(criteria('all', true, 'none'), evidence, open([])).outlook).toBe('done')
  })
})

/** Small trainings of every kind: up to four slots of three modules, each held or to come, some that can be made up. */
const states = fc.constantFrom<Mark['state'] | null>('present', 'absent_notified', 'absent_unnotified', 'made_up', 'exempt', null)
const slots = fc.array(fc.record({ moduleId: fc.integer({ min: 1, max: 3 }), isOver: fc.boolean(), state: states, hasWay: fc.boolean(), isArranged: fc.boolean() }), { maxLength: 4 })
const cases = fc.record({
  slots, lessons: fc.array(fc.record({ isDone: fc.boolean(), isOver: fc.boolean() }), { maxLength: 2 }),
  required: fc.oneof(fc.constant<'all'>('all'), fc.integer({ min: 0, max: 100 })), madeUpCounts: fc.boolean(), needsLessons: fc.boolean(),
  modulesLeft: fc.option(fc.integer({ min: 0, max: 2 })), inUse: fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { maxLength: 1 }),
})

function told({ slots: rows, lessons, required, madeUpCounts, needsLessons, modulesLeft, inUse }: typeof cases extends fc.Arbitrary<infer T> ? T : never) {
  const evidence: EvidenceOf = {
    today, lessons: lessons.map((one) => ({ ...one, isOpen: !one.isOver })),
    slots: rows.map(({ moduleId, isOver, state }, n) => slot(n + 1, moduleId, isOver ? '2026-09-01' : '2026-11-01', state)),
  }
  const ways = rows.flatMap(({ moduleId, state, hasWay, isArranged }, n) => hasWay && state?.startsWith('absent') ? [way(n + 1, moduleId, '2026-11-30', isArranged)] : [])
  return { rule: criteria(required, madeUpCounts, needsLessons ? 'all' : 'none'), evidence, still: open(ways, modulesLeft, inUse) }
}

/** Every subset of what is open is tried: who comes, which lessons are done, what is made up within the limit of modules. */
function canByTrying(rule: Criteria, evidence: EvidenceOf, still: StillOpen): boolean {
  const items: ((one: EvidenceOf) => EvidenceOf)[] = []
  evidence.lessons.forEach((lesson, n) => {
    if (!lesson.isDone && !lesson.isOver) items.push((one) => ({ ...one, lessons: one.lessons.map((other, m) => m === n ? { ...other, isDone: true } : other) }))
  })
  evidence.slots.forEach((row, n) => {
    if (row.mark === null || (row.heldOn > today && row.mark.state.startsWith('absent'))) items.push((one) => ({ ...one, slots: one.slots.map((other, m) => m === n ? { ...other, mark: { state: 'present', minutes: null } } : other) }))
  })
  const makes = still.ways
  for (let chosen = 0; chosen < 2 ** (items.length + makes.length); chosen += 1) {
    const made = makes.filter((_, n) => chosen & (1 << (items.length + n)))
    const newModules = new Set(made.map(({ moduleId }) => moduleId).filter((id) => !still.modulesInUse.has(id)))
    if (still.modulesLeft !== null && newModules.size > still.modulesLeft) continue
    let one = items.reduce((so, item, n) => chosen & (1 << n) ? item(so) : so, evidence)
    one = { ...one, slots: one.slots.map((row) => made.some(({ slotId }) => slotId === row.id) ? { ...row, mark: { state: 'made_up', minutes: null } } : row) }
    if (stateOfAll(checklistOf(rule, one).map(({ state }) => state)) === 'done') return true
  }
  return false
}

describe('whatever the training is like', () => {
  test('"cannot any more" is said exactly when no way of doing what is open completes it', () => {
    fc.assert(fc.property(cases, (one) => {
      const { rule, evidence, still } = told(one)
      const { outlook } = forecastOf(rule, evidence, still)
      expect(outlook !== 'cannot').toBe(canByTrying(rule, evidence, still))
    }), { numRuns: 400 })
  })
  test('"can" names make-ups that are enough, that are allowed, and of which none is needless', () => {
    fc.assert(fc.property(cases, (one) => {
      const { rule, evidence, still } = told(one)
      const { outlook, makeUps, comesAfterAll } = forecastOf(rule, evidence, still)
      if (outlook !== 'can') { expect(makeUps).toEqual([]); return }
      const isDone = (made: readonly Way[]) => stateOfAll(checklistOf(rule, atBest(rule, evidence, made, comesAfterAll)).map(({ state }) => state)) === 'done'
      expect(isDone(makeUps)).toBe(true)
      for (const needed of makeUps) expect(isDone(makeUps.filter((other) => other !== needed))).toBe(false)
      const modules = new Set(makeUps.map(({ moduleId }) => moduleId).filter((id) => !still.modulesInUse.has(id)))
      expect(modules.size).toBeLessThanOrEqual(still.modulesLeft ?? Infinity)
    }), { numRuns: 400 })
  })
})
