import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { afterSignIn, ownPath, secondsToWait, whyNotPassword } from '../../../server/who/accounts/rules.ts'
import { isCommon } from '../../../server/who/entrance/denied.ts'
import { keyOf } from '../../support/reasons.ts'

test.each(['/', '/calls/7', '/calls?state=open&page=2', '/people?q=%E7%94%B0'])('%s is a path of ours', (to) => {
  expect(ownPath(to)).toBe(to)
})

test.each([undefined, '', 'calls', '//evil.test', '/\\evil.test', '\\\\evil.test', 'javascript:alert(1)', 'https://evil.test/', '/%2F%2Fevil.test', '/%5Cevil.test',
  '/\t/evil.test', '/a\nSet-Cookie: x', `/${'x'.repeat(2000)}`])('%j leads home', (to) => {
  expect(ownPath(to)).toBe('/')
})

test.each(['/sign-in?to=/sign-in', '/links/abc', '/reset', '//evil.test'])('signing in does not lead to %s', (to) => {
  expect(afterSignIn(to)).toBe('/')
})

describe('a password', () => {
  test.each([
    ['password1234', true], ['P@ssw0rd!!!!', true], ['tachikawa2026!', true], ['立川市令和8年度研修', true], ['とうきょうと２０２６年', true],
    ['令和8年度東京都研修', true], ['aaaaaaaaaaaaaa', true], ['abcabcabcabcabc', true], ['123456789012', true], ['qwertyuiopasdf', true],
    ['Shinjuku-Ward-2026', true], ['iloveyouiloveyou', true], ['chiikimanabi2026', true], ['20260401-20270331', true],
    ['青い椅子と三匹の亀', false], ['correct horse battery staple', false], ['tachikawa no kaeru 17', false], ['kTq8-vLm2-xZp9', false],
  ])('%s is common: %s', (password, common) => expect(isCommon(password)).toBe(common))

  test('one is not made of the own name or address', () => {
    expect(isCommon('minekawa-shizuno 1984', ['峰川 静乃', 'みねかわ　しずの', 'minekawa.shizuno'])).toBe(true)
    expect(isCommon('みねかわしずの1984', ['峰川 静乃', 'みねかわ　しずの', 'x'])).toBe(true)
    expect(isCommon('minekawa-shizuno 1984')).toBe(false)
  })

  test('of any signs is taken from 12 to 256, and only as it was typed', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 0, maxLength: 300 }), (password) => {
      const length = [...password].length
      const expected = length < 12 ? 'accounts.passwordShort' : length > 256 ? 'accounts.passwordLong' : null
      expect(keyOf(whyNotPassword(password, password, false))).toBe(expected)
      if (expected === null) expect(keyOf(whyNotPassword(password, `${password} `, false))).toBe('accounts.passwordDiffers')
    }))
    expect(keyOf(whyNotPassword('x'.repeat(64), 'x'.repeat(64), false))).toBe(null)
    expect(keyOf(whyNotPassword('ordinary words', 'ordinary words', true))).toBe('accounts.passwordCommon')
  })
})

describe('waiting', () => {
  const now = new Date('2026-06-15T10:00:00+09:00')
  test.each([[0, 0], [4, 0], [5, 15], [6, 30], [8, 120], [11, 900], [40, 900]])('after %i wrong passwords of a pair: %i seconds', (ofPair, seconds) => {
    expect(secondsToWait({ ofPair, lastOfPair: now, ofAddress: ofPair, lastOfAddress: now }, now)).toBe(seconds)
  })
  test('it passes with time, and a crowd on one address is slowed less than a guesser', () => {
    const later = new Date(now.getTime() + 10_000)
    expect(secondsToWait({ ofPair: 5, lastOfPair: now, ofAddress: 5, lastOfAddress: now }, later)).toBe(5)
    expect(secondsToWait({ ofPair: 0, lastOfPair: null, ofAddress: 59, lastOfAddress: now }, now)).toBe(0)
    expect(secondsToWait({ ofPair: 0, lastOfPair: null, ofAddress: 60, lastOfAddress: now }, now)).toBe(60)
  })
})
