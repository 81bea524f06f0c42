import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { beginFile, pageBeginning, sendMade } from '../../base/downloads.ts'
import { FileQuery, LedgerQuery } from './forms.ts'
import { ledgerFile, ledgerPage } from './pages.ts'

/** Who trained whom: from the prefecture's course to the instructor, to the local training, to its people. */
export const ledger: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/ledger', { config: { access: 'ledger.read', traced: true }, schema: { querystring: LedgerQuery } }, async (request, reply) => {
    const page = await ledgerPage(request, request.query)
    if (page.begun !== null) beginFile(reply, page.begun)
    return reply.page('cascade/ledger/index', page)
  })
  app.get('/ledger/file', {
    config: { access: 'ledger.take', traced: true, justSignedIn: (request) => pageBeginning('/ledger', request.query, 'file') }, schema: { querystring: FileQuery },
  }, async (request, reply) => {
    const built = await ledgerFile(request, request.query, request.query.as ?? 'xlsx')
    return sendMade(reply, built.bytes, built)
  })
}
