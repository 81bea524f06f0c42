import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { Missing } from '../../base/errors.ts'
import { ReaderFileParams } from './forms.ts'

const root = path.resolve('node_modules/pdfjs-dist')
/** Older browsers are on many a telephone: the build that still runs there. */
const programs = ['pdf.min.mjs', 'pdf.worker.min.mjs']
/** What Japanese documents without fonts of their own need, and images in formats that no browser knows. */
const folders = { cmaps: /\.bcmap$/, standard_fonts: /\.(pfb|ttf)$/, wasm: /_nowasm_fallback\.js$/ }

/** The program that shows a PDF (pdf.js), out of its package: from our own place, so that the page's rules need no exception. */
export const readerFiles: FastifyPluginAsyncTypebox = async (app) => {
  // It is large: packed once, at the first asking, and not anew for each reader.
  const packed = new Map<string, Promise<{ plain: Buffer; small: Buffer }>>()
  const packedOf = (name: string) => {
    const known = packed.get(name) ?? pack(path.join(root, 'legacy/build', name))
    packed.set(name, known)
    return known
  }
  for (const name of programs) app.get(`/static/pdf/${name}`, { config: { access: 'anyone' }, compress: false }, async (request, reply) => {
    const { plain, small } = await packedOf(name)
    const takesSmall = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
    reply.headers({ 'Cache-Control': 'public, max-age=86400', Vary: 'Accept-Encoding', ...takesSmall && { 'Content-Encoding': 'gzip' } })
    return reply.type('text/javascript; charset=utf-8').send(takesSmall ? small : plain)
  })

  for (const [folder, served] of Object.entries(folders)) app.get(`/static/pdf/${folder}/:name`, { config: { access: 'anyone' }, schema: { params: ReaderFileParams } }, async (request, reply) => {
    // What the names allow lies in this folder; what does not exist there is a page like any other that does not.
    if (!served.test(request.params.name)) throw new Missing()
    const bytes = await readFile(path.join(root, folder, request.params.name)).catch(() => { throw new Missing() })
    reply.header('Cache-Control', 'public, max-age=86400')
    return reply.type(request.params.name.endsWith('.js') ? 'text/javascript; charset=utf-8' : 'application/octet-stream').send(bytes)
  })
}

async function pack(file: string) {
  const plain = await readFile(file)
  return { plain, small: await promisify(gzip)(plain) }
}
