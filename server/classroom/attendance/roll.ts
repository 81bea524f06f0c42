import type { FastifyRequest } from 'fastify'
import { dayInJapan } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { findClassDay, marksOf, rollOf, settingsOf, slotsOfDay } from './queries.ts'
import { countRoll, isExercise, pileOf, revisionOf, whyNotCounted } from './rules.ts'

/** How long one's own last taps are offered to be taken back. */
const undoMinutes = 60

/** The roll of one slot of a day; a slot of another day is not there. */
export async function slotAndRoll({ db, scope, actor, server }: FastifyRequest, dayId: number, slotId: number | undefined) {
  const [known, slots] = await Promise.all([findClassDay(db, scope, dayId), slotsOfDay(db, dayId)])
  const day = found(known)
  const slot = slotId === undefined ? slots[0] : found(slots.find(({ id }) => id === slotId))
  const settings = settingsOf(day)
  const by = actor === null ? undefined : { me: actor.personId, since: new Date(server.clock().getTime() - undoMinutes * 60_000) }
  const roll = slot === undefined ? [] : (await rollOf(db, day, slot.id, by)).map((row) => {
    const mark = row.state === null ? null : { state: row.state, minutes: row.minutes }
    const revision = revisionOf(mark === null ? null : { ...mark, evidence: row.evidence!, markedAt: row.markedAt! })
    return { ...row, mark, revision, markedDay: row.markedAt === null ? null : dayInJapan(row.markedAt), whyNot: mark === null ? null : whyNotCounted(mark, settings, { isExercise: isExercise(settings, slot.moduleId) }) }
  })
  return { classDay: day, slots, slot, roll }
}

export interface Looked { slot?: number | undefined; row?: number | undefined; open?: number | undefined }

/**
 * `row` was marked just now; `open` shows all its marks so far and offers everything that is rarely needed. `undo` is the row
 * whose mark the one who looks made last.
 * @throws Missing where day, slot or row is not within the scope
 */
export async function rollPage(request: FastifyRequest, dayId: number, { slot: slotId, row: rowId, open }: Looked) {
  const { slot, roll, ...page } = await slotAndRoll(request, dayId, slotId)
  const row = rowId === undefined ? undefined : found(roll.find(({ id }) => id === rowId))
  const kept = slot === undefined || open === undefined ? [] : await marksOf(request.db, slot.id, open)
  return {
    ...page, slot, roll, row, open, kept, counts: countRoll(roll.map(({ mark }) => mark)), missing: roll.filter(({ mark }) => mark === null),
    undo: roll.find(({ undoId }) => undoId !== null) ?? null, standsId: pileOf(kept).at(-1)?.id,
    sentAt: request.server.clock().getTime(),
  }
}
