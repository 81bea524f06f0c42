import { inChange, type Change } from '../../base/change.ts'
import { Missing } from '../../base/errors.ts'
import type { Crew, CrewHouse } from '../../base/jobs.ts'
import { forgetFiles, noteCleared } from './changes.ts'
import { namedOf, uploadsOf } from './queries.ts'
import { isTimeToClear, lyingSince, whyNotClear } from './rules.ts'

/** At night what nobody needs any more leaves the disk or the store: first what rows let go, then what no row names. */
async function clear(house: CrewHouse): Promise<void> {
  const now = house.clock()
  if (!isTimeToClear(now)) return
  await forget(house, lyingSince(now))
  await sweep(house, lyingSince(now))
}

async function forget(house: CrewHouse, since: Date): Promise<void> {
  for (let keys = [''], rounds = 0; keys.length > 0 && rounds < 100; rounds += 1) {
    keys = await write(house, (change) => forgetFiles(change, since)).catch((error: unknown) => { if (error instanceof Missing) return []; throw error })
    for (const key of keys) await house.files.remove(key)
  }
}

const unnamedMax = 10_000

async function sweep(house: CrewHouse, since: Date): Promise<void> {
  const { database, files } = house
  const kept = await unnamedIn(files.lying(since), (keys) => namedOf(database, keys))
  const films = await unnamedIn(files.pieces.lying(since), (names) => uploadsOf(database, names))
  const why = whyNotClear(kept.unnamed.length, kept.lying)
  if (why !== null) throw new Error(why)
  for (const key of kept.unnamed) await files.remove(key)
  for (const name of films.unnamed) await files.pieces.drop(name)
  const count = kept.unnamed.length + films.unnamed.length
  if (count > 0) await write(house, (change) => noteCleared(change, count))
}

async function unnamedIn(names: AsyncIterable<string>, namedOf: (some: string[]) => Promise<Set<string>>) {
  const unnamed: string[] = []
  let [lying, some]: [number, string[]] = [0, []]
  const look = async () => {
    const named = some.length === 0 ? new Set() : await namedOf(some)
    unnamed.push(...some.filter((name) => !named.has(name)).slice(0, unnamedMax - unnamed.length))
    some = []
  }
  for await (const name of names) {
    lying += 1
    if (some.push(name) === 1_000) await look()
  }
  await look()
  return { lying, unnamed }
}

const write = <T>({ database, clock, random }: CrewHouse, work: (change: Change) => Promise<T>): Promise<T> =>
  inChange(database, { actor: null, scope: { of: 'all' }, now: clock(), random }, work)

export const leftoverJobs: Crew = { 'files.clear': { work: clear, everyMinutes: 60, secondsMax: 3_000 } }
