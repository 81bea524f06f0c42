import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found, Missing, Unfit } from '../../base/errors.ts'
import { submitFile } from '../../base/sent.ts'
import { findClassDay } from '../attendance/queries.ts'
import { dropLog, keepLog, readAgain, sayWho, setEnding, setMeeting, type Read } from './changes.ts'
import {
  CodeParams, EndingForm, IdParams, LayoutForm, LogQuery, MeetingForm, OnlineQuery, RowParams, SendForm, SettingsForm, TakeForm, WhoForm, WhoQuery,
} from './forms.ts'
import { logPage, onlinePage, whoPage } from './pages.ts'
import { findLog, meetingsOf, onlineOf, type OnlineSlot } from './queries.ts'
import type { Ground, Layout } from './reading.ts'
import { joinIdOf } from './rules.ts'
import { takeLog, undoLog } from './taking.ts'
import { readBytes, takeLogs } from './uploads.ts'
import { slotsOfLog, spanOf } from './weighing.ts'

type OfId = FastifyRequest<{ Params: { id: number } }>

/** Attendance by what a meeting service wrote down: sent, looked at, taken in, and taken back. */
export const onlineLogs: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/class-days/:id/online', {
    config: { access: 'roll.read', traced: true }, schema: { params: IdParams, querystring: OnlineQuery },
  }, async (request, reply) => reply.page('classroom/online-logs/index', await onlinePage(request, request.params.id, request.query.slot)))

  app.post('/class-days/:id/meeting', { config: { access: 'roll.mark', again: onlineAgain }, schema: { params: IdParams, body: MeetingForm }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      return reply.submit((change) => setMeeting(change, id, request.body.url ?? null), () => ({ to: `/class-days/${id}/online`, notice: 'form.saved' }))
    })

  app.post('/slots/:id/ending', { config: { access: 'roll.mark', again: endingAgain }, schema: { params: IdParams, body: EndingForm }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      return reply.submit((change) => setEnding(change, id, request.body.endedAt ?? null), (day) => ({ to: `/class-days/${day}/online?slot=${id}`, notice: 'form.saved' }))
    })

  app.get('/online-logs/:id', { config: { access: 'roll.mark', traced: true }, schema: { params: IdParams, querystring: LogQuery } },
    async (request, reply) => reply.page('classroom/online-logs/show', await logPage(request, request.params.id, request.query.as === 'adds')))

  app.post('/online-logs/:id/settings', { config: { access: 'roll.mark', again: logAgain }, schema: { params: IdParams, body: SettingsForm }, attachValidation: true },
    async (request, reply) => {
      const { params: { id }, body: { zone, graceMinutes } } = request
      return reread(request, reply, id, { zone: zone === 'tell' ? null : Number(zone), graceMinutes })
    })

  app.post('/online-logs/:id/layout', { config: { access: 'roll.mark', again: logAgain }, schema: { params: IdParams, body: LayoutForm }, attachValidation: true },
    async (request, reply) => {
      const { params: { id }, body: { headRow, ...columns } } = request
      if (columns.name === undefined && columns.email === undefined) throw new Unfit([{ field: 'name', reason: { key: 'onlineLogs.layout.whoMissing' } }])
      if (columns.joined === columns.left) throw new Unfit([{ field: 'left', reason: { key: 'onlineLogs.layout.sameColumn' } }])
      return reread(request, reply, id, { layout: { headRow: headRow - 1, ...columns } })
    })

  app.post('/online-logs/:id/taking', { config: { access: 'roll.mark', again: logAgain }, schema: { params: IdParams, body: TakeForm }, attachValidation: true },
    async (request, reply) => {
      const { params: { id }, body: { adds, standing = '', over = [], reason = '' } } = request
      return reply.submit((change) => takeLog(change, id, { adds: adds === 'true', standing, over, reason: reason.trim() }),
        (day) => ({ to: `/class-days/${day}/online`, notice: 'onlineLogs.taken' }))
    })

  app.post('/online-logs/:id/undoing', { config: { access: 'roll.mark', again: logAgain }, schema: { params: IdParams } }, async (request, reply) =>
    reply.submit((change) => undoLog(change, request.params.id), (day) => ({ to: `/class-days/${day}/online`, notice: 'onlineLogs.undone' })))

  app.post('/online-logs/:id/dropping', { config: { access: 'roll.mark', again: logAgain }, schema: { params: IdParams } }, async (request, reply) =>
    reply.submit((change) => dropLog(change, request.params.id), (day) => ({ to: `/class-days/${day}/online`, notice: 'onlineLogs.droppedNow' })))

  await app.register(naming)
  await app.register(sending)
}

