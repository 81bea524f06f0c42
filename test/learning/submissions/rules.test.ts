import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Assignment } from '../../../server/learning/assignments/rules.ts'
import { findingsIn, keyOf } from '../../../server/learning/personal-data/rules.ts'
import { answersFor, filesOfRound, isLate, isNewSitting, lengthOf, piecesOf, problemsOfAnswers, problemsOfFindings, receiptOf, textsOf, whyNotAdd, whyNotHandIn, whyNotRecall, whyNotWrite, type SubmissionState } from '../../../server/learning/submissions/rules.ts'

const assignment: Assignment = {
  purpose: 'report', instructions: 'x', text: { min: 5, max: 10 }, files: { kinds: ['pdf'], min: 1, max: 2, megabytes: 1 }, hasCaseSheet: false, rubric: [], pointsNeeded: null,
  markers: 1, isAnonymous: false, check: 'warn', sharing: 'instructors', lateAllowed: false,
}
const day = '2026-09-10'

test.each<[SubmissionState, boolean, string, string | undefined]>([
  ['not_started', false, '2026-09-10', undefined], ['draft', false, '2026-09-11', 'submissions.isOver'], ['draft', true, '2026-09-11', undefined],
  ['returned', false, '2026-09-30', undefined], ['submitted', true, '2026-09-01', 'submissions.isHandedIn'], ['accepted', true, '2026-09-01', 'submissions.isAccepted'],
])('%s, late allowed %s, on %s: %s', (state, lateAllowed, today, expected) => {
  expect(whyNotHandIn(state, { dueOn: day, lateAllowed }, today)?.key).toBe(expected)
  expect(whyNotWrite(state)?.key).toBe(expected === 'submissions.isOver' ? undefined : expected)
})

test('late begins with the day after, and never without a due date', () =>
  expect([isLate(day, day), isLate(day, '2026-09-11'), isLate(null, '2099-01-01')]).toEqual([false, true, false]))

test('it is taken back until somebody marked it', () =>
  expect([whyNotRecall('submitted', 0), whyNotRecall('submitted', 1)?.key, whyNotRecall('draft', 0)?.key]).toEqual([null, 'submissions.isBeingMarked', 'submissions.nothingToRecall']))

test.each<[string, number, string | null, boolean]>([
  ['12:00', 0, null, true], ['12:00', 3, null, false], ['12:59', 3, null, false], ['13:00', 3, null, true],
  ['12:10', 3, '2026-09-10T11:00:00Z', false], ['12:10', 3, '2026-09-10T12:05:00Z', true],
])('at %s, after %i saves of which the last was at 12:00, handed in %s: a new sitting %s', (time, draftVersion, handedInAt, expected) =>
  expect(isNewSitting({ draftVersion, draftSavedAt: new Date('2026-09-10T12:00:00Z'), handedInAt }, new Date(`2026-09-10T${time}:00Z`))).toBe(expected))

test('signs are counted as people count them', () => expect([lengthOf('あ い\nう　え'), lengthOf('𠮷👍'), lengthOf('')]).toEqual([4, 2, 0]))

test.each<[string, number, string[]]>([
  ['', 1, ['text form.missing']], ['四文字だ', 1, ['text submissions.tooShort']], ['ちょうど五', 1, []], ['十文字をこえてしまった文', 0, ['text submissions.tooLong', 'file submissions.filesMissing']],
])('%s with %i files', (text, files, expected) => expect(problemsOfAnswers(assignment, { text }, files).map(({ field, reason }) => `${field} ${reason.key}`)).toEqual(expected))

test('every box of the case sheet is asked for, and a choice that is none is left out', () => {
  const sheet = { ...assignment, text: null, files: null, hasCaseSheet: true }
  const answers = answersFor(sheet, { text: '余分', sheet: { ageBand: '80', sex: 'robot', goal: '散歩' } as never })
  expect(answers).toEqual({ sheet: { ageBand: '80', goal: '散歩' } })
  expect(problemsOfAnswers(sheet, answers, 0).map(({ field }) => field)).toEqual(['sex', 'careLevel', 'household', 'illness', 'lifeHistory', 'adl', 'iadl', 'services', 'issue', 'question'].map((field) => `sheet.${field}`))
})

test('what is looked through is all that was written, what files say, and how they are called', () =>
  expect(textsOf({ text: '本文', sheet: { ageBand: '80', illness: '病' } }, [{ id: 3, name: '山田花子.docx', words: '中' }, { id: 4, name: 'x.pdf', words: null }, { id: 5, name: null, words: null }]))
    .toEqual({ 'sheet.illness': '病', text: '本文', 'name.3': '山田花子', 'file.3': '中', 'name.4': 'x' }))

test('a finding is answered with a reason, or the words are changed; blocked, only the latter', () => {
  const findings = findingsIn({ text: '佐藤さんと田中さん' })
  const rows = findings.map((one) => ({ key: keyOf(one), isNone: 'true', note: '作品の登場人物' }))
  const problems = (check: 'off' | 'warn' | 'block', given: Parameters<typeof problemsOfFindings>[2]) => problemsOfFindings(check, findings, given).map(({ field, reason }) => `${field} ${reason.key}`)
  expect(problems('warn', rows)).toEqual([])
  expect(problems('warn', [rows[0]!])).toEqual(['rows.1.isNone submissions.unanswered'])
  expect(problems('warn', [{ ...rows[0]!, note: ' ' }, rows[1]!])).toEqual(['rows.0.note submissions.noteMissing'])
  expect(problems('warn', [{ ...rows[0]!, key: 'text:name:0-3' }, rows[1]!]), 'an answer for other words is none').toEqual(['rows.0.isNone submissions.unanswered'])
  expect(problems('block', rows)).toEqual(['rows.0.isNone submissions.blocked', 'rows.1.isNone submissions.blocked'])
  expect(problems('off', [])).toEqual([])
})

test.each<[number, string, number, string | undefined]>([
  [0, 'a.pdf', 10, undefined], [2, 'a.pdf', 10, 'submissions.filesFull'], [0, 'a.docx', 10, 'submissions.otherKind'], [1, 'a.pdf', 1_048_577, 'submissions.fileTooLarge'],
])('with %i files, %s of %i bytes: %s', (held, name, bytes, expected) => expect(whyNotAdd(assignment, held, { name, bytes })?.key).toBe(expected))

test('a round keeps the files it was handed in with', () => {
  const files = [{ id: 1, fromRound: 1, toRound: 1 }, { id: 2, fromRound: 1, toRound: null }, { id: 3, fromRound: 2, toRound: null }]
  expect([1, 2, 3].map((round) => filesOfRound(files, round).map(({ id }) => id))).toEqual([[1, 2], [2, 3], [2, 3]])
  expect(receiptOf(12, 2)).toBe('K000012-2')
})

test('marked pieces are the text again, in order', () => {
  fc.assert(fc.property(fc.string({ maxLength: 40 }), fc.array(fc.record({ start: fc.nat(40), length: fc.integer({ min: 1, max: 10 }) })), (text, marks) => {
    const pieces = piecesOf(text, marks.map(({ start, length }, mark) => ({ start, end: start + length, mark })))
    expect(pieces.map((piece) => piece.text).join('')).toBe(text)
    expect(pieces.every((piece) => piece.text !== '')).toBe(true)
  }))
})
