import rateLimit from '@fastify/rate-limit'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { found, Missing } from '../../base/errors.ts'
import type { Files } from '../../base/files.ts'
import { pagesOriginFor, type ContentPlace } from '../../base/origins.ts'
import { spanOf } from '../lessons/sending.ts'
import { takeCommit } from './commits/changes.ts'
import { CommitForm, TokenParams } from './forms.ts'
import { hashOf } from './playing/changes.ts'
import { findLaunch, findPackage, folderOfLaunch, nameOf, toldOf } from './queries.ts'
import { contentOf } from './rules.ts'
import { typeOf } from './types.ts'
import { startOf, wrapperOf } from './wrapper.ts'

const silent = { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false }
const commitsPerMinuteMax = 90
const scripts = { 'scorm12.min.js': 'node_modules/scorm-again/dist', 'scorm2004.min.js': 'node_modules/scorm-again/dist', 'scorm-play.js': 'static' } as const

/**
 * What the origin of packages answers: the page around an item, its files, and what it tells. Who may have them is said by the
 * token in the address and by nothing else, so each is looked up past the wall by the hash of that secret.
 */
export const packageHost: FastifyPluginAsyncTypebox<{ files: Files; place: ContentPlace; publicOrigin: string | null }> = async (app, { files, place, publicOrigin }) => {
  await app.register(rateLimit, { global: false, hook: 'preHandler', addHeaders: silent, addHeadersOnExceeding: silent })
  const config = { access: 'anyone' } as const

  for (const [name, folder] of Object.entries(scripts)) app.get(`/scripts/${name}`, { config }, async (_, reply) =>
    reply.type('text/javascript; charset=utf-8').header('Cache-Control', 'public, max-age=3600').send(await readFile(path.resolve(folder, name))))

  app.get('/play/:token/', { config, schema: { params: TokenParams } }, async (request, reply) => {
    const { token } = request.params
    const launch = found(await findLaunch(request.beyond, hashOf(token)))
    if (launch.expiresAt <= app.clock()) throw new Missing()
    const { key } = found(await findPackage(request.beyond, launch.packageId))
    // Of a package that the virus scanner has not answered for nothing is handed out.
    await files.open(key)
    const { showsName } = contentOf(launch.content)
    const [told, person] = launch.attemptId === null ? [undefined, undefined]
      : await Promise.all([toldOf(request.beyond, launch.attemptId, launch.item), showsName ? nameOf(request.beyond, launch.personId!) : undefined])
    const pages = pagesOriginFor(place, publicOrigin, request.host)
    return reply.type('text/html; charset=utf-8').send(wrapperOf(startOf(launch, told, person?.name ?? '', pages)))
  })

  app.get('/play/:token/files/*', { config, schema: { params: TokenParams } }, async (request, reply) => {
    const name = (request.params as unknown as { '*': string })['*']
    const { folder } = found(await folderOfLaunch(request.beyond, hashOf(request.params.token), app.clock()))
    return sendPart(request, reply, files, folder, name)
  })

  app.post('/play/:token/commits', {
    config: { ...config, rateLimit: { max: commitsPerMinuteMax, timeWindow: 60_000, keyGenerator: (request: FastifyRequest) => String((request.params as { token?: string }).token) } },
    schema: { params: TokenParams, body: CommitForm }, bodyLimit: 2 * 1024 * 1024,
  }, async (request, reply) => {
    const taken = await request.beat((change) => takeCommit(change, request.params.token, request.body))
    return reply.code('closed' in taken ? 409 : 200).send(taken)
  })
}

async function sendPart(request: FastifyRequest, reply: FastifyReply, files: Files, folder: string, name: string): Promise<FastifyReply> {
  const { bytes, stream } = await files.openIn(folder, name)
  const span = spanOf(request.headers.range, bytes)
  reply.type(typeOf(name)).headers({ 'Accept-Ranges': 'bytes', 'Cache-Control': 'private, max-age=3600' })
  if (span === 'none') return reply.code(416).header('Content-Range', `bytes */${bytes}`).send()
  if (span === null) return reply.header('Content-Length', bytes).send(request.method === 'HEAD' ? null : stream())
  return reply.code(206).headers({ 'Content-Range': `bytes ${span.start}-${span.end}/${bytes}`, 'Content-Length': span.end - span.start + 1 }).send(stream(span))
}
