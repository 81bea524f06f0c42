import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deedOf, plainOf, verifyAddress } from '../../../server/completion/certificates/paper.ts'
import {
  codeAsTyped, codeNow, codesOfPapers, numberAsTyped, numberText, plainNumber, publicState, stateOfCertificate, verificationCode, whyNotDated, whyNotHandOut,
  whyNotIssue, whyNotPrintable, whyNotStep, type CertificateEvent, type CertificateState,
} from '../../../server/completion/certificates/rules.ts'
import { onlyListedMoves } from '../../support/moves.ts'
import { inJapanese, keyOf } from '../../support/reasons.ts'

onlyListedMoves<CertificateState, CertificateEvent>('a certificate', ['issued', 'corrected', 'reissued', 'revoked'], {
  prepared: ['issued'], issued: ['corrected', 'reissued', 'revoked'], reissued: ['reissued', 'revoked'], revoked: [],
}, whyNotStep)

const able = { enrollment: 'completed', judgmentConfirmed: true, name: '小林 直子', issuerName: '森川 和彦' } as const
test.each([
  [{}, null], [{ enrollment: 'pending_judgment' }, 'certificates.notCompleted'], [{ enrollment: 'withdrawn' }, 'certificates.notCompleted'],
  [{ judgmentConfirmed: false }, 'certificates.notConfirmed'], [{ name: '　' }, 'certificates.nameMissing'], [{ issuerName: '' }, 'certificates.issuerMissing'],
] as const)('no certificate before completion, confirmation, a name and an issuer: %j', (wrong, why) => {
  expect(keyOf(whyNotIssue('prepared', { ...able, ...wrong }))).toBe(why)
})

test.each([
  ['R8－実践－0213'], ['R8-実践-213'], ['第 R8－実践－0213 号'], ['Ｒ８－実践－０２１３'], ['r8—実践―0213'], [' R8 − 実践 ‐ 0213 '],
])('%s is the number 213', (typed) => {
  expect(numberAsTyped(typed)).toEqual({ fiscalYear: 2026, courseMark: '実践', number: 213 })
})

test.each(['', '213', 'R8-213', 'R8-実践-', 'X8-実践-0213', 'R0-実践-0001', 'R8-実践-0000'])('%j is no number', (typed) => {
  expect(numberAsTyped(typed)).toBeNull()
})

test.each([[2026, 'R8'], [2019, 'R1'], [2018, 'H30'], [1988, 'S63']])('fiscal year %i is written %s, there and back', (fiscalYear, era) => {
  const number = { fiscalYear, courseMark: '実践', number: 12_345 }
  expect(plainNumber(number)).toBe(`${era}－実践－12345`)
  expect(numberAsTyped(numberText(number))).toEqual(number)
  expect(plainOf(numberText(number))).toBe(plainNumber(number))
})

test('a code survives small letters, full width and the letters that look like digits', () => {
  const code = verificationCode(Uint8Array.from([0, 0, 1, 2, 3, 4, 5, 6]))
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
  expect(codeAsTyped(code.toLowerCase().replaceAll('-', ' '))).toBe(code)
  expect(codeAsTyped(code.replaceAll('0', 'o').replaceAll('1', 'l'))).toBe(code)
  expect(codeAsTyped('8J02-13K5-T9W')).toBeNull()
  expect(() => verificationCode(new Uint8Array(7))).toThrow(RangeError)
})

test('a certificate of several events stands where the last one left it', () => {
  const events = (...kinds: CertificateEvent[]) => kinds.map((kind) => ({ kind }))
  expect(stateOfCertificate(events('issued', 'corrected', 'reissued', 'reissued'))).toEqual({ state: 'reissued', reissues: 2, corrections: 1 })
  expect(() => stateOfCertificate(events('revoked'))).toThrow('revoked after prepared')
})

