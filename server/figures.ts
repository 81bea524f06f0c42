import { migrate } from '../migrations/index.ts'
import { inChange, type Change } from './base/change.ts'
import { openEmbedded, startEmbedded } from './base/database.ts'
import { loadPapersOfOthers } from './keeping/printed-figures/changes.ts'
import { facts } from './keeping/printed-figures/facts/all.ts'
import { groundOf } from './keeping/printed-figures/ground.ts'
import { loadPapersOfTokyo } from './keeping/printed-figures/tokyo.ts'
import { seedReference } from './seed.ts'

/**
 * Every figure of the papers as this house counts it, a line of JSON each: an empty database in memory is brought up to date, what the
 * papers print is taken in by the house's own changes, and each fact is asked of the house's own queries. What a fact ought to be is
 * not looked at here.
 */
const database = openEmbedded(startEmbedded({}))
try {
  await migrate(database)
  await seedReference(database)
  const who = { actor: null, scope: { of: 'all' } as const, now: new Date(), random: (bytes: number) => new Uint8Array(bytes) }
  await inChange(database, who, async (change: Change) => {
    await loadPapersOfTokyo(change)
    await loadPapersOfOthers(change)
  })
  const ground = await groundOf(database)
  for (const { id, ask } of facts) console.log(JSON.stringify({ id, value: await ask(ground) }))
} finally {
  await database.destroy()
}
