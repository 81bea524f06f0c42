import { createHmac, timingSafeEqual } from 'node:crypto'
import { codeLength, scanMinutes, signs, stepAt } from './rules.ts'

// Everything a door hands out is made of the secret of its slot and the time, so that any process makes and knows it, and nothing is stored.

const macOf = (secret: string, words: string): Buffer => createHmac('sha256', Buffer.from(secret, 'base64url')).update(words).digest()
/** 96 bits: enough for what lives for minutes, and short enough for a coarse QR code that is read from the last row. */
const shortMac = (secret: string, words: string): string => macOf(secret, words).subarray(0, 12).toString('base64url')

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

export interface Lock { secret: string; slotId: number }

/** What the QR code of a slot carries in one period: which one it is, and the proof. The proof also holds for old periods, so an old code can be told from a false one. */
export const tokenOf = ({ secret, slotId }: Lock, step: number): string => `${step.toString(36)}.${shortMac(secret, `token ${slotId} ${step}`)}`

/** The period a token was made for; null when it was not made for this slot. Whether it still counts is `whyNotFresh`. */
export function stepOfToken(lock: Lock, token: string): number | null {
  const step = numberOf(token.split('.')[0])
  return step !== null && isSame(token, tokenOf(lock, step)) ? step : null
}

/** The code that is typed where no camera is, eight signs (40 bits). */
export const codeOf = ({ secret, slotId }: Lock, step: number): string =>
  [...macOf(secret, `code ${slotId} ${step}`).subarray(0, codeLength)].map((byte) => signs[byte % signs.length]).join('')

/** Whether a typed code is the one of this period or of the one before. */
export const isCodeOf = (lock: Lock, typed: string, now: Date): boolean =>
  [0, 1].map((age) => isSame(typed, codeOf(lock, stepAt(now) - age))).includes(true)

/** The cookie in which a scan lies. */
export const scanCookie = 'scan'

/** A scan, for the browser that made it: of which slot and when. */
export const scanOf = ({ secret, slotId }: Lock, at: Date): string => `${slotId}.${at.getTime().toString(36)}.${shortMac(secret, `scan ${slotId} ${at.getTime()}`)}`

/** When that browser scanned the code of this slot; null when it did not, or too long ago. */
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
