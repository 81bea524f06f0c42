import { inChange, type Change, type Who } from './change.ts'
import { enqueue, type CrewHouse } from './jobs.ts'
import { answerOf } from './mail.ts'
import type { Language } from './texts.ts'

/** A mail to somebody without an account, which opens one thing to them by a link. `name` begins the number of the mail; `job` is what sends it. */
export interface LinkMail {
  job: { name: string; payload: object }
  name: string; to: string; at: (token: string) => string
  words: (link: string) => { subject: string; text: string }
  /** Keeps the hash of a link made now, and says null when somebody else has sent it meanwhile. */
  make: (change: Change) => Promise<string | null>
  /** The mail did not go out: its link is nobody's. */
  drop: (change: Change, token: string) => Promise<void>
  /** The relay refuses the address for good. */
  refused: (change: Change) => Promise<void>
}

/** What cannot be guessed, and can stand in an address. */
export const tokenFrom = (random: Change['random']): string => Buffer.from(random(24)).toString('base64url')

/**
 * Sends such a mail: its link is made now and stands in this mail and nowhere else. A relay that is away is asked again by
 * the job; one that refuses the address is not. Where there is no relay yet, the job comes back each hour and makes no link.
 */
export async function sendLink(house: CrewHouse, { job, name, to, at, words, make, drop, refused }: LinkMail): Promise<void> {
  const { database, clock, random, publicOrigin } = house
  if (house.mail.isHeld) return database.transaction().execute((tx) => enqueue(tx, job.name, job.payload, { startAfter: new Date(clock().getTime() + 3_600_000) }))
  const itself: Who = { actor: null, scope: { of: 'all' }, now: clock(), random }
  const token = await inChange(database, itself, make)
  if (token === null) return
  const messageId = `<${name}-${Buffer.from(random(12)).toString('hex')}@${publicOrigin === null ? 'localhost' : new URL(publicOrigin).hostname}>`
  try {
    const { subject, text } = words(`${publicOrigin ?? ''}${at(token)}`)
    await house.mail.send({ to, subject: subject.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim(), text, messageId })
  } catch (failure) {
    const answer = answerOf(failure)
    if (answer === 'later' || answer === 'held') {
      await inChange(database, itself, (change) => drop(change, token))
      throw failure
    }
    if (answer === 'refused') await inChange(database, itself, refused)
  }
}

/** Nobody knows in which language a stranger reads, so both are there, the Japanese first. */
export const inBothLanguages = (part: (language: Language) => string): string => `${part('ja')}\n\n――――\n\n${part('en')}`
