import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { atBest, canBeDone, forecastOf, type Way } from '../../../server/completion/forecasts/rules.ts'
import { checklistOf, stateOfAll } from '../../../server/completion/evidence/checklist.ts'
import { tasks, whyNotSlots, type Clause, type Criteria, type EvidenceOf, type LessonSeen, type SlotSeen } from '../../../server/completion/evidence/rules.ts'
import { isMissed, type Mark } from '../../../server/classroom/attendance/rules.ts'

const today = '2026-10-01'
const criteria = (required: 'all' | number, madeUpCounts = true, lessons: 'all' | 'none' = 'all'): Criteria =>
  ({ lessons, attendance: { required, lateLimitMinutes: 10, madeUpCounts } })
const slot = (slotId: number, moduleId: number, heldOn: string, state: Mark['state'] | null) =>
  ({ id: slotId, moduleId, heldOn, mark: state === null ? null : { state, minutes: null }, canMakeUp: false })
const way = (slotId: number, moduleId: number, lastOn: string | null = '2026-11-30', isArranged = false): Way => ({ slotId, moduleId, lastOn, isArranged })
const most = (rule: Criteria, limit: { modulesMax?: number | null; modulesPercentMax?: number }): Criteria =>
  ({ ...rule, attendance: { ...rule.attendance, makeUp: { otherCohort: true, videoReport: true, modulesMax: null, carriesOver: true, ...limit } } })
const seen = (...slots: EvidenceOf['slots'][number][]): EvidenceOf => ({ today, lessons: [], slots })

