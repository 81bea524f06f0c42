import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { Missing, refuse } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { submitFile } from '../../base/sent.ts'
import { ownSheet } from '../nominations/pages.ts'
import { lastDayOf, whyNotEdit } from '../nominations/rules.ts'
import { buildForm, buildJudged, lostOfForm } from './building.ts'
import { keepFile, takeFile } from './changes.ts'
import { examine, typedOf, type Examined } from './checking.ts'
import { FileQuery, FormQuery, IdParams, SendForm, TakeForm } from './forms.ts'
import { filesOfCall } from './queries.ts'
import { megabytesMax, takeTables } from '../../office/table-imports/uploads.ts'

type OfId = FastifyRequest<{ Params: { id: number } }>

/** The sheet by Excel or CSV: the form goes out, comes back, is looked at, and is taken in whole or not at all. */
export const nominationFiles: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/calls/:id/sheet/form-file', {
    config: { access: 'nominations.edit' }, schema: { params: IdParams, querystring: FormQuery },
  }, async (request, reply) => {
    const { call, desk } = await ownSheet(request, request.params.id)
    const built = await buildForm(request, call, desk, request.query.as ?? 'xlsx')
    return sendMade(reply, built.bytes, built)
  })

  app.get('/nomination-files/:id', {
    config: { access: 'nominations.edit' }, schema: { params: IdParams, querystring: FileQuery },
  }, async (request, reply) => reply.page('entry/nomination-files/show', await resultPage(request, request.params.id, request.query.page ?? 1)))

  app.get('/nomination-files/:id/judged-file', {
    config: { access: 'nominations.edit' }, schema: { params: IdParams },
  }, async (request, reply) => {
    const { file, result } = await examine(request, request.params.id)
    if ('refused' in result) throw new Missing()
    const built = await buildJudged(request, file.name, result)
    return sendMade(reply, built.bytes, built)
  })

  app.post('/nomination-files/:id/taking', {
    config: { access: 'nominations.edit', again: async (request, reply) => reply.page('entry/nomination-files/show', await resultPage(request, (request as OfId).params.id, 1)) },
    schema: { params: IdParams, body: TakeForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id } = request.params
    const { result, call } = await examine(request, id)
    return reply.submit((change) => takeFile(change, id, call.id, typedOf(takeable(result), request.body.version)),
      () => ({ to: `/calls/${call.id}/sheet`, notice: 'nominationFiles.taken' }))
  })

  await app.register(sending)
}

/** The page whose form brings a file along. */
const sending: FastifyPluginAsyncTypebox = async (app) => {
  await takeTables(app)

  app.get('/calls/:id/sheet/files', { config: { access: 'nominations.edit' }, schema: { params: IdParams } }, sendPage)

  app.post('/calls/:id/sheet/files', {
    config: { access: 'nominations.edit', again: (request, reply) => sendPage(request as OfId, reply) }, schema: { params: IdParams, body: SendForm }, attachValidation: true,
  }, async (request, reply) => submitFile(request, reply, (change, file) => keepFile(change, request.params.id, file), (id) => ({ to: `/nomination-files/${id}` })))
}

/** Only a file without an error, and with something new, reaches a change. */
function takeable(result: Awaited<ReturnType<typeof examine>>['result']): Examined {
  if ('refused' in result) { refuse(result.refused); throw new Missing() }
  refuse(result.errors > 0 ? { key: 'tableFiles.hasErrors' } : result.isNew ? null : { key: 'nominationFiles.nothingNew' })
  return result
}

async function sendPage(request: OfId, reply: FastifyReply) {
  const { call, desk } = await ownSheet(request, request.params.id)
  return reply.page('entry/nomination-files/index', {
    call, desk, files: await filesOfCall(request.db, request.scope, call.id), lost: lostOfForm(request, call, desk),
    whyNot: whyNotEdit(desk, call, request.today), lastDay: lastDayOf(desk, call), form: formOf(SendForm, request), megabytes: megabytesMax,
  })
}

const perPage = 100

async function resultPage(request: FastifyRequest, id: number, page: number) {
  const examination = await examine(request, id)
  const { result } = examination
  if ('refused' in result) return { ...examination, refused: result.refused, rows: [], warnings: [], shown: null, pager: null }
  const errors = result.problems.filter(({ level }) => level === 'error')
  const listed = errors.length > 0 ? errors : result.compared
  const pages = Math.max(1, Math.ceil(listed.length / perPage))
  const at = Math.min(page, pages)
  const part = <T>(all: readonly T[]) => all.slice((at - 1) * perPage, at * perPage)
  return {
    ...examination, refused: null, shown: result, errors: part(errors), rows: errors.length > 0 ? [] : part(result.compared),
    warnings: result.problems.filter(({ level }) => level === 'warning').slice(0, perPage),
    pager: { page: at, pages, total: listed.length, perPage, href: (to: number) => `/nomination-files/${id}?page=${to}` },
  }
}
