import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tidyName } from '../../../server/base/multipart.ts'
import { addRange, coveredSeconds, newParts, percentWatched, unionOf, type Range } from '../../../server/learning/lessons/ranges.ts'
import { clockOf, isComplete, linesOfTranscript, nextOf, stateOf, viewingOf, whatCompletes, whyNotComplete, whyNotOpen, type Kept, type Lesson, type Opening, type Progress, type Viewing } from '../../../server/learning/lessons/rules.ts'
import { whyNotNamed } from '../../../server/learning/lessons/files/rules.ts'
import { inJapanese, keyOf } from '../../support/reasons.ts'

const ranges = fc.array(fc.tuple(fc.nat(200), fc.nat(200)).map(([a, b]): Range => [Math.min(a, b), Math.max(a, b)]), { maxLength: 12 })
const seconds = (list: readonly Range[]) => {
  const seen = new Set<number>()
  for (const [from, to] of list) for (let second = from; second < to; second += 1) seen.add(second)
  return seen.size
}

describe('what was watched', () => {
  test.each<[string, Range[], Range, Range[]]>([
    ['begins with one stretch', [], [10, 20], [[10, 20]]],
    ['keeps stretches apart', [[0, 10]], [20, 30], [[0, 10], [20, 30]]],
    ['joins what touches', [[0, 10]], [10, 30], [[0, 30]]],
    ['joins what overlaps', [[0, 10], [20, 30]], [5, 25], [[0, 30]]],
    ['gains nothing from watching again', [[0, 30]], [5, 25], [[0, 30]]],
    ['stays in order', [[20, 30]], [0, 5], [[0, 5], [20, 30]]],
    ['gains nothing from standing still', [[0, 10]], [20, 20], [[0, 10]]],
    ['gains nothing from going backwards', [[0, 10]], [30, 20], [[0, 10]]],
    ['gains nothing from no number', [[0, 10]], [Number.NaN, 20], [[0, 10]]],
  ])('%s', (_, before, range, after) => {
    expect(addRange(before, range)).toEqual(after)
  })

  test('is a set: sorted, apart, the same in any order, and as long as its different seconds', () => {
    fc.assert(fc.property(ranges, (list) => {
      const union = unionOf(list)
      for (const [place, [from, to]] of union.entries()) {
        expect(from).toBeLessThan(to)
        if (place > 0) expect(union[place - 1]![1]).toBeLessThan(from)
      }
      expect(unionOf([...list].reverse())).toEqual(union)
      expect(unionOf(union)).toEqual(union)
      expect(coveredSeconds(list)).toBe(seconds(list))
    }))
  })

  test('never loses a second, and never passes 0 to 100 percent', () => {
    fc.assert(fc.property(ranges, fc.tuple(fc.nat(200), fc.nat(200)), fc.integer({ min: 1, max: 200 }), (list, more, length) => {
      const before = percentWatched(unionOf(list), length)
      const after = percentWatched(addRange(unionOf(list), more), length)
      expect(before).toBeGreaterThanOrEqual(0)
      expect(after).toBeLessThanOrEqual(100)
      expect(after).toBeGreaterThanOrEqual(before)
    }))
  })

  test.each<[string, Range[], number, number]>([
    ['nothing is 0 %',                     [],            600,  0],
    ['half is 50 %',                       [[0, 300]],    600,  50],
    ['almost 90 % is 89 %',                [[0, 539.9]],  600,  89],
    ['the last second is forgiven',        [[0, 599.2]],  600,  100],
    ['what lies beyond the end is not counted', [[300, 900]], 600, 50],
    ['a video without a length has no percent', [[0, 10]], 0, 0],
  ])('%s', (_, list, length, expected) => {
    expect(percentWatched(list, length)).toBe(expected)
  })

  test('the new parts and the old ones are the whole, and never overlap', () => {
    fc.assert(fc.property(ranges, fc.tuple(fc.nat(200), fc.nat(200)), (list, stretch) => {
      const parts = newParts(list, stretch)
      expect(coveredSeconds([...list, ...parts])).toBe(coveredSeconds(list) + coveredSeconds(parts))
      expect(unionOf([...list, ...parts])).toEqual(addRange(unionOf(list), stretch))
    }))
  })
})

