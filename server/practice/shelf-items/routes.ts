import rateLimit from '@fastify/rate-limit'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Scope } from '../../base/access.ts'
import { sendStored } from '../../base/downloads.ts'
import { found, type Reason } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { lookedAt } from '../../base/looked-at.ts'
import { submitFile, takeFile } from '../../base/sent.ts'
import { addItem, addVersion, editItem, moveItem } from './changes.ts'
import { EditForm, FileParams, IdParams, ItemForm, MoveForm, ShelfQuery, VersionForm } from './forms.ts'
import { fileOfVersion, findItem, shelfPage, type ShelfFilter } from './queries.ts'
import { audiences, isWebAddress, kinds, megabytesMax, whyNotMove, whyNotNamed } from './rules.ts'

const [read, keep] = ['shelf.read', 'shelf.keep'] as const

/** 資料の棚: reports, manuals and forms with where they come from and their versions; kept by the office, read by municipalities or by all. */
export const shelfItems: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/shelf', { config: { access: read }, schema: { querystring: ShelfQuery } }, async (request, reply) =>
    reply.page('practice/shelf-items/index', await listOf(request, request.scope, '/shelf', request.query)))
  app.get('/shelf/new', { config: { access: keep } }, newAgain)
  app.post('/shelf', { config: { access: keep, again: newAgain }, schema: { body: ItemForm }, attachValidation: true }, async ({ body }, reply) =>
    reply.submit((change) => addItem(change, body), (id) => ({ to: `/shelf/${id}`, notice: 'shelf.added' })))
  app.get('/shelf/:id', { config: { access: read }, schema: { params: IdParams } }, showAgain)
  app.get('/shelf/:id/edit', { config: { access: keep }, schema: { params: IdParams } }, editAgain)
  app.post('/shelf/:id', { config: { access: keep, again: editAgain }, schema: { params: IdParams, body: EditForm }, attachValidation: true }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => editItem(change, id, body), () => ({ to: `/shelf/${id}`, notice: 'form.saved' })))
  app.post('/shelf/:id/showing', { config: { access: keep, again: showAgain }, schema: { params: IdParams, body: MoveForm }, attachValidation: true }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => moveItem(change, id, body), () => ({ to: `/shelf/${id}`, notice: `shelf.became.${body.act}` })))
  app.get('/shelf/:id/files/:number', { config: { access: read }, schema: { params: FileParams } }, async ({ db, scope, params }, reply) =>
    sendStored(reply, app.outside.files, found(await fileOfVersion(db, scope, params.id, params.number))))

  await app.register(sending)
  await app.register(openShelf)
}

/** The form of a version brings its file along. */
const sending: FastifyPluginAsyncTypebox = async (app) => {
  await takeFile(app, {
    kind: 'shelf', megabytesMax, fieldsMax: 6, fieldBytesMax: 4_000, missing: { key: 'shelf.missing' },
    tooLarge: { key: 'shelf.tooLarge', data: { megabytes: megabytesMax } }, whyNotNamed, whyNotThese,
  })
  app.post('/shelf/:id/files', { config: { access: keep, again: showAgain }, schema: { params: IdParams, body: VersionForm }, attachValidation: true }, async (request, reply) =>
    submitFile(request, reply, (change, file) => addVersion(change, request.params.id, request.body, file), (id) => ({ to: `/shelf/${id}`, notice: 'shelf.versionAdded' })))
}

async function whyNotThese(bytes: Uint8Array, name: string): Promise<Reason | null> {
  const problem = await lookedAt(bytes, name)
  return problem === null ? null : { key: `shelf.${problem}` }
}

/** The same shelf for anybody, without signing in: only what is shown to the public. */
const openShelf: FastifyPluginAsyncTypebox = async (app) => {
  const hidden = { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false }
  await app.register(rateLimit, { global: false, hook: 'preHandler', addHeaders: hidden, addHeadersOnExceeding: hidden })
  const config = { access: 'anyone', rateLimit: { max: 120, timeWindow: 60_000 } } as const
  const everybody: Scope = { of: 'public' }
  app.get('/open-shelf', { config, schema: { querystring: ShelfQuery } }, async (request, reply) =>
    reply.page('practice/shelf-items/open', await listOf(request, everybody, '/open-shelf', request.query)))
  app.get('/open-shelf/:id', { config, schema: { params: IdParams } }, async ({ db, params }, reply) => {
    const item = found(await findItem(db, everybody, params.id))
    return reply.page('practice/shelf-items/open-item', { item, isLink: isWebAddress(item.source) })
  })
  app.get('/open-shelf/:id/files/:number', { config, schema: { params: FileParams } }, async ({ db, params }, reply) =>
    sendStored(reply, app.outside.files, found(await fileOfVersion(db, everybody, params.id, params.number))))
}

const perPage = 20

async function listOf({ db }: FastifyRequest, scope: Scope, path: string, { page, ...filter }: ShelfFilter & { page: number }) {
  const items = await shelfPage(db, scope, filter, { limit: perPage, offset: (page - 1) * perPage })
  const asked = Object.entries(filter).filter((one): one is [string, string] => one[1] !== undefined && one[1] !== '')
  const total = items[0]?.total ?? 0
  return { items, filter, kinds, path, pager: { page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href: (to: number) => `${path}?${new URLSearchParams([...asked, ['page', String(to)]])}` } }
}

const idOf = ({ params }: FastifyRequest) => (params as { id: number }).id
const choices = { kinds, audiences }

async function newAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('practice/shelf-items/edit', { ...choices, item: null, form: formOf(ItemForm, request, { kind: 'report', audience: 'municipalities' }) })
}
async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  const item = found(await findItem(request.db, request.scope, idOf(request)))
  return reply.page('practice/shelf-items/edit', { ...choices, item, form: formOf(EditForm, request, { ...item, plannedYear: item.planned === null ? undefined : String(item.planned) }) })
}
async function showAgain(request: FastifyRequest, reply: FastifyReply) {
  const item = found(await findItem(request.db, request.scope, idOf(request)))
  const sentFile = request.routeOptions.url?.endsWith('/files') === true
  return reply.page('practice/shelf-items/show', {
    item, isLink: isWebAddress(item.source), form: formOf(VersionForm, sentFile ? request : nothingSent(request)),
    moves: (['show', 'withdraw'] as const).filter((move) => whyNotMove(item.state, move) === null),
  })
}
