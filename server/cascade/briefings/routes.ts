import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { askBriefings } from './changes.ts'
import { BriefingParams, BundleForm } from './forms.ts'
import { briefingPaper, gapInWords, nameOfSheet } from './paper.ts'
import { briefingsOf, sheetsOf } from './queries.ts'
import { gapsOf, isLate, totalOf } from './rules.ts'

/** One sheet for each municipality: its trained people, its gaps, what it is to do. */
export const briefings: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/briefings', { config: { access: 'briefings.read' } }, async ({ db, scope }, reply) =>
    reply.page('cascade/briefings/index', { rows: await sheetsOf(db, scope) }))

  app.get('/briefings/:id', { config: { access: 'briefings.read', traced: true }, schema: { params: BriefingParams } }, async (request, reply) => {
    const { say, today } = request
    const briefing = await briefingIn(request, request.params.id)
    return reply.page('cascade/briefings/show', {
      briefing, total: totalOf(briefing), briefingYear: request.year,
      gaps: gapsOf(briefing, today).map((gap) => gapInWords(gap, say)), actions: briefing.actions.map((action) => ({ ...action, late: isLate(action, today) })),
    })
  })

  app.get('/briefings/:id/pdf', { config: { access: 'briefings.read', traced: true }, schema: { params: BriefingParams } }, async (request, reply) => {
    const briefing = await briefingIn(request, request.params.id)
    const pdf = await app.outside.paper.print('briefing', briefingPaper([briefing], request.year, request.today))
    return sendMade(reply, pdf, { name: nameOfSheet(briefing, request.today), type: 'application/pdf', shown: 'inline' })
  })

  app.post('/briefings', {
    config: { access: 'briefings.take', justSignedIn: true, again: async ({ db, scope }, reply) => reply.page('cascade/briefings/index', { rows: await sheetsOf(db, scope) }) }, schema: { body: BundleForm },
  }, async (request, reply) => reply.submit((change) => askBriefings(change, request.year, request.body.as),
    (workId) => ({ to: `/works/${workId}`, notice: 'briefings.begun' })))
}

const briefingIn = async ({ db, scope, year }: FastifyRequest, id: number) => found((await briefingsOf(db, scope, year, id))[0])
