import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AttendanceState } from '../../../server/classroom/attendance/rules.ts'
import { checklistOf, proposalOf, stateOfAll, stateOfAny, type Decision } from '../../../server/completion/evidence/checklist.ts'
import { modulesOf } from '../../../server/completion/evidence/modules.ts'
import { slotsNeeded, type Clause, type Criteria, type EvidenceOf, type ItemState } from '../../../server/completion/evidence/rules.ts'
import { inJapanese, keyOf } from '../../support/reasons.ts'

const criteria = (given: Partial<Criteria['attendance']> & { lessons?: Criteria['lessons']; also?: Clause } = {}): Criteria => {
  const { lessons = 'all', also, ...attendance } = given
  return { lessons, attendance: { required: 'all', lateLimitMinutes: 10, madeUpCounts: true, ...attendance }, ...also ? { also } : {} }
}
const today = '2026-09-18'
const slot = (state: AttendanceState | null, minutes: number | null = null, heldOn = '2026-09-17', canMakeUp = false): EvidenceOf['slots'][number] =>
  ({ heldOn, mark: state === null ? null : { state, minutes }, canMakeUp })
const done = { isDone: true, isOpen: true, isOver: false }
const open = { isDone: false, isOpen: true, isOver: false }
const over = { isDone: false, isOpen: false, isOver: true }
const toOpen = { isDone: false, isOpen: false, isOver: false }
const evidence = (lessons: EvidenceOf['lessons'], slots: EvidenceOf['slots'], tasks?: EvidenceOf['tasks']): EvidenceOf =>
  ({ today, lessons, slots, ...tasks ? { tasks } : {} })

describe('the checklist', () => {
  test.each<[string, Criteria, EvidenceOf, [string, ItemState][]]>([
    ['is done when everything is', criteria(), evidence([done], [slot('present')]), [['lessons', 'done'], ['attendance', 'done']]],
    ['waits for an open lesson now', criteria(), evidence([done, open], [slot('present')]), [['lessons', 'now'], ['attendance', 'done']]],
    ['leaves a lesson that opens later for later', criteria(), evidence([done, toOpen], [slot('present')]), [['lessons', 'later'], ['attendance', 'done']]],
    ['has missed a lesson that is over', criteria(), evidence([open, over], [slot('present')]), [['lessons', 'missed'], ['attendance', 'done']]],
    ['leaves days to come for later', criteria(), evidence([done], [slot(null, null, '2026-10-01')]), [['lessons', 'done'], ['attendance', 'later']]],
    ['waits for the mark of a day that was', criteria(), evidence([done], [slot(null)]), [['lessons', 'done'], ['attendance', 'now']]],
    ['says that days are to come', criteria(), evidence([done], []), [['lessons', 'done'], ['daysToCome', 'later']]],
    ['has missed an absence nobody makes up', criteria(), evidence([done], [slot('absent_notified')]), [['lessons', 'done'], ['attendance', 'missed']]],
    ['asks to make up what can be made up', criteria(), evidence([done], [slot('absent_notified', null, '2026-09-17', true)]), [['lessons', 'done'], ['makeUp', 'now']]],
    ['does not where make-ups do not count', criteria({ madeUpCounts: false }), evidence([done], [slot('absent_notified', null, '2026-09-17', true)]), [['lessons', 'done'], ['attendance', 'missed']]],
    ['takes lateness up to the limit', criteria(), evidence([done], [slot('late', 10)]), [['lessons', 'done'], ['attendance', 'done']]],
    ['and none beyond it', criteria(), evidence([done], [slot('late', 11)]), [['lessons', 'done'], ['attendance', 'missed']]],
    ['rounds a share up', criteria({ required: 50 }), evidence([], [slot('present'), slot('present'), slot('absent_notified')]), [['attendance', 'done']]],
    ['leaves out what is not asked for', criteria({ lessons: 'none', required: 0, also: { task: 'questionnaire' } }), evidence([over], [slot('absent_notified')]), [['questionnaire', 'later']]],
    ['is done with any of these', criteria({ lessons: 'none', required: 0, also: { any: [{ task: 'trainee_report' }, { task: 'comprehension_test' }] } }),
      evidence([], [], { trainee_report: 'missed', comprehension_test: 'done' }), [['anyOf', 'done']]],
    ['needs all of these', criteria({ lessons: 'none', required: 0, also: { all: [{ task: 'trainee_report' }, { task: 'comprehension_test' }] } }),
      evidence([], [], { trainee_report: 'missed', comprehension_test: 'done' }), [['trainee_report', 'missed'], ['comprehension_test', 'done']]],
  ])('%s', (_, given, about, expected) => {
    expect(checklistOf(given, about).map(({ key, state }) => [key.replace('judgments.item.', ''), state])).toEqual(expected)
  })
  test('needs every slot of a share that does not divide', () => {
    expect([slotsNeeded(criteria({ required: 90 }), 4), slotsNeeded(criteria({ required: 50 }), 3), slotsNeeded(criteria(), 5)]).toEqual([4, 2, 5])
  })
})

