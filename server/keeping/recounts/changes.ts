import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, Missing, refuse } from '../../base/errors.ts'
import { counters, folded, foldingOf, repairOf, type CounterName } from './counters.ts'
import type { Found } from './queries.ts'
import { whyNotRepair } from './rules.ts'

/** Begins the round of this night, and folds the sums that grew by differences. Logs 'counters.round_begun'. @throws Missing when another process began it */
export async function beginRound({ tx, now, log }: Change): Promise<number> {
  const row = await tx.insertInto('recount_round').values({ night: dayInJapan(now), began_at: now }).onConflict((oc) => oc.doNothing()).returning('id').executeTakeFirst()
  if (row === undefined) throw new Missing()
  for (const table of folded) await foldingOf(table).execute(tx)
  log('counters.round_begun', `recount_round:${row.id}`)
  return row.id
}

/** Keeps what a night found; where a figure differs the line is told of. Logs 'counters.counted', and 'counters.differ'. */
export async function keepFindings({ tx, now, log }: Change, roundId: number, all: readonly Found[]): Promise<void> {
  found(await tx.updateTable('recount_round').set({ ended_at: now }).where('id', '=', roundId).where('ended_at', 'is', null).returning('id').executeTakeFirst())
  await tx.insertInto('recount_finding').values(all.map(({ counter, lookedAt, differences, examples, milliseconds }) => (
    { round_id: roundId, counter, looked_at: lookedAt, differences, examples: JSON.stringify(examples), milliseconds }))).execute()
  const wrong = all.filter(({ differences }) => differences > 0)
  log('counters.counted', `recount_round:${roundId}`, { count: all.reduce((sum, { lookedAt }) => sum + lookedAt, 0), differences: wrong.length })
  if (wrong.length > 0) log('counters.differ', `recount_round:${roundId}`, { count: wrong.reduce((sum, { differences }) => sum + differences, 0), counters: wrong.map(({ counter }) => counter) })
}

/**
 * Puts the figures of a counter right, from the registers as they are now. What the figures of all dimensions lacked goes on to
 * their sums by itself. Logs 'counters.repaired'. @throws Missing, Refusal when it was done
 */
export async function repair({ tx, actor, now, log }: Change, findingId: number): Promise<number> {
  const finding = found(await tx.selectFrom('recount_finding').select(['counter', 'differences', 'repaired_at as repairedAt']).where('id', '=', findingId).forUpdate().executeTakeFirst())
  refuse(whyNotRepair(finding))
  const counter = finding.counter as CounterName
  const { rows: [done] } = await repairOf(counters[counter]).execute(tx)
  await tx.updateTable('recount_finding').set({ repaired_at: now, repaired_by: actor?.personId ?? null, repaired: done!.repaired }).where('id', '=', findingId).execute()
  log('counters.repaired', `recount_finding:${findingId}`, { counter, count: done!.repaired })
  return done!.repaired
}
