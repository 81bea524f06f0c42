import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { found } from '../../base/errors.ts'
import { findDayOfSlot } from '../attendance/queries.ts'
import { rollPage } from '../attendance/roll.ts'
import { takeTaps } from './changes.ts'
import { DayParams, LiveQuery, RowsQuery, SlotParams, TapsForm } from './forms.ts'
import { openWatch } from './listeners.ts'
import { allMarks, openStreams } from './live.ts'
import { marksCounted, marksStanding } from './queries.ts'

/** What the page of a roll says by itself while its slot runs: taps as they are made, and what other doors have marked. */
export const taps: FastifyPluginAsyncTypebox = async (app) => {
  const watch = openWatch({
    count: (slots) => marksCounted(app.between, slots), look: (slots) => marksStanding(app.between, slots),
    onBlind: (err) => app.log.warn({ err }, 'the watch over the rolls could not look'),
  })
  const streams = openStreams(watch)
  app.addHook('preClose', async () => streams.endAll())

  app.get('/slots/:id/live', {
    config: { access: 'roll.read' }, schema: { params: SlotParams, querystring: LiveQuery },
  }, async (request, reply) => {
    const { params: { id }, query: { once } } = request
    const day = found(await findDayOfSlot(request.db, request.scope, id))
    const isPage = !(request.headers.accept ?? '').includes('text/event-stream')
    if (isPage || app.operation.leaving) return reply.redirect(`/class-days/${day.id}?slot=${id}`, 303)
    if (!once) return streams.begin(request, reply, id)
    return reply.header('Cache-Control', 'no-store').type('text/event-stream; charset=utf-8').send(await allMarks(request, id))
  })

  // The rows of people that a stream said have changed; the roll around them was written down as seen once.
  app.get('/class-days/:id/rows', {
    config: { access: 'roll.read' }, schema: { params: DayParams, querystring: RowsQuery },
  }, async (request, reply) => {
    const { params: { id }, query: { slot, ids } } = request
    const page = await rollPage(request, id, { slot })
    if (!request.wantsFragment) return reply.redirect(`/class-days/${id}?slot=${slot}`, 303)
    const asked = new Set(ids.split(',').map(Number))
    return reply.page('classroom/taps/answer', { ...page, shown: page.roll.filter((row) => asked.has(row.id)), fates: [] })
  })

  app.post('/slots/:id/taps', {
    config: { access: 'roll.mark' }, schema: { params: SlotParams, body: TapsForm },
  }, async (request, reply) => {
    const { params: { id }, body: { taps } } = request
    const { dayId, fates } = await request.change((change) => takeTaps(change, id, taps))
    if (!request.wantsFragment) return reply.redirect(`/class-days/${dayId}?slot=${id}`, 303)
    const page = await rollPage(request, dayId, { slot: id })
    const told = new Set(fates.map(({ enrollmentId }) => enrollmentId))
    return reply.page('classroom/taps/answer', { ...page, shown: page.roll.filter((row) => told.has(row.id)), fates })
  })
}
