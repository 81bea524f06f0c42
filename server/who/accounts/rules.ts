import type { Reason } from '../../base/errors.ts'
import type { Kind } from '../../base/policy.ts'

export type LinkPurpose = 'invitation' | 'reset'

/** How long a one-time link can be used, in minutes (trust.md C42, C43). */
export const linkMinutes: Record<LinkPurpose, number> = { invitation: 72 * 60, reset: 60 }

/** A sign-in ends after so long without a page, and after so long in any case (trust.md C46). */
export const sessionLimits = { idleMinutes: 120, absoluteMinutes: 12 * 60 } as const

/** Mails with a new password link an account may be sent within an hour: a stranger can ask for them too. */
export const resetsPerHourMax = 3

const standing: Record<Kind, number> = {
  trainee: 0, instructor: 0, expert: 0, municipality: 1, contractor: 2, prefecture: 3, administrator: 4,
}

/**
 * Nobody gives a post above their own, so only an administrator makes an administrator. What the house does by itself
 * (`by` null: the first account, a seed) is bound by nobody.
 */
export function whyNotGrant(by: Kind | null, kind: Kind): Reason | null {
  if (by === null || standing[kind] <= standing[by]) return null
  return kind === 'administrator' ? { key: 'accounts.onlyAdministrators' } : { key: 'accounts.aboveOwn' }
}

/** Taking a post away needs the same standing as giving it; one's own last way in is taken by somebody else. */
export function whyNotEndPost(by: { kind: Kind; accountId: number } | null, post: { kind: Kind; accountId: number }): Reason | null {
  if (by === null) return null
  if (post.accountId === by.accountId) return { key: 'accounts.ownPost' }
  return whyNotGrant(by.kind, post.kind)
}

/** Disabling asks the same of every post the account holds: nobody is locked out by somebody below them. */
export function whyNotDisable(by: { kind: Kind; accountId: number } | null, account: { id: number; kinds: Kind[] }): Reason | null {
  if (by === null) return null
  if (account.id === by.accountId) return { key: 'accounts.ownAccount' }
  return account.kinds.map((kind) => whyNotGrant(by.kind, kind)).find((reason) => reason !== null) ?? null
}

/** A clerk's post belongs to a municipality, a trainee's or an instructor's may, an office's does not. */
export function whyNotPlaced(kind: Kind, municipalityId: number | null): Reason | null {
  if (kind === 'municipality' && municipalityId === null) return { key: 'accounts.needsMunicipality' }
  if (['contractor', 'prefecture', 'administrator'].includes(kind) && municipalityId !== null) return { key: 'accounts.noMunicipality' }
  return null
}

/** The least and the most signs of a password, counted as a reader counts (trust.md C38). */
export const passwordLength = { least: 12, most: 256 } as const

/**
 * Why this may not be a password. Any characters are welcome and count as they are, the space at the end too; nothing is
 * asked of kinds of signs, and no password has to be changed because time has passed.
 * @param common whether it is one that is tried first
 */
export function whyNotPassword(password: string, repeated: string, common: boolean): Reason | null {
  const length = [...password].length
  if (length < passwordLength.least) return { key: 'accounts.passwordShort', data: { least: passwordLength.least } }
  if (length > passwordLength.most) return { key: 'accounts.passwordLong', data: { most: passwordLength.most } }
  if (common) return { key: 'accounts.passwordCommon' }
  if (password !== repeated) return { key: 'accounts.passwordDiffers' }
  return null
}

/** Wrong passwords of the last hour: by this address for this account, and by this address for anyone. */
export interface Failures { ofPair: number; lastOfPair: Date | null; ofAddress: number; lastOfAddress: Date | null }

/**
 * How many seconds to wait before the next try. The pair of account and address is slowed, never the account: who guesses
 * cannot lock the owner out. A whole office can share an address, so that is slowed only by very many.
 */
export function secondsToWait({ ofPair, lastOfPair, ofAddress, lastOfAddress }: Failures, now: Date): number {
  const pause = ofPair < 5 ? 0 : Math.min(900, 15 * 2 ** (ofPair - 5))
  const crowd = ofAddress < 60 ? 0 : 60
  return Math.max(left(pause, lastOfPair, now), left(crowd, lastOfAddress, now))
}

const left = (seconds: number, since: Date | null, now: Date) =>
  since === null ? 0 : Math.max(0, Math.ceil(seconds - (now.getTime() - since.getTime()) / 1000))

/** Where a form leads back to: a path of ours, or home when it is anything else (trust.md C27). */
export function ownPath(to: string | undefined): string {
  if (to === undefined || to.length > 1000 || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(to)) return '/'
  return /^\/(%2f|%5c)/i.test(to) ? '/' : to
}

/** Where signing in leads: never back to the door. */
export function afterSignIn(to: string | undefined): string {
  const path = ownPath(to)
  return /^\/(sign-in|sign-out|reset|links)\b/.test(path) ? '/' : path
}

/** What an account stands at, as a list shows it. */
export type AccountState = 'invited' | 'active' | 'disabled'
export const accountStates = ['invited', 'active', 'disabled'] as const

/** A new person needs a name as it is written and its reading. */
export function whyNotNamed(name: boolean, kana: string | null): Reason | null {
  if (!name) return { key: 'accounts.nameMissing' }
  return kana === null ? { key: 'accounts.kanaWrong' } : null
}
