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
