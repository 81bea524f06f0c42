import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { usuallyRequired, type Course, type Item } from '../../../server/learning/scorm/course.ts'
import { whyNotElement } from '../../../server/learning/scorm/elements.ts'
import { isMet, readPrerequisites } from '../../../server/learning/scorm/prerequisites.ts'
import { judge, keptScore, modeOf, problemsOfRule, secondsBetween, secondsOf, spanIn, usual, whyNotAgain, whyNotCommit } from '../../../server/learning/scorm/rules.ts'
import { besides, menuOf, whyNotLaunch } from '../../../server/learning/scorm/sequencing/rules.ts'
import { standingOf, type Standing, type Status12 } from '../../../server/learning/scorm/standings/rules.ts'

const item = (id: string, more: Partial<Item> = {}): Item => ({
  id, title: id, parent: null, depth: 0, launch: { path: `${id}.html`, rest: '' }, isSco: true, isVisible: true, prerequisites: null, masteryScore: null, passingMeasure: null,
  completionThreshold: null, timeMax: null, timeLimitAction: null, launchData: '', hides: [], choice: true, flow: true, forwardOnly: false, saysCompletion: false, ...more,
})
const told = (elements: Record<string, string>, isEnded = true) => ({ elements, isOpened: true, isEnded })
const [done, passed, failed, begun]: Standing[] = [
  { completion: 'completed', success: 'unknown', score: null }, { completion: 'completed', success: 'passed', score: 90 },
  { completion: 'completed', success: 'failed', score: 40 }, { completion: 'incomplete', success: 'unknown', score: null },
] as const

describe('what the server makes of what SCORM 1.2 tells', () => {
  test.each<[string, Partial<Item>, Record<string, string>, boolean, Partial<Standing>]>([
    ['nothing but that it was opened', {}, {}, false, { completion: 'incomplete', success: 'unknown' }],
    ['nothing, and it ended', {}, {}, true, { completion: 'completed' }],
    ['incomplete, and it ended', {}, { 'cmi.core.lesson_status': 'incomplete' }, true, { completion: 'incomplete' }],
    ['incomplete above the mastery score', { masteryScore: 80 }, { 'cmi.core.lesson_status': 'incomplete', 'cmi.core.score.raw': '100' }, true, { completion: 'incomplete', success: 'unknown' }],
    ['completed at the mastery score', { masteryScore: 80 }, { 'cmi.core.lesson_status': 'completed', 'cmi.core.score.raw': '80' }, true, { completion: 'completed', success: 'passed' }],
    ['passed below the mastery score', { masteryScore: 80 }, { 'cmi.core.lesson_status': 'passed', 'cmi.core.score.raw': '79.9' }, true, { completion: 'completed', success: 'failed' }],
    ['passed without any points', { masteryScore: 80 }, { 'cmi.core.lesson_status': 'passed' }, true, { success: 'passed' }],
    ['failed', {}, { 'cmi.core.lesson_status': 'failed', 'cmi.core.score.raw': '30' }, true, { completion: 'completed', success: 'failed', score: 30 }],
    ['browsed', {}, { 'cmi.core.lesson_status': 'browsed' }, true, { completion: 'incomplete' }],
    ['8 points of 10', {}, { 'cmi.core.score.raw': '8', 'cmi.core.score.max': '10' }, true, { score: 80 }],
  ])('%s', (_, more, elements, isEnded, standing) => {
    expect(standingOf('1.2', item('a', more), told(elements, isEnded))).toMatchObject(standing)
  })
})