test('all of them and any of them, also of none', () => {
  expect([stateOfAll([]), stateOfAny([])]).toEqual(['done', 'missed'])
  const states = fc.array(fc.constantFrom<ItemState>('done', 'now', 'later', 'missed'), { minLength: 1 })
  fc.assert(fc.property(states, (given) => {
    expect(stateOfAll(given) === 'done').toBe(given.every((state) => state === 'done'))
    expect(stateOfAny(given) === 'missed').toBe(given.every((state) => state === 'missed'))
  }))
})

describe('the proposal', () => {
  test.each<[string, EvidenceOf, Decision, string]>([
    ['completes who has done everything', evidence([done], [slot('present')]), 'completed', '修了要件をすべて満たしています'],
    ['does not complete who missed something', evidence([done], [slot('absent_unnotified'), slot('present')]), 'not_completed', '研修日に出席する（2コマ中1コマ、必要2コマ）'],
    ['waits while something is open', evidence([open], [slot('present')]), 'pending', '教材を見る（1本中0本）'],
  ])('%s, and says by what', (_, about, expected, words) => {
    const { proposal, reasons } = proposalOf(criteria(), about)
    expect([proposal, inJapanese(reasons[0]!)]).toEqual([expected, words])
  })
  test('of a training without lessons and days waits', () => {
    const { proposal, reasons } = proposalOf(criteria({ required: 0 }), evidence([], []))
    expect([proposal, keyOf(reasons[0]!)]).toEqual(['pending', 'judgments.nothingToJudge'])
  })
  test('completes exactly those whose every line is done', () => {
    const lesson = fc.constantFrom(done, open, over, toOpen)
    const mark = fc.constantFrom<AttendanceState | null>('present', 'absent_notified', 'made_up', 'exempt', null)
    fc.assert(fc.property(fc.array(lesson), fc.array(mark), (lessons, marks) => {
      const about = evidence(lessons, marks.map((state) => slot(state)))
      const items = checklistOf(criteria(), about)
      expect(proposalOf(criteria(), about).proposal === 'completed').toBe(items.length > 0 && items.every(({ state }) => state === 'done'))
    }))
  })
})


const strict = { lateLimitMinutes: 0, madeUpCounts: false }
const own = (more: Partial<EvidenceOf['slots'][number]>, state: AttendanceState | null = 'present', minutes: number | null = null) => ({ ...slot(state, minutes), ...more })
const morning = (state: AttendanceState | null, more: Partial<EvidenceOf['slots'][number]> = {}) => own({ startsAt: '09:30', ...more }, state)
const noon = (state: AttendanceState | null, more: Partial<EvidenceOf['slots'][number]> = {}) => own({ startsAt: '11:00', ...more }, state)
const afternoon = (state: AttendanceState | null, more: Partial<EvidenceOf['slots'][number]> = {}) => own({ startsAt: '13:00', ...more }, state)
const test1: EvidenceOf['lessons'][number] = { ...done, id: 7, task: 'comprehension_test' }

