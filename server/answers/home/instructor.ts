import type { FastifyReply, FastifyRequest } from 'fastify'
import { taughtDays, toldTo } from './queries.ts'

/** The home of an instructor: the next class day and its roll first, then all days of the cohorts taught. */
export async function instructorHome({ db, scope, actor, today }: FastifyRequest, reply: FastifyReply) {
  const [days, told] = await Promise.all([taughtDays(db, scope, today), toldTo(db, actor!, { personId: actor!.personId }, today)])
  return reply.page('answers/home/instructor', {
    next: days.find(({ heldOn }) => heldOn >= today) ?? null, coming: days.filter(({ heldOn }) => heldOn >= today),
    over: days.filter(({ heldOn }) => heldOn < today), ...told,
  })
}