const untouched: Progress = { openedToEnd: false, confirmed: false, pagesSeen: 0, ranges: [] }
const page: Lesson = { kind: 'page', percentNeeded: 90, pages: null, durationSeconds: null }
const paper: Lesson = { ...page, kind: 'document', pages: 12 }
const uncounted: Lesson = { ...page, kind: 'document' }
const video: Lesson = { ...page, kind: 'video', durationSeconds: 1360 }

test.each<[string, Lesson, Partial<Progress>, string | null, Viewing]>([
  ['a page that was only opened',        page,      {},                                      'lessons.notToTheEnd',  'in_progress'],
  ['a page confirmed without its end',   page,      { confirmed: true },                     'lessons.notToTheEnd',  'in_progress'],
  ['a page read to the end',             page,      { openedToEnd: true },                   'lessons.notConfirmed', 'watched'],
  ['a page read and confirmed',          page,      { openedToEnd: true, confirmed: true },  null,                   'confirmed'],
  ['a document half way',                paper,     { pagesSeen: 6 },                        'lessons.pagesLeft',    'in_progress'],
  ['a document with all pages opened',   paper,     { pagesSeen: 12 },                       null,                   'confirmed'],
  ['a document confirmed, read on paper', paper,    { pagesSeen: 1, confirmed: true },       null,                   'confirmed'],
  ['a document without counted pages',   uncounted, { pagesSeen: 3 },                        'lessons.notConfirmed', 'in_progress'],
  ['the same, confirmed',                uncounted, { confirmed: true },                     null,                   'confirmed'],
  ['a video watched for 62 %',           video,     { ranges: [[0, 845]] },                  'lessons.videoLeft',    'in_progress'],
  ['a video confirmed but not watched',  video,     { confirmed: true, openedToEnd: true },  'lessons.videoLeft',    'in_progress'],
  ['a video watched for 90 %',           video,     { ranges: [[0, 1224]] },                 null,                   'confirmed'],
  ['a video of unknown length',          { ...video, durationSeconds: null }, { ranges: [[0, 999]] }, 'lessons.lengthUnknown', 'in_progress'],
])('%s', (_, lesson, progress, left, viewing) => {
  const now = { ...untouched, ...progress }
  expect(keyOf(whyNotComplete(lesson, now))).toBe(left)
  expect(isComplete(lesson, now)).toBe(left === null)
  expect(viewingOf(lesson, now)).toBe(viewing)
})

test('a lesson nobody opened has not begun', () => {
  expect(viewingOf(video, null)).toBe('not_started')
})

test('the player says how much still counts', () => {
  expect(inJapanese(whyNotComplete(video, { ...untouched, ranges: [[0, 843.2]] })!))
    .toBe('62%まで見ました（90%以上が必要）。あと6分21秒です。まだ見ていないところをご覧ください。')
})

test.each<[Lesson, string]>([
  [page, 'lessons.pageCompletes'], [paper, 'lessons.documentCompletes'],
  [uncounted, 'lessons.readingCompletes'], [video, 'lessons.videoCompletes'],
])('what completes a lesson is said before: $kind', (lesson, expected) => {
  expect(keyOf(whatCompletes(lesson))).toBe(expected)
})

test('a video is complete from the percent it asks for, and not before', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1360 }), fc.integer({ min: 1, max: 100 }), (watched, percentNeeded) => {
    const progress = { ...untouched, ranges: [[0, watched] as const] }
    expect(isComplete({ ...video, percentNeeded }, progress)).toBe(percentWatched(progress.ranges, 1360) >= percentNeeded)
    keyOf(whyNotComplete({ ...video, percentNeeded }, progress))
  }))
})

