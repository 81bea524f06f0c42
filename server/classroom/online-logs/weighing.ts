import { instantInJapan, type Day } from '../../base/days.ts'
import type { Mark } from '../attendance/rules.ts'
import type { Log, OnlineSlot, RosterRow, StandingMark, StoredRow } from './queries.ts'
import { presenceIn, type Presence, type Span } from './ranges.ts'
import { decided, directoryOf, markOf, matchOf, meets, missedOf, type Decision, type Match, type Missed } from './rules.ts'

/** From when until when a slot counts, in seconds since 1970: to its planned end, or to the end somebody said it really had. */
export function spanOf(heldOn: Day, { startsAt, endsAt, endedAt }: Pick<OnlineSlot, 'startsAt' | 'endsAt' | 'endedAt'>): Span {
  const at = (time: string) => instantInJapan(heldOn, time).getTime() / 1000
  return [at(startsAt), at(endedAt ?? endsAt)]
}

/** The slots a log is cut to: its own, or every one of the day that is held online. */
export const slotsOfLog = ({ slots, slotId }: Pick<Log, 'slots' | 'slotId'>): OnlineSlot[] =>
  slots.filter(({ id, deliveryMode }) => slotId === null ? deliveryMode === 'live_online' : id === slotId)

/** One identity of a log with its connections, and whose they are. `elsewhere`: of the training, but not of this day. */
export interface Party { logId: number; identity: string; rows: StoredRow[]; match: Match | { ids: readonly number[]; waits: 'elsewhere' } }

/** What an import would do to one person in one slot. `kept`: another evidence says something else, and stays unless somebody decides. */
export type Change = 'new' | 'same' | 'changed' | 'cleared' | 'kept'
export interface Line { person: RosterRow; presence: Presence | null; missed: Missed | null; next: Mark | null; current: StandingMark | null; change: Change }
export interface Weighed { slot: OnlineSlot; span: Span; lines: Line[]; missing: RosterRow[] }

/** Connections put together by what identifies them, each with whose they are; the order is that of the file. */
export function partiesOf(rows: readonly StoredRow[], roster: readonly RosterRow[], decisions: readonly Decision[]): Party[] {
  const directory = directoryOf(roster)
  const here = new Set(roster.filter(({ comes }) => comes).map(({ id }) => id))
  return [...Map.groupBy(rows, ({ logId, identity }) => `${logId} ${identity}`).values()].map((own): Party => {
    const { logId, identity } = own[0]!
    // The same address may come with a link's id in one of its names alone: the first that says somebody speaks for all, unless two disagree.
    const read = own.map((row) => matchOf(row, directory))
    const said = new Set(read.flatMap(({ ids }) => ids))
    const match = decided(identity, logId, decisions) ?? (said.size > 1 ? { ids: [], waits: 'contradicts' as const } : read.find(({ ids }) => ids.length > 0) ?? read[0]!)
    const ids = match.ids.filter((id) => here.has(id))
    return { logId, identity, rows: own, match: match.ids.length > 0 && ids.length === 0 ? { ids: [], waits: 'elsewhere' } : { ...match, ids } as Match }
  })
}

const isWhole = ({ joined, left, isWaiting }: StoredRow): boolean => joined !== null && left !== null && left > joined && !isWaiting

/** When each person was connected, by everything that counts in a slot. */
export function connectionsOf(parties: readonly Party[], logIds: ReadonlySet<number>): Map<number, Span[]> {
  const spans = new Map<number, Span[]>()
  for (const { logId, rows, match } of parties) {
    if (!logIds.has(logId)) continue
    const own = rows.filter(isWhole).map(({ joined, left }): Span => [joined!, left!])
    for (const id of match.ids) spans.set(id, [...spans.get(id) ?? [], ...own])
  }
  return spans
}

/** The standing logs that meet this one: what a corrected log takes the place of. */
export const standingBeside = (log: Pick<Log, 'slotId' | 'siblings'>) => log.siblings.filter(({ state, slotId }) => state === 'taken' && meets(slotId, log.slotId))

/** What a log would do to its slots: alone, in the place of those it meets, or (`adds`) together with them. */
export function weigh(log: Log, parties: readonly Party[], roster: readonly RosterRow[], adds: boolean): Weighed[] {
  const people = roster.filter(({ comes }) => comes)
  return slotsOfLog(log).map((slot) => {
    const beside = adds ? standingBeside(log).filter(({ slotId }) => slotId === null || slotId === slot.id).map(({ id }) => id) : []
    const connections = connectionsOf(parties, new Set([log.id, ...beside]))
    const span = spanOf(log.heldOn, slot)
    const lines = people.flatMap((person): Line[] => lineOf(person, slot.id, presenceIn(span, connections.get(person.id) ?? []), log.graceMinutes))
    const seen = new Set(lines.map(({ person }) => person.id))
    return { slot, span, lines, missing: people.filter(({ id }) => !seen.has(id)) }
  })
}

function lineOf(person: RosterRow, slotId: number, presence: Presence | null, grace: number): Line[] {
  const current = person.marks.find((mark) => mark.slotId === slotId) ?? null
  const byLog = current?.evidence === 'zoom_log_import'
  if (presence === null) return byLog ? [{ person, presence, missed: null, next: null, current, change: 'cleared' }] : []
  const next = markOf(presence, grace)
  const isSame = current !== null && current.state === next.state && current.minutes === next.minutes
  const change: Change = current === null ? 'new' : isSame ? 'same' : byLog ? 'changed' : 'kept'
  return [{ person, presence, missed: missedOf(presence, grace), next, current, change }]
}

/** By when most (four fifths) of those who were still there had gone, when that was well before the planned end: the lecturer may have finished early. */
export function endedEarlyAt({ slot, span, lines }: Weighed): number | null {
  const ends = lines.flatMap(({ presence }) => presence === null ? [] : presence.spans.at(-1)![1]).toSorted((a, b) => a - b)
  const by = ends[Math.ceil(ends.length * 0.8) - 1]
  return slot.endedAt === null && by !== undefined && ends.length >= 3 && span[1] - by >= 300 && by - span[0] >= 600 ? by : null
}
