import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, Missing, refuse } from '../../base/errors.ts'
import { openAmong } from './queries.ts'
import { damagesAfter, whyNotSettle, type Look, type Round } from './rules.ts'

/** Begins the round of this night. @throws Missing when another process began it */
export async function beginRound({ tx, now, log }: Change): Promise<Round> {
  const row = await tx.insertInto('paper_round').values({ night: dayInJapan(now) }).onConflict((oc) => oc.doNothing())
    .returning(['id', 'night', 'after_id as afterId', 'looked_at as lookedAt', 'ended_at as endedAt']).executeTakeFirst()
  if (row === undefined) throw new Missing()
  log('papers.round_begun', `paper_round:${row.id}`)
  return row
}

/**
 * Keeps what a run saw, and how far the round is. Whoever looked through the same papers meanwhile has kept it: then nothing
 * is written. @throws Missing then
 */
export async function keepLooks(change: Change, round: Round, looks: readonly Look[], isLast: boolean): Promise<void> {
  const { tx, now, log } = change
  const afterId = looks.at(-1)?.fileId ?? round.afterId
  found(await tx.updateTable('paper_round').set({ after_id: afterId, looked_at: round.lookedAt + looks.length, ended_at: isLast ? now : null })
    .where('id', '=', round.id).where('after_id', '=', round.afterId).where('ended_at', 'is', null).returning('id').executeTakeFirst())
  const damages = await keepDamages(change, looks)
  log('papers.looked', `paper_round:${round.id}`, { count: looks.length, ...damages })
  if (damages.damaged > 0) log('papers.damaged', `paper_round:${round.id}`, { count: damages.damaged })
}

async function keepDamages({ tx, now, log }: Change, looks: readonly Look[]): Promise<{ damaged: number; restored: number }> {
  const { found: damaged, restored } = damagesAfter(looks, await openAmong(tx, looks.map(({ fileId }) => fileId)))
  const kept = damaged.length === 0 ? [] : await tx.insertInto('paper_damage').values(damaged.map(({ fileId, kind }) => ({ file_id: fileId, kind, found_at: now })))
    .onConflict((oc) => oc.doNothing()).returning(['id', 'kind']).execute()
  for (const { id, kind } of kept) log('paper.damage_found', `paper_damage:${id}`, { kind })
  if (restored.length > 0) {
    const settled = await tx.updateTable('paper_damage').set({ settled_at: now, settlement: 'restored' })
      .where('file_id', 'in', restored).where('settled_at', 'is', null).returning('id').execute()
    for (const { id } of settled) log('paper.restored', `paper_damage:${id}`)
  }
  return { damaged: kept.length, restored: restored.length }
}

async function hold({ tx }: Change, id: number) {
  const damage = found(await tx.selectFrom('paper_damage').select(['id', 'settled_at as settledAt']).where('id', '=', id).forUpdate().executeTakeFirst())
  refuse(whyNotSettle(damage))
}

/** The file is what was kept again: somebody brought it back. */
export async function settleRestored(change: Change, id: number): Promise<void> {
  await hold(change, id)
  await change.tx.updateTable('paper_damage').set({ settled_at: change.now, settled_by: change.actor?.personId ?? null, settlement: 'restored' }).where('id', '=', id).execute()
  change.log('paper.restored', `paper_damage:${id}`)
}

/** It cannot be brought back (its certificate was reissued, say): it is looked at no more, and stays on record with the reason. */
export async function giveUpPaper(change: Change, id: number, note: string): Promise<void> {
  await hold(change, id)
  await change.tx.updateTable('paper_damage').set({ settled_at: change.now, settled_by: change.actor?.personId ?? null, settlement: 'given_up', note }).where('id', '=', id).execute()
  change.log('paper.given_up', `paper_damage:${id}`)
}