const opening = { opensOn: '2026-08-03', needsFirst: null }
const waiting = { opensOn: '2026-08-03', needsFirst: { title: '事例の読みかた' } }
test.each<[string, Parameters<typeof whyNotOpen>, string | null]>([
  ['is shut the day before it opens', [opening, '2026-08-02'], 'lessons.notYetOpen'],
  ['opens on its day',                [opening, '2026-08-03'], null],
  ['waits for what comes first',      [waiting, '2026-08-03'], 'lessons.needsFirst'],
  ['stays open later',                [opening, '2027-03-31'], null],
  ['opens at once without a day',     [{ opensOn: null, needsFirst: null }, '2026-08-03'], null],
])('a lesson %s', (_, given, expected) => {
  expect(keyOf(whyNotOpen(...given))).toBe(expected)
})

test('a shut lesson names the one that comes first', () => {
  expect(inJapanese(whyNotOpen(waiting, '2026-08-03')!)).toBe('先に「事例の読みかた」を済ませてください。そのあとに開きます。')
})

const kept: Kept & Opening = { kind: 'video', percentNeeded: 90, durationSeconds: 100, pages: null, state: null, ranges: null, opensOn: null, needsFirst: null }
test.each<[string, Partial<typeof kept>, string]>([
  ['not begun', {}, 'not_started'],
  ['begun', { state: 'in_progress' }, 'in_progress'],
  ['done', { state: 'completed' }, 'confirmed'],
  ['done before its opening day was put off', { state: 'completed', opensOn: '2026-12-01' }, 'confirmed'],
  ['before its day', { opensOn: '2026-08-04' }, 'not_yet'],
  ['on its day', { opensOn: '2026-08-03' }, 'not_started'],
  ['while another comes first', { needsFirst: { title: '事例の読みかた' } }, 'not_yet'],
  ['done before another was to come first', { state: 'completed', needsFirst: { title: '事例の読みかた' } }, 'confirmed'],
])('on the shelf a lesson is shown as it stands: %s', (_, changed, expected) => {
  expect(stateOf({ ...kept, ...changed }, '2026-08-03')).toBe(expected)
})

test('what was begun comes before what was not', () => {
  const [done, fresh, begun, shut] = (['confirmed', 'not_started', 'in_progress', 'not_yet'] as const).map((viewing) => ({ viewing }))
  expect(nextOf([done!, fresh!, begun!])).toBe(begun)
  expect(nextOf([done!, shut!, fresh!])).toBe(fresh)
  expect(nextOf([done!, shut!])).toBeNull()
})

test.each<[string, string | null]>([
  ['手引き.pdf', null], ['手引き.v2.PDF', null], ['手引き.pdf.exe', 'lessons.wrongFile.document'], ['a.exe.pdf', 'lessons.wrongFile.document'],
  ['a.html.pdf', 'lessons.wrongFile.document'], ['pdf', 'lessons.wrongFile.document'], ['.pdf', null], ['', 'lessons.wrongFile.document'],
])('a document may be named %s: %s', (name, expected) => {
  expect(keyOf(whyNotNamed('document', name))).toBe(expected)
})

test.each([['C:\\書類\\手引き.pdf', '手引き.pdf'], ['../../etc/passwd', 'passwd'], ['a\r\nb"c.pdf', 'abc.pdf'], ['\u202Efdp.exe', 'fdp.exe'], ['///', 'file']])(
  'the name %j is kept as %j', (name, expected) => {
    expect(tidyName(name)).toBe(expected)
  })

test('a transcript is read line by line, with the moments it names', () => {
  expect(linesOfTranscript('0:12 はじめに\n\n1:02:03　終わりに\n時刻のない行\n12:5 これは文')).toEqual([
    { seconds: 12, text: 'はじめに' }, { seconds: 3723, text: '終わりに' }, { seconds: null, text: '時刻のない行' }, { seconds: null, text: '12:5 これは文' }])
  expect([0, 59.9, 860, 3700].map(clockOf)).toEqual(['0:00', '0:59', '14:20', '1:01:40'])
})
