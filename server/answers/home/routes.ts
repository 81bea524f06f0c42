import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Kind } from '../../base/policy.ts'
import { doorsHome } from './doors.ts'
import { instructorHome } from './instructor.ts'
import { municipalityHome } from './municipality.ts'
import { prefectureHome } from './prefecture.ts'
import { traineeHome } from './trainee.ts'

type Home = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** One home per kind of post; all else in the house is one address for everybody. */
const homes: Record<Kind, Home> = {
  trainee: traineeHome, instructor: instructorHome, municipality: municipalityHome,
  contractor: prefectureHome, prefecture: prefectureHome, expert: doorsHome, administrator: doorsHome,
}

export const home: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/', { config: { access: 'home.read' } }, async (request, reply) => homes[request.actor!.kind](request, reply))
}
