import { describe, expect, test } from 'vitest'
import { actOf, afterAct, typedOf } from '../../../server/entry/applications/lines.ts'
import {
  applicantsMax, applicationMoves, evidenceOf, outcomeOf, problemsOf, takesApplications, whyNotApply, whyNotDecline, whyNotRecall, whyNotReturn,
  whyNotSubmit, whyNotTake, type Applicant, type CallToApply,
} from '../../../server/entry/applications/rules.ts'

const call: CallToApply = { state: 'published', route: 'employer', opensOn: '2026-06-01', officeClosesOn: '2026-06-26' }
const full: Applicant = {
  name: '青木 花', kana: 'あおき はな', affiliation: 'みどり包括', professionCode: 'public_health_nurse', position: '', category: 'adviser', experience: 'planned',
  experienceCount: null, years: null, wishedCohortId: null, email: '', supportNeeds: '', motivation: '', purposeConsent: true, rosterConsent: false,
}

test('the states and what leads from one to the next', () => {
  expect(applicationMoves).toEqual({
    draft: { submit: 'submitted' }, submitted: { recall: 'draft', return: 'returned', review: 'reviewed' }, returned: { submit: 'submitted' }, reviewed: { review: 'reviewed' },
  })
})

test.each([
  ['published', 'employer', true], ['published', 'self', true], ['closed', 'employer', true], ['draft', 'employer', false], ['in_approval', 'self', false],
  ['published', 'municipality', false], ['published', 'prefecture_bundle', false],
] as const)('a call that is %s by way of %s has a public page: %s', (state, route, has) => expect(takesApplications({ state, route })).toBe(has))

test.each([
  ['2026-05-31', null, 'applications.notYet'], ['2026-06-01', null, null], ['2026-06-26', null, null], ['2026-06-27', null, 'applications.over'],
  ['2026-06-27', '2026-07-01', null], ['2026-07-01', '2026-07-01', null], ['2026-07-02', '2026-07-01', 'applications.over'],
] as const)('on %s, with an own day of %s: %s', (today, dueOn, why) => expect(whyNotApply(call, today, dueOn)?.key ?? null).toBe(why))

test('a call that is closed takes nothing, one that is finished not even what was returned', () => {
  expect(whyNotApply({ ...call, state: 'closed' }, '2026-06-10')?.key).toBe('applications.over')
  expect(whyNotApply({ ...call, state: 'closed' }, '2026-06-28', '2026-07-01')).toBeNull()
  expect(whyNotApply({ ...call, state: 'finished' }, '2026-06-28', '2026-07-01')?.key).toBe('applications.over')
})

describe('acts', () => {
  const draft = { state: 'draft', dueOn: null } as const
  const submitted = { state: 'submitted', dueOn: null } as const
  test.each([[draft, 1, 0, null], [draft, 0, 0, 'applications.nobody'], [draft, 2, 3, 'applications.problemsLeft'], [submitted, 1, 0, 'applications.isSubmitted']] as const)(
    'submitting %o with %i people and %i problems: %s', (one, people, problems, why) => expect(whyNotSubmit(one, call, people, problems, '2026-06-10')?.key ?? null).toBe(why))
  test('an office takes back what nobody has decided on', () => {
    expect(whyNotRecall(submitted, call, 0, '2026-06-26')).toBeNull()
    expect(whyNotRecall(submitted, call, 1, '2026-06-26')?.key).toBe('applications.someDecided')
    expect(whyNotRecall(submitted, call, 0, '2026-06-27')?.key).toBe('applications.over')
    expect(whyNotRecall(draft, call, 0, '2026-06-10')?.key).toBe('applications.isDraft')
  })
  test.each([['2026-06-30', null], ['2026-06-09', 'applications.dueInThePast'], ['2026-07-11', 'applications.dueTooLate']] as const)(
    'returned until %s: %s', (dueOn, why) => expect(whyNotReturn(submitted, 0, dueOn, '2026-07-10', '2026-06-10')?.key ?? null).toBe(why))
  test('a verdict is for what was handed in, and never twice on the sheet', () => {
    expect([whyNotTake(submitted, false), whyNotTake({ state: 'reviewed' }, false)]).toEqual([null, null])
    expect([whyNotTake(submitted, true)?.key, whyNotTake(draft, false)?.key]).toEqual(['applications.onSheet', 'applications.isDraft'])
    expect([whyNotDecline(submitted, false, ' ')?.key, whyNotDecline(submitted, true, 'x')?.key, whyNotDecline(submitted, false, 'x')]).toEqual(['applications.reasonMissing', 'applications.onSheetStill', null])
  })
})

