import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, refuse } from '../../base/errors.ts'
import { holdDays } from '../../planning/day-choices/queries.ts'
import { holdPeople, putMarks, type Wanted } from '../attendance/changes.ts'
import { findClassDay, type ClassDay } from '../attendance/queries.ts'
import { whyNotMark, whyNotOnRoll, type Marking } from '../attendance/rules.ts'
import { holdOpen, keepPresence, keepTaken, keepUndone, type PutMark } from './changes.ts'
import { examine, type Examination } from './examining.ts'
import { findLog, marksPutBy, rosterOf, rowsOf, type Log } from './queries.ts'
import { presenceIn } from './ranges.ts'
import { whyNotReplace, whyNotUndo } from './rules.ts'
import { connectionsOf, partiesOf, slotsOfLog, spanOf, standingBeside, type Line, type Weighed } from './weighing.ts'

/** `over`: the marks of other evidence ('slot-enrollment') that shall give way, for one reason. `standing`: what stood when it was looked at. */
export interface Confirmed { adds: boolean; standing: string; over: readonly string[]; reason: string }

/**
 * Lets a log count: its presence is kept, and the marks that follow from it are put where nothing contradicts, or where somebody says
 * why. One act; whoever comes second, or looked before another log came, is refused. Logs 'onlineLog.taken'.
 */
export async function takeLog(change: Change, id: number, { adds, standing, over, reason }: Confirmed): Promise<number> {
  const { tx, scope, log } = change
  await holdOpen(change, id)
  const seen = await examine(tx, scope, id, adds)
  refuse(seen.log.zone === null ? { key: 'onlineLogs.zoneFirst' } : seen.parties.some(({ match }) => match.ids.length > 0) ? null : { key: 'onlineLogs.nobodyMatched' })
  refuse(standing === seen.standing ? null : { key: 'onlineLogs.othersCame' })
  const beside = standingBeside(seen.log)
  const replaced = seen.adds ? [] : beside.map((one) => one.id)
  if (!seen.adds) refuse(whyNotReplace(seen.log.slotId, beside.map(({ slotId }) => slotId)))
  refuse(over.length > 0 && reason === '' ? { key: 'attendance.overrideNeedsReason' } : null)

  if (seen.day.choiceId !== null) await holdDays(tx, seen.day.choiceId)
  const marks: PutMark[] = []
  for (const weighed of seen.weighed) marks.push(...await putSlot(change, seen, weighed, new Set(over), reason))
  await keepTaken(change, id, replaced, marks)
  await keepPresences(change, seen.day, seen.log)
  log('onlineLog.taken', `onlineLog:${id}`, { classDay: seen.day.id, marks: marks.length, replaced })
  return seen.day.id
}

/** The marks of one slot: held first, and judged against what stands in that moment, which may be newer than what was looked at. */
async function putSlot(change: Change, { day }: Examination, { slot, lines }: Weighed, over: ReadonlySet<string>, reason: string): Promise<PutMark[]> {
  const { tx, now } = change
  const wished = lines.filter((line) => line.change !== 'same' && (line.change !== 'kept' || over.has(`${slot.id}-${line.person.id}`)))
  if (wished.length === 0) return []
  const held = await holdPeople(tx, day, slot.id, wished.map(({ person }) => person.id))
  const marks = wished.flatMap(({ person, next, current, change: kind }: Line): { wanted: Wanted; put: PutMark }[] => {
    const standing = held.get(person.id)
    if (standing === undefined || whyNotOnRoll(standing.enrollment) !== null || isOther(standing.current, current)) return []
    const mark = { state: next?.state ?? null, minutes: next?.minutes ?? null }
    const wanted = { enrollmentId: person.id, ...standing, next: { ...mark, evidence: 'zoom_log_import' as const, reason: kind === 'kept' ? reason : '' } }
    const before = current === null ? null : { state: current.state, minutes: current.minutes, evidence: current.evidence, reason: current.reason }
    return [{ wanted, put: { slotId: slot.id, enrollmentId: person.id, ...mark, before } }]
  })
  for (const { wanted } of marks) refuse(whyNotMark(wanted, day.heldOn, dayInJapan(now)))
  await putMarks(change, day, slot.id, marks.map(({ wanted }) => wanted))
  return marks.map(({ put }) => put)
}

