import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found, refuse } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { giveUpPaper, settleRestored } from './changes.ts'
import { DamageParams, GiveUpForm } from './forms.ts'
import { lookAt } from './looking.ts'
import { countPapers, damagesInOrder, findDamage, lastRounds } from './queries.ts'
import { whyNotSettle } from './rules.ts'

/** Stored papers and whether they still are what was kept: what each night found, and what somebody has to put right. */
export const storedPapers: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/stored-papers', { config: { access: 'papers.check' } }, async (request, reply) =>
    reply.page('keeping/stored-papers/index', await pageOf(request)))

  const again = async (request: FastifyRequest, reply: FastifyReply) => {
    const damage = found(await findDamage(request.db, Number((request.params as { damageId: unknown }).damageId)))
    return reply.page('keeping/stored-papers/show', { damage, why: whyNotSettle(damage), form: formOf(GiveUpForm, request) })
  }
  app.get('/stored-papers/:damageId', { config: { access: 'papers.check' }, schema: { params: DamageParams } }, again)

  app.post('/stored-papers/:damageId/look', {
    config: { access: 'papers.check', again }, schema: { params: DamageParams },
  }, async (request, reply) => {
    const { damageId } = request.params
    const damage = found(await findDamage(request.db, damageId))
    const kind = await lookAt(app.outside.files, damage)
    refuse(kind === null ? null : { key: `papers.still.${kind}` })
    return reply.submit((change) => settleRestored(change, damageId), () => ({ to: '/stored-papers', notice: 'papers.restored' }))
  })

  app.post('/stored-papers/:damageId/giving-up', {
    config: { access: 'papers.check', again }, schema: { params: DamageParams, body: GiveUpForm }, attachValidation: true,
  }, async (request, reply) => reply.submit((change) => giveUpPaper(change, request.params.damageId, request.body.note),
    () => ({ to: '/stored-papers', notice: 'papers.givenUp' })))
}

async function pageOf({ db, say }: FastifyRequest) {
  const [rounds, damages, papers] = await Promise.all([lastRounds(db), damagesInOrder(db), countPapers(db)])
  const shown = damages.map((damage) => ({
    ...damage, status: damage.settlement === null ? { tone: 'late', label: say(`papers.kinds.${damage.kind}`) } : { tone: damage.settlement === 'restored' ? 'done' : '', label: say(`papers.settlements.${damage.settlement}`) },
  }))
  return { rounds, papers, open: shown.filter(({ settlement }) => settlement === null), settled: shown.filter(({ settlement }) => settlement !== null) }
}
