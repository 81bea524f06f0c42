import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Assignment } from '../../../server/learning/assignments/rules.ts'
import { black, blackOut, blackOutAll, laterOf, outcomeOf, pointsOf, problemsOfMarking, problemsOfReason, problemsOfRemarks, visibleOf, whyNotMark } from '../../../server/learning/submission-marking/rules.ts'

const level = (points: number) => ({ label: String(points), points, text: '' })
const assignment: Assignment = {
  purpose: 'report', instructions: 'x', text: { min: 1, max: 100 }, files: null, hasCaseSheet: false, rubric: [{ title: '課題', levels: [level(0), level(3)] }, { title: '目標', levels: [level(1), level(5)] }], pointsNeeded: 6,
  markers: 2, isAnonymous: false, check: 'warn', sharing: 'instructors', lateAllowed: true,
}
const marked = (markedBy: number, verdict: 'accepted' | 'returned', levels: number[] = [1, 1]) => ({ markedBy, verdict, levels, dueOn: null })

test.each<[Partial<Parameters<typeof problemsOfMarking>[1]>, string[]]>([
  [{}, []],
  [{ levels: [1, -1] }, ['levels.1.level form.notChosen']],
  [{ levels: [0, 1] }, ['verdict submissionMarking.tooFewPoints']],
  [{ verdict: 'returned', levels: [0, 0] }, ['comment submissionMarking.commentMissing', 'dueOn form.missing']],
  [{ verdict: 'returned', remarks: 1, dueOn: '2026-08-31' }, ['dueOn submissionMarking.dueIsOver']],
  [{ verdict: 'returned', comment: '目標を', dueOn: '2026-09-01' }, []],
])('a marking %j', (more, expected) =>
  expect(problemsOfMarking(assignment, { verdict: 'accepted', levels: [1, 1], comment: '', remarks: 0, dueOn: null, ...more }, '2026-09-01').map(({ field, reason }) => `${field} ${reason.key}`)).toEqual(expected))

test('points are those of the levels; without a rubric there are none', () =>
  expect([pointsOf(assignment, [1, 1]), pointsOf(assignment, [-1, 0]), pointsOf({ rubric: [] }, [])]).toEqual([8, 1, null]))

test('two who say the same settle it, two who do not leave it to the office', () => {
  expect(outcomeOf(2, [marked(1, 'accepted')])).toBeNull()
  expect(outcomeOf(2, [marked(1, 'accepted'), marked(2, 'accepted')])).toBe('accepted')
  expect(outcomeOf(2, [marked(1, 'accepted'), marked(2, 'returned')])).toBe('differ')
  expect(outcomeOf(2, [marked(1, 'accepted'), marked(2, 'accepted', [1, 0])])).toBe('differ')
  expect(outcomeOf(1, [marked(1, 'returned')])).toBe('returned')
  expect(laterOf([null, '2026-09-05', '2026-09-20', null])).toBe('2026-09-20')
})

test('nobody sees the other marking before both are in', () => {
  const one = marked(1, 'accepted')
  expect([visibleOf([one], 2, false, 2), visibleOf([one], 2, false, 1), visibleOf([one, marked(2, 'returned')], 2, false, 3).length, visibleOf([one], 2, true, 9)]).toEqual([[], [one], 2, [one]])
  expect([whyNotMark('submitted', 2, [one], 1), whyNotMark('submitted', 2, [one], 2)]).toEqual([null, null])
  expect([whyNotMark('submitted', 2, [one, marked(2, 'accepted')], 1)?.key, whyNotMark('submitted', 2, [one, marked(2, 'accepted')], 3)?.key, whyNotMark('draft', 1, [], 1)?.key])
    .toEqual(['submissionMarking.bothAreIn', 'submissionMarking.enoughMarkers', 'submissionMarking.notHandedIn'])
})

test('a remark stands at words that are there', () => {
  const problems = (place: string, quote: string, text = 'なぜですか') => problemsOfRemarks([{ place, quote, text }], { text: '歩いて買い物に行く。' }, [{ id: 4 }]).map(({ field, reason }) => `${field} ${reason.key}`)
  expect([problems('text', '買い物'), problems('text', ''), problems('file.4', 'どこか')]).toEqual([[], [], []])
  expect([problems('text', '料理'), problems('file.5', ''), problems('', '', ''), problems('text', '', '')]).toEqual([['remarks.0.quote submissionMarking.quoteNotThere'], ['remarks.0.place form.notChosen'], [], ['remarks.0.text form.missing']])
})

test('words are blacked out wherever they stand, however they are spaced and however wide', () => {
  expect(blackOut('山田花子さんは、山田 花子と名のる。山田\n花子。', '山田 花子')).toEqual({ text: `${black}さんは、${black}と名のる。${black}。`, count: 3 })
  expect(blackOut('０９０－１２３４ 090-1234', '090-1234')).toEqual({ text: `${black} ${black}`, count: 2 })
  expect(blackOutAll({ sheet: { careLevel: 'care1', goal: 'care1と書いた' }, list: [{ place: 'text', note: 'care1' }] }, 'care1'))
    .toEqual({ kept: { sheet: { careLevel: 'care1', goal: `${black}と書いた` }, list: [{ place: 'text', note: black }] }, count: 2 })
  fc.assert(fc.property(fc.string({ minLength: 1, maxLength: 10 }).filter((words) => words.trim() !== '' && !words.includes('■')), fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), (words, before, after) => {
    const done = blackOut(`${before}${words}${after}`, words)
    expect(done.count).toBeGreaterThan(0)
    expect(blackOut(done.text, words).count).toBe(0)
  }))
})

test('a reason is kept for good, so it says nothing of whom', () => {
  const keys = (reason: string, words: string | null) => problemsOfReason(reason, words).map(({ reason: { key } }) => key)
  expect([keys('実名が書かれていたため', '山田花子'), keys('山田 花子とあったため', '山田花子'), keys('佐藤さんの名前があったため', null)]).toEqual([[], ['submissionMarking.reasonHasWords'], ['submissionMarking.reasonTells']])
})
