import helmet from '@fastify/helmet'
import fp from 'fastify-plugin'

/** What every answer says to the browser: load nothing from elsewhere, run nothing inline, frame nothing. */
export default fp<{ encrypted: boolean }>(async function security(app, { encrypted }) {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"], scriptSrc: ["'self'"], styleSrc: ["'self'"], imgSrc: ["'self'"], mediaSrc: ["'self'"],
        connectSrc: ["'self'"], formAction: ["'self'"], objectSrc: ["'none'"], baseUri: ["'none'"],
        frameAncestors: ["'none'"], manifestSrc: ["'self'"], reportUri: ['/csp-reports'],
        // Where people come without encryption, a browser that is told to upgrade follows no answer of ours to a script.
        ...(encrypted ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: { maxAge: 63_072_000, includeSubDomains: true },
    referrerPolicy: { policy: 'same-origin' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
  })

  // Both are asked once it is known who reads and in which language, and before anything is read.
  app.addHook('preParsing', async ({ method, query }, reply) => {
    if (!['GET', 'HEAD', 'POST'].includes(method)) {
      reply.header('Allow', 'GET, HEAD, POST')
      throw Object.assign(new Error(`no such way: ${method}`), { statusCode: 405 })
    }
    // Two answers to one question in an address are none: whichever was taken, somebody meant the other.
    if (Object.values(query as object).some(Array.isArray)) throw Object.assign(new Error('asked twice'), { statusCode: 400 })
  })

  app.addContentTypeParser(['application/csp-report', 'application/reports+json'], { parseAs: 'string', bodyLimit: 16_384 },
    (_request, body, done) => done(null, refusalsIn(String(body))))
  app.post('/csp-reports', { config: { access: 'anyone' } }, async (request, reply) => {
    if (Array.isArray(request.body)) for (const refused of request.body.slice(0, 5)) request.log.warn({ refused }, 'the browser refused something')
    return reply.code(204).send()
  })
})

interface Told { 'effective-directive'?: unknown; 'blocked-uri'?: unknown; 'document-uri'?: unknown; effectiveDirective?: unknown; blockedURL?: unknown; documentURL?: unknown }

/**
 * What a browser says it refused, in the older form or the newer one: by which rule, from where, on which page. The
 * addresses it names may carry one-time links and search words, so no more of them is kept than helps to find the page.
 */
function refusalsIn(body: string) {
  const told: Told[] = []
  try {
    for (const one of [JSON.parse(body)].flat() as ({ 'csp-report'?: Told; body?: Told } | null)[]) told.push(one?.['csp-report'] ?? one?.body ?? {})
  } catch { /* no report at all */ }
  return told.map((one) => ({
    rule: String(one['effective-directive'] ?? one.effectiveDirective ?? '').replace(/[^a-z-]/g, '').slice(0, 40),
    from: placeOf(one['blocked-uri'] ?? one.blockedURL, false), page: placeOf(one['document-uri'] ?? one.documentURL, true),
  }))
}

/** 'inline' or another word, the host of an address, or its path with everything that is no plain word left out. */
function placeOf(address: unknown, ours: boolean): string {
  const text = String(address ?? '')
  if (!URL.canParse(text)) return /^[a-z-]{1,30}$/.test(text) ? text : ''
  const { origin, pathname } = new URL(text)
  return ours ? pathname.split('/').map((part) => (/^[a-z-]{0,20}$/.test(part) ? part : '…')).join('/').slice(0, 100) : origin
}

/** How long one part of an address may be. The router holds to it, too. */
export const partLengthMax = 200

/**
 * An address whose bytes are no text (`/%`, `?q=%00`), or with a part that is too long, leads where nothing is. Without this the router would answer it
 * itself, before any of our guards, and the database would refuse the zero byte as an error of ours.
 */
export function readableAddress({ url = '/' }: { url?: string | undefined }): string {
  try {
    const isTooLong = url.split('?')[0]!.split('/').some((part) => decodeURIComponent(part).length > partLengthMax)
    return isTooLong || decodeURIComponent(url).includes('\0') ? '/not-an-address' : url
  } catch {
    return '/not-an-address'
  }
}
