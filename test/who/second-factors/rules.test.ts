import fc from 'fast-check'
import { randomBytes } from 'node:crypto'
import { TOTP } from 'otpauth'
import { expect, test } from 'vitest'
import { counterOf, newSecret, uriOf } from '../../../server/who/second-factors/codes.ts'
import { isRecoveryCode, isSecret, mustSetUp, newRecoveryCodes, plainCode } from '../../../server/who/second-factors/rules.ts'

const now = new Date('2026-06-15T10:00:10+09:00')
const secret = newSecret(randomBytes)
const codeAt = (seconds: number) => new TOTP({ secret }).generate({ timestamp: now.getTime() + seconds * 1_000 })

test('a code of now, of the period before and after is one; an older or a later one is none', () => {
  expect([-30, 0, 30].map((seconds) => counterOf(secret, codeAt(seconds), now)! - counterOf(secret, codeAt(0), now)!)).toEqual([-1, 0, 1])
  expect([-90, 90].map((seconds) => counterOf(secret, codeAt(seconds), now))).toEqual([null, null])
  expect(counterOf(newSecret(randomBytes), codeAt(0), now)).toBe(null)
})

test('RFC 6238: the codes of its table', () => {
  const rfc = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
  for (const [at, code] of [[59, '287082'], [1111111109, '081804'], [2000000000, '279037']] as const) expect(counterOf(rfc, code, new Date(at * 1_000))).toBe(Math.floor(at / 30))
})

test.each([['１２３ ４５６', '123456'], ['abcde-fghjk', 'ABCDEFGHJK'], ['ABCDE－FGHJK', 'ABCDEFGHJK'], [' 12 34 56 ', '123456']])('%s is read as %s', (typed, code) => expect(plainCode(typed)).toBe(code))

test('whatever is typed is a code, a code on paper, or neither, and never an error', () => {
  fc.assert(fc.property(fc.string(), (typed) => {
    const code = plainCode(typed)
    expect([counterOf(secret, code, now) === null || /^\d{6}$/.test(code), !isRecoveryCode(code) || code.length === 10]).toEqual([true, true])
  }))
})

test('codes on paper are ten, different, and good to read aloud; a secret has 160 bits', () => {
  const codes = newRecoveryCodes(randomBytes)
  expect([codes.length, new Set(codes).size, codes.every((code) => isRecoveryCode(plainCode(code)) && !/[01IOL]/.test(code))]).toEqual([10, 10, true])
  expect([isSecret(secret), isSecret('short'), uriOf(secret, 'hana@example.jp').startsWith('otpauth://totp/Chiiki%20Manabi:hana')]).toEqual([true, false, true])
})

test('who needs one and has none sets it up first', () => {
  expect([['prefecture', false], ['prefecture', true], ['trainee', false]].map(([kind, has]) => mustSetUp(['prefecture'], { kind: kind as never, hasSecondFactor: has as boolean }))).toEqual([true, false, false])
})
