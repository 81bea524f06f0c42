import { setTimeout as sleep } from 'node:timers/promises'
import { changedSince, revisionsOf, type Revisions } from './rules.ts'
import type { marksCounted, marksStanding } from './queries.ts'

/** What the watch asks: cheaply whether anything changed, and only then what. */
export interface Eyes {
  count: (slotIds: readonly number[]) => ReturnType<typeof marksCounted>
  look: (slotIds: readonly number[]) => ReturnType<typeof marksStanding>
  /** The database did not answer; the next look comes later. */
  onBlind: (error: unknown) => void
}
type Tell = (changed: Revisions) => void
interface Watched { listeners: Set<Tell>; count: string | null; marks: Revisions | null; begun: Promise<void> }

/** How many pages one process tells of changes, and one account. Whoever comes later asks by itself. */
export const listenersMax = { all: 200, account: 8 }

const countOf = ({ count, latest }: { count: number; latest: number | string }) => `${count}.${latest}`

/**
 * One watch for all slots that somebody looks at: once a second it asks for all of them together, so marks made by other
 * processes are seen, too, and no listener holds a connection. It sleeps while nobody listens.
 */
export function openWatch({ count, look, onBlind }: Eyes, everyMs = 1_000) {
  const slots = new Map<number, Watched>()
  let isWatching = false

  async function watch(): Promise<void> {
    isWatching = true
    while (slots.size > 0) {
      const seen = await see().then(() => true, (error: unknown) => { onBlind(error); return false })
      await sleep(seen ? everyMs : everyMs * 5, undefined, { ref: false })
    }
    isWatching = false
  }

  async function see(): Promise<void> {
    const counts = new Map((await count([...slots.keys()])).map((one) => [one.slotId, countOf(one)]))
    const moved = [...slots].filter(([id, { count: known, marks }]) => marks === null || known !== (counts.get(id) ?? '')).map(([id]) => id)
    if (moved.length === 0) return
    const standing = Map.groupBy(await look(moved), ({ slotId }) => slotId)
    for (const id of moved) {
      const slot = slots.get(id)
      if (slot === undefined) continue
      const marks = revisionsOf(standing.get(id) ?? [])
      const changed = slot.marks === null ? {} : changedSince(slot.marks, marks)
      Object.assign(slot, { marks, count: counts.get(id) ?? '' })
      if (Object.keys(changed).length > 0) for (const tell of slot.listeners) tell(changed)
    }
  }

  /** The first look at a slot, which later ones are compared with. */
  async function begin(slotId: number, slot: Watched): Promise<void> {
    const [counted] = await count([slotId])
    const standing = await look([slotId])
    if (slot.marks === null) Object.assign(slot, { marks: revisionsOf(standing), count: counted === undefined ? '' : countOf(counted) })
  }

  function begins(slotId: number): Watched {
    const slot: Watched = { listeners: new Set(), count: null, marks: null, begun: Promise.resolve() }
    slots.set(slotId, slot)
    slot.begun = begin(slotId, slot)
    slot.begun.catch(() => {}) // whoever listens is told; if nobody does any more, nobody is
    return slot
  }

  return {
    /**
     * From now on tells of every change; answers how to stop, and when the slot was first looked at. What somebody reads after
     * `begun` misses nothing: read before it, a mark made in between would stand in the first look and be told to nobody.
     */
    listen(slotId: number, tell: Tell): { stop: () => void; begun: Promise<void> } {
      const slot = slots.get(slotId) ?? begins(slotId)
      slot.listeners.add(tell)
      if (!isWatching) void watch()
      const stop = () => {
        slot.listeners.delete(tell)
        if (slot.listeners.size === 0 && slots.get(slotId) === slot) slots.delete(slotId)
      }
      return { stop, begun: slot.begun }
    },
    watched: () => slots.size,
  }
}
