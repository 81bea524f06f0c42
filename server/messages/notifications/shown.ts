import type { FastifyRequest } from 'fastify'

/** A kept letter as a page shows it: its links lead into this house, and a one-time link, which was in the mail alone, stays empty. */
export function asShown({ server, protocol, host }: FastifyRequest, body: string, path: string | null): string {
  const origin = server.outside.publicOrigin ?? `${protocol}://${host}`
  return body.replaceAll('{address}', `${origin}${path ?? '/'}`).replaceAll('{calendar}', `${origin}/my-calendar`).replaceAll('{link}', '―')
}
