import type { FastifyInstance } from 'fastify'
import { extractText, getDocumentProxy } from 'unpdf'
import type { VisitorOf } from './app.ts'
import { wordsOnPlain } from './plain-paper.ts'
import { waysOf, type Way } from './ways.ts'

// The public check of a certificate slows whoever asks often, so it would differ by itself; its own tests ask what it tells.
export const waysToLook = (app: FastifyInstance) => waysOf(app).filter(({ method, url }) => method === 'GET' && !/^\/(static|styleguide|health|verify)\b/.test(url))

/** One-time keys and numbers of requests differ each time. */
export const lasting = (text: string) => text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|req-\w+/g, '…')
const words = async (bytes: Buffer) => wordsOnPlain(bytes) ?? (await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true })).text

/** All that somebody can fetch, by address. */
export async function allShownTo(guest: VisitorOf, ways: readonly Way[]): Promise<Map<string, string>> {
  const shown = new Map<string, string>()
  const searches = ['', `?q=${encodeURIComponent('おなじ なまえ')}`, '?q=ZZ', '?year=2026&state=completed&page=2']
  for (const { url, at: to } of ways) {
    for (const address of url.includes(':') ? ['1', '2', '3'].map(to) : searches.map((search) => `${url}${search}`)) {
      const { statusCode, body, rawPayload, headers } = await guest.get(address)
      const isPaper = statusCode === 200 && headers['content-type'] === 'application/pdf'
      shown.set(address, `${statusCode} ${isPaper ? await words(rawPayload) : lasting(body)}`)
    }
  }
  return shown
}