/** Rules that trainings of this kind were found to have, each with where it was found. */
describe('attendance as a training sets it', () => {
  test.each<[string, string, Partial<Criteria['attendance']> & { also?: Clause }, EvidenceOf['lessons'], EvidenceOf['slots'], Decision]>([
    ['strict: late once, and it cannot be completed', 'Hokkaido care managers', strict, [], [slot('late', 1), slot('present')], 'not_completed'],
    ['strict: absent once, though another cohort is still to come', 'Hokkaido care managers', strict, [], [slot('absent_notified', null, '2026-09-17', true)], 'not_completed'],
    ['up to ten minutes late with notice', 'a scheme of lectures and exercises', { lateNeedsNotice: true }, [], [own({ isNoticed: true }, 'late', 10)], 'completed'],
    ['ten minutes late without notice', 'a scheme of lectures and exercises', { lateNeedsNotice: true }, [], [own({}, 'late', 10)], 'not_completed'],
    ['late in an exercise, though noticed', 'a scheme of lectures and exercises', { exerciseLimitMinutes: 0, exerciseModules: [2] }, [], [own({ moduleId: 2, isNoticed: true }, 'late', 1)], 'not_completed'],
    ['late in a lecture beside it', 'a scheme of lectures and exercises', { exerciseLimitMinutes: 0, exerciseModules: [2] }, [], [own({ moduleId: 3 }, 'late', 1)], 'completed'],
    ['scanned before the start', 'a scheme of lectures and exercises', { signsBeforeStart: true }, [], [own({ signedLate: false })], 'completed'],
    ['scanned after the start', 'a scheme of lectures and exercises', { signsBeforeStart: true }, [], [own({ signedLate: true })], 'not_completed'],
    ['leaving early has a limit of its own', 'online schemes', { leftEarlyLimitMinutes: 0 }, [], [slot('left_early', 5)], 'not_completed'],
    ['so have lost lines, all together', 'Chiba, online', { disconnectedLimitMinutes: 30 }, [], [slot('disconnected', 25)], 'completed'],
    ['both checks of presence stand for the day', 'a scheme with checks of presence', { presenceChecks: true }, [], [morning('present'), noon(null), afternoon('present')], 'completed'],
    ['a missed check takes its half of the day', 'a scheme with checks of presence', { presenceChecks: true }, [], [morning('absent_notified'), noon('present'), afternoon('present')], 'not_completed'],
    ['a half that was not missed stays', 'a scheme with checks of presence', { presenceChecks: true, required: 50 }, [], [morning('absent_notified'), noon(null), afternoon('present'), own({ startsAt: '15:00' }, null)], 'completed'],
    ['absent in one check: no final test', 'a scheme with checks of presence', { presenceChecks: true, testNeedsPresence: true, required: 0, also: { task: 'comprehension_test' } }, [test1], [morning('absent_notified'), afternoon('present')], 'not_completed'],
    ['present in both: the test counts', 'a scheme with checks of presence', { presenceChecks: true, testNeedsPresence: true, required: 0, also: { task: 'comprehension_test' } }, [test1], [morning('present'), afternoon('present')], 'completed'],
    ['eighty points are needed', 'a scheme with a test', { required: 0, also: { lesson: 7, points: 80, title: '試験', titleEn: 'Test' } }, [{ ...test1, points: 79.9 }], [], 'pending'],
    ['and reached', 'a scheme with a test', { required: 0, also: { lesson: 7, points: 80, title: '試験', titleEn: 'Test' } }, [{ ...test1, points: 80 }], [], 'completed'],
    ['one module of ten may be made up', 'a scheme with a test', { makeUp: { otherCohort: true, videoReport: true, modulesMax: null, modulesPercentMax: 10, carriesOver: true } }, [],
      Array.from({ length: 10 }, (_, n) => own({ moduleId: n + 1 }, n === 0 ? 'made_up' : 'present')), 'completed'],
    ['two of ten are too many', 'a scheme with a test', { makeUp: { otherCohort: true, videoReport: true, modulesMax: null, modulesPercentMax: 10, carriesOver: true } }, [],
      Array.from({ length: 10 }, (_, n) => own({ moduleId: n + 1 }, n < 2 ? 'made_up' : 'present')), 'not_completed'],
    ['a lecture can be made up by video while it is not judged', 'a scheme of lectures and exercises', { makeUp: { otherCohort: false, videoReport: true, modulesMax: null, carriesOver: true } }, [], [own({ moduleId: 3 }, 'absent_notified')], 'pending'],
    ['an exercise only in another cohort', 'a scheme of lectures and exercises', { exerciseModules: [3], exerciseLimitMinutes: 0, makeUp: { otherCohort: true, videoReport: true, modulesMax: null, carriesOver: true } }, [], [own({ moduleId: 3 }, 'absent_notified')], 'not_completed'],
    ['which is still to come', 'a scheme of lectures and exercises', { exerciseModules: [3], exerciseLimitMinutes: 0, makeUp: { otherCohort: true, videoReport: true, modulesMax: null, carriesOver: true } }, [], [own({ moduleId: 3, canMakeUp: true }, 'absent_notified')], 'pending'],
    ['no more is offered than may be made up', 'a scheme of lectures and exercises', { makeUp: { otherCohort: true, videoReport: false, modulesMax: 1, carriesOver: true } }, [],
      [own({ moduleId: 1 }, 'made_up'), own({ moduleId: 2, canMakeUp: true }, 'absent_notified')], 'not_completed'],
    ['what was completed in an earlier year is not asked again', 'Hyogo', {}, [{ ...over, moduleId: 1, carriedOn: '2025-10-01' }], [own({ moduleId: 1, carriedOn: '2025-10-01' }, null)], 'completed'],
  ])('%s (%s)', (_, __, { also, ...attendance }, lessons, slots, expected) => {
    const about = { ...evidence(lessons, slots), isJudged: false }
    expect(proposalOf(criteria({ lessons: lessons.length > 0 && also === undefined ? 'all' : 'none', ...attendance, ...also ? { also } : {} }), about).proposal).toBe(expected)
  })
})

