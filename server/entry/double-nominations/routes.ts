import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { findCall } from '../../planning/calls/queries.ts'
import { openDoubles } from '../nominations/register.ts'
import { decideDouble } from './changes.ts'
import { CallParams, DecisionForm, PairParams } from './forms.ts'
import { decisionsOf, linesOf } from './queries.ts'

const access = 'nominations.decide' as const
const shownMax = 50

/** People whom two municipalities named: both sides for the prefecture, which decides who keeps the line. */
export const doubleNominations: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/calls/:callId/double-nominations', { config: { access, traced: true }, schema: { params: CallParams } }, showAll)
  app.post('/calls/:callId/double-nominations/:nominationId', {
    config: { access, again: showAll }, schema: { params: PairParams, body: DecisionForm }, attachValidation: true,
  }, async (request, reply) => {
    const { callId, nominationId } = request.params
    return reply.submit((change) => decideDouble(change, callId, nominationId, request.body),
      () => ({ to: `/calls/${callId}/double-nominations`, notice: 'doubles.decided' }))
  })
}

async function showAll(request: FastifyRequest, reply: FastifyReply) {
  const { db, scope } = request
  const { callId, nominationId } = request.params as { callId: number; nominationId?: number }
  const call = found(await findCall(db, scope, callId))
  const pairs = await openDoubles(db, callId)
  const shown = pairs.slice(0, shownMax)
  const lines = await linesOf(db, shown)
  return reply.page('entry/double-nominations/index', {
    call, total: pairs.length, decisions: await decisionsOf(db, callId), form: formOf(DecisionForm, request), typedFor: nominationId ?? null,
    pairs: shown.map(({ oneId, otherId }) => ({ one: lines.get(oneId)!, other: lines.get(otherId)! })),
  })
}
