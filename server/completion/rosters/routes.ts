import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { beginFile, pageBeginning, sendMade } from '../../base/downloads.ts'
import { sayConsent } from './changes.ts'
import { ConsentForm, FileQuery, RosterQuery } from './forms.ts'
import { rosterFile, rosterPage, rosterPaper } from './pages.ts'

/** 修了者名簿: completers who agreed, for their municipality; whoever takes that back is on none that is made afterwards. */
export const rosters: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/rosters', { config: { access: 'rosters.read', traced: true }, schema: { querystring: RosterQuery } }, async (request, reply) => {
    const page = await rosterPage(request, request.query)
    if (page.begun !== null && page.counts.listed > 0) beginFile(reply, page.begun)
    return reply.page('completion/rosters/index', page)
  })

  app.get('/rosters/file', {
    config: { access: 'rosters.read', traced: true, justSignedIn: (request) => pageBeginning('/rosters', request.query, 'file') }, schema: { querystring: FileQuery },
  }, async (request, reply) => {
    const built = await rosterFile(request, request.query, request.query.as ?? 'xlsx')
    return sendMade(reply, built.bytes, built)
  })

  app.get('/rosters/paper', {
    config: { access: 'rosters.read', traced: true, justSignedIn: (request) => pageBeginning('/rosters', request.query, 'paper') }, schema: { querystring: FileQuery },
  }, async (request, reply) => {
    const { pdf, name } = await rosterPaper(request, request.query)
    return sendMade(reply, pdf, { name, type: 'application/pdf' })
  })

  app.post('/my-roster-consent', { config: { access: 'certificates.own' }, schema: { body: ConsentForm } }, async (request, reply) =>
    reply.submit((change) => sayConsent(change, request.body), () => ({ to: '/my-certificates', notice: 'rosters.consentSaid' })))
}
