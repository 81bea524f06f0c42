import { inChange, type Change, type Who } from '../../base/change.ts'
import { engineOf } from '../../base/database.ts'
import type { CrewHouse } from '../../base/jobs.ts'
import { scopeFor, type Actor, type Scope } from '../../base/access.ts'
import type { Permission } from '../../base/policy.ts'
import { advanceWork, beginTry, failWork } from './changes.ts'
import { askerOf } from './queries.ts'

/** What the steps of a work are handed: who asked and what they may reach, and the way to change something. */
export interface Workbench {
  house: CrewHouse
  actor: Actor
  scope: Scope
  /** One transaction with its audit lines, in the name of the person who asked. */
  change: <T>(work: (change: Change) => Promise<T>) => Promise<T>
  /**
   * Says on the page how far it is (`done` of the total) while a change is still open: by a connection of its own, so it stands
   * even when that change is undone, and the next try begins to count anew. The embedded database has one connection: nobody
   * could look before the change is done, so nothing is said there.
   */
  advance: (done: number) => Promise<void>
}

/** How often a job of a work is begun before it is given up; the same number goes into the crew. */
export const triesOfWork = 5

/**
 * The frame of every job with a page: asks for the rights of the person anew, counts the try, does the steps, and says on
 * the page when it is given up. The steps may run twice, so they ask what is done already.
 */
export async function runWork(
  house: CrewHouse, workId: number, permission: Permission, steps: (bench: Workbench) => Promise<void>,
): Promise<void> {
  const actor = await askerOf(house.database, workId)
  const scope = actor === null ? null : scopeFor(actor, permission)
  const who = (as: Pick<Who, 'actor' | 'scope'>): Who => ({ ...as, now: house.clock(), random: house.random })
  const nobody = { actor: null, scope: { of: 'public' } as Scope }
  if (actor === null || scope === null) {
    await inChange(house.database, who(nobody), (change) => failWork(change, workId, [{ what: '', reason: { key: 'works.rightsLost' } }]))
    return
  }
  const change: Workbench['change'] = (work) => inChange(house.database, who({ actor, scope }), work)
  const advance = async (done: number) => {
    if (engineOf(house.database).of === 'embedded') return
    await change(async (now) => { await advanceWork(now, workId, done); now.log('work.advanced', `work:${workId}`, { count: done }) })
  }
  const tries = await change((now) => beginTry(now, workId))
  if (tries === null) return
  try {
    await steps({ house, actor, scope, change, advance })
  } catch (error) {
    if (tries >= triesOfWork) await change((now) => failWork(now, workId))
    throw error
  }
}