const paper = (kind: CertificateEvent, code: string | null = null) => ({ kind, code })
test.each<[string, ReturnType<typeof paper>[], string, string | null]>([
  ['before it is printed', [], 'AAAA', null],
  ['its code', [paper('issued')], 'AAAA', 'valid'],
  ['another code', [paper('issued')], 'BBBB', null],
  ['the paper before a correction', [paper('issued'), paper('corrected', 'BBBB')], 'AAAA', 'replaced'],
  ['the corrected paper', [paper('issued'), paper('corrected', 'BBBB')], 'BBBB', 'valid'],
  ['the old paper of a reissue', [paper('issued'), paper('reissued', 'BBBB')], 'AAAA', 'replaced'],
  ['the new paper of a reissue', [paper('issued'), paper('reissued', 'BBBB')], 'BBBB', 'reissued'],
  ['the middle one of three', [paper('issued'), paper('reissued', 'BBBB'), paper('reissued', 'CCCC')], 'BBBB', 'replaced'],
  ['either paper from before papers had codes of their own', [paper('issued'), paper('reissued')], 'AAAA', 'reissued'],
  ['any paper of what was revoked', [paper('issued'), paper('reissued', 'BBBB'), paper('revoked')], 'AAAA', 'revoked'],
  ['a code of no paper of what was revoked', [paper('issued'), paper('revoked')], 'BBBB', null],
])('who types %s', (_, events, typed, state) => {
  expect(publicState('AAAA', events, (code) => code === typed)).toBe(state)
})

test('the code that counts is that of the latest paper', () => {
  expect(codeNow('AAAA', [])).toBe('AAAA')
  expect(codeNow('AAAA', [paper('issued'), paper('corrected', 'BBBB'), paper('revoked')])).toBe('BBBB')
  expect(codesOfPapers('AAAA', [paper('issued'), paper('corrected', 'BBBB'), paper('reissued', 'CCCC'), paper('revoked')])).toEqual(['AAAA', 'BBBB', 'CCCC'])
})

test('any code is read back from however it is typed', () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), fc.array(fc.constantFrom('', ' ', '-', '－', '　'), { minLength: 12, maxLength: 12 }), fc.boolean(), fc.boolean(), (bytes, between, isWide, isSmall) => {
    const code = verificationCode(bytes)
    const spread = [...code.replaceAll('-', '')].map((sign, place) => between[place] + (sign === '0' && place % 2 ? 'O' : sign === '1' && place % 2 ? 'I' : sign)).join('')
    const cased = isSmall ? spread.toLowerCase() : spread
    expect(codeAsTyped(isWide ? cased.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)) : cased)).toBe(code)
  }))
})

test('whatever is typed as a code is one, or is none, and never breaks', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme-composite', maxLength: 40 }), (text) => {
    const code = codeAsTyped(text)
    expect(code === null || codeAsTyped(code) === code).toBe(true)
  }))
})

test.each([['2027-02-25', 'certificates.datedTooEarly'], ['2027-02-26', null], ['2028-03-12', null], ['2028-03-13', 'certificates.datedTooLate']])(
  'completed on 26 February 2027, seen on 12 March, dated %s: %s', (issuedOn, why) => {
    expect(keyOf(whyNotDated(issuedOn, '2027-02-26', '2027-03-12'))).toBe(why)
  })

test('what cannot be printed is named', () => {
  expect(whyNotPrintable([])).toBeNull()
  expect(inJapanese(whyNotPrintable(['葛󠄅'])!)).toContain('葛󠄅')
})

test('a revoked paper leaves the office no more', () => {
  expect(keyOf(whyNotHandOut('revoked', false))).toBe('certificates.isRevoked')
  expect([whyNotHandOut('revoked', true), whyNotHandOut('reissued', false)]).toEqual([null, null])
})

test('the deed names who held what, and breaks a long title where one would breathe', () => {
  const of = (trainingTitle: string, issuerTitle = '東京都福祉局 高齢者施策推進部長') => deedOf({ trainingTitle, issuerTitle })
  expect(of('令和8年度 地域ケア会議実践者養成研修')).toEqual(['あなたは　東京都が実施した', '令和八年度　地域ケア会議実践者養成研修の課程を', '修了したことを証します'])
  expect(of('令和12年度 自立支援・介護予防に向けた地域ケア会議実践者養成研修'))
    .toEqual(['あなたは　東京都が実施した', '令和十二年度　自立支援・介護予防に向けた', '地域ケア会議実践者養成研修の課程を', '修了したことを証します'])
  expect(of('指導者養成研修', '理事長')).toEqual(['あなたは', '指導者養成研修の課程を', '修了したことを証します'])
})

test('the address in the QR code is read back as the same number', () => {
  const address = new URL(verifyAddress('https://manabi.example.jp', '第 R8－実践－0213 号', '8J02-13K5-T9WQ'))
  expect(numberAsTyped(decodeURIComponent(address.pathname.split('/')[2]!))).toEqual({ fiscalYear: 2026, courseMark: '実践', number: 213 })
  expect(address.searchParams.get('code')).toBe('8J02-13K5-T9WQ')
})
