import { Secret, TOTP } from 'otpauth'

// The codes of an app on a telephone (RFC 6238), as the library makes and checks them.

const period = 30
const totpOf = (secret: string, label = '') => new TOTP({ issuer: 'Chiiki Manabi', label, algorithm: 'SHA1', digits: 6, period, secret: Secret.fromBase32(secret) })

/** A secret of 160 bits as an app takes it: 32 letters of base32. */
export const newSecret = (random: (bytes: number) => Uint8Array): string => new Secret({ buffer: Uint8Array.from(random(20)).buffer }).base32

/** What a telephone reads off the square: 'otpauth://totp/…'. */
export const uriOf = (secret: string, email: string): string => totpOf(secret, email).toString()

/**
 * The period a code belongs to, counted from 1970, one before and one after now included since clocks differ; null when it
 * is none of this secret. A code is good once: whoever uses it keeps its period.
 */
export function counterOf(secret: string, code: string, now: Date): number | null {
  if (!/^\d{6}$/.test(code)) return null
  const delta = totpOf(secret).validate({ token: code, timestamp: now.getTime(), window: 1 })
  return delta === null ? null : Math.floor(now.getTime() / 1_000 / period) + delta
}
