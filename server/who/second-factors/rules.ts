import type { Kind } from '../../base/policy.ts'

/** How long a sign-in whose password was right waits for its code, in minutes. */
export const stepMinutes = 10
/** The cookie in which such a sign-in lies. */
export const stepCookie = 'sign-in-step'
/** How many codes go on paper. */
export const recoveryCodes = 10

export const isSecret = (text: unknown): text is string => typeof text === 'string' && /^[A-Z2-7]{32}$/.test(text)

/** A secret in groups of four, to be typed where no camera is. */
export const inGroups = (secret: string): string => secret.match(/.{1,4}/g)!.join(' ')

/** A code as people type it: full-width, with blanks or hyphens, in small letters. */
export const plainCode = (typed: string): string => typed.normalize('NFKC').replace(/[\s‐-―−-]/g, '').toUpperCase()

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
