import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { ask } from '../../base/ask.ts'
import type { Reader } from '../../base/database.ts'
import { counters, findingOf, type CounterName } from './counters.ts'
import type { Round } from './rules.ts'

export interface Found { counter: CounterName; lookedAt: number; differences: number; examples: Record<string, unknown>[]; milliseconds: number }

/** Counts a register anew and compares; a second or two for a million rows, so for nights and not for pages. */
export async function recount(db: Reader, counter: CounterName): Promise<Found> {
  const began = performance.now()
  const [found] = await ask(db, findingOf(counters[counter]))
  return { counter, lookedAt: found!.looked_at, differences: found!.differences, examples: found!.examples, milliseconds: Math.round(performance.now() - began) }
}

export const lastRound = (db: Reader): Promise<Round | undefined> =>
  db.selectFrom('recount_round').select(['id', 'night', 'ended_at as endedAt']).orderBy('id', 'desc').limit(1).executeTakeFirst()

/** The last nights, the latest first, each with what it found. */
export const roundsWithFindings = (db: Reader) => db.selectFrom('recount_round as r').select((eb) => ['r.id', 'r.night', 'r.began_at as beganAt', 'r.ended_at as endedAt',
  jsonArrayFrom(eb.selectFrom('recount_finding as f').whereRef('f.round_id', '=', 'r.id')
    .select(['f.id', 'f.counter', 'f.looked_at as lookedAt', 'f.differences', 'f.milliseconds']).orderBy('f.id').limit(50)).as('findings')])
  .orderBy('r.id', 'desc').limit(7).execute()

const findings = (db: Reader) => db.selectFrom('recount_finding as f').innerJoin('recount_round as r', 'r.id', 'f.round_id').leftJoin('person as p', 'p.id', 'f.repaired_by')
  .select(['f.id', 'f.counter', 'f.looked_at as lookedAt', 'f.differences', 'f.examples', 'f.repaired_at as repairedAt', 'f.repaired', 'p.name as repairedBy', 'r.night'])

/** What waits to be put right first, then what was, each the latest first. */
export const findingsInOrder = (db: Reader) => findings(db).where('f.differences', '>', 0).orderBy(sql`f.repaired_at is not null`).orderBy('f.id', 'desc').limit(50).execute()
export const findFinding = (db: Reader, id: number) => findings(db).where('f.id', '=', id).executeTakeFirst()