describe('how somebody stands', () => {
  test.each([
    ['came to everything', seen(slot(1, 1, '2026-09-01', 'present')), [], 'done', [], false, null],
    ['all is still to come', seen(slot(1, 1, '2026-11-01', null)), [], 'can', [], false, null],
    ['missed a slot that nothing replaces', seen(slot(1, 1, '2026-09-01', 'absent_unnotified')), [], 'cannot', [], false, null],
    ['missed a slot that can be made up', seen(slot(1, 1, '2026-09-01', 'absent_unnotified')), [way(1, 1)], 'can', [1], true, '2026-11-30'],
    ['has a seat for it', seen(slot(1, 1, '2026-09-01', 'absent_notified')), [way(1, 1, '2026-11-20', true)], 'can', [1], false, null],
    ['sent word for a day to come, and may still come', seen(slot(1, 1, '2026-11-01', 'absent_notified')), [], 'can', [], false, null],
    ['sent word for a day to come, and has another way', seen(slot(1, 1, '2026-11-01', 'absent_notified')), [way(1, 1)], 'can', [1], true, '2026-11-30'],
    ['missed two modules of which one may be made up', seen(slot(1, 1, '2026-09-01', 'absent_notified'), slot(2, 2, '2026-09-01', 'absent_notified')), [way(1, 1), way(2, 2)], 'cannot', [], false, null, { modulesMax: 1 }],
    ['missed two slots of the one module that may be made up', seen(slot(1, 1, '2026-09-01', 'absent_notified'), slot(2, 1, '2026-09-02', 'absent_notified')), [way(1, 1), way(2, 1, '2026-10-20')], 'can', [1, 2], true, '2026-10-20', { modulesMax: 1 }],
    ['missed one of two modules of which half may be made up', seen(slot(1, 1, '2026-09-01', 'absent_notified'), slot(2, 2, '2026-09-01', 'present')), [way(1, 1)], 'can', [1], true, '2026-11-30', { modulesPercentMax: 50 }],
    ['missed one of two modules of which a third may be made up, which is none', seen(slot(1, 1, '2026-09-01', 'absent_notified'), slot(2, 2, '2026-09-01', 'present')), [way(1, 1)], 'cannot', [], false, null, { modulesPercentMax: 33 }],
    ['missed what was brought along from last year', seen({ ...slot(1, 1, '2026-09-01', 'absent_notified'), carriedOn: '2025-10-01' }), [], 'done', [], false, null],
    ['has no days yet', seen(), [], 'can', [], false, null],
    ['a make-up without an end has no last day', seen(slot(1, 1, '2026-09-01', 'absent_notified')), [way(1, 1, null)], 'can', [1], true, null],
  ] as const)('%s', (_, evidence, ways, outlook, made, isAtRisk, lastOn, limit: object = {}) => {
    const forecast = forecastOf(most(criteria('all'), limit), evidence, ways)
    expect(forecast).toMatchObject({ outlook, isAtRisk, lastOn })
    expect(forecast.makeUps.map(({ slotId }) => slotId).toSorted()).toEqual([...made])
    expect(forecast.lost.length > 0).toBe(outlook === 'cannot')
  })

  test('of two that would do, only the one is asked for that has longer', () => {
    const evidence = seen(slot(1, 1, '2026-09-01', 'absent_notified'), slot(2, 2, '2026-09-02', 'absent_notified'))
    const { makeUps } = forecastOf(criteria(50), evidence, [way(1, 1, '2026-10-05'), way(2, 2, '2026-11-05')])
    expect(makeUps.map(({ slotId }) => slotId)).toEqual([2])
  })
  test('what is made up already keeps its module free of charge, another module is one too many', () => {
    const evidence = (moduleId: number) => seen(slot(1, 1, '2026-09-01', 'made_up'), slot(2, moduleId, '2026-09-02', 'absent_notified'))
    expect(forecastOf(most(criteria('all'), { modulesMax: 1 }), evidence(1), [way(2, 1)]).outlook).toBe('can')
    expect(forecastOf(most(criteria('all'), { modulesMax: 1 }), evidence(2), [way(2, 2)]).outlook).toBe('cannot')
  })
  test('where one of two modules is enough, the one with a seat is asked for', () => {
    const evidence = seen(slot(1, 1, '2026-09-01', 'absent_notified'), slot(2, 1, '2026-09-01', 'absent_notified'), slot(3, 2, '2026-09-02', 'absent_notified'))
    const { makeUps, isAtRisk } = forecastOf(most(criteria(30), { modulesMax: 1 }), evidence, [way(1, 1), way(2, 1), way(3, 2, '2026-11-05', true)])
    expect([makeUps.map(({ slotId }) => slotId), isAtRisk]).toEqual([[3], false])
  })
  test('a lesson that is over stands in the way', () => {
    const evidence: EvidenceOf = { today, lessons: [{ isDone: false, isOpen: false, isOver: true }], slots: [slot(1, 1, '2026-09-01', 'present')] }
    expect(forecastOf(criteria('all'), evidence, []).outlook).toBe('cannot')
    expect(forecastOf(criteria('all', true, 'none'), evidence, []).outlook).toBe('done')
  })
  test('a test that is over stands in the way of who has to pass it, one that left the training in nobody’s', () => {
    const over: LessonSeen = { id: 1, task: 'comprehension_test', isDone: false, isOpen: false, isOver: true }
    const asks = (also: Clause): Criteria => ({ ...criteria(0, true, 'none'), also })
    expect(forecastOf(asks({ task: 'comprehension_test' }), { today, lessons: [over], slots: [] }, []).outlook).toBe('cannot')
    expect(forecastOf(asks({ task: 'comprehension_test' }), { today, lessons: [], slots: [] }, []).outlook).toBe('can')
    expect(forecastOf(asks({ lesson: 9, title: '', titleEn: '' }), { today, lessons: [over], slots: [] }, []).outlook).toBe('can')
    expect(forecastOf(asks({ task: 'questionnaire' }), { today, lessons: [], slots: [], tasks: { effect_measurement: 'done' } }, []).outlook).toBe('can')
  })
  test('a check of presence that was missed is made up, though the slot behind it has no mark', () => {
    const at = (one: SlotSeen, startsAt: string): SlotSeen => ({ ...one, startsAt })
    const rule: Criteria = { lessons: 'none', attendance: { required: 'all', lateLimitMinutes: 10, madeUpCounts: true, presenceChecks: true } }
    const evidence = seen(at(slot(1, 1, '2026-09-01', 'absent_notified'), '09:30'), at(slot(2, 2, '2026-09-01', null), '10:30'))
    expect(forecastOf(rule, evidence, [way(1, 1)]).outlook).toBe('can')
    expect(forecastOf(rule, evidence, [way(2, 2)]).outlook).toBe('cannot')
  })
})

