import type { FastifyReply, FastifyRequest } from 'fastify'
import { disposition } from '../../base/downloads.ts'
import type { Files } from '../../base/files.ts'
import type { Span } from '../../base/storing.ts'

/**
 * Which bytes were asked for (RFC 9110, section 14): a span, null for all of them, 'none' when there are no such bytes.
 * What is not understood, and several spans at once, are answered with the whole.
 */
export function spanOf(range: string | undefined, bytes: number): Span | null | 'none' {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '') ?? []
  if (first === '' && last === '') return null
  if (first === '') return last === '0' || bytes === 0 ? 'none' : { start: Math.max(0, bytes - Number(last)), end: bytes - 1 }
  if (Number(first) >= bytes) return 'none'
  if (last !== '' && Number(last) < Number(first)) return null
  return { start: Number(first), end: last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1) }
}

/** Sends a stored file on, whole or in the span a player asked for. Who may have it was asked before. */
export async function sendFile(
  request: FastifyRequest, reply: FastifyReply, files: Files, { key, name, type, how }: { key: string; name: string; type: string; how: 'inline' | 'attachment' },
) {
  const file = await files.open(key)
  reply.headers({ 'Cache-Control': 'no-store', 'Accept-Ranges': 'bytes', 'Content-Disposition': disposition(name, how) })
  const span = spanOf(request.headers.range, file.bytes)
  if (span === 'none') return reply.code(416).header('Content-Range', `bytes */${file.bytes}`).send()
  const { start, end } = span ?? { start: 0, end: file.bytes - 1 }
  if (span !== null) reply.code(206).header('Content-Range', `bytes ${start}-${end}/${file.bytes}`)
  return reply.type(type).header('Content-Length', end - start + 1).send(file.stream({ start, end }))
}
