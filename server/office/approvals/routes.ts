import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ApprovalsQuery } from './forms.ts'
import { decidedApprovals, waitingApprovals } from './queries.ts'

const perPage = 50

export const approvals: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/approvals', {
    config: { access: 'approvals.decide' }, schema: { querystring: ApprovalsQuery },
  }, async ({ db, actor, query: { page } }, reply) => {
    const pending = await waitingApprovals(db)
    const decided = await decidedApprovals(db, { limit: perPage, offset: (page - 1) * perPage })
    const total = decided[0]?.total ?? 0
    return reply.page('office/approvals/index', {
      forMe: pending.filter(({ requestedBy }) => requestedBy !== actor?.personId),
      mine: pending.filter(({ requestedBy }) => requestedBy === actor?.personId),
      decided,
      pager: { page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href: (to: number) => `/approvals?page=${to}` },
    })
  })
}
