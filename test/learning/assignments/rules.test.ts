import { expect, test } from 'vitest'
import { contentOf, startingOf, type AssignmentForm } from '../../../server/learning/assignments/forms.ts'
import { assignmentOf, fileKindOf, pointsMax, problemsOfAssignment, problemsOfContent, whyNotBegun, whyNotNamed, type Assignment } from '../../../server/learning/assignments/rules.ts'

const plain: Assignment = {
  purpose: 'report', instructions: '学んだことを書いてください。', text: { min: 10, max: 100 }, files: null, hasCaseSheet: false, rubric: [], pointsNeeded: null,
  markers: 1, isAnonymous: false, check: 'warn', sharing: 'instructors', lateAllowed: true,
}
const level = (label: string, points: number) => ({ label, points, text: '' })

test.each<[string, Partial<Assignment>, string[]]>([
  ['whole', {}, []],
  ['without instructions', { instructions: ' ' }, ['instructions assignments.instructionsMissing']],
  ['asking for nothing', { text: null }, ['hasText assignments.nothingAsked']],
  ['the most below the least', { text: { min: 200, max: 100 } }, ['textMax assignments.maxBelowMin']],
  ['files of no kind', { files: { kinds: [], min: 0, max: 1, megabytes: 1 } }, ['fileKinds form.notChosen']],
  ['files alone, and none needed', { text: null, files: { kinds: ['pdf'], min: 0, max: 1, megabytes: 1 } }, ['filesMin assignments.oneFileAtLeast']],
  ['more files needed than may be', { files: { kinds: ['pdf'], min: 3, max: 1, megabytes: 1 } }, ['filesMax assignments.maxBelowMin']],
  ['a criterion without a title, with one level', { rubric: [{ title: '', levels: [level('よい', 3)] }] }, ['rubric.0.title form.missing', 'rubric.0.levels.1.label assignments.twoLevels']],
  ['more points needed than can be reached', { rubric: [{ title: '課題', levels: [level('よい', 3), level('もう少し', 1)] }], pointsNeeded: 4 }, ['pointsNeeded assignments.tooManyPoints']],
])('an assignment %s', (_, more, expected) =>
  expect(problemsOfContent({ ...plain, ...more }).map(({ field, reason }) => `${field} ${reason.key}`)).toEqual(expected))

test('what nobody made yet is not published', () => {
  expect([assignmentOf({}), problemsOfAssignment({}), problemsOfAssignment(plain)]).toEqual([null, [{ key: 'assignments.nothingMade' }], []])
})

test('what was typed is kept, and comes back to be typed on', () => {
  const form = { purpose: 'report', instructions: 'x', hasText: 'true', textMin: 5, textMax: 50, check: 'block', sharing: 'cohort', markers: '2', rubric: [{ title: '課題', levels: [{ label: 'よい', points: 3 }, {}, { label: 'もう少し' }] }, {}], version: 4 } as AssignmentForm
  const content = contentOf(form)
  expect(content).toMatchObject({ text: { min: 5, max: 50 }, files: null, markers: 2, lateAllowed: false, rubric: [{ title: '課題', levels: [level('よい', 3), level('もう少し', 0)] }] })
  expect(pointsMax(content)).toBe(3)
  const typed = Object.fromEntries(Object.entries(startingOf(content, 4)).filter(([, value]) => value !== ''))
  expect(contentOf({ ...typed, version: 4 } as AssignmentForm)).toEqual(content)
})

test.each([
  ['事例.PDF', 'pdf'], ['a.docx', 'docx'], ['a.b.xlsx', 'xlsx'], ['x.jpeg', 'jpg'], ['x.JPG', 'jpg'], ['x.png', 'png'], ['x.doc', null], ['x.exe', null], ['x', null], ['x.pdf.html', null],
])('%s is a %s', (name, kind) => {
  expect(fileKindOf(name)).toBe(kind)
  expect(whyNotNamed(name)?.key).toBe(kind === null ? 'assignments.wrongFile' : undefined)
})

test('a file begins as its name says', () => {
  expect([whyNotBegun('a.pdf', '%PDF-1.7'), whyNotBegun('a.png', '\x89PNG\r\n\x1a\n'), whyNotBegun('a.jpg', '\xff\xd8\xff\xe0')]).toEqual([null, null, null])
  expect([whyNotBegun('a.pdf', 'MZ'), whyNotBegun('a.docx', '%PDF-')].map((why) => why?.key)).toEqual(['assignments.notWhatItSays', 'assignments.notWhatItSays'])
})
