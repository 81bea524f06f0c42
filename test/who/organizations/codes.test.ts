import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  checkDigit, isLocalGovernmentCode, kindOfName, kindWords, municipalityKinds, prefectureCodeOf,
} from '../../../server/who/organizations/codes.ts'
import { prefectures } from '../../../server/who/organizations/prefectures.ts'
import { tokyoMunicipalities } from '../../../server/who/organizations/tokyo.ts'

test.each([
  ['13101', 6, '千代田区'],
  ['13000', 1, '東京都'],
  ['01000', 6, '北海道, with its leading zero'],
  ['13421', 0, '小笠原村, whose remainder is 1'],
  ['13121', 1, '足立区, whose remainder is 0'],
])('%s is followed by %d: %s', (code, digit) => {
  expect(checkDigit(code)).toBe(digit)
})

test.each(['1310', '131016', '１３１０１', '1310a', ''])('%j has no check digit, because it is not five digits', (code) => {
  expect(() => checkDigit(code)).toThrow(RangeError)
})

test.each([
  ['131017', 'the last digit is wrong'],
  ['132012x', 'something follows'],
  ['13101', 'the check digit is missing'],
  ['10006', 'a spreadsheet has eaten the leading zero'],
  ['000001', 'there is no prefecture 00'],
  ['480002', 'there is no prefecture 48'],
  ['１３１０１６', 'the digits are full width: whoever reads a form makes them half width first'],
  ['131016\n', 'a line break follows'],
])('%j is no code: %s', (code) => {
  expect(isLocalGovernmentCode(code)).toBe(false)
})

test('one wrong digit, or two exchanged, is noticed unless the remainders are 0 and 10', () => {
  const remainder = (code: string) => [6, 5, 4, 3, 2].reduce((sum, weight, at) => sum + weight * Number(code[at]), 0) % 11
  const fiveDigits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 5, maxLength: 5 }).map((all) => all.join(''))
  fc.assert(fc.property(fiveDigits, fc.nat(4), fc.integer({ min: 1, max: 9 }), fc.nat(3), (code, at, step, swap) => {
    const slipped = [...code].map((digit, n) => n === at ? (Number(digit) + step) % 10 : digit).join('')
    const swapped = code.slice(0, swap) + code[swap + 1] + code[swap] + code.slice(swap + 2)
    for (const wrong of [slipped, swapped].filter((wrong) => wrong !== code)) {
      expect(remainder(wrong)).not.toBe(remainder(code))
      const shared = [remainder(code), remainder(wrong)].every((left) => left === 0 || left === 10)
      expect(checkDigit(wrong) === checkDigit(code)).toBe(shared)
    }
  }))
})

describe('the 62 municipalities of Tokyo', () => {
  test.each(tokyoMunicipalities)('$code $name has a code that checks, in Tokyo, and a kind that its names say', (one) => {
    expect(isLocalGovernmentCode(one.code)).toBe(true)
    expect(prefectureCodeOf(one.code)).toBe('130001')
    expect(kindOfName(one.name)).toBe(one.kind)
    expect(one.nameEn).toMatch(new RegExp(`^[A-Z][a-z]+ ${kindWords[one.kind].en}$`))
    expect(one.kana).toMatch(/^[ぁ-ん]+(?:く|し|まち|むら)$/)
  })

  test('are 23 wards, 26 cities, 5 towns and 8 villages, in official order and all different', () => {
    const numberOf = (kind: string) => tokyoMunicipalities.filter((one) => one.kind === kind).length
    expect(municipalityKinds.map(numberOf)).toEqual([23, 26, 5, 8])
    const codes = tokyoMunicipalities.map(({ code }) => code)
    expect(codes).toEqual([...new Set(codes)].sort())
    for (const word of ['name', 'nameEn', 'kana'] as const) {
      expect(new Set(tokyoMunicipalities.map((one) => one[word])).size).toBe(62)
    }
  })

  test('nine lie on islands', () => {
    expect(tokyoMunicipalities.filter(({ island }) => island).map(({ name }) => name)).toEqual(
      ['大島町', '利島村', '新島村', '神津島村', '三宅村', '御蔵島村', '八丈町', '青ヶ島村', '小笠原村'])
  })
})

describe('the 47 prefectures', () => {
  test.each(prefectures)('$code $name has a code that checks and is its own prefecture', (one) => {
    expect(isLocalGovernmentCode(one.code)).toBe(true)
    expect(prefectureCodeOf(one.code)).toBe(one.code)
    expect(kindOfName(one.name)).toBeNull()
  })

  test('are counted through from 01 to 47', () => {
    expect(prefectures.map(({ code }) => Number(code.slice(0, 2)))).toEqual(Array.from({ length: 47 }, (_, n) => n + 1))
  })
})

test('what is no code lies in no prefecture', () => {
  expect(() => prefectureCodeOf('131017')).toThrow(RangeError)
})
