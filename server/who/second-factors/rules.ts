import { Secret, TOTP } from 'otpauth'
import type { Kind } from '../../base/policy.ts'

/** How long a sign-in whose password was right waits for its code, in minutes. */
export const stepMinutes = 10
/** The cookie in which such a sign-in lies. */
export const stepCookie = 'sign-in-step'
/** How many codes go on paper. */
export const recoveryCodes = 10

const period = 30
const totpOf = (secret: string, label = '') => new TOTP({ issuer: 'Chiiki Manabi', label, algorithm: 'SHA1', digits: 6, period, secret: Secret.fromBase32(secret) })

/** A secret of 160 bits as an app takes it: 32 letters of base32. */
export const newSecret = (random: (bytes: number) => Uint8Array): string => new Secret({ buffer: Uint8Array.from(random(20)).buffer }).base32
export const isSecret = (text: unknown): text is string => typeof text === 'string' && /^[A-Z2-7]{32}$/.test(text)

/** What a telephone reads off the square: 'otpauth://totp/…'. */
export const uriOf = (secret: string, email: string): string => totpOf(secret, email).toString()

/** A secret in groups of four, to be typed where no camera is. */
export const inGroups = (secret: string): string => secret.match(/.{1,4}/g)!.join(' ')

/** A code as people type it: full-width, with blanks or hyphens, in small letters. */
export const plainCode = (typed: string): string => typed.normalize('NFKC').replace(/[\s‐-―−-]/g, '').toUpperCase()

/**
 * The period a code belongs to, counted from 1970, one before and one after now included since clocks differ; null when it
 * is none of this secret. A code is good once: whoever uses it keeps its period.
 */
export function counterOf(secret: string, code: string, now: Date): number | null {
  if (!/^\d{6}$/.test(code)) return null
  const delta = totpOf(secret).validate({ token: code, timestamp: now.getTime(), window: 1 })
  return delta === null ? null : Math.floor(now.getTime() / 1_000 / period) + delta
}

const letters = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789' // none that is taken for another one on paper
const recoveryShape = new RegExp(`^[${letters}]{10}$`)
export const isRecoveryCode = (code: string): boolean => recoveryShape.test(code)

/** Codes for the day the telephone is lost, of ten letters each (49 bits): 'ABCDE-FGHJK'. */
export function newRecoveryCodes(random: (bytes: number) => Uint8Array): string[] {
  return Array.from({ length: recoveryCodes }, () => {
    const code = [...random(40)].filter((byte) => byte < letters.length * 8).slice(0, 10).map((byte) => letters[byte % letters.length]).join('')
    return code.length === 10 ? `${code.slice(0, 5)}-${code.slice(5)}` : newRecoveryCodes(random)[0]!
  })
}

/** Whoever has a role that needs a second factor and has none sets one up before anything else. */
export const mustSetUp = (needed: readonly Kind[], { kind, hasSecondFactor }: { kind: Kind; hasSecondFactor: boolean }): boolean =>
  needed.includes(kind) && !hasSecondFactor
