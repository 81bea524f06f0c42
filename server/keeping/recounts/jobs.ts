import { sql } from 'kysely'
import { inChange, type Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { Missing } from '../../base/errors.ts'
import type { Crew, CrewHouse } from '../../base/jobs.ts'
import { beginRound, keepFindings } from './changes.ts'
import { counterNames } from './counters.ts'
import { lastRound, recount, type Found } from './queries.ts'
import { isTimeToCount, nextRound } from './rules.ts'

/** At night every figure that is kept is compared with a full recount. A difference is never put right by itself: somebody has to know of it. */
async function count(house: CrewHouse): Promise<void> {
  const now = house.clock()
  if (!isTimeToCount(now) || nextRound(await lastRound(house.database), dayInJapan(now)) === 'nothing') return
  const round = await unlessDone(() => write(house, beginRound))
  if (round === undefined) return
  const all: Found[] = []
  // A million rows take longer than a page may ask.
  for (const counter of counterNames) all.push(await house.database.transaction().execute(async (tx) => {
    await sql`set local statement_timeout = '600s'`.execute(tx)
    return recount(tx, counter)
  }))
  await unlessDone(() => write(house, (change) => keepFindings(change, round, all)))
}

/** Another process began this night: its lines are the ones that count. */
const unlessDone = <T>(work: () => Promise<T>): Promise<T | undefined> => work().catch((error: unknown) => { if (!(error instanceof Missing)) throw error; return undefined })

const write = <T>({ database, clock, random }: CrewHouse, work: (change: Change) => Promise<T>): Promise<T> =>
  inChange(database, { actor: null, scope: { of: 'all' }, now: clock(), random }, work)

export const recountJobs: Crew = { 'counters.recount': { work: count, everyMinutes: 15, secondsMax: 1_200 } }