describe('modules', () => {
  test('are done when all their lessons and slots are, on the day of the last part', () => {
    const about = evidence([{ ...done, id: 1, moduleId: 1, doneOn: '2026-09-01' }, { ...open, id: 2, moduleId: 2 }],
      [own({ moduleId: 1, doneOn: '2026-09-17' }), own({ moduleId: 2, doneOn: '2026-09-17' }), own({ moduleId: 3, carriedOn: '2025-10-01' }, null)])
    expect(modulesOf(criteria(), about)).toEqual([
      { id: 1, done: 2, total: 2, isCarried: false, doneOn: '2026-09-17' }, { id: 2, done: 1, total: 2, isCarried: false, doneOn: null },
      { id: 3, done: 1, total: 1, isCarried: true, doneOn: '2025-10-01' },
    ])
  })
  test('ask for no lessons where the criteria do not', () => {
    const about = evidence([{ ...open, id: 1, moduleId: 1 }], [own({ moduleId: 1, doneOn: '2026-09-17' })])
    expect(modulesOf(criteria({ lessons: 'none' }), about)).toMatchObject([{ id: 1, done: 1, total: 1, doneOn: '2026-09-17' }])
    expect(modulesOf(criteria({ lessons: 'none', also: { lesson: 1, title: '', titleEn: '' } }), about)).toMatchObject([{ done: 1, total: 2, doneOn: null }])
  })
  test('can be asked for by name, with what is missing of them', () => {
    const asks = criteria({ lessons: 'none', required: 0, also: { any: [{ module: 1, title: '会議', titleEn: 'Talks' }, { attendance: 50, ofModule: 2, title: '演習', titleEn: 'Exercise' }] } })
    const about = evidence([{ ...over, id: 1, moduleId: 1 }], [own({ moduleId: 2 }), own({ moduleId: 2 }, 'absent_notified')])
    const [item] = checklistOf(asks, about)
    expect([item!.state, item!.options!.map(({ state }) => state), inJapanese(item!.options![1]!)]).toEqual(['done', ['missed', 'done'], '「演習」のコマに出席する（2コマ中1コマ、必要1コマ）'])
  })
  test('a lesson that left the training leaves everybody waiting, not failed', () => {
    const asks = criteria({ lessons: 'none', required: 0, also: { lesson: 9, title: '消えた試験', titleEn: 'Gone' } })
    expect(proposalOf(asks, evidence([], []))).toMatchObject({ proposal: 'pending', reasons: [{ key: 'judgments.item.lessonGone' }] })
  })
})

const someState = fc.constantFrom<AttendanceState | null>('present', 'late', 'left_early', 'absent_notified', 'made_up', 'exempt', null)
const someSlot = fc.record({ state: someState, minutes: fc.integer({ min: 1, max: 30 }), moduleId: fc.integer({ min: 1, max: 3 }), canMakeUp: fc.boolean(), startsAt: fc.constantFrom('09:30', '11:00', '13:00'), isNoticed: fc.boolean() })
  .map(({ state, minutes, ...more }) => own(more, state, state === 'late' || state === 'left_early' ? minutes : null))