describe('what the server makes of what SCORM 2004 tells, completion and success apart', () => {
  test.each<[string, Partial<Item>, Record<string, string>, boolean, Partial<Standing>]>([
    ['completed and failed', {}, { 'cmi.completion_status': 'completed', 'cmi.success_status': 'failed', 'cmi.score.scaled': '0.4' }, true, { completion: 'completed', success: 'failed', score: 40 }],
    ['passed and not completed', {}, { 'cmi.completion_status': 'incomplete', 'cmi.success_status': 'passed' }, true, { completion: 'incomplete', success: 'passed' }],
    ['nothing, and it ended', {}, {}, true, { completion: 'completed', success: 'unknown' }],
    ['nothing, having promised to say it', { saysCompletion: true }, {}, true, { completion: 'incomplete' }],
    ['nothing, and suspended', {}, { 'cmi.exit': 'suspend' }, true, { completion: 'incomplete' }],
    ['progress at the threshold', { completionThreshold: 0.8 }, { 'cmi.progress_measure': '0.8', 'cmi.completion_status': 'incomplete' }, true, { completion: 'completed' }],
    ['progress below it, called complete', { completionThreshold: 0.8 }, { 'cmi.progress_measure': '0.7', 'cmi.completion_status': 'completed' }, true, { completion: 'incomplete' }],
    ['a score at the passing one', { passingMeasure: 0.6 }, { 'cmi.score.scaled': '0.6', 'cmi.success_status': 'failed' }, true, { success: 'passed' }],
    ['passed without the score that decides', { passingMeasure: 0.6 }, { 'cmi.success_status': 'passed' }, true, { success: 'unknown' }],
    ['a score below nothing', {}, { 'cmi.score.scaled': '-0.5' }, true, { score: -50 }],
  ])('%s', (_, more, elements, isEnded, standing) => {
    expect(standingOf('2004', item('a', more), told(elements, isEnded))).toMatchObject(standing)
  })
})

describe('when an attempt is done', () => {
  const rule = { required: ['a', 'b'], need: 'completed' as const, scoreMin: null }
  test.each<[string, Partial<typeof rule> | object, [string, Standing][], { isDone: boolean; isOver: boolean }]>([
    ['one of two is done', {}, [['a', done]], { isDone: false, isOver: false }],
    ['both are done', {}, [['a', done], ['b', passed]], { isDone: true, isOver: true }],
    ['one failed', {}, [['a', done], ['b', failed]], { isDone: false, isOver: true }],
    ['one is only finished and has to be passed', { need: 'passed' }, [['a', done], ['b', passed]], { isDone: false, isOver: true }],
    ['both are passed', { need: 'passed' }, [['a', passed], ['b', passed]], { isDone: true, isOver: true }],
    ['the points are too few', { scoreMin: 95 }, [['a', done], ['b', passed]], { isDone: false, isOver: true }],
    ['there are no points and some are asked', { scoreMin: 1 }, [['a', done], ['b', done]], { isDone: false, isOver: true }],
    ['something else is done', {}, [['c', done], ['d', done]], { isDone: false, isOver: false }],
    ['nothing is asked, which can never be', { required: [] }, [['a', done]], { isDone: false, isOver: false }],
    ['one was begun', {}, [['a', done], ['b', begun]], { isDone: false, isOver: false }],
  ])('%s', (_, more, standings, judged) => {
    expect(judge({ ...rule, ...more }, new Map(standings))).toMatchObject(judged)
  })

  test('a rule that nobody could meet is not saved', () => {
    const course = { items: [item('a'), item('picture', { isSco: false }), item('heading', { launch: null })] } as Course
    expect(problemsOfRule({ required: [], scoreMin: null }, course)).toMatchObject([{ reason: { key: 'scorm.nothingRequired' } }])
    expect(problemsOfRule({ required: ['heading'], scoreMin: null }, course)).toMatchObject([{ reason: { key: 'scorm.unknownItem' } }])
    expect(problemsOfRule({ required: ['picture'], scoreMin: 50 }, course)).toMatchObject([{ reason: { key: 'scorm.noScoreToHave' } }])
    expect(problemsOfRule({ required: usuallyRequired(course), scoreMin: 50 }, course)).toEqual([])
  })

  test('best and last are what they are called', () => {
    expect([keptScore('best', [40, 90, null, 60]), keptScore('last', [40, 90, null, 60]), keptScore('best', [null])]).toEqual([90, 60, null])
  })
})

