import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyOf } from '../../support/reasons.ts'
import { eligibilityRules, strictnesses, strictnessOf, usualStrictness, whyNotSetRules, type Strictness } from '../../../server/planning/calls/eligibility.ts'
import { problemsOfEligibility, unknownPerson, usualDemand, whyNotSelect, type Claim, type Demand, type Register } from '../../../server/entry/nominations/eligibility.ts'

const claim = (changed: Partial<Claim> = {}): Claim => ({ category: 'chair', affiliation: 'みずべ包括', professionCode: 'chief_care_manager', experience: 'planned', reason: '', ...changed })
const said = (one: Claim, register: Partial<Register> = {}, demand: Partial<Demand> = {}) =>
  problemsOfEligibility(one, { ...unknownPerson, ...register }, { ...usualDemand, ...demand }).map(({ level, reason }) => `${level} ${keyOf(reason)}`)

test.each<[string, Partial<Claim>, Partial<Register>, Partial<Demand>, string[]]>([
  ['whole', {}, {}, {}, []],
  ['① by the register of places', { affiliation: 'ひかり' }, { placeKind: 'hospital_or_clinic' }, {}, ['warning eligibility.chairPlace']],
  ['① whose place is a center, whatever its name', { affiliation: '中央病院内' }, { placeKind: 'core_support_center' }, {}, []],
  ['① by the words of the place', { affiliation: '中央病院' }, {}, {}, ['warning eligibility.chairPlace']],
  ['① of a place that says nothing', { affiliation: 'ひかり' }, {}, {}, []],
  ['① of a corporation, whose center is what counts', { affiliation: '社会福祉法人ひかり会' }, {}, {}, ['warning eligibility.chairCorporation']],
  ['① of a company', { affiliation: '㈱さくら' }, {}, {}, ['warning eligibility.chairCorporation']],
  ['① of a corporation with its center', { affiliation: '社会福祉法人ひかり会 みずべ地域包括支援センター' }, {}, {}, []],
  ['① of a corporation that is on record as a center', { affiliation: '医療法人みずべ' }, { placeKind: 'support_center' }, {}, []],
  ['② of a corporation', { category: 'adviser', professionCode: 'physical_therapist', affiliation: '株式会社さくら' }, {}, {}, []],
  ['① of the town hall', { affiliation: '立川市高齢福祉課' }, {}, {}, []],
  ['② a therapist', { category: 'adviser', professionCode: 'physical_therapist' }, {}, {}, []],
  ['② a clerk', { category: 'adviser', professionCode: 'clerk' }, {}, {}, ['warning eligibility.adviserProfession']],
  ['③ a chief care manager', { category: 'case_presenter' }, {}, {}, []],
  ['③ somebody else', { category: 'case_presenter', professionCode: 'nurse' }, {}, {}, ['warning nominations.unusualProfession']],
  ['④ without a word', { category: 'other' }, {}, {}, ['warning eligibility.otherReason']],
  ['④ with the reason', { category: 'other', reason: '来年度に司会を任せる予定' }, {}, {}, []],
  ['without experience', { experience: null }, {}, {}, ['error nominations.experienceMissing']],
  ['who completed it', {}, { completedIn: 2024 }, {}, ['error nominations.completedBefore']],
  ['who completed it while a follow-up is held', {}, { completedIn: 2024 }, { followUp: { title: 'フォローアップ研修' } }, ['error eligibility.completedFollowUp']],
  ['named elsewhere', {}, { namedElsewhere: true }, {}, ['warning nominations.elsewhere']],
  ['without what comes first', {}, { prerequisiteMet: false }, { prerequisite: { name: '基礎研修' } }, ['error eligibility.prerequisite']],
  ['where nothing comes first', {}, { prerequisiteMet: false }, {}, []],
  ['busy on one day', {}, { busyOn: ['2026-09-17'] }, {}, ['warning eligibility.overlap']],
  ['busy on two days', {}, { busyOn: ['2026-09-17', '2026-09-18'] }, {}, ['warning eligibility.overlaps']],
  ['of a profession with places', {}, {}, { places: { chief_care_manager: 5 } }, []],
  ['of a profession that was given no limit', {}, {}, { places: { nurse: 5 } }, []],
  ['of a profession of which nobody is taken', {}, {}, { places: { nurse: 5, chief_care_manager: 0 } }, ['warning eligibility.professionPlaces']],
  ['who left', {}, { leftOn: '2026-03-31' }, {}, ['warning eligibility.left']],
  ['without consent, which is not asked', {}, { consented: false }, {}, []],
  ['without consent, where it is demanded', {}, { consented: false }, { rules: { ...usualStrictness, consent: 'refuse' } }, ['error eligibility.consent']],
])('somebody %s', (_, changed, register, demand, expected) => { expect(said(claim(changed), register, demand)).toEqual(expected) })