/** Small trainings of every kind the criteria know: slots of three modules, held or to come, late with and without word, brought along; lessons and tests. */
const states = fc.constantFrom<Mark['state'] | null>('present', 'late', 'absent_notified', 'absent_unnotified', 'made_up', 'exempt', null)
const someSlot = fc.record({
  moduleId: fc.integer({ min: 1, max: 3 }), isOver: fc.boolean(), state: states, startsAt: fc.constantFrom('09:30', '11:00', '13:00'), isNoticed: fc.boolean(),
  canMakeUp: fc.boolean(), markedAt: fc.integer({ min: 1, max: 3 }), isCarried: fc.integer({ min: 0, max: 7 }).map((n) => n === 0), hasWay: fc.boolean(), isArranged: fc.boolean(),
})
const someLesson = fc.record({
  moduleId: fc.integer({ min: 1, max: 4 }), isDone: fc.boolean(), isOver: fc.boolean(), points: fc.integer({ min: 0, max: 100 }),
  task: fc.constantFrom('comprehension_test' as const, 'questionnaire' as const, null), isCarried: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
})
const someRule = fc.record({
  required: fc.oneof(fc.constant<'all'>('all'), fc.integer({ min: 0, max: 100 })), madeUpCounts: fc.boolean(), lateNeedsNotice: fc.boolean(), presenceChecks: fc.boolean(),
  testNeedsPresence: fc.boolean(), modulesMax: fc.constantFrom(null, 0, 1, 2), modulesPercentMax: fc.constantFrom(null, 30, 50, 70), needsLessons: fc.boolean(), exercise: fc.constantFrom([], [1]),
})
const someLeaf = fc.record({ kind: fc.constantFrom('task', 'lesson', 'points', 'module', 'share', 'shareOf'), which: fc.nat({ max: 20 }), percent: fc.integer({ min: 1, max: 100 }) })
const cases = fc.record({
  slots: fc.array(someSlot, { maxLength: 4 }), lessons: fc.array(someLesson, { maxLength: 2 }), rule: someRule,
  groups: fc.array(fc.record({ isAny: fc.boolean(), leaves: fc.array(someLeaf, { minLength: 1, maxLength: 2 }) }), { maxLength: 2 }),
  measured: fc.constantFrom(undefined, 'done' as const, 'now' as const),
})
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never

/** A leaf names what is there: days that are still to be named, and lessons that are gone, are told one by one above. */
function leafOf({ kind, which, percent }: Case['groups'][number]['leaves'][number], { lessons, slots }: EvidenceOf): Clause[] {
  const one = <T>(all: readonly T[]): T | undefined => all[which % Math.max(1, all.length)]
  const [lesson, named] = [one(lessons)?.id, { title: '', titleEn: '' }]
  const [anyModule, slotModule] = [one([...lessons, ...slots])?.moduleId, one(slots)?.moduleId]
  if (kind === 'task') return [{ task: one(tasks)! }]
  if (kind === 'share') return [{ attendance: percent }]
  if (kind === 'shareOf') return slotModule == null ? [] : [{ attendance: percent, ofModule: slotModule }]
  if (kind === 'module') return anyModule == null ? [] : [{ module: anyModule, ...named }]
  return lesson === undefined ? [] : [{ lesson, ...named, ...kind === 'points' && { points: percent } }]
}

function told({ slots: rows, lessons, rule, groups, measured }: Case): { rule: Criteria; evidence: EvidenceOf; ways: Way[] } {
  const evidence: EvidenceOf = {
    today, isJudged: false, lessons: lessons.map(({ isCarried, ...one }, n) => ({ ...one, id: n + 1, isOpen: !one.isOver, carriedOn: isCarried ? '2025-10-01' : null })),
    slots: rows.map(({ isOver, state, isCarried, hasWay: _, isArranged: __, ...one }, n) => ({
      ...one, id: n + 1, heldOn: isOver ? '2026-09-01' : '2026-11-01', mark: state === null ? null : { state, minutes: state === 'late' ? 5 : null }, carriedOn: isCarried ? '2025-10-01' : null,
    })),
    ...measured !== undefined && { tasks: { effect_measurement: measured } },
  }
  const { required, needsLessons, modulesMax, modulesPercentMax, exercise, ...settings } = rule
  const also = groups.flatMap(({ isAny, leaves }): Clause[] => {
    const all = leaves.flatMap((one) => leafOf(one, evidence))
    return all.length === 0 ? [] : [isAny ? { any: all } : { all }]
  })
  const criteria: Criteria = {
    lessons: needsLessons ? 'all' : 'none', ...also.length > 0 && { also: { all: also } },
    attendance: { required, lateLimitMinutes: 10, exerciseModules: exercise, exerciseLimitMinutes: 0, ...settings,
      ...settings.madeUpCounts && { makeUp: { otherCohort: true, videoReport: true, modulesMax, modulesPercentMax, carriesOver: true } } },
  }
  const reasons = whyNotSlots(criteria, evidence)
  const ways = rows.flatMap(({ moduleId, hasWay, isArranged }, n) => hasWay && isMissed(evidence.slots[n]!, reasons[n]!) ? [way(n + 1, moduleId, '2026-11-30', isArranged)] : [])
  return { rule: criteria, evidence, ways }
}

