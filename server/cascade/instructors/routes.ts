import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { beginFile, pageBeginning, sendMade } from '../../base/downloads.ts'
import { addAway, leaveRegister, refreshByHand, removeAway, saveEntry, saveSettings } from './changes.ts'
import { AwayForm, AwayRemoval, EntryForm, FileQuery, IdParams, LeaveForm, RefreshForm, RegisterQuery, SettingForm } from './forms.ts'
import { entryPage, ownPage, registerFile, registerPage, registerPaper } from './pages.ts'

const own = 'instructors.own' as const
const mine = '/my-instructor-entry'

/** 講師名簿: who may be asked to teach in municipalities, by their own consent. */
export const instructors: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/instructors', { config: { access: 'instructors.read', traced: true }, schema: { querystring: RegisterQuery } }, async (request, reply) => {
    const page = await registerPage(request, request.query)
    if (page.begun !== null && page.pager.total > 0) beginFile(reply, page.begun)
    return reply.page('cascade/instructors/index', page)
  })
  app.get('/instructors/file', {
    config: { access: 'instructors.take', traced: true, justSignedIn: (request) => pageBeginning('/instructors', request.query, 'file') }, schema: { querystring: FileQuery },
  }, async (request, reply) => {
    const built = await registerFile(request, request.query, request.query.as ?? 'xlsx')
    return sendMade(reply, built.bytes, built)
  })
  app.get('/instructors/paper', {
    config: { access: 'instructors.take', traced: true, justSignedIn: (request) => pageBeginning('/instructors', request.query, 'paper') }, schema: { querystring: FileQuery },
  }, async (request, reply) => sendMade(reply, await registerPaper(request, request.query), { name: '講師名簿.pdf', type: 'application/pdf' }))
  app.post('/instructors/settings', {
    config: { access: 'instructors.keep', again: registerAgain }, schema: { body: SettingForm }, attachValidation: true,
  }, async ({ body }, reply) => reply.submit((change) => saveSettings(change, body), () => ({ to: '/instructors', notice: 'form.saved' })))

  app.get('/instructors/:id', { config: { access: 'instructors.read', traced: true }, schema: { params: IdParams } }, entryAgain)
  app.post('/instructors/:id/refresh', {
    config: { access: 'instructors.keep', again: entryAgain }, schema: { params: IdParams, body: RefreshForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => refreshByHand(change, id, body), () => ({ to: `/instructors/${id}`, notice: 'instructors.refreshed' })))

  app.get(mine, { config: { access: own } }, async (request, reply) => reply.page('cascade/instructors/mine', await ownPage(request)))
  app.post(mine, { config: { access: own, again: ownAgain('entry') }, schema: { body: EntryForm }, attachValidation: true },
    async ({ body }, reply) => reply.submit((change) => saveEntry(change, body), () => ({ to: mine, notice: 'instructors.saved' })))
  app.post(`${mine}/withdrawal`, { config: { access: own, again: ownAgain('leave') }, schema: { body: LeaveForm }, attachValidation: true },
    async ({ body }, reply) => reply.submit((change) => leaveRegister(change, body), () => ({ to: mine, notice: 'instructors.left' })))
  app.post(`${mine}/away`, { config: { access: own, again: ownAgain('away') }, schema: { body: AwayForm }, attachValidation: true },
    async ({ body }, reply) => reply.submit((change) => addAway(change, body), () => ({ to: `${mine}#away`, notice: 'form.saved' })))
  app.post(`${mine}/away/removal`, { config: { access: own, again: ownAgain() }, schema: { body: AwayRemoval } },
    async ({ body }, reply) => reply.submit((change) => removeAway(change, body.away), () => ({ to: `${mine}#away`, notice: 'form.saved' })))
}

async function registerAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/instructors/index', await registerPage(request, {}))
}
async function entryAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/instructors/show', await entryPage(request, (request.params as { id: number }).id))
}
const ownAgain = (sent?: 'entry' | 'leave' | 'away') => async (request: FastifyRequest, reply: FastifyReply) =>
  reply.page('cascade/instructors/mine', await ownPage(request, sent))