describe('prerequisites of SCORM 1.2', () => {
  const status: Record<string, Status12> = { a: 'completed', b: 'passed', c: 'failed', d: 'incomplete' }
  const met = (script: string) => { const needed = readPrerequisites(script); return needed === null ? null : isMet(needed, (id) => status[id] ?? 'not attempted') }
  test.each<[string, boolean | null]>([
    ['a', true], ['c', false], ['a&b', true], ['a & c', false], ['a|c', true], ['~c', true], ['~a', false], ['a & (c | b)', true], ['c="failed"', true], ['c = f', true], ['a<>"passed"', true],
    ['2*{a, b, c}', true], ['3*{a, b, c}', false], ['{c, a}', true], ['x="not attempted"', true], ['~(c|d)&b', true],
    ['a &', null], ['a b', null], ['', null], ['(a', null], ['a="done"', null], ['&', null], ['a=', null], [`${'('.repeat(200)}a${')'.repeat(200)}`, null],
  ])('%s', (script, expected) => { expect(met(script)).toBe(expected) })

  test('whatever is written there is read or not', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', 'b', '&', '|', '~', '(', ')', '=', '"', '<>', '{', '}', ',', '2*', ' '), maxLength: 300 }), (script) => {
      const answer = met(script)
      return answer === null || typeof answer === 'boolean'
    }), { numRuns: 300 })
  })
})

describe('where one may go', () => {
  const course = (more: Partial<Course>, items: Item[]): Course => ({ edition: '2004', version: '', title: '', choice: true, flow: true, forwardOnly: false, items, ...more })
  const three = [item('a'), item('b', { prerequisites: 'a' }), item('c')]
  test('what has to be done first shuts an item, and nothing else does', () => {
    const whyNot = (standings: [string, Standing][]) => menuOf(course({}, three), new Map(standings)).map((line) => line.whyNot?.key ?? null)
    expect([whyNot([]), whyNot([['a', done]]), whyNot([['a', failed]])]).toEqual([[null, 'scorm.needsFirst', null], [null, null, null], [null, 'scorm.needsFirst', null]])
  })
  test('where nothing is chosen, the first opens, and after it the next', () => {
    const plain = course({ choice: false }, [item('a'), item('b'), item('c')])
    const opens = (standings: [string, Standing][]) => ['a', 'b', 'c'].map((id) => whyNotLaunch(plain, new Map(standings), id) === null)
    expect([opens([]), opens([['a', begun]]), opens([['a', done], ['b', done]])]).toEqual([[true, false, false], [true, true, false], [true, true, true]])
  })
  test('flow is asked of the heading that two items share', () => {
    const under = course({ flow: false }, [item('h', { launch: null, flow: true }), item('a', { parent: 'h', depth: 1 }), item('b', { parent: 'h', depth: 1 }), item('c')])
    expect([besides(under, new Map(), 'a', 'next')?.id, besides(under, new Map(), 'b', 'next'), besides(under, new Map(), 'b', 'previous')?.id]).toEqual(['b', null, 'a'])
    expect(besides(course({ forwardOnly: true }, three), new Map(), 'c', 'previous')).toBeNull()
  })
  test.each<[string, Parameters<typeof modeOf>, unknown]>([
    ['nobody has begun', [usual, null, false], 'normal'], ['it goes on', [usual, { isOver: false, isDone: false }, false], 'normal'], ['it is done', [usual, { isOver: true, isDone: true }, false], 'review'],
    ['it is late', [usual, { isOver: false, isDone: false }, true], 'review'], ['it is done and not looked at again', [{ ...usual, review: false }, { isOver: true, isDone: true }, false], { key: 'scorm.noReview' }],
  ])('how an item opens when %s', (_, given, mode) => { expect(modeOf(...given)).toEqual(mode) })
  test.each<[string, Parameters<typeof whyNotAgain>, string | null]>([
    ['the last goes on', [usual, 1, { isOver: false, isDone: false }, false], 'scorm.stillGoing'], ['it is over', [usual, 1, { isOver: true, isDone: false }, false], null],
    ['none is left', [{ ...usual, attemptsMax: 2 }, 2, { isOver: true, isDone: false }, false], 'scorm.noAttemptLeft'], ['it is late', [usual, 1, { isOver: true, isDone: false }, true], 'scorm.tooLate'],
  ])('whether it is tried again when %s', (_, given, key) => { expect(whyNotAgain(...given)?.key ?? null).toBe(key) })
})

