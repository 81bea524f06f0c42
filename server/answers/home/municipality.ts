import type { FastifyReply, FastifyRequest } from 'fastify'
import { categories } from '../../entry/nominations/rules.ts'
import { isPoolOpen } from '../../planning/calls/pool.ts'
import { placesIn } from '../../planning/allotments/queries.ts'
import { shownActions } from '../../cascade/actions/pages.ts'
import { ownTargetsFrom } from '../targets/queries.ts'
import { supportWays } from './cascade.ts'
import { askedOf, beyondItself, standingOf, toldTo } from './queries.ts'

/** The home of a municipality: what is asked of it, its people in training, how it is covered, its letters. */
export async function municipalityHome(request: FastifyRequest, reply: FastifyReply) {
  const { db, actor, today, year } = request
  const municipalityId = actor!.municipalityId!
  const [{ calls, surveys, statusSurveys, transfers, arrivals, meetings, trainings, supports, locals, actions, minutes, ...asked }, { held, rates }, standing, told] = await Promise.all([
    askedOf(db, municipalityId, today, year), beyondItself(request.beyond, municipalityId, today, year),
    standingOf(request.beyond, municipalityId), toldTo(request.beyond, actor!, { municipalityId, personId: actor!.personId }, today),
  ])
  const places = new Map(held.map(({ id, poolOn, holdings }) => [id, { pooled: isPoolOpen(poolOn, today), of: placesIn(holdings, poolOn, municipalityId, today) }]))
  return reply.page('answers/home/municipality', { calls: calls.map((call) => ({ ...call, places: places.get(call.id) })), surveys, statusSurveys, transfers, arrivals, meetings, trainings, minutes, actions: shownActions(actions, today), supports: supports.map((one) => ({ ...one, href: supportWays[one.kind](one.id) })), locals, standing, ...told, categories, municipalityId, year, targets: ownTargetsFrom(asked, rates, today) })
}