const present = { state: 'present', minutes: null } as const
type Step = (one: EvidenceOf) => EvidenceOf
const atSlot = (id: number | undefined, change: Partial<SlotSeen>): Step => (one) => ({ ...one, slots: one.slots.map((row) => row.id === id ? { ...row, ...change } : row) })

/** Every step that is open, each for itself: to do a lesson, to come, to make up, and for the office to put what the criteria ask for. */
function stepsOf(evidence: EvidenceOf, ways: readonly Way[]): Step[] {
  const own = (task: string) => evidence.lessons.some((lesson) => lesson.task === task)
  const doable = tasks.filter((task) => evidence.tasks?.[task] === 'now' || (evidence.tasks?.[task] === undefined && !own(task)))
  return [
    ...evidence.lessons.flatMap((lesson): Step[] => lesson.isOver ? []
      : [(one) => ({ ...one, lessons: one.lessons.map((other) => other.id === lesson.id ? { ...other, isDone: true, points: 100 } : other) })]),
    ...evidence.slots.flatMap(({ id, mark, heldOn }) => mark === null || (heldOn > today && mark.state.startsWith('absent')) ? [atSlot(id, { mark: present })] : []),
    ...ways.map(({ slotId }) => atSlot(slotId, { mark: { state: 'made_up', minutes: null }, markedAt: 9 })),
    (one) => ({ ...one, tasks: { ...one.tasks, ...Object.fromEntries(doable.map((task) => [task, 'done'])) } }),
    ...evidence.slots.length > 0 ? [] : [(one: EvidenceOf) => ({ ...one, slots: [{ ...slot(9, 1, today, 'present'), moduleId: null }] })],
  ]
}

/** Every subset of these steps is tried; whether make-ups are too many is said by the judgment alone. */
function canByTrying(rule: Criteria, evidence: EvidenceOf, ways: readonly Way[]): boolean {
  const steps = stepsOf(evidence, ways)
  for (let chosen = 2 ** steps.length - 1; chosen >= 0; chosen -= 1) {
    const one = steps.reduce((so, step, n) => chosen & (1 << n) ? step(so) : so, evidence)
    if (stateOfAll(checklistOf(rule, one).map(({ state }) => state)) === 'done') return true
  }
  return false
}

describe('whatever the training is like', () => {
  test('"cannot any more" is said exactly when no way of doing what is open completes it', () => {
    fc.assert(fc.property(cases, (one) => {
      const { rule, evidence, ways } = told(one)
      expect(forecastOf(rule, evidence, ways).outlook !== 'cannot').toBe(canByTrying(rule, evidence, ways))
    }), { numRuns: 600 })
  })
  test('"can" names make-ups that are enough, that all count, and of which none is needless', () => {
    fc.assert(fc.property(cases, (one) => {
      const { rule, evidence, ways } = told(one)
      const { outlook, makeUps, comesAfterAll } = forecastOf(rule, evidence, ways)
      if (outlook !== 'can') { expect(makeUps).toEqual([]); return }
      const afterwards = (made: readonly Way[]) => atBest(rule, evidence, made, comesAfterAll)
      const isDone = (made: readonly Way[]) => canBeDone(stateOfAll(checklistOf(rule, afterwards(made)).map(({ state }) => state)))
      expect(isDone(makeUps)).toBe(true)
      for (const needed of makeUps) expect(isDone(makeUps.filter((other) => other !== needed))).toBe(false)
      const reasons = whyNotSlots(rule, afterwards(makeUps))
      for (const { slotId } of makeUps) expect(reasons[slotId - 1]).toBeNull()
    }), { numRuns: 400 })
  })
})
