import type { FastifyInstance } from 'fastify'
import type { VisitorOf } from './app.ts'

/** The headings of the nomination form, in its order. */
export const headings = ['区市町村コード', '区分', '順位', '氏名', 'ふりがな', '所属', '職種', '経験', '希望コース', 'チーム', 'メール', '推薦理由']

let sends = 0

/** Sends a table as a browser does: a form in parts, with its one-time key and one file. */
export function sendTable(app: FastifyInstance, who: VisitorOf, url: string, bytes: Uint8Array, name: string) {
  const edge = 'edge-of-parts'
  const part = (words: string) => Buffer.from(`--${edge}\r\nContent-Disposition: form-data; ${words}`)
  const payload = Buffer.concat([
    part(`name="once"\r\n\r\nkey-of-send-${sends += 1}-${'x'.repeat(20)}\r\n`), part(`name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`),
    bytes, Buffer.from(`\r\n--${edge}--\r\n`),
  ])
  return app.inject({
    method: 'POST', url, cookies: { sid: who.sid! }, payload,
    headers: { host: 'house.test', origin: 'http://house.test', 'content-type': `multipart/form-data; boundary=${edge}` },
  })
}

/**
 * A form in Excel taken from below `at`, changed, sent back and looked at. `take` takes it in as it was seen then; `page` is what the
 * result said, `words` the same without its tags.
 */
export async function formSentBack(app: FastifyInstance, who: VisitorOf, at: string, change: (bytes: Uint8Array) => Promise<Uint8Array>, name = '表.xlsx') {
  const form = await who.get(`${at}/form-file?as=xlsx`)
  const sent = await sendTable(app, who, `${at}/files`, await change(form.rawPayload), name)
  const href = String(sent.headers.location)
  const look = async (as = who) => as.get(href)
  const { body: page } = await look()
  const seen = /name="seen" value="([^"]+)"/.exec(page)?.[1] ?? 'x'
  return { statusCode: sent.statusCode, href, page, words: wordsOf(page), look, take: async (as = who) => as.post(`${href}/taking`, { seen }) }
}

const wordsOf = (page: string) => page.split('<main')[1]!.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
