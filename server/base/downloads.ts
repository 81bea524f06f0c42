import type { FastifyReply } from 'fastify'
import { Readable } from 'node:stream'
import { readAsKept, type Kept } from './as-kept.ts'
import { bundleOf, type Bundled } from './bundles.ts'
import type { Files } from './files.ts'

/** A stored file as its row says it: where it lies, how it is called, and the hash it had when it was kept. */
export interface StoredFile { key: string; name: string; type: string; bytes: number; sha256: string }

/**
 * `Content-Disposition` for any name: a plain twin for old programs, and the name itself in UTF-8 (RFC 6266). What could
 * end the header or lead out of a folder is left out.
 */
export function disposition(name: string, shown: 'attachment' | 'inline' = 'attachment'): string {
  const safe = name.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, '').replace(/[/\\:*?"<>|]/g, '-').toWellFormed().slice(0, 150)
  const plain = safe.replace(/[^\x20-\x7e]/g, '_').replaceAll('%', '_')
  const encoded = encodeURIComponent(safe).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  return `${shown}; filename="${plain}"; filename*=UTF-8''${encoded}`
}

/** The page that goes out now begins this file by itself, without scripts, and stays: a file never takes a page's place. */
export const beginFile = (reply: FastifyReply, href: string): FastifyReply => reply.header('Refresh', `0; url=${href}`)

/** The page a file is taken from, saying that it is to begin: whoever has to sign in again comes back to it. */
export function pageBeginning(path: string, query: unknown, take: string): string {
  const kept = Object.entries(query as Record<string, unknown>).filter(([, value]) => typeof value === 'string' || typeof value === 'number').map(([name, value]) => [name, String(value)])
  return `${path}?${new URLSearchParams([...kept as [string, string][], ['take', take]])}`
}

/** Sends bytes made for this one answer, kept by nobody on the way. */
export const sendMade = (reply: FastifyReply, bytes: Uint8Array, { name, type, shown }: { name: string; type: string; shown?: 'inline' }) =>
  reply.type(type).headers({ 'Cache-Control': 'no-store', 'Content-Disposition': disposition(name, shown) }).send(Buffer.from(bytes))

/**
 * Sends a stored file, after its bytes were found to be the ones that were kept. Rights are asked by the caller, each time.
 * @throws NotAsKept when the bytes are not what the row says: then nothing of them is sent
 */
export async function sendStored(reply: FastifyReply, files: Files, file: StoredFile): Promise<FastifyReply> {
  const stored = await foundAsKept(files, file)
  return reply.type(file.type).headers({
    'Cache-Control': 'no-store', 'Content-Length': stored.bytes, 'Content-Disposition': disposition(file.name),
  }).send(stored.stream())
}

/** A stored file whose bytes are the ones that were kept. @throws NoFile · NotAsKept */
async function foundAsKept(files: Files, kept: Kept) {
  const stored = await files.open(kept.key)
  await readAsKept(stored.stream(), kept)
  return stored
}

/**
 * Sends several stored files as one ZIP, made on the way and kept by nobody. All are looked at before the first byte goes
 * out, because an answer that has begun can no longer say what is wrong.
 */
export async function sendBundle(
  reply: FastifyReply, files: Files, papers: readonly Bundled[], name: string,
): Promise<FastifyReply> {
  for (const paper of papers) await foundAsKept(files, paper)
  return reply.type('application/zip').headers({ 'Cache-Control': 'no-store', 'Content-Disposition': disposition(name) })
    .send(Readable.from(bundleOf(files, papers)))
}
