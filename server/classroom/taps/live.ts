import type { FastifyReply, FastifyRequest } from 'fastify'
import { PassThrough } from 'node:stream'
import { TooMany } from '../../base/errors.ts'
import { listenersMax, type openWatch } from './listeners.ts'
import { marksOfSlot } from './queries.ts'
import { revisionsOf, type Revisions } from './rules.ts'

/** Each stream ends before a minute is over and is asked for anew, at the same door as every page: rights that were lost end it. */
export const streamMs = 50_000
const beatMs = 10_000

const eventOf = (name: string, data: object): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`

/** What stands in a slot, as one event: for a page that begins to listen, and for one that asks by itself. */
export async function allMarks({ db, server }: FastifyRequest, slotId: number): Promise<string> {
  return eventOf('marks', { now: server.clock().getTime(), all: true, marks: revisionsOf(await marksOfSlot(db, { slotId })) })
}

/** Who listens, and how it is told. Nothing but ids of enrollments and revisions goes over a stream: each page asks for its rows itself. */
export function openStreams(watch: ReturnType<typeof openWatch>) {
  const open = new Map<PassThrough, number>()
  const ofAccount = (account: number) => [...open.values()].filter((one) => one === account).length

  return {
    count: () => open.size,
    endAll: () => { for (const stream of open.keys()) stream.end() },
    /** @throws TooMany when as many listen as may */
    async begin(request: FastifyRequest, reply: FastifyReply, slotId: number): Promise<FastifyReply> {
      const { server, actor } = request
      const account = actor?.accountId ?? 0
      if (open.size >= listenersMax.all || ofAccount(account) >= listenersMax.account) throw new TooMany({ key: 'taps.tooMany' }, 60)
      const stream = new PassThrough()
      open.set(stream, account)
      const now = () => server.clock().getTime()
      const { stop, begun } = watch.listen(slotId, (marks: Revisions) => stream.write(eventOf('marks', { now: now(), marks })))
      const beat = setInterval(() => stream.write(eventOf('beat', { now: now() })), beatMs).unref()
      const end = setTimeout(() => stream.end(), streamMs).unref()
      const forget = () => { stop(); clearInterval(beat); clearTimeout(end); open.delete(stream) }
      stream.once('finish', forget).once('close', forget)
      stream.write('retry: 1000\n\n')
      // Asked for after the watch began, so nothing falls between the two.
      await begun.then(() => allMarks(request, slotId)).then((event) => stream.write(event), (error: unknown) => { stream.destroy(); throw error })
      return reply.headers({ 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no', Connection: 'close' })
        .type('text/event-stream; charset=utf-8').send(stream)
    },
  }
}
