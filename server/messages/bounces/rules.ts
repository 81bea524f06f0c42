import type { Reason } from '../../base/errors.ts'

/** What a notice of failed delivery says of one address. */
export interface Bounce { address: string; status: string | null; words: string; messageId: number | null }

/** What became of one file of notices: the message it is about, or why nothing was marked. */
export interface ReadLine { name: string; messageId?: number; reason?: Reason }

const lineOf = (notice: string, name: string) => new RegExp(`^${name}:[ \\t]*(.+(?:\\r?\\n[ \\t]+.+)*)`, 'im').exec(notice)?.[1]?.replace(/\s+/g, ' ').trim()

/**
 * Reads a delivery status notification (RFC 3464) out of the source of a mail: its fields are plain lines of ASCII by that
 * standard, so they are found wherever the notice stands in the mail. The number of our own message is in the mail it
 * sends back. A notice that only tells of a delay, or names no address, is answered by why it marks nothing.
 */
export function bounceIn(notice: string): Bounce | Reason {
  if (notice.startsWith('\xd0\xcf\x11\xe0')) return { key: 'bounces.outlook' }
  const address = lineOf(notice, '(?:Final|Original)-Recipient')?.replace(/^rfc822;\s*/i, '').replace(/^<|>$/g, '').trim().toLowerCase()
  if (address === undefined || !/^[^\s@<>]{1,64}@[^\s@<>]{1,190}$/.test(address)) return { key: 'bounces.unread' }
  const status = /^\d\.\d{1,3}\.\d{1,3}/.exec(lineOf(notice, 'Status') ?? '')?.[0] ?? null
  const action = lineOf(notice, 'Action')?.toLowerCase()
  if (action === 'delayed' || action === 'delivered' || (action === undefined && status?.startsWith('4'))) return { key: 'bounces.delayed' }
  const id = /^Message-ID:\s*<message-(\d{1,15})(?:\.\d+)?@/im.exec(notice)?.[1]
  return { address, status, words: cleaned(lineOf(notice, 'Diagnostic-Code') ?? status ?? ''), messageId: id === undefined ? null : Number(id) }
}

export const isBounce = (read: Bounce | Reason): read is Bounce => 'address' in read

/** What a foreign server said, on one line and without addresses, which stand in the register already. */
export const cleaned = (words: string): string => words.replace(/^smtp;\s*/i, '').replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
  .replace(/[^\s<>]+@[^\s<>]+/g, '…').replace(/<…>/g, '…').trim().slice(0, 300)

/** Only what went somewhere can come back from there. */
export const whyNotMark = (sentTo: readonly string[], address: string): Reason | null =>
  sentTo.some((one) => one.toLowerCase() === address) ? null : { key: sentTo.length === 0 ? 'bounces.notSent' : 'bounces.notOurs' }