const anyStrictness = fc.record(Object.fromEntries(eligibilityRules.map((rule) => [rule, fc.constantFrom<Strictness>(...strictnesses)])) as Record<typeof eligibilityRules[number], fc.Arbitrary<Strictness>>)
const worst: Register = { completedIn: 2020, namedElsewhere: true, placeKind: 'pharmacy', prerequisiteMet: false, busyOn: ['2026-09-17'], leftOn: '2026-03-31', consented: false }
const worstDemand = { prerequisite: { name: '基礎' }, followUp: null, places: { clerk: 0 } }

test('how strict a call is changes what a problem is, never whether it is said; what is off is silent', () => {
  fc.assert(fc.property(anyStrictness, fc.constantFrom('chair', 'adviser', 'case_presenter', 'other'), (rules, category) => {
    const all = (strict: Strictness) => problemsOfEligibility(claim({ category, professionCode: 'clerk', experience: null }), worst, { ...worstDemand, rules: Object.fromEntries(eligibilityRules.map((rule) => [rule, strict])) as typeof rules })
    const some = problemsOfEligibility(claim({ category, professionCode: 'clerk', experience: null }), worst, { ...worstDemand, rules })
    const keys = new Set(all('warn').map(({ reason }) => reason.key))
    expect(all('off')).toEqual([])
    expect(all('refuse').every(({ level }) => level === 'error')).toBe(true)
    expect(some.every(({ reason }) => keys.has(reason.key))).toBe(true)
    expect(new Set(some.map(({ reason }) => reason.key)).size).toBe(some.length)
  }), { numRuns: 200 })
})

test('at the selection a line named twice is held wherever it is asked about, and a blank box is nobody’s fault', () => {
  const at = (rules: Partial<Demand['rules']>, register: Partial<Register>) =>
    keyOf(whyNotSelect(claim({ experience: null }), { ...unknownPerson, ...register }, { ...usualDemand, rules: { ...usualStrictness, ...rules } }))
  expect(at({}, {})).toBe(null)
  expect(at({}, { namedElsewhere: true })).toBe('nominations.elsewhere')
  expect(at({ named_elsewhere: 'off' }, { namedElsewhere: true })).toBe(null)
  expect(at({}, { completedIn: 2024, namedElsewhere: true })).toBe('nominations.completedBefore')
  expect(at({}, { leftOn: '2026-03-31' })).toBe(null)
  expect(at({ left: 'refuse' }, { leftOn: '2026-03-31' })).toBe('eligibility.left')
})

test('a call that says nothing is as usual, and what it says wrongly counts as nothing', () => {
  expect(strictnessOf({})).toEqual(usualStrictness)
  expect(strictnessOf({ overlap: 'refuse', left: 'maybe' })).toEqual({ ...usualStrictness, overlap: 'refuse' })
})

test.each<[Parameters<typeof whyNotSetRules>[0], Strictness, Strictness, string | null]>([
  ['draft', 'off', 'refuse', null], ['published', 'refuse', 'warn', null], ['published', 'warn', 'refuse', 'calls.rulesOnlyLoosened'],
  ['reopened', 'off', 'warn', 'calls.rulesOnlyLoosened'], ['in_approval', 'refuse', 'off', 'calls.inApproval'], ['finished', 'refuse', 'off', 'calls.isFinished'],
])('a call that is %s goes from %s to %s: %s', (state, from, to, expected) => {
  expect(keyOf(whyNotSetRules(state, { ...usualStrictness, overlap: from }, { ...usualStrictness, overlap: to }))).toBe(expected)
})
