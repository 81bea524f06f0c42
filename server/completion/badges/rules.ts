import type { Reason } from '../../base/errors.ts'

/** Where a badge stands: what it says holds, or why it does not any more. */
export type BadgeState = 'valid' | 'replaced' | 'revoked' | 'withdrawn' | 'early'

export interface BadgeFacts {
  /** The event of the register whose paper it goes with. */
  eventId: number
  validFrom: Date
  withdrawnAt: Date | null
  /** All events of its certificate. */
  events: readonly { id: number; kind: string }[]
}

/**
 * A badge goes with one paper: when the paper is corrected or reissued, so is the badge. What is revoked stays so, whatever
 * its holder did with the badge.
 */
export function stateOfBadge({ eventId, validFrom, withdrawnAt, events }: BadgeFacts, now: Date): BadgeState {
  if (events.some(({ kind }) => kind === 'revoked')) return 'revoked'
  if (events.some(({ id }) => id > eventId)) return 'replaced'
  if (withdrawnAt !== null) return 'withdrawn'
  return validFrom > now ? 'early' : 'valid'
}

/** A badge is made of a certificate that stands, once its day has come, and one of each kind at a time. */
export function whyNotMake(
  { isRevoked, validFrom, now, has, withName }: { isRevoked: boolean; validFrom: Date | null; now: Date; has: readonly { withName: boolean }[]; withName: boolean },
): Reason | null {
  if (isRevoked) return { key: 'badges.isRevoked' }
  if (validFrom === null) return { key: 'badges.notIssued' }
  if (validFrom > now) return { key: 'badges.tooEarly' }
  return has.some((one) => one.withName === withName) ? { key: 'badges.hasOne' } : null
}

export const whyNotWithdraw = (state: BadgeState): Reason | null => state === 'valid' || state === 'early' ? null : { key: 'badges.overAlready' }

/** A random UUID (version 4, RFC 9562) of 16 bytes of chance. @throws RangeError for fewer */
export function uuidOf(random: Uint8Array): string {
  if (random.length < 16) throw new RangeError('a UUID takes 16 random bytes')
  const hex = [...random.subarray(0, 16)].map((byte, place) => (place === 6 ? byte & 0x0f | 0x40 : place === 8 ? byte & 0x3f | 0x80 : byte).toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** How long a token and the picture around it may be: ours take five thousand characters, and a long name some more. */
export const badgeLengthMax = 60_000

const compact = /^[\w-]{20,4000}\.[\w-]{20,40000}\.[\w-]{40,2000}$/

/** The token in what somebody pasted or sent: the token itself, or a picture that it is baked into. Null when there is none. */
export function tokenIn(text: string): string | null {
  const tidy = text.slice(0, badgeLengthMax).replace(/^\uFEFF/, '').trim()
  const baked = /<openbadges:credential\s[^>]*?verify\s*=\s*(["'])([\w.-]+)\1/.exec(tidy)?.[2]
  const token = baked ?? tidy.replace(/\s+/g, '')
  return compact.test(token) ? token : null
}

/** A part of a token as the object it is; null when it is none. */
export function partOf(token: string, which: 'header' | 'payload'): Record<string, unknown> | null {
  try {
    const part: unknown = JSON.parse(Buffer.from(token.split('.')[which === 'header' ? 0 : 1] ?? '', 'base64url').toString('utf8'))
    return part !== null && typeof part === 'object' && !Array.isArray(part) ? part as Record<string, unknown> : null
  } catch {
    return null
  }
}
