import { inChange, type Who } from '../../base/change.ts'
import type { Crew, CrewHouse } from '../../base/jobs.ts'
import { answerOf } from '../../base/mail.ts'
import { dayInJapan } from '../../base/days.ts'
import { makeAnswerLink } from '../../cascade/practice-reports/changes.ts'
import { makeOfferLink } from '../../entry/waitlists/changes.ts'
import { makeLink } from '../../who/accounts/changes.ts'
import { doneMeanwhile } from '../reminders/queries.ts'
import { claimMessage, closeBatch, keepLetters, leaveForLater, markMessage, markReached } from './changes.ts'
import { factsFor, lineOf } from './facts.ts'
import { inWords } from './letters.ts'
import { waitingMessages, type Waiting } from './queries.ts'
import { wordingsInUse } from './wordings.ts'
import { signerFor } from '../../office/senders/signers.ts'
import { lettersFor, offerAt } from './rules.ts'
import { isSigned, isTold } from './told.ts'
import { claimMinutes, pauseMinutes, type HeldReason } from './sending/rules.ts'

const houseItself = ({ clock, random }: CrewHouse): Who => ({ actor: null, scope: { of: 'all' }, now: clock(), random })

/** Writes the letters that follow from one line of the audit trail. Most lines are nobody's letter and cost nothing. */
async function tell(house: CrewHouse, { id, action }: { id: number; action: string }): Promise<void> {
  if (!isTold(action)) return
  const line = await lineOf(house.database, id)
  if (line === undefined || line.action !== action) return
  const told = { ...line, action, detail: (line.detail ?? {}) as Record<string, unknown> }
  const facts = await factsFor(house.database, told)
  const letters = facts === undefined ? [] : lettersFor(told, facts)
  if (letters.length === 0) return
  const wordings = await wordingsInUse(house.database, [...new Set(letters.map(({ template }) => template))])
  const sender = letters.some(({ template }) => isSigned(template)) ? await signerFor(house.database, line.subject, dayInJapan(house.clock())) : ''
  const written = letters.map((letter) => ({ ...letter, ...inWords({ ...letter, sender }, wordings.get(letter.template)) }))
  await inChange(house.database, houseItself(house), (change) => keepLetters(change, told, written))
}

/** `skipped`: another try has it. `putOff`: there was no time left to begin it. */
type Fate = 'sent' | 'held' | 'failed' | 'unknown' | 'later' | 'skipped' | 'putOff'

/** A job begins no other mail after so many minutes: with a slow relay it ends long before its time and its claims do. */
const beginsMinutes = 4

/**
 * Sends messages that wait, one after the other; no transaction is open while the relay is spoken to. Each is claimed
 * before and marked after, so a second run sends what is left. A relay that does not answer at all, or broke off once, is
 * not asked again for the rest of the batch: what could be told twice stays one mail.
 */
async function sendMail(house: CrewHouse, { ids }: { ids: number[] }): Promise<void> {
  const messages = await waitingMessages(house.database, ids)
  if (messages.length === 0) return
  const reminding = messages.filter(({ template }) => template.startsWith('reminder_')).map(({ id }) => id)
  const done = await doneMeanwhile(house.database, reminding, dayInJapan(house.clock()))
  const fates = new Map<number, Fate>()
  const until = house.clock().getTime() + beginsMinutes * 60_000
  let down = false
  for (const message of messages) {
    if (house.clock().getTime() > until) { fates.set(message.id, 'putOff'); continue }
    const { fate, silent } = await sendOne(house, { ...message, noLonger: message.noLonger || done.has(message.id) }, down)
    fates.set(message.id, fate)
    down ||= silent
  }
  const of = (fate: Fate) => messages.filter(({ id }) => fates.get(id) === fate)
  const counts = Object.fromEntries((['sent', 'held', 'failed', 'unknown', 'later'] as const).map((fate) => [fate, of(fate).length]))
  const again = [...againAt(of('later'), house.clock()), ...soon(of('skipped'), claimMinutes + 1, house.clock()), ...soon(of('putOff'), 0, house.clock())]
  await inChange(house.database, houseItself(house), (change) => closeBatch(change, messages.map(({ id }) => id), counts, of('unknown').map(({ id }) => id), again))
}

/** Those to be tried again, by how long they wait: a job for each pause. */
function againAt(later: readonly Waiting[], now: Date): { ids: number[]; at: Date }[] {
  const byPause = Map.groupBy(later, ({ tries }) => pauseMinutes(tries + 1) ?? 0)
  return [...byPause].map(([minutes, messages]) => ({ ids: messages.map(({ id }) => id), at: new Date(now.getTime() + minutes * 60_000) }))
}

/** Messages of which no try was made. Should the one that has them die with them, they are looked after once its claim has run out. */
const soon = (messages: readonly Waiting[], minutes: number, now: Date) => messages.length === 0 ? []
  : [{ ids: messages.map(({ id }) => id), at: new Date(now.getTime() + minutes * 60_000) }]

