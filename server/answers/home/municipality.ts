import type { FastifyReply, FastifyRequest } from 'fastify'
import { categories } from '../../entry/nominations/rules.ts'
import { openCallsFor, ownTrainings, standingOf, toldTo } from './queries.ts'

/** The home of a municipality: what is asked of it, its people in training, how it is covered, its letters. */
export async function municipalityHome(request: FastifyRequest, reply: FastifyReply) {
  const { db, actor, today, year } = request
  const municipalityId = actor!.municipalityId!
  const [calls, trainings, standing, told] = await Promise.all([
    openCallsFor(db, municipalityId, today), ownTrainings(db, municipalityId, year),
    standingOf(request.beyond, municipalityId), toldTo(db, actor!, { municipalityId }, today),
  ])
  return reply.page('answers/home/municipality', { calls, trainings, standing, ...told, categories, municipalityId })
}
