import type { FastifyInstance } from 'fastify'
import type { Socket } from 'node:net'
import { speaking, type TextKey, type Texts } from './texts.ts'

const answers: Record<string, [string, TextKey]> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'error.longAddress'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'error.tooSlow'],
}

/**
 * Answers what Node could not read as a request, so that no page can be drawn: who asks, and in which language, is not
 * known. Said in both languages as plain text, with the guards every answer has.
 */
export function unreadable(texts: Texts) {
  return function (this: FastifyInstance, { code = '' }: Error & { code?: string }, socket: Socket): void {
    if (code === 'ECONNRESET' || socket.destroyed) return
    this.log.trace({ code }, 'client error') // not the error itself: it holds the bytes that came
    if (!socket.writable) return void socket.destroy()
    const [status, key] = answers[code] ?? ['400 Bad Request', 'error.request']
    const words = `${speaking(texts, 'ja')(key)}\n${speaking(texts, 'en')(key)}\n`
    socket.write([
      `HTTP/1.1 ${status}`, 'Content-Type: text/plain; charset=utf-8', `Content-Length: ${Buffer.byteLength(words)}`, 'Connection: close',
      "Content-Security-Policy: default-src 'none'", 'X-Content-Type-Options: nosniff', 'Cache-Control: no-store', '', words,
    ].join('\r\n'))
    socket.destroySoon() // whoever still reads of that request hears that it is over
  }
}
