import type { Change } from '../../base/change.ts'
import { found } from '../../base/errors.ts'
import { holdDays } from '../../planning/day-choices/queries.ts'
import { holdPeople, minutesOfTap, putMarks, stateOf, type Wanted } from '../attendance/changes.ts'
import { findDayOfSlot } from '../attendance/queries.ts'
import type { SentTap } from './forms.ts'
import { lastSaid, tapsTaken } from './queries.ts'
import { becomesMark, heardAfter, isTaken, judge, momentOf, type Heard, type Judged, type Tap } from './rules.ts'

/** What became of a tap, for the page that sent it. */
export interface Fated extends Judged { key: string; enrollmentId: number; state: SentTap['state']; minutes: number | null; at: Date }

/**
 * Takes taps of a door, as many as waited for the line: each once, however often it is sent, and as of the moment it was made.
 * What must not be taken is told, and keeps nothing else from being taken. Logs 'roll.marked'.
 * @throws Missing for a slot the scope does not reach
 */
export async function takeTaps(change: Change, slotId: number, sent: readonly SentTap[]): Promise<{ dayId: number; fates: Fated[] }> {
  const { tx, scope, now, actor, log } = change
  const day = found(await findDayOfSlot(tx, scope, slotId))
  if (day.choiceId !== null) await holdDays(tx, day.choiceId)
  const ids = [...new Set(sent.map(({ enrollmentId }) => enrollmentId))]
  const heard = await hearOf(change, day, slotId, ids)
  const me = actor?.personId ?? null
  const before = new Map((await tapsTaken(tx, me ?? 0, sent.map(({ key }) => key))).map((tap) => [tap.key, tap]))
  const marks: Wanted[] = []
  const fates = inOrder(sent, now).map((one): Fated => {
    const { key, enrollmentId, state } = one
    const tap = tapOf(one, day, now)
    const known = before.get(key)
    const person = heard.get(enrollmentId)
    if (known !== undefined) return { key, enrollmentId, state, minutes: known.minutes, at: known.at, ...again(known, person) }
    const judged = judge(tap, person, { me, heldOn: day.heldOn, now })
    const { minutes } = tap.next
    if (person !== undefined && isTaken(judged.fate)) {
      before.set(key, { key, state: tap.next.state, minutes, at: tap.at, stood: becomesMark(judged.fate) })
      heard.set(enrollmentId, heardAfter(person, tap, judged.fate, me))
      const { enrollment, standing: current } = person
      marks.push({ enrollmentId, enrollment, current, next: tap.next, tap: { key, at: tap.at, isKept: !becomesMark(judged.fate) } })
    }
    return { key, enrollmentId, state, minutes, at: tap.at, ...judged }
  })
  await putMarks(change, day, slotId, marks)
  log('roll.marked', `slot:${slotId}`, { enrollments: [...new Set(marks.map(({ enrollmentId }) => enrollmentId))] })
  return { dayId: day.id, fates }
}

/** The people, held, with what stands and when something was last said of them. */
async function hearOf(
  { tx }: Change, day: Parameters<typeof holdPeople>[1], slotId: number, ids: readonly number[],
): Promise<Map<number, Heard>> {
  const people = await holdPeople(tx, day, slotId, ids)
  const said = new Map((await lastSaid(tx, slotId, ids)).map(({ enrollmentId, at }) => [enrollmentId, at]))
  return new Map([...people].map(([id, { enrollment, current }]) => [id, { enrollment, standing: current, saidAt: said.get(id) ?? null }]))
}

const inOrder = (sent: readonly SentTap[], now: Date) =>
  sent.toSorted((one, other) => momentOf(one.at, now).getTime() - momentOf(other.at, now).getTime())

function tapOf({ key, state, minutes, at: sentAt, seen }: SentTap, day: Parameters<typeof minutesOfTap>[2], now: Date): Tap {
  const at = momentOf(sentAt, now)
  return { key, at, seen, next: { state: stateOf(state), minutes: minutesOfTap(state, minutes, day, at), evidence: 'staff', reason: '' } }
}

/** A tap that was taken before is answered as it was, but for what has come to be the same since. */
function again({ stood, state }: { stood: boolean; state: Tap['next']['state'] }, heard: Heard | undefined): Judged {
  if (stood) return { fate: 'stands', why: null }
  return { fate: (heard?.standing?.state ?? null) === state ? 'same' : 'older', why: null }
}