async function sendOne(house: CrewHouse, message: Waiting, down: boolean): Promise<{ fate: Fate; silent: boolean }> {
  const { database, clock } = house
  const inTx = <T>(work: Parameters<ReturnType<CrewHouse['database']['transaction']>['execute']>[0]) => database.transaction().execute(work) as Promise<T>
  if (!await inTx<boolean>((tx) => claimMessage(tx, message, clock()))) return { fate: 'skipped', silent: false }
  const end = async (fate: Fate, became: Parameters<typeof markMessage>[2], silent = false) => {
    await inTx((tx) => markMessage(tx, message.id, became))
    return { fate, silent }
  }
  const hold = (reason: HeldReason) => end('held', { state: 'held', reason })
  if (message.noLonger) return hold('noLonger')
  if (message.boxes.length === 0) return hold('noAddress')
  if (message.boxes.every(({ bounced }) => bounced)) return hold('bounced')

  const reached = message.sentTo.split(', ').filter((address) => address !== '')
  const refusals: string[] = []
  let unknown = message.heldReason === 'unknown' // of a box of an earlier try
  for (const { account, address } of message.boxes.filter(({ address, bounced }) => !bounced && !reached.includes(address))) {
    const failure = down ? new Error('the relay does not answer') : await trySending(house, message, account, address)
    const answer = failure === null ? null : answerOf(failure)
    unknown ||= answer === 'unknown'
    down ||= answer === 'unknown'
    if (answer === null || answer === 'unknown') reached.push(address) // perhaps it arrived: nobody is sent it twice by us
    if (answer === null || answer === 'unknown') await inTx((tx) => markReached(tx, message.id, reached, unknown))
    if (answer === 'refused') refusals.push(wordsOf(failure))
    if (answer === 'held') return hold('noRelay')
    if (answer === 'later') {
      const silent = (failure as { responseCode?: number }).responseCode === undefined
      if (pauseMinutes(message.tries + 1) === null) return end('failed', { state: 'failed', reason: 'gaveUp', words: wordsOf(failure) }, silent)
      await inTx((tx) => leaveForLater(tx, message.id, unknown ? { reason: 'unknown' } : { reason: 'later', words: wordsOf(failure) }))
      return { fate: 'later', silent }
    }
  }
  if (unknown) return end('unknown', { state: 'failed', reason: 'unknown' }, down)
  if (refusals.length > 0) return end('failed', { state: 'failed', reason: 'refused', words: refusals.join(' / ') })
  return end('sent', { state: 'sent', at: clock() })
}

/** What the relay said, without line breaks and without the address, which stands in the register already. */
const wordsOf = (failure: unknown) => String((failure as Error).message ?? failure)
  .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(/[^\s<>]+@[^\s<>]+/g, '…').trim()

async function trySending(house: CrewHouse, message: Waiting, account: number, address: string): Promise<unknown> {
  const host = house.publicOrigin === null ? 'localhost' : new URL(house.publicOrigin).hostname
  try {
    await house.mail.send({
      to: address, subject: message.title, text: await filled(house, message, account),
      messageId: `<message-${message.id}${message.personId === null && account > 0 ? `.${account}` : ''}@${host}>`,
    })
    return null
  } catch (error) {
    return error
  }
}

/** The text with its address, and with a one-time link made now: its token is in this mail and nowhere else. */
async function filled(house: CrewHouse, message: Waiting, account: number): Promise<string> {
  const { template, body, path, subjectRef } = message
  const origin = house.publicOrigin ?? ''
  const text = body.replaceAll('{address}', `${origin}${await offerByCode(house, message) ?? await practiceByLink(house, message) ?? path ?? '/'}`).replaceAll('{calendar}', `${origin}/my-calendar`)
  if (template !== 'account_invited' && template !== 'account_reset') return text
  const purpose = template === 'account_invited' ? 'invitation' as const : 'reset' as const
  const token = await inChange(house.database, houseItself(house), async ({ tx, now, random, log }) => {
    log('link.made', subjectRef, { purpose })
    return makeLink(tx, { accountId: account, purpose, now, random })
  })
  return text.replaceAll('{link}', `${origin}/links/${token}`)
}

/** To a person an offered seat is opened by a code, because they may have no account; null for every other message. */
async function offerByCode(house: CrewHouse, { personId, path, subjectRef }: Waiting): Promise<string | null> {
  const offerId = /^offer:(\d+)$/.exec(subjectRef)?.[1]
  if (personId === null || offerId === undefined || path !== offerAt(offerId)) return null
  return `/offered-seats/${await inChange(house.database, houseItself(house), (change) => makeOfferLink(change, Number(offerId)))}`
}

/** What somebody is asked is answered by a link, because a minute is soon gone with a sign-in; null for every other message, and once nothing is asked any more. */
async function practiceByLink(house: CrewHouse, { template, subjectRef }: Waiting): Promise<string | null> {
  if (!template.startsWith('practice_')) return null
  const token = await inChange(house.database, houseItself(house), (change) => makeAnswerLink(change, Number(subjectRef.split(':')[1])))
  return token === null ? null : `/practice-links/${token}`
}

export const messageJobs: Crew = {
  tell: { work: tell },
  'send-mail': { work: sendMail, secondsMax: 600 },
}
