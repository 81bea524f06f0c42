import { describe, expect, test } from 'vitest'
import { merged, sideBySide } from '../../../server/cascade/minutes/differing.ts'
import { whyNotComment, whyNotCorrect, whyNotFinish, whyNotNote, whyNotOpen, whyNotSave, type MinutesState } from '../../../server/cascade/minutes/rules.ts'
import { folded, wordsOf } from '../../../server/cascade/meeting-answers/rules.ts'
import { hasRead, toRemind } from '../../../server/cascade/meeting-readings/rules.ts'

const key = (reason: { key: string } | null) => reason?.key ?? null

/** Chance that gives the same texts each time. */
function dice(seed: number) {
  let state = seed
  return (below: number) => { state = (state * 1_103_515_245 + 12_345) % 2_147_483_648; return Math.floor(state / 65_536) % below }
}
const textOf = (roll: (below: number) => number) => Array.from({ length: roll(9) }, () => ['あ', 'い', 'う', '', '同じ行'][roll(5)]!).join('\n')

describe('a note is saved', () => {
  const stands = { version: 5, editKey: 'A', editFrom: 3 }
  test.each([
    ['out of what stands', { version: 5, page: 'B', seen: null }, null],
    ['out of what somebody else has replaced', { version: 4, page: 'B', seen: null }, 'minutes.stale'],
    ['by the page that saved everything since it was opened', { version: 3, page: 'A', seen: null }, null],
    ['by that page out of what was before it', { version: 2, page: 'A', seen: null }, 'minutes.stale'],
    ['by a page without a name out of an old text', { version: 4, page: null, seen: null }, 'minutes.stale'],
    ['after its other text was shown beside', { version: 4, page: 'B', seen: 5 }, null],
    ['after another text was shown than the one that stands', { version: 4, page: 'B', seen: 4 }, 'minutes.stale'],
    ['by the same page, which was shown an older text beside its own', { version: 3, page: 'A', seen: 4 }, 'minutes.stale'],
  ])('%s', (_, says, expected) => { expect(key(whyNotSave(stands, says))).toBe(expected) })
})

describe('two texts', () => {
  test('stand side by side so that each can be read out of it again, for any two texts', () => {
    const roll = dice(7)
    for (let n = 0; n < 500; n += 1) {
      const [mine, theirs] = [textOf(roll), textOf(roll)]
      const pairs = sideBySide(mine, theirs)
      expect(pairs.flatMap((pair) => pair.mine ?? []).join('\n')).toBe(mine)
      expect(pairs.flatMap((pair) => pair.theirs ?? []).join('\n')).toBe(theirs)
      expect(pairs.every((pair) => pair.same === (pair.mine === pair.theirs && pair.same))).toBe(true)
    }
  })
  test('put into one miss no line that either of them added, for any three texts', () => {
    const roll = dice(11)
    for (let n = 0; n < 500; n += 1) {
      const base = textOf(roll).split('\n')
      const change = (mark: string) => base.flatMap((line) => roll(4) === 0 ? [`${mark}${roll(3)}`] : roll(5) === 0 ? [line, `${mark}${roll(3)}`] : [line]).join('\n')
      const [mine, theirs] = [change('私'), change('他')]
      const both = merged(base.join('\n'), mine, theirs).split('\n')
      for (const line of [...mine.split('\n'), ...theirs.split('\n')].filter((line) => /^[私他]/.test(line))) expect(both).toContain(line)
    }
  })
  test('that changed different places become one; where both changed the same place, both stay', () => {
    expect(merged('一\n二\n三', '一\n二\n三\n私', '他\n一\n二\n三')).toBe('他\n一\n二\n三\n私')
    expect(merged('一', '私の一', '他の一')).toBe('他の一\n私の一')
    expect(merged('', '私', '他')).toBe('他\n私')
    expect(merged('一', '一', '他')).toBe('他')
  })
})

describe('the steps of minutes', () => {
  const day = '2026-11-20'
  test.each<[MinutesState, 'held' | 'announced' | 'registration', string | null, string | null, string | null, string | null]>([
    // state, meeting:          note                 open                   comment on the day       finish on the day
    ['draft', 'held',           null,                null,                  'minutes.notOpen',       'minutes.notShown'],
    ['draft', 'announced',      null,                'minutes.notHeld',     'minutes.notOpen',       'minutes.notHeld'],
    ['comments', 'registration', null,               'minutes.notHeld',     null,                    'minutes.notHeld'],
    ['comments', 'held',        null,                'minutes.dueNotLater', null,                    'minutes.stillOpen'],
    ['final', 'held',           'minutes.isFinal',   'minutes.isFinal',     'minutes.commentsOver',  'minutes.isFinal'],
    ['correcting', 'held',      null,                'minutes.isFinal',     'minutes.commentsOver',  null],
  ])('%s of a meeting that is %s', (state, meeting, note, open, comment, finish) => {
    const standing = { state, commentsDueOn: state === 'draft' ? null : day }
    expect([key(whyNotNote({ state: meeting }, state)), key(whyNotOpen({ state: meeting }, standing, day, day)), key(whyNotComment(standing, day)), key(whyNotFinish({ state: meeting }, standing, day))]).toEqual([note, open, comment, finish])
  })
  test('the last day counts whole; the day after, comments are over and the minutes may be final', () => {
    const standing = { state: 'comments' as const, commentsDueOn: day }
    expect([whyNotComment(standing, day), key(whyNotComment(standing, '2026-11-21')), whyNotFinish({ state: 'held' }, standing, '2026-11-21')]).toEqual([null, 'minutes.commentsOver', null])
    expect([key(whyNotCorrect('final')), key(whyNotCorrect('correcting')), key(whyNotCorrect('comments'))]).toEqual([null, 'minutes.correctsAlready', 'minutes.notFinal'])
    expect(key(whyNotOpen({ state: 'held' }, { state: 'draft', commentsDueOn: null }, '2026-11-19', day))).toBe('minutes.dueInThePast')
    expect(key(whyNotNote({ state: 'cancelled' }, 'draft'))).toBe('minutes.isOff')
  })
})

test('words are found whatever width or kana they are typed in', () => {
  expect([folded('ｱﾝｹｰﾄ ＡＢＣ'), wordsOf(' オンライン　会議 ')]).toEqual(['あんけーと abc', ['おんらいん', '会議']])
})

test('who looked before the minutes were final is asked to look again, once a day', () => {
  const [early, late] = [new Date('2026-11-01'), new Date('2026-11-10')]
  expect([hasRead(null, null), hasRead(early, null), hasRead(early, late), hasRead(late, early)]).toEqual([false, true, false, true])
  const absent = [{ municipalityId: 1, readAt: late, remindedOn: null }, { municipalityId: 2, readAt: null, remindedOn: '2026-11-12' }, { municipalityId: 3, readAt: null, remindedOn: '2026-11-11' }]
  expect(toRemind(absent, early, '2026-11-12').map(({ municipalityId }) => municipalityId)).toEqual([3])
})
