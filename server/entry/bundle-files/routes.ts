import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { found, Missing, refuse } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { submitFile } from '../../base/sent.ts'
import { callWithHoldings, findCall } from '../../planning/calls/queries.ts'
import { buildJudged } from '../nomination-files/building.ts'
import { megabytesMax, takeTables } from '../../office/table-imports/uploads.ts'
import { buildBundleForm, lostOfBundleForm } from './building.ts'
import { confirmBundle, keepBundle } from './changes.ts'
import { checkBundle, tableLimits, type Bundle } from './checking.ts'
import { FileQuery, FormQuery, IdParams, SendForm, TakeForm } from './forms.ts'
import { bundlesOfCall, findBundle, groundOf } from './queries.ts'
import { whyNotEnter, whyNotTake, type BundleState } from './rules.ts'

type OfId = FastifyRequest<{ Params: { id: number } }>

/** The rows of many municipalities in one file of the office: looked at, confirmed with a reason, taken in whole or not at all. */
export const bundleFiles: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/calls/:id/bundle/form-file', {
    config: { access: 'nominations.bundle' }, schema: { params: IdParams, querystring: FormQuery },
  }, async (request, reply) => {
    const call = found(await callWithHoldings(request.db, request.scope, request.params.id, request.today))
    const built = await buildBundleForm(request, call, await groundOf(request.db, call.id, request.today), request.query.as ?? 'xlsx')
    return sendMade(reply, built.bytes, built)
  })

  app.get('/bundle-files/:id', {
    config: { access: 'nominations.bundle', traced: true }, schema: { params: IdParams, querystring: FileQuery },
  }, async (request, reply) => reply.page('entry/bundle-files/show', await resultPage(request, request.params.id, request.query.page ?? 1)))

  app.get('/bundle-files/:id/judged-file', {
    config: { access: 'nominations.bundle', traced: true }, schema: { params: IdParams },
  }, async (request, reply) => {
    const { file, result } = await examine(request, request.params.id)
    if (result === null || 'refused' in result) throw new Missing()
    const built = await buildJudged(request, file.name, result)
    return sendMade(reply, built.bytes, built)
  })

  app.post('/bundle-files/:id/taking', {
    config: { access: 'nominations.bundle', again: async (request, reply) => reply.page('entry/bundle-files/show', await resultPage(request, (request as OfId).params.id, 1)) },
    schema: { params: IdParams, body: TakeForm }, attachValidation: true,
  }, async (request, reply) => {
    const { params: { id }, body: { reason } } = request
    const { people } = takeable(await examine(request, id))
    return reply.submit((change) => confirmBundle(change, id, reason, people), (workId) => ({ to: `/works/${workId}`, notice: 'bundleFiles.begun' }))
  })

  await app.register(sending)
}

/** The page whose form brings a file along. */
const sending: FastifyPluginAsyncTypebox = async (app) => {
  await takeTables(app)

  app.get('/calls/:id/bundle', { config: { access: 'nominations.bundle' }, schema: { params: IdParams } }, sendPage)

  app.post('/calls/:id/bundle', {
    config: { access: 'nominations.bundle', again: (request, reply) => sendPage(request as OfId, reply) }, schema: { params: IdParams, body: SendForm }, attachValidation: true,
  }, async (request, reply) => submitFile(request, reply, (change, file) => keepBundle(change, request.params.id, file), (id) => ({ to: `/bundle-files/${id}` })))
}

async function sendPage(request: OfId, reply: FastifyReply) {
  const call = found(await findCall(request.db, request.scope, request.params.id))
  return reply.page('entry/bundle-files/index', {
    call, lost: lostOfBundleForm(request, call), files: await bundlesOfCall(request.db, call.id), whyNot: whyNotEnter(call, request.today), form: formOf(SendForm, request), megabytes: megabytesMax,
  })
}

async function examine(request: FastifyRequest, id: number) {
  const { db, scope, today, language } = request
  const file = found(await findBundle(db, id))
  const call = found(await callWithHoldings(db, scope, file.callId, today))
  const whyNot = whyNotTake(file.state as BundleState) ?? whyNotEnter(call, today)
  if (file.state === 'dropped') throw new Missing()
  // What was taken in would be compared with itself, and found handed in already.
  if (file.state !== 'open') return { file, call, whyNot, result: null }
  const answer = await request.server.sentTables(file, tableLimits)
  return { file, call, whyNot, result: 'refused' in answer ? answer : await checkBundle(db, call, answer.table, today, language) }
}

/** Only a file without an error reaches a change. */
function takeable({ whyNot, result }: Awaited<ReturnType<typeof examine>>): Bundle {
  refuse(whyNot)
  if (result === null) throw new Missing()
  if ('refused' in result) { refuse(result.refused); throw new Missing() }
  refuse(result.errors > 0 ? { key: 'tableFiles.hasErrors' } : null)
  return result
}

const perPage = 100

async function resultPage(request: FastifyRequest, id: number, page: number) {
  const { file, call, whyNot, result } = await examine(request, id)
  const form = formOf(TakeForm, request)
  if (result === null || 'refused' in result) return { file, call, whyNot, form, refused: result?.refused ?? null, errors: [], warnings: [], parts: [], shown: null, pager: null }
  const errors = result.problems.filter(({ level }) => level === 'error')
  const listed = errors.length > 0 ? errors : result.parts
  const pages = Math.max(1, Math.ceil(listed.length / perPage))
  const at = Math.min(page, pages)
  const part = <T>(all: readonly T[]) => all.slice((at - 1) * perPage, at * perPage)
  return {
    file, call, whyNot, form, refused: null, shown: result, errors: part(errors), parts: errors.length > 0 ? [] : part(result.parts),
    warnings: result.problems.filter(({ level }) => level === 'warning').slice(0, perPage),
    pager: { page: at, pages, total: listed.length, perPage, href: (to: number) => `/bundle-files/${id}?page=${to}` },
  }
}
