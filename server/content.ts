import compress from '@fastify/compress'
import { fastify, type FastifyError, type FastifyInstance, type FastifyServerOptions } from 'fastify'
import access from './base/access.ts'
import change, { type Change } from './base/change.ts'
import type { Database } from './base/database.ts'
import type { Files } from './base/files.ts'
import { pagesOriginFor, type ContentPlace } from './base/origins.ts'
import reader from './base/reader.ts'
import { readableAddress } from './base/security.ts'
import { speaking, type TextKey } from './base/texts.ts'
import { packageHost } from './learning/scorm/host.ts'
import { texts } from './texts.ts'

export interface ContentParts {
  database: Database; files: Files; clock: () => Date; random: Change['random']
  place: ContentPlace; publicOrigin: string | null; production: boolean
  trustProxy: FastifyServerOptions['trustProxy']; logger: FastifyServerOptions['logger']
}

/**
 * The other house: uploaded packages run here, on an origin of their own. It sets no cookie and reads none, knows no page of ours,
 * and what it hands out may be framed by our pages alone.
 */
export async function buildContentHost({ database, files, clock, random, place, publicOrigin, production, trustProxy, logger }: ContentParts): Promise<FastifyInstance> {
  const app = fastify({
    logger: logger ?? false, trustProxy: trustProxy ?? false, bodyLimit: 2 * 1024 * 1024, routerOptions: { maxParamLength: 4_000 }, rewriteUrl: readableContentAddress,
  })
  app.decorateRequest('actor', null)
  await app.register(access)
  await app.register(reader, { database, clock })
  await app.register(change, { database, random })
  await app.register(compress, { threshold: 1024, encodings: ['br', 'gzip'] })
  app.removeContentTypeParser('text/plain')

  app.addHook('onRequest', async (request, reply) => {
    const pages = pagesOriginFor(place, publicOrigin, request.host)
    reply.headers({
      'Content-Security-Policy': policyFor(pages), 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin', 'Origin-Agent-Cluster': '?1', 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex',
      ...production ? { 'Strict-Transport-Security': 'max-age=63072000' } : {},
    })
    // A worker of a package would outlive its page and see the next package.
    if (request.headers['service-worker'] !== undefined) throw Object.assign(new Error('no worker'), { statusCode: 404 })
    if (!['GET', 'HEAD', 'POST'].includes(request.method)) {
      reply.header('Allow', 'GET, HEAD, POST')
      throw Object.assign(new Error('no such way'), { statusCode: 405 })
    }
  })
  app.setNotFoundHandler(() => { throw Object.assign(new Error('nothing here'), { statusCode: 404 }) })
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    const status = error.name === 'Missing' || error.validation ? 404 : error.statusCode ?? 500
    if (status >= 500) request.log.error({ err: error }, 'this answer was an error of ours')
    const key: TextKey = status === 404 ? 'error.missing' : status === 429 ? 'error.tooOften' : status === 503 ? 'error.unscanned' : status < 500 ? 'error.request' : 'error.broken'
    return reply.code(status).type('text/plain; charset=utf-8').send(`${speaking(texts, 'ja')(key)}\n${speaking(texts, 'en')(key)}\n`)
  })

  await app.register(packageHost, { files, place, publicOrigin })
  return app
}

/** Packages run scripts of their own making, here and nowhere else. They reach no other host and start no worker. */
function policyFor(pages: string | null): string {
  return [
    "default-src 'none'", "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:", "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:",
    "media-src 'self' data: blob:", "font-src 'self' data:", "connect-src 'self' data: blob:", "frame-src 'self' data: blob:", "worker-src 'none'", "object-src 'none'",
    "form-action 'self'", "base-uri 'self'", `frame-ancestors 'self' ${pages ?? ''}`.trim(),
    'sandbox allow-scripts allow-same-origin allow-forms allow-popups allow-modals',
  ].join('; ')
}

/** File names in a package may be longer than any part of an address of ours. */
const readableContentAddress = (request: { url?: string | undefined }): string => {
  const url = request.url ?? '/'
  return /^\/play\/[\w-]{22}\/files\//.test(url) && isText(url) ? url : readableAddress(request)
}

function isText(url: string): boolean {
  try {
    return url.length < 8_000 && !decodeURIComponent(url.split('?')[0]!).includes('\0')
  } catch {
    return false
  }
}
