import { createHmac, timingSafeEqual } from 'node:crypto'
import { codeLength, scanMinutes, signs, stepAt } from './rules.ts'

// Everything a door hands out is made of its secret and the time, so that any process makes and knows it, and nothing is stored. Whose door it is
// (a slot's, a meeting's) is one short word of it: a code of one opens no other.

const macOf = (secret: string, words: string): Buffer => createHmac('sha256', Buffer.from(secret, 'base64url')).update(words).digest()
/** 96 bits: enough for what lives for minutes, and short enough for a coarse QR code that is read from the last row. */
const shortMac = (secret: string, words: string): string => macOf(secret, words).subarray(0, 12).toString('base64url')

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** `door` says whose it is: the number of a slot, or what another room calls its own. No dot is in it. */
export interface Lock { secret: string; door: string }

/** A door that is open now: where somebody is led who types its code, and what the line about it is about. */
export interface OpenDoor extends Lock { to: string; subject: string }

/** The lock of a slot. */
export const lockOf = ({ secret, slotId }: { secret: string; slotId: number }): Lock => ({ secret, door: String(slotId) })

/** What the QR code of a door carries in one period: which one it is, and the proof. The proof also holds for old periods, so an old code can be told from a false one. */
export const tokenOf = ({ secret, door }: Lock, step: number): string => `${step.toString(36)}.${shortMac(secret, `token ${door} ${step}`)}`

/** The period a token was made for; null when it was not made for this door. Whether it still counts is `whyNotFresh`. */
export function stepOfToken(lock: Lock, token: string): number | null {
  const step = numberOf(token.split('.')[0])
  return step !== null && isSame(token, tokenOf(lock, step)) ? step : null
}

/** The code that is typed where no camera is, eight signs (40 bits). */
export const codeOf = ({ secret, door }: Lock, step: number): string =>
  [...macOf(secret, `code ${door} ${step}`).subarray(0, codeLength)].map((byte) => signs[byte % signs.length]).join('')

/** Whether a typed code is the one of this period or of the one before. */
export const isCodeOf = (lock: Lock, typed: string, now: Date): boolean =>
  [0, 1].map((age) => isSame(typed, codeOf(lock, stepAt(now) - age))).includes(true)

/** The cookie in which a scan lies. */
export const scanCookie = 'scan'

/** A scan, for the browser that made it: of which door and when. */
export const scanOf = ({ secret, door }: Lock, at: Date): string => `${door}.${at.getTime().toString(36)}.${shortMac(secret, `scan ${door} ${at.getTime()}`)}`

/** The proof in a link that stays the same: of whom or what it is, and that this door made it. */
export const linkOf = ({ secret, door }: Lock, whose: string): string => shortMac(secret, `link ${door} ${whose}`)
export const isLinkOf = (lock: Lock, whose: string, proof: string): boolean => isSame(proof, linkOf(lock, whose))

/** When that browser scanned the code of this door; null when it did not, or too long ago. */
export function scannedAt(lock: Lock, scan: string | undefined, now: Date): Date | null {
  const time = numberOf(scan?.split('.')[1])
  if (scan === undefined || time === null || !isSame(scan, scanOf(lock, new Date(time)))) return null
  return time <= now.getTime() && now.getTime() - time <= scanMinutes * 60_000 ? new Date(time) : null
}

/** A number as it was written; null for anything else. */
function numberOf(text: string | undefined): number | null {
  const number = /^[0-9a-z]{1,9}$/.test(text ?? '') ? Number.parseInt(text!, 36) : null
  return number !== null && number.toString(36) === text ? number : null
}
