import { inChange, type Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { Missing } from '../../base/errors.ts'
import type { Crew, CrewHouse } from '../../base/jobs.ts'
import { beginRound, keepLooks } from './changes.ts'
import { lookAt } from './looking.ts'
import { lastRound, papersAfter } from './queries.ts'
import { isTimeToLook, nextRound, type Look, type Round } from './rules.ts'

/** What one run looks at most, and how long: a process that ends in between loses so much, and the next run goes on behind it. */
const papersMax = 5_000
const millisecondsMax = 200_000

/** At night every stored paper is compared with what was kept, a portion each run, from where the last run ended. */
async function look(house: CrewHouse): Promise<void> {
  const now = house.clock()
  if (!isTimeToLook(now)) return
  const last = await lastRound(house.database)
  const next = nextRound(last, dayInJapan(now))
  if (next === 'nothing') return
  await unlessDone(async () => {
    const round = next === 'begin' ? await write(house, beginRound) : last!
    await lookOn(house, round)
  })
}

async function lookOn(house: CrewHouse, round: Round): Promise<void> {
  const papers = await papersAfter(house.database, round.afterId, papersMax + 1)
  const looks: Look[] = []
  const until = performance.now() + millisecondsMax
  for (const { id, ...paper } of papers.slice(0, papersMax)) {
    if (performance.now() > until) break
    looks.push({ fileId: id, kind: await lookAt(house.files, paper) })
  }
  await write(house, (change) => keepLooks(change, round, looks, looks.length === papers.length))
}

/** Another process began or kept the same: its lines are the ones that count. */
const unlessDone = (work: () => Promise<void>) => work().catch((error: unknown) => { if (!(error instanceof Missing)) throw error })

const write = <T>({ database, clock, random }: CrewHouse, work: (change: Change) => Promise<T>): Promise<T> =>
  inChange(database, { actor: null, scope: { of: 'all' }, now: clock(), random }, work)

export const paperJobs: Crew = { 'papers.look': { work: look, everyMinutes: 5, secondsMax: 600 } }
