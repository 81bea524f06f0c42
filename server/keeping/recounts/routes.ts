import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { found } from '../../base/errors.ts'
import { repair } from './changes.ts'
import { counters, type CounterName } from './counters.ts'
import { findFinding, findingsInOrder, roundsWithFindings } from './queries.ts'

const FindingParams = Type.Object({ findingId: Type.Integer({ minimum: 1, maximum: 2147483647 }) })
const PlainForm = Type.Object({})

/** The figures that the database keeps, and whether each night's recount gave the same. */
export const recounts: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/recounts', { config: { access: 'counters.check' } }, async ({ db }, reply) => {
    const [rounds, findings] = await Promise.all([roundsWithFindings(db), findingsInOrder(db)])
    return reply.page('keeping/recounts/index', { rounds, open: findings.filter(({ repairedAt }) => repairedAt === null), settled: findings.filter(({ repairedAt }) => repairedAt !== null) })
  })
  app.get('/recounts/:findingId', { config: { access: 'counters.check' }, schema: { params: FindingParams } }, showAgain)
  app.post('/recounts/:findingId/repair', {
    config: { access: 'counters.repair', again: showAgain }, schema: { params: FindingParams, body: PlainForm },
  }, async (request, reply) => reply.submit((change) => repair(change, request.params.findingId), () => ({ to: '/recounts', notice: 'recounts.repaired' })))
}

async function showAgain({ db, params }: FastifyRequest, reply: FastifyReply) {
  const finding = found(await findFinding(db, Number((params as { findingId: unknown }).findingId)))
  const counter = counters[finding.counter as CounterName]
  return reply.page('keeping/recounts/show', { finding, keys: counter.keys, figures: counter.figures, examples: finding.examples as Record<string, string | number | null>[] })
}