/** Whose a connection is, where nothing in the log says it; and where a trainee joins. */
const naming: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/online-logs/:id/rows/:row', { config: { access: 'roll.mark', traced: true }, schema: { params: RowParams, querystring: WhoQuery } },
    async (request, reply) => reply.page('classroom/online-logs/who', await whoPage(request, request.params.id, request.params.row, request.query.q ?? '')))

  app.post('/online-logs/:id/rows/:row/owner', {
    config: { access: 'roll.mark', again: whoAgain }, schema: { params: RowParams, body: WhoForm }, attachValidation: true,
  }, async (request, reply) => {
    const { params: { id, row }, body } = request
    if (body.as === 'trainee' && body.enrollmentId === undefined) throw new Unfit([{ field: 'enrollmentId', reason: { key: 'form.notChosen' } }])
    return reply.submit((change) => sayWho(change, id, row, { ...body, together: body.together === 'true' }), () => ({ to: `/online-logs/${id}#waiting-title`, notice: 'form.saved' }))
  })

  app.get('/join/:code', { config: { access: 'lessons.learn' }, schema: { params: CodeParams } }, async ({ db, scope, today, params }, reply) => {
    const meetings = (await meetingsOf(db, scope, today)).filter((one) => joinIdOf(one) === params.code.toUpperCase())
    return reply.page('classroom/online-logs/join', { meeting: found(meetings[0]), code: params.code.toUpperCase() })
  })
}

/** The page whose form brings a log along. */
const sending: FastifyPluginAsyncTypebox = async (app) => {
  await takeLogs(app)
  app.post('/class-days/:id/online-logs', { config: { access: 'roll.mark', again: onlineAgain }, schema: { params: IdParams, body: SendForm }, attachValidation: true },
    async (request, reply) => {
      const { params: { id }, body: { slotId, graceMinutes }, db, scope } = request
      const day = found(await findClassDay(db, scope, id))
      const { slots } = await onlineOf(db, id)
      const cutTo = slotsOfLog({ slots, slotId: slotId ?? null })
      if (cutTo.length === 0) throw new Missing()
      const file = found(found(request.sent).file)
      const ground = groundOf(day.heldOn, cutTo, { zone: null, layout: null })
      const read = readable(await readBytes(await app.outside.files.read(file.key), file.name, ground))
      return submitFile(request, reply, (change, kept) => keepLog(change, id, kept, { slotId: slotId ?? null, graceMinutes, zone: null, read }), (log) => ({ to: `/online-logs/${log}` }))
    })
}

const groundOf = (heldOn: string, slots: readonly OnlineSlot[], how: Pick<Ground, 'zone' | 'layout'>): Ground => {
  const spans = slots.map((slot) => spanOf(heldOn, slot))
  return { heldOn, from: Math.min(...spans.map(([from]) => from)), to: Math.max(...spans.map(([, to]) => to)), ...how }
}

function readable(read: Awaited<ReturnType<typeof readBytes>>): Read {
  if (typeof read === 'object' && 'refused' in read) throw new Unfit([{ field: 'file', reason: read.refused }])
  return read
}

/** Reads a kept file once more, in another way; what staff said of its people stays. */
async function reread(request: FastifyRequest, reply: FastifyReply, id: number, how: { zone?: number | null; graceMinutes?: number; layout?: Layout }) {
  const { db, scope, server } = request
  const log = found(await findLog(db, id))
  found(await findClassDay(db, scope, log.dayId))
  const layout = how.layout ?? log.layout
  const ground = groundOf(log.heldOn, slotsOfLog(log), { zone: how.zone === undefined ? log.zone : how.zone, layout })
  const read = await readBytes(await server.outside.files.read(log.key), log.name, ground)
  if (typeof read === 'object' && 'refused' in read) throw new Unfit([{ field: 'joined', reason: read.refused }])
  return reply.submit((change) => readAgain(change, id, { layout, graceMinutes: how.graceMinutes ?? log.graceMinutes, read }), () => ({ to: `/online-logs/${id}`, notice: 'onlineLogs.readAgain' }))
}

const idOf = (request: FastifyRequest) => (request as OfId).params.id

async function onlineAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('classroom/online-logs/index', await onlinePage(request, idOf(request), undefined))
}

async function endingAgain(request: FastifyRequest, reply: FastifyReply) {
  const slotId = idOf(request)
  const { db } = request
  const { dayId } = found(await db.selectFrom('slot').select('class_day_id as dayId').where('id', '=', slotId).executeTakeFirst())
  return reply.page('classroom/online-logs/index', await onlinePage(request, dayId, slotId))
}

async function logAgain(request: FastifyRequest, reply: FastifyReply) {
  const adds = (request.body as { adds?: unknown } | null)?.adds === 'true'
  return reply.page('classroom/online-logs/show', await logPage(request, idOf(request), adds))
}

async function whoAgain(request: FastifyRequest, reply: FastifyReply) {
  const { id, row } = request.params as { id: number; row: number }
  return reply.page('classroom/online-logs/who', await whoPage(request, id, row, ''))
}