const at = (rows: Applicant[], more: object = {}) => problemsOf({ route: 'employer', contactName: '担当', applicants: rows, ...more }).map(({ field, reason }) => `${field} ${reason.key}`)

test('nothing is missing of a full application; of an empty one all that is needed is named', () => {
  expect(at([full])).toEqual([])
  expect(at([], { contactName: ' ' })).toEqual(['contactName applications.contactMissing'])
  expect(at([], { contactName: '', route: 'self' })).toEqual([])
  expect(at([{ ...full, name: '', kana: '青木', affiliation: ' ', professionCode: null, category: null, experience: null, email: 'x', purposeConsent: false }])).toEqual([
    'rows.0.name applications.nameMissing', 'rows.0.kana applications.kanaWrong', 'rows.0.affiliation applications.affiliationMissing', 'rows.0.professionCode applications.professionMissing',
    'rows.0.category applications.categoryMissing', 'rows.0.experience applications.experienceMissing', 'rows.0.email form.noEmail', 'rows.0.purposeConsent applications.consentMissing',
  ])
  expect(at([full, { ...full, name: '青木　花' }])).toEqual(['rows.0.name applications.twice', 'rows.1.name applications.twice'])
  expect(at([{ ...full, name: '𠮷'.repeat(61) }])).toEqual(['rows.0.name form.tooLong'])
})

test.each([
  [null, false, null, null, 'waiting'], ['declined', false, 'submitted', null, 'not_forwarded'], ['taken', true, 'draft', null, 'candidate'], ['taken', false, 'draft', null, 'candidate'],
  ['taken', true, 'submitted', null, 'forwarded'], ['taken', false, 'accepted', null, 'not_forwarded'], ['taken', true, 'accepted', 'selected', 'selected'],
  ['taken', true, 'accepted', 'waitlisted', 'waitlisted'], ['taken', true, 'accepted', 'next_year', 'next_year'], ['taken', true, 'accepted', 'declined', 'not_selected'],
] as const)('verdict %s, on the sheet %s which is %s, announced %s: the office is told %s', (verdict, onSheet, sheetState, announced, told) =>
  expect(outcomeOf({ verdict, onSheet, sheetState, announced })).toBe(told))

test('what agrees is named, and blanks agree with nothing', () => {
  expect(evidenceOf(full, { kana: 'あおき　はな', affiliation: 'みどり 包括', email: null, professionCode: 'public_health_nurse' })).toEqual(['kana', 'affiliation', 'profession'])
  expect(evidenceOf({ ...full, professionCode: null, kana: '' }, { kana: '', affiliation: null, email: '', professionCode: null })).toEqual([])
})

test('people are moved, removed and kept by the buttons; blank rows are left out', () => {
  const [a, b, c] = ['あ', 'い', 'う'].map((name) => ({ ...full, name })) as [Applicant, Applicant, Applicant]
  const after = (act: string) => afterAct([a, b, c], actOf(act)).map(({ name }) => name).join('')
  expect([after('up.2'), after('up.1'), after('down.2'), after('down.3'), after('remove.2'), after('remove.9'), after('x.1')]).toEqual(['いあう', 'あいう', 'あうい', 'あいう', 'あう', 'あいう', 'あいう'])
  expect(typedOf({ version: 0, rows: [{}, { name: '青木' }, { affiliation: 'みどり包括' }] }).rows.map(({ name }) => name)).toEqual(['青木'])
  expect([applicantsMax('self'), applicantsMax('employer')]).toEqual([1, 20])
})
