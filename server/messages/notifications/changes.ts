import { sql, type ExpressionBuilder } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Change } from '../../base/change.ts'
import type { Writer } from '../../base/database.ts'
import { found, refuse } from '../../base/errors.ts'
import { enqueue, enqueueAll } from '../../base/jobs.ts'
import type { Tables } from '../../base/tables.ts'
import { enter } from '../../base/wall.ts'
import { within } from '../../base/within.ts'
import type { Line } from './facts.ts'
import type { Written } from './letters.ts'
import { idsToSendAgain, type OutboxFilter } from './queries.ts'
import type { Letter } from './shapes.ts'
import { claimMinutes, whyNotSendAgain, type HeldReason } from './sending/rules.ts'

/** How many messages one job sends: few enough that a try is over long before its time is. */
const perJob = 40

/**
 * Keeps the letters of a line of the audit trail, each once, and promises their sending. Done again it keeps nothing more:
 * a line tells one person of one thing once. Returns how many are new.
 */
export async function keepLetters({ tx, now, log }: Change, line: Line, letters: readonly (Letter & Written)[]): Promise<number> {
  const rows = letters.map((letter) => ({
    template: letter.template, subject_ref: line.subject, person_id: letter.personId, municipality_id: letter.municipalityId,
    title: letter.title, title_en: letter.titleEn, template_version: letter.templateVersion, body: letter.body, path: letter.path, made_at: now, audit_line_id: line.id,
    // What is only for the site has arrived when it is written.
    ...(letter.byMail ? {} : { state: 'sent' as const, sent_at: now }),
  }))
  let [kept, waiting]: [number, number[]] = [0, []]
  for (let at = 0; at < rows.length; at += 1_000) {
    const made = await tx.insertInto('message').values(rows.slice(at, at + 1_000))
      .onConflict((oc) => oc.constraint('message_told_once').doNothing()).returning(['id', 'state']).execute()
    kept += made.length
    waiting = [...waiting, ...made.filter(({ state }) => state === 'waiting').map(({ id }) => id)]
  }
  await sendSoon(tx, waiting)
  log('letters.written', line.subject, { of: line.action, count: kept })
  return kept
}

const sendSoon = (tx: Writer, ids: readonly number[]) => enqueueAll(tx, 'send-mail',
  Array.from({ length: Math.ceil(ids.length / perJob) }, (_, at) => ({ ids: ids.slice(at * perJob, (at + 1) * perJob) })))

/**
 * Takes a waiting message to be sent by this try and no other. False when another try has it; one that ended without
 * a word loses it after a while, which is longer than a try may take.
 */
export async function claimMessage(tx: Writer, { id, tries }: { id: number; tries: number }, now: Date): Promise<boolean> {
  const lost = new Date(now.getTime() - claimMinutes * 60_000)
  const row = await tx.updateTable('message').set({ tries: tries + 1, claimed_at: now })
    .where('id', '=', id).where('state', '=', 'waiting').where('tries', '=', tries)
    .where((eb) => eb.or([eb('claimed_at', 'is', null), eb('claimed_at', '<', lost)])).returning('id').executeTakeFirst()
  return row !== undefined
}

/** Why a message is not where it should be, and what the relay said of it. */
interface Why { reason: HeldReason; words?: string }
const inOneText = ({ reason, words }: Why) => [reason, words?.slice(0, 300)].filter(Boolean).join(': ')

/** The relay is not to be had or asks to come back later: the next try may take the message, and the outbox says why it waits. */
export async function leaveForLater(tx: Writer, id: number, why: Why): Promise<void> {
  await tx.updateTable('message').set({ claimed_at: null, held_reason: inOneText(why) }).where('id', '=', id).execute()
}

/** One more box was reached, or perhaps reached: kept at once, so that no later try reaches it again. */
export async function markReached(tx: Writer, id: number, sentTo: readonly string[], unknown: boolean): Promise<void> {
  await tx.updateTable('message').set({ sent_to: sentTo.join(', '), ...unknown && { held_reason: 'unknown' } }).where('id', '=', id).execute()
}

/** What became of one message. The message itself is the trace; the job writes one line for all it has sent. */
export async function markMessage(tx: Writer, id: number, became: { state: 'sent'; at: Date } | { state: 'held' | 'failed' } & Why): Promise<void> {
  const set = became.state === 'sent' ? { state: became.state, sent_at: became.at, held_reason: null }
    : { state: became.state, held_reason: inOneText(became) }
  await tx.updateTable('message').set(set).where('id', '=', id).where('state', '=', 'waiting').execute()
}

/** What one job has sent, in one line, and when those that wait are tried again. */
export async function closeBatch(
  { tx, log }: Change, ids: readonly number[], counts: Record<string, number>, unknown: readonly number[], again: readonly { ids: number[]; at: Date }[],
): Promise<void> {
  for (const { ids: later, at } of again) await enqueue(tx, 'send-mail', { ids: later }, { startAfter: at })
  for (const id of unknown) log('mail.unknown', `message:${id}`)
  log('mail.sent', `message:${ids[0]}`, { ...counts, messages: ids.length })
}

/** Sends a held or failed message again, from the beginning. @throws Missing, Refusal when it waits or has gone */
export async function sendAgain({ tx, log }: Change, id: number): Promise<void> {
  const message = found(await tx.selectFrom('message').select(['id', 'state']).where('id', '=', id).forUpdate().executeTakeFirst())
  refuse(whyNotSendAgain(message.state))
  await tx.updateTable('message').set({ state: 'waiting', held_reason: null, tries: 0, claimed_at: null }).where('id', '=', id).execute()
  await sendSoon(tx, [id])
  log('message.sent_again', `message:${id}`)
}

/** Sends again all that a filter leaves and that did not arrive. Returns how many. @throws Refusal when there is none */
export async function sendAllAgain({ tx, log }: Change, filter: OutboxFilter): Promise<number> {
  const asked = await idsToSendAgain(tx, filter)
  refuse(asked.length === 0 ? { key: 'notifications.againNone' } : null)
  const rows = await tx.updateTable('message').set({ state: 'waiting', held_reason: null, tries: 0, claimed_at: null })
    .where(sql<boolean>`id = any(${asked}::bigint[])`).where('state', 'in', ['held', 'failed']).returning('id').execute()
  await sendSoon(tx, rows.map(({ id }) => id))
  log('messages.sent_again', 'message:all', { count: rows.length, ...filter })
  return rows.length
}

/** Marks one's own message as read, or all of them. @throws Missing when it is not one's own */
export async function readMessages({ tx, scope, actor, now, log }: Change, id: number | null): Promise<void> {
  const personId = actor?.personId ?? 0
  const mark = () => tx.updateTable('message').set(({ fn, val }) => ({ read_at: fn.coalesce('read_at', val(now)) })).where(ownOf(scope, personId))
    .$if(id !== null, (qb) => qb.where('id', '=', id!)).$if(id === null, (qb) => qb.where('read_at', 'is', null))
    .returning('id').execute()
  const rows = await mark()
  // What is written to an officer as a person stands behind another wall than what is written to their municipality.
  if (scope.of === 'municipality') {
    await enter(tx, { of: 'person', personId })
    rows.push(...await mark())
    await enter(tx, scope)
  }
  if (id !== null) found(rows[0])
  log('message.read', `message:${id ?? 'all'}`, { count: rows.length })
}

const ownOf = (scope: Scope, personId: number) => (eb: ExpressionBuilder<Tables, 'message'>) => eb.or([
  eb('person_id', '=', personId), within(scope, { municipality: eb.ref('municipality_id'), person: eb.ref('person_id') }),
])