const someLesson = fc.record({ lesson: fc.constantFrom(done, open, over, toOpen), id: fc.integer({ min: 1, max: 4 }), moduleId: fc.integer({ min: 1, max: 3 }), task: fc.constantFrom('comprehension_test' as const, 'questionnaire' as const, null), points: fc.integer({ min: 0, max: 100 }) })
  .map(({ lesson, ...more }) => ({ ...lesson, ...more }))
const leaf = fc.oneof(
  fc.constantFrom<Clause>({ task: 'comprehension_test' }, { task: 'questionnaire' }), fc.integer({ min: 1, max: 5 }).map((id): Clause => ({ lesson: id, title: '', titleEn: '' })),
  fc.integer({ min: 1, max: 3 }).map((id): Clause => ({ module: id, title: '', titleEn: '' })), fc.integer({ min: 1, max: 100 }).map((percent): Clause => ({ attendance: percent })),
)
const group = fc.array(leaf, { minLength: 1, maxLength: 3 }).chain((leaves) => fc.constantFrom<Clause>({ all: leaves }, { any: leaves }))
const someCriteria = fc.record({
  lessons: fc.constantFrom('all' as const, 'none' as const), required: fc.constantFrom('all' as const, 0, 50, 80), madeUpCounts: fc.boolean(), lateNeedsNotice: fc.boolean(),
  presenceChecks: fc.boolean(), groups: fc.array(group, { maxLength: 2 }), modulesMax: fc.constantFrom(null, 1, 2), limit: fc.constantFrom(0, 10),
}).map(({ lessons, groups, modulesMax, limit, ...attendance }) => criteria({
  lessons, ...attendance, lateLimitMinutes: limit, ...groups.length > 0 ? { also: { all: groups } } : {},
  ...attendance.madeUpCounts ? { makeUp: { otherCohort: true, videoReport: true, modulesMax, carriesOver: true } } : {},
}))
const someEvidence = fc.record({ lessons: fc.array(someLesson, { maxLength: 4 }), slots: fc.array(someSlot, { maxLength: 5 }), isJudged: fc.boolean() })
  .map(({ lessons, slots, isJudged }): EvidenceOf => ({ ...evidence(lessons, slots), isJudged }))

describe('whatever is asked', () => {
  // What was made up or let off is settled by staff: to have been there as well is no more than that.
  const settled = new Set<unknown>(['made_up', 'exempt'])
  const rank = { not_completed: 0, pending: 1, completed: 2 } as const
  test('doing more never makes it worse', () => {
    fc.assert(fc.property(someCriteria, someEvidence, fc.nat(), (asks, about, which) => {
      const parts = about.lessons.length + about.slots.length
      fc.pre(parts > 0)
      const at = which % parts
      const more: EvidenceOf = {
        ...about, lessons: about.lessons.map((lesson, n) => n === at ? { ...lesson, isDone: true, points: 100 } : lesson),
        slots: about.slots.map((one, n) => about.lessons.length + n === at && !settled.has(one.mark?.state) ? { ...one, mark: { state: 'present', minutes: null } } : one),
      }
      expect(rank[proposalOf(asks, more).proposal]).toBeGreaterThanOrEqual(rank[proposalOf(asks, about).proposal])
    }), { numRuns: 1500 })
  })
  test('all of these is each of these, any of these is the best of these, whatever the order', () => {
    fc.assert(fc.property(fc.array(leaf, { minLength: 1, maxLength: 4 }), someEvidence, (leaves, about) => {
      const state = (also: Clause) => stateOfAll(checklistOf(criteria({ lessons: 'none', required: 0, also }), about).map((item) => item.state))
      const each = leaves.map((one) => state(one))
      expect(state({ all: leaves })).toBe(stateOfAll(each))
      expect(state({ any: leaves })).toBe(stateOfAny(each))
      expect(state({ any: leaves.toReversed() })).toBe(state({ any: leaves }))
      expect(state({ all: [{ any: [{ all: leaves }] }] })).toBe(state({ all: leaves }))
    }), { numRuns: 600 })
  })
  test('a module is done exactly when the criteria that ask for it alone are met', () => {
    fc.assert(fc.property(someEvidence, fc.integer({ min: 1, max: 3 }), (about, id) => {
      const asks = criteria({ lessons: 'none', required: 0, also: { module: id, title: '', titleEn: '' } })
      const module = modulesOf(asks, about).find((one) => one.id === id)
      expect(module?.doneOn != null).toBe(proposalOf(asks, about).proposal === 'completed')
    }), { numRuns: 600 })
  })
})
