import type { FastifyRequest } from 'fastify'

/**
 * The address under which a reader finds this page again. The page that a form comes back on has the address the form was
 * sent to, and often nothing is read there: then it is where the form was opened, by what the browser says or by our habit.
 */
export function placeOf(request: FastifyRequest): string {
  const { method, url } = request
  if (method !== 'POST') return url
  const sentTo = url.split('?')[0]!
  const opened = openedAt(request)
  return opened !== null && opened.split('?')[0] !== sentTo ? opened : habitual(request, sentTo)
}

/** Where the form was, as far as it was a page of ours. */
function openedAt({ headers: { referer = '' }, host }: FastifyRequest): string | null {
  if (!URL.canParse(referer)) return null
  const { host: from, pathname, search } = new URL(referer)
  return from === host ? pathname + search : null
}

/** `/courses` is filled in at `/courses/new`, `/courses/3` at `/courses/3/edit`; what is part of a page, on the page above. */
function habitual({ server, routeOptions: { url: pattern = '/' } }: FastifyRequest, sentTo: string): string {
  const isRead = (url: string) => server.hasRoute({ method: 'GET', url })
  const page = ['/new', '/edit'].find((ending) => isRead(pattern + ending))
  if (page !== undefined) return sentTo + page
  const [names, parts] = [pattern.split('/'), sentTo.split('/')]
  while (names.length > 1 && !isRead(names.join('/'))) { names.pop(); parts.pop() }
  return parts.join('/') || '/'
}
