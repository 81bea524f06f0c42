import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { ownChoices } from '../../planning/day-choices/queries.ts'
import { markRoll, undoMark } from './changes.ts'
import { DaysQuery, IdParams, RollForm, RollQuery, UndoForm } from './forms.ts'
import { classDays, findClassDay, findDayOfSlot, ownDays, settingsOf, sheetOf, slotsOfDay } from './queries.ts'
import { rollPage, slotAndRoll } from './roll.ts'
import { isExercise, whyNotCounted } from './rules.ts'
import { fileNameOf, sheetData } from './sheet.ts'

const perPage = 50

/** What a room below knows of somebody's online slots: a note by the slot, and by the day the code of the link by which one joins. */
export type OnlineDays = (request: FastifyRequest) => Promise<{ notes: ReadonlyMap<number, string>; codes: ReadonlyMap<number, string> }>

export const attendance: FastifyPluginAsyncTypebox<{ onlineDays: OnlineDays }> = async (app, { onlineDays }) => {
  app.get('/class-days', {
    config: { access: 'roll.read' }, schema: { querystring: DaysQuery },
  }, async ({ db, scope, year, today, query }, reply) => {
    const { when = 'coming', page } = query
    const days = await classDays(db, scope, { year, today, when, limit: perPage, offset: (page - 1) * perPage })
    const total = days[0]?.total ?? 0
    const href = (to: number) => `/class-days?year=${year}&when=${when}&page=${to}`
    return reply.page('classroom/attendance/index', {
      days, when, pager: { page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href },
    })
  })

  app.get('/class-days/:id', {
    config: { access: 'roll.read', traced: true }, schema: { params: IdParams, querystring: RollQuery },
  }, async (request, reply) => {
    const { params: { id }, query: { slot, row, more } } = request
    return reply.page('classroom/attendance/show', await rollPage(request, id, { slot, row, ...more && { open: row } }))
  })

  // What other devices marked comes in here again and again; the roll around it was written down as seen once.
  app.get('/class-days/:id/missing', {
    config: { access: 'roll.read' }, schema: { params: IdParams, querystring: RollQuery },
  }, async (request, reply) => {
    const { params: { id }, query: { slot } } = request
    const page = await rollPage(request, id, { slot })
    if (!request.wantsFragment) return reply.redirect(`/class-days/${id}${slot === undefined ? '' : `?slot=${slot}`}`, 303)
    return reply.page('classroom/attendance/show', page)
  })

  app.get('/class-days/:id/whole-roll', {
    config: { access: 'roll.mark', traced: true }, schema: { params: IdParams, querystring: RollQuery },
  }, async (request, reply) => {
    return reply.page('classroom/attendance/whole', await wholePage(request, request.params.id, request.query.slot))
  })

  app.get('/class-days/:id/sheet.pdf', {
    config: { access: 'roll.read', traced: true }, schema: { params: IdParams },
  }, async ({ db, scope, params }, reply) => {
    const day = found(await findClassDay(db, scope, params.id))
    const pdf = await app.outside.paper.print('attendance-sheet', sheetData(day, await slotsOfDay(db, day.id), await sheetOf(db, day)))
    return sendMade(reply, pdf, { name: fileNameOf(day), type: 'application/pdf', shown: 'inline' })
  })

  app.post('/slots/:id/roll', {
    config: { access: 'roll.mark', again: rollAgain }, schema: { params: IdParams, body: RollForm }, attachValidation: true,
  }, async (request, reply) => {
    const { params: { id }, body } = request
    const day = await request.change((change) => markRoll(change, id, body))
    if (body.whole) return reply.notice('attendance.wholeSaved').redirect(`/class-days/${day}?slot=${id}`, 303)
    const row = body.rows[0]!.enrollmentId
    return reply.redirect(`/class-days/${day}?slot=${id}&row=${row}#attendance-row-${row}`, 303)
  })

  app.post('/slots/:id/undo', {
    config: { access: 'roll.mark', again: undoAgain }, schema: { params: IdParams, body: UndoForm },
  }, async (request, reply) => {
    const { params: { id }, body } = request
    return reply.submit((change) => undoMark(change, id, body.mark),
      ({ dayId, enrollmentId }) => ({ to: `/class-days/${dayId}?slot=${id}&row=${enrollmentId}#attendance-row-${enrollmentId}` }))
  })

  app.get('/my-days', { config: { access: 'lessons.learn' } }, async (request, reply) =>
    {
    const { db, scope, today } = request
    const [days, choices, online] = await Promise.all([ownDays(db, scope), ownChoices(db, scope), onlineDays(request)])
    return reply.page('classroom/attendance/mine', { ...daysByTime(days, today), online, choices: choices.filter(({ chosenId, closesOn }) => chosenId === null || closesOn >= today) })
  })
}

async function wholePage(request: FastifyRequest, dayId: number, slotId: number | undefined) {
  const { roll, ...page } = await slotAndRoll(request, dayId, slotId)
  const rows = roll.filter(({ enrollment }) => enrollment !== 'withdrawn')
  const starting = { evidence: 'sign_in', rows: rows.map(({ mark, minutes }) => ({ state: mark?.state ?? 'present', minutes: minutes ?? '' })) }
  return { ...page, roll: rows, form: formOf(RollForm, request, starting) }
}

/** What a rule refused, or a body that was no mark: the row that was tapped, or the sheet as it was typed. */
async function rollAgain(request: FastifyRequest, reply: FastifyReply) {
  const { id } = request.params as { id: number }
  const { whole, rows } = request.body as { whole?: unknown; rows?: { enrollmentId?: unknown }[] }
  const day = found(await findDayOfSlot(request.db, request.scope, id)).id
  if (whole) return reply.page('classroom/attendance/whole', await wholePage(request, day, id))
  const typed = Array.isArray(rows) ? Number(rows[0]?.enrollmentId) : 0
  const tapped = Number.isInteger(typed) && typed > 0 && typed <= 2_147_483_647 ? typed : 0
  const page = await rollPage(request, day, { slot: id, open: tapped })
  const row = page.roll.find((one) => one.id === tapped)
  return reply.page('classroom/attendance/show', { ...page, row, refused: tapped, form: formOf(RollForm, request) })
}

/** What could not be taken back any more: the roll as it stands, with why above it, or the row that was asked for. */
async function undoAgain(request: FastifyRequest, reply: FastifyReply) {
  const { id } = request.params as { id: number }
  const day = found(await findDayOfSlot(request.db, request.scope, id)).id
  const [, row] = /#attendance-row-(\d{1,9})$/.exec(String(request.headers['hx-target'])) ?? []
  return reply.page('classroom/attendance/show', await rollPage(request, day, { slot: id, ...row !== undefined && { row: Number(row) } }))
}

/** What is to come, the nearest first, and what is over, the latest first; the slots of a day together. */
function daysByTime(rows: Awaited<ReturnType<typeof ownDays>>, today: string) {
  const days = [...Map.groupBy(rows, ({ id }) => id).values()].map((slots) => ({
    ...slots[0]!,
    slots: slots.map((slot) => {
      const mark = slot.state === null ? null : { state: slot.state, minutes: slot.minutes }
      const settings = settingsOf(slot)
      return { ...slot, mark, whyNot: whyNotCounted(mark, settings, { isExercise: isExercise(settings, slot.moduleId) }) }
    }),
  }))
  return { coming: days.filter(({ heldOn }) => heldOn >= today).reverse(), past: days.filter(({ heldOn }) => heldOn < today) }
}
