import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attendanceTyped, casesAfter, kindsOf, problemsOfCase, problemsOfRecord, whyNotCase, whyNotRemove, whyNotRemoveCase, type RecordTyped } from '../../../server/practice/conferences/rules.ts'

const today = '2026-11-24'
const held: RecordTyped = { state: 'held', heldOn: '2026-06-10', stateReason: '', casesDiscussed: null, people: null, attended: 0, level: 'individual', organizationId: 1, hasCenters: true, type: { fromFiscalYear: 2020, toFiscalYear: null } }
const problems = (more: Partial<RecordTyped>, kept = { cases: 0, persons: 0 }) => problemsOfRecord({ ...held, ...more }, kept, today).map(({ field, reason }) => `${field} ${reason.key}`)

describe('a record', () => {
  test.each<[string, Partial<RecordTyped>, string[]]>([
    ['held', {}, []], ['today', { heldOn: today }, []], ['tomorrow', { heldOn: '2026-11-25' }, ['heldOn conferences.heldLater']], ['planned tomorrow', { state: 'planned', heldOn: '2026-11-25' }, []], ['no day', { heldOn: null }, ['heldOn form.missing']],
    ['canceled without a reason', { state: 'canceled' }, ['stateReason form.missing']], ['canceled with one', { state: 'canceled', stateReason: '雪' }, []], ['planned with people', { state: 'planned', attended: 3 }, ['state conferences.butAttended']], ['planned with cases', { state: 'planned', casesDiscussed: 0 }, ['state conferences.butCases']],
    ['a type that was not yet', { heldOn: '2019-06-10' }, ['typeId conferences.typeNotOfYear']], ['a type that is no more', { type: { fromFiscalYear: 2020, toFiscalYear: 2025 } }, ['typeId conferences.typeNotOfYear']],
    ['the whole at a center', { level: 'municipality' }, ['organizationId conferences.ofNoCenter']], ['no center', { organizationId: null }, ['organizationId form.notChosen']], ['no center where there is none', { organizationId: null, hasCenters: false }, []],
    ['more different people than came', { people: 4, attended: 3 }, ['differentPeople conferences.moreThanAttended']], ['as many', { people: 3, attended: 3 }, []], ['people, and nobody said who came', { people: 4 }, []],
  ])('%s', (_, more, expected) => { expect(problems(more)).toEqual(expected) })
  test('with cases or people in rows stays held, and never has fewer cases', () => {
    expect(problems({ casesDiscussed: 1 }, { cases: 2, persons: 0 })).toEqual(['casesDiscussed conferences.fewerThanRows'])
    expect(problems({ casesDiscussed: 2 }, { cases: 2, persons: 0 })).toEqual([])
    expect(problems({ state: 'planned' }, { cases: 0, persons: 1 })).toEqual(['state conferences.hasRows'])
  })
})

test('how many cases there were follows their rows, and is never fewer', () => {
  expect([casesAfter(null, 0, 1), casesAfter(3, 0, 1), casesAfter(1, 1, 2), casesAfter(2, 2, 1), casesAfter(5, 2, 1), casesAfter(0, 0, 1)]).toEqual([1, 3, 2, 1, 5, 1])
  fc.assert(fc.property(fc.option(fc.nat(9)), fc.nat(9), fc.nat(9), (told, before, after) => {
    const discussed = told === null ? null : Math.max(told, before)
    expect(casesAfter(discussed, before, after)).toBeGreaterThanOrEqual(after)
  }))
})

const kinds = [{ code: 'a', label: 'a', labelEn: 'a', part: 'participant' as const, fromFiscalYear: 2020, toFiscalYear: 2024 }, { code: 'b', label: 'b', labelEn: 'b', part: 'observer' as const, fromFiscalYear: 2000, toFiscalYear: null }]
test('kinds of a year, and those a record has; blank is no row, 0 is', () => {
  expect(kindsOf(kinds, 2026).map(({ code }) => code)).toEqual(['b'])
  expect(kindsOf(kinds, 2026, ['a']).map(({ code }) => code)).toEqual(['a', 'b'])
  expect(attendanceTyped({ a: '１２', b: '0' }, kinds)).toEqual({ attendance: [{ kind: 'a', people: 12 }, { kind: 'b', people: 0 }], problems: [] })
  expect(attendanceTyped({ a: ' ', c: '3' }, kinds).attendance).toEqual([])
  expect(attendanceTyped({ a: '-1', b: '3人' }, kinds).problems.map(({ field }) => field)).toEqual(['people.a', 'people.b'])
})

describe('a case', () => {
  const one = { followUpOn: null, followedUpOn: null, heldOn: '2026-06-10', findings: 0, isChecked: false }
  test.each<[string, object, string[]]>([
    ['plain', {}, []], ['with words that may tell', { findings: 1 }, ['summary']], ['read again', { findings: 1, isChecked: true }, []], ['followed up before', { followUpOn: '2026-06-09' }, ['followUpOn']], ['on the day', { followUpOn: '2026-06-10' }, []], ['followed up tomorrow', { followedUpOn: '2026-11-25' }, ['followedUpOn']],
  ])('%s', (_, more, expected) => { expect(problemsOfCase({ ...one, ...more } as never, today).map(({ field }) => field)).toEqual(expected) })
  test('belongs to what was held, thirty at most; only what is planned and bare goes', () => {
    expect([whyNotCase({ state: 'held', cases: 29 }), whyNotCase({ state: 'held', cases: 30 })?.key, whyNotCase({ state: 'planned', cases: 0 })?.key]).toEqual([null, 'conferences.tooManyCases', 'conferences.notHeld'])
    const issues = [{ title: '足がない', isHere: true, cases: [] }, { title: '買い物', isHere: false, cases: [7] }]
    expect([whyNotRemove({ state: 'planned', remark: '', issues: [] }), whyNotRemove({ state: 'planned', remark: 'x', issues })?.key, whyNotRemove({ state: 'held', remark: '', issues })?.key]).toEqual([null, 'conferences.hasRemark', 'conferences.stays'])
    expect(whyNotRemove({ state: 'planned', remark: '', issues })).toEqual({ key: 'conferences.ofIssues', data: { count: 2, titles: '足がない、買い物' } })
    expect([whyNotRemoveCase(8, issues), whyNotRemoveCase(7, issues)]).toEqual([null, { key: 'conferences.caseOfIssues', data: { count: 1, titles: '買い物' } }])
  })
})