describe('what is taken of a browser', () => {
  const now = new Date('2026-09-01T10:00:00Z')
  const launch = { mode: 'normal' as const, expiresAt: new Date('2026-09-01T11:00:00Z'), endedAt: null, attemptClosedAt: null, isWithdrawn: false, isLate: false }
  test.each<[object, string | null]>([
    [{}, null], [{ mode: 'review' }, 'nothing_kept'], [{ mode: 'browse' }, 'nothing_kept'], [{ expiresAt: now }, 'expired'], [{ endedAt: now }, 'elsewhere'],
    [{ attemptClosedAt: now }, 'closed'], [{ isWithdrawn: true }, 'closed'], [{ isLate: true }, 'late'],
  ])('%j', (more, closed) => { expect(whyNotCommit({ ...launch, ...more }, now)).toBe(closed) })

  const long = 'あ'.repeat(64_000)
  test.each<['1.2' | '2004', string, string, string | null]>([
    ['1.2', 'cmi.core.lesson_status', 'completed', null], ['1.2', 'cmi.core.lesson_status', 'done', 'vocabulary'], ['1.2', 'cmi.core.lesson_status', 'not attempted', 'vocabulary'],
    ['1.2', 'cmi.core.lesson_status', 'Passed', 'vocabulary'], ['1.2', 'cmi.core.score.raw', '100', null], ['1.2', 'cmi.core.score.raw', '101', 'range'], ['1.2', 'cmi.core.score.raw', '八', 'type'],
    ['1.2', 'cmi.core.score.raw', '', null], ['1.2', 'cmi.core.score.raw', '1e999', 'type'], ['1.2', 'cmi.core.score.raw', 'NaN', 'type'], ['1.2', 'cmi.core.student_id', 'x', 'readOnly'], ['1.2', 'cmi.core.total_time', '9999:00:00', 'readOnly'],
    ['1.2', 'cmi.student_data.mastery_score', '0', 'readOnly'], ['1.2', 'cmi.core.credit', 'credit', 'readOnly'], ['1.2', 'cmi.core.session_time', '0001:02:03.5', null], ['1.2', 'cmi.core.session_time', 'PT1H', 'type'],
    ['1.2', 'cmi.core.exit', 'suspend', null], ['1.2', 'cmi.core.exit', 'normal', 'vocabulary'], ['1.2', 'cmi.suspend_data', long, null], ['1.2', 'cmi.suspend_data', `${long}x`, 'tooLong'], ['1.2', 'cmi.suspend_data', '\u0000\ud800', null],
    ['1.2', 'cmi.core.lesson_location', 'x'.repeat(256), 'tooLong'], ['1.2', 'cmi.core.lesson_location', 'a\u0000', 'unreadable'], ['1.2', 'cmi.comments', 'a\ud800', 'unreadable'],
    ['1.2', 'cmi.interactions.0.result', 'wrong', null], ['1.2', 'cmi.interactions.0.result', '0.5', null], ['1.2', 'cmi.interactions.0.result', 'incorrect', 'vocabulary'], ['1.2', 'cmi.interactions.1000.id', 'q', 'range'],
    ['1.2', 'cmi.interactions._count', '5', 'readOnly'], ['1.2', 'cmi.objectives.0.status', 'not attempted', null], ['1.2', 'cmi.completion_status', 'completed', 'unknown'], ['1.2', '__proto__', 'x', 'unknown'],
    ['1.2', 'cmi.core.lesson_status.constructor', 'x', 'unknown'], ['1.2', 'cmi.student_preference.audio', '101', 'range'], ['1.2', 'nav.event', 'continue', null],
    ['2004', 'cmi.completion_status', 'completed', null], ['2004', 'cmi.completion_status', 'passed', 'vocabulary'], ['2004', 'cmi.success_status', 'passed', null], ['2004', 'cmi.score.scaled', '1', null], ['2004', 'cmi.score.scaled', '1.01', 'range'],
    ['2004', 'cmi.score.raw', '-5', null], ['2004', 'cmi.progress_measure', '-0.1', 'range'], ['2004', 'cmi.session_time', 'PT1H30M5.25S', null], ['2004', 'cmi.session_time', '01:00:00', 'type'], ['2004', 'cmi.learner_id', 'x', 'readOnly'],
    ['2004', 'cmi.scaled_passing_score', '0', 'readOnly'], ['2004', 'cmi.exit', 'normal', null], ['2004', 'cmi.location', 'x'.repeat(1_000), null], ['2004', 'cmi.interactions.3.type', 'long-fill-in', null], ['2004', 'cmi.interactions.3.timestamp', '2026-09-01T10:00:00', null],
    ['2004', 'cmi.interactions.3.timestamp', 'きょう', 'type'], ['2004', 'adl.nav.request', '{target=b}choice', null], ['2004', 'adl.nav.request', 'jump', 'type'], ['2004', 'cmi.core.lesson_status', 'passed', 'unknown'],
  ])('SCORM %s %s', (edition, name, value, wrong) => { expect(whyNotElement(edition, name, value)).toBe(wrong) })

  test('any name and any value is answered, and a number that is taken is one', () => {
    fc.assert(fc.property(fc.constantFrom('1.2' as const, '2004' as const), fc.oneof(fc.string({ maxLength: 150 }), fc.constantFrom('cmi.core.score.raw', 'cmi.score.scaled', 'cmi.session_time', 'cmi.interactions.1.result', 'cmi.learner_preference.language')), fc.string({ unit: 'binary', maxLength: 300 }), (edition, name, value) => {
      const wrong = whyNotElement(edition, name, value)
      return wrong !== null || !/score\.(raw|scaled)$/.test(name) || value === '' || Number.isFinite(Number(value))
    }), { numRuns: 1_000 })
  })

  test('nothing that is very long is looked at for long', () => {
    const long = ['1', 'x', '-a', '1:', 'P1Y', '{target=', '"a"|', '('].map((sign) => sign.repeat(Math.floor(100_000 / sign.length)))
    const from = performance.now()
    for (const value of long) {
      for (const name of ['cmi.core.score.raw', 'cmi.core.session_time', 'cmi.interactions.0.time', value]) whyNotElement('1.2', name, value)
      for (const name of ['cmi.score.scaled', 'cmi.session_time', 'cmi.interactions.0.timestamp', 'cmi.learner_preference.language', 'adl.nav.request']) whyNotElement('2004', name, value)
      readPrerequisites(value)
      secondsOf(value)
    }
    expect(performance.now() - from).toBeLessThan(1_000)
  })

  test('time is counted by our clock, and silence is no work', () => {
    const at = (seconds: number) => new Date(now.getTime() + seconds * 1000)
    expect([secondsBetween(now, at(30)), secondsBetween(now, at(3_600)), secondsBetween(at(5), now)]).toEqual([30, 120, 0])
  })

  test('a length of time comes back as it was written', () => {
    fc.assert(fc.property(fc.constantFrom('1.2' as const, '2004' as const), fc.integer({ min: 0, max: 3_000_000 }), (edition, seconds) => secondsOf(spanIn(edition, seconds)) === seconds))
    expect([secondsOf('P1DT1H'), secondsOf('x'), secondsOf(undefined), secondsOf('0000:05:00.25')]).toEqual([90_000, null, null, 300])
  })
})
