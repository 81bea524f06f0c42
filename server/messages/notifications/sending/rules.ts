import type { Reason } from '../../../base/errors.ts'

export type MessageState = 'waiting' | 'sent' | 'held' | 'failed'
/** Why a message has not reached its reader. `unknown`: it may have; `later`: it goes by itself as soon as the relay takes it. */
export type HeldReason = 'later' | 'noAddress' | 'bounced' | 'noRelay' | 'noLonger' | 'refused' | 'gaveUp' | 'unknown'

/** Reasons that many messages share, so that all of them are sent again at once; `unknown` may have arrived and is asked about first. */
export const sharedReasons = ['noAddress', 'bounced', 'noRelay', 'refused', 'gaveUp'] as const satisfies readonly HeldReason[]

/** How long a try has a message for itself, in minutes; a job is ended before (`secondsMax` in jobs.ts). */
export const claimMinutes = 15

/** Minutes to wait after the first, second, … try: a relay that is down for a night is still served in the morning. */
const pauses = [1, 5, 15, 60, 240, 720, 1440] as const
/** How long to wait after so many tries (1 and more), in minutes; null when it is given up. */
export const pauseMinutes = (tries: number): number | null => pauses[tries - 1] ?? null

/** Only what was held back or failed is sent again; what waits will go by itself, what went is not doubled. */
export function whyNotSendAgain(state: MessageState): Reason | null {
  if (state === 'sent') return { key: 'notifications.alreadySent' }
  return state === 'waiting' ? { key: 'notifications.stillWaiting' } : null
}