/** Whether somebody marked the person between our look and our hold: their mark stays, and is seen on the roll. */
const isOther = (held: Marking['current'], seen: Line['current']): boolean =>
  (held?.state ?? null) !== (seen?.state ?? null) || (held?.minutes ?? null) !== (seen?.minutes ?? null)

/** Writes down anew who was there when, in every slot the log is cut to, by all logs that count now. */
async function keepPresences(change: Change, day: ClassDay, { id, heldOn }: Pick<Log, 'id' | 'heldOn'>): Promise<void> {
  const { tx } = change
  const now = found(await findLog(tx, id))
  const standing = [...now.state === 'taken' ? [{ id, slotId: now.slotId }] : [], ...now.siblings.filter(({ state }) => state === 'taken')]
  const roster = await rosterOf(tx, day)
  const rows = standing.length === 0 ? [] : await rowsOf(tx, standing.map((one) => one.id))
  const parties = partiesOf(rows, roster, now.decisions)
  for (const slot of slotsOfLog(now)) {
    const logs = standing.filter(({ slotId }) => slotId === null ? slot.deliveryMode === 'live_online' : slotId === slot.id).map((one) => one.id)
    const present = [...connectionsOf(parties, new Set(logs))].flatMap(([enrollmentId, spans]) => {
      const presence = presenceIn(spanOf(heldOn, slot), spans)
      return presence === null ? [] : [{ enrollmentId, logId: Math.max(...logs), presence }]
    })
    await keepPresence(change, slot.id, slot.endedAt ?? slot.endsAt, present)
  }
}

/**
 * Takes an import back: what it marked gets the mark that stood before, unless somebody has marked otherwise since; what it had taken
 * the place of counts again. Logs 'onlineLog.undone'. @returns the day
 */
export async function undoLog(change: Change, id: number): Promise<number> {
  const { tx, scope, log } = change
  const { dayId } = found(await tx.selectFrom('online_log').select('class_day_id as dayId').where('id', '=', id).executeTakeFirst())
  const day = found(await findClassDay(tx, scope, dayId))
  await tx.selectFrom('class_day').select('id').where('id', '=', dayId).forNoKeyUpdate().execute()
  const own = found(await findLog(tx, id))
  refuse(whyNotUndo(own.state, standingBeside(own).some((one) => one.id > id)))
  if (day.choiceId !== null) await holdDays(tx, day.choiceId)
  let restored = 0
  for (const [slotId, marks] of Map.groupBy(await marksPutBy(tx, id), (mark) => mark.slotId)) restored += await restoreSlot(change, day, slotId, marks)
  await keepUndone(change, id)
  await keepPresences(change, day, own)
  log('onlineLog.undone', `onlineLog:${id}`, { classDay: dayId, marks: restored })
  return dayId
}

async function restoreSlot(change: Change, day: ClassDay, slotId: number, marks: Awaited<ReturnType<typeof marksPutBy>>): Promise<number> {
  const held = await holdPeople(change.tx, day, slotId, marks.map(({ enrollmentId }) => enrollmentId))
  const wanted = marks.flatMap(({ enrollmentId, state, minutes, before }): Wanted[] => {
    const standing = held.get(enrollmentId)
    const isOurs = standing !== undefined && (standing.current?.state ?? null) === state && (standing.current?.minutes ?? null) === minutes
      && (standing.current === null || standing.current.evidence === 'zoom_log_import') && whyNotOnRoll(standing.enrollment) === null
    if (!isOurs || (before === null && standing.current === null)) return []
    return [{ enrollmentId, ...standing, next: { state: before?.state ?? null, minutes: before?.minutes ?? null, evidence: before?.evidence ?? 'zoom_log_import', reason: before?.reason ?? '' } }]
  })
  await putMarks(change, day, slotId, wanted)
  return wanted.length
}
