import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { savePlan } from './changes.ts'
import { tableDesk } from '../../office/table-imports/desk.ts'
import { planTable } from './imports.ts'
import { PlanForm, PlanQuery } from './forms.ts'
import { planPage, sheetPage } from './pages.ts'

const list = '/conference-plans'

/** 年間計画: when which center holds which conference, as a sheet that is typed or pasted, and as one page of paper. */
export const conferencePlans: FastifyPluginAsyncTypebox = async (app) => {
  app.get(list, { config: { access: 'conferences.read' }, schema: { querystring: PlanQuery } },
    async (request, reply) => reply.page('practice/conference-plans/index', await planPage(request, request.query)))
  app.get(`${list}/edit`, { config: { access: 'conferences.keep' } }, sheetAgain)
  app.post(list, { config: { access: 'conferences.keep', again: sheetAgain }, schema: { body: PlanForm }, attachValidation: true }, async (request, reply) => {
    // Nothing is saved yet: the sheet comes back with the block in its cells, or with a column more.
    if (request.body.act !== undefined) return sheetAgain(request, reply)
    return reply.submit((change) => savePlan(change, request.body), () => ({ to: `${list}?year=${request.body.fiscalYear}`, notice: 'form.saved' }))
  })
  await app.register(tableDesk(planTable))
}

async function sheetAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('practice/conference-plans/edit', await sheetPage(request))
}
