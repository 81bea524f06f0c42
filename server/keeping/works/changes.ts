import assert from 'node:assert/strict'
import type { Actor } from '../../base/access.ts'
import type { Change } from '../../base/change.ts'
import { found, refuse, type Reason } from '../../base/errors.ts'
import { enqueue } from '../../base/jobs.ts'
import { whyNotRestart } from './rules.ts'

/** One row that was left out, in words the person who asked can act on. */
export interface HeldBack { what: string; reason: Reason; href?: string }

export interface NewWork {
  /** The name of the job that does it. */
  name: string
  /** What it is about: 'training:7'. */
  subject: string
  /** How many steps it has. */
  total: number
  /** The page one came from. */
  backTo: string
  municipalityId?: number | null
  /** What the job is handed beside `{ workId }`; ids and settings, no names. */
  payload?: Record<string, unknown>
}

/** Long work with a page at /works/:id. Its job is promised in the same transaction. Returns the id of the work. */
export async function startWork({ tx, actor, now, log }: Change, order: NewWork): Promise<number> {
  assert(actor !== null, 'long work is asked for by somebody')
  const { name, subject, total, backTo, municipalityId = null, payload = {} } = order
  const { id } = await tx.insertInto('work').values({
    name, subject, total, back_to: backTo, municipality_id: municipalityId, payload: JSON.stringify(payload),
    asked_by: actor.personId, post_id: actor.postId, asked_at: now,
  }).returning('id').executeTakeFirstOrThrow()
  await enqueue(tx, name, { ...payload, workId: id }, { key: `work:${id}` })
  log('work.started', `work:${id}`, { name, subject, total })
  return id
}

/** How far it is: so many of `total` are done. Leaves no line of its own; the change it is part of says what was done. */
export async function advanceWork({ tx, now }: Pick<Change, 'tx' | 'now'>, workId: number, done: number): Promise<void> {
  await tx.updateTable('work').set({ state: 'running', done, moved_at: now })
    .where('id', '=', workId).where('state', '<>', 'done').execute()
}

/**
 * It is done: with a file to take, with rows that were left out, with both or neither. Ending twice is ending once:
 * returns whether it was this change that ended it.
 */
export async function endWork(
  { tx, now, log }: Change, workId: number, { fileId = null, heldBack = [] }: { fileId?: number | null; heldBack?: HeldBack[] } = {},
): Promise<boolean> {
  const ended = await tx.updateTable('work')
    .set(({ ref }) => ({ state: 'done', done: ref('total'), file_id: fileId, held_back: JSON.stringify(heldBack), moved_at: now, ended_at: now }))
    .where('id', '=', workId).where('state', '<>', 'done').returning('id').executeTakeFirst()
  log('work.ended', `work:${workId}`, { heldBack: heldBack.length })
  return ended !== undefined
}

/** It was given up. What is done stays done, and it can be begun again from its page. */
export async function failWork({ tx, now, log }: Change, workId: number, heldBack: HeldBack[] = []): Promise<void> {
  await tx.updateTable('work').set({ state: 'failed', held_back: JSON.stringify(heldBack), moved_at: now, ended_at: now })
    .where('id', '=', workId).where('state', '<>', 'done').execute()
  log('work.failed', `work:${workId}`)
}

/** Counts a try of the job. Returns how many there were, this one included; null when it was done already. */
export async function beginTry({ tx, now, log }: Change, workId: number): Promise<number | null> {
  const row = await tx.updateTable('work').set((eb) => ({ tries: eb('tries', '+', 1), state: 'running', moved_at: now, ended_at: null }))
    .where('id', '=', workId).where('state', '<>', 'done').returning('tries').executeTakeFirst()
  log('work.tried', `work:${workId}`, { tries: row?.tries ?? null })
  return row?.tries ?? null
}

/** Begins a failed or broken-off work again. Its job asks before it acts, so nothing is done twice. */
export async function restartWork({ tx, actor, now, log }: Change & { actor: Actor | null }, workId: number): Promise<void> {
  const work = found(await tx.selectFrom('work')
    .select(['id', 'name', 'payload', 'state', 'asked_at as askedAt', 'moved_at as movedAt'])
    .where('id', '=', workId).where('asked_by', '=', actor?.personId ?? 0).where('post_id', '=', actor?.postId ?? 0)
    .forUpdate().executeTakeFirst())
  refuse(whyNotRestart(work, now))
  await tx.updateTable('work').set({ state: 'queued', tries: 0, moved_at: now, ended_at: null }).where('id', '=', workId).execute()
  await enqueue(tx, work.name, { ...work.payload as object, workId }, { key: `work:${workId}` })
  log('work.restarted', `work:${workId}`, { name: work.name })
}
