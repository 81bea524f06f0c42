import multipart, { type MultipartFile } from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Change } from '../../base/change.ts'
import { found, type Reason } from '../../base/errors.ts'
import type { Files, SavedFile } from '../../base/files.ts'
import { readBoxes, takeBoxes } from '../../base/forms.ts'
import { Infected } from '../../base/quarantine.ts'

/** The table that came with a form, kept already. Unless it says `isUsed` when the answer goes out, it is removed again. */
export interface Sent { file: (SavedFile & { name: string }) | null; problem: { reason: Reason; status: 413 | 415 | 422 } | null; isUsed: boolean }

declare module 'fastify' {
  interface FastifyRequest { sent: Sent | null }
}

export const megabytesMax = 10
const bytesMax = megabytesMax * 1024 * 1024
const limits = { files: 1, fields: 10, parts: 12, fieldSize: 1_000, headerPairs: 50, fileSize: bytesMax + 1 }

/** Lets the routes of this plugin take a form with one table; no other route does. */
export async function takeTables(app: FastifyInstance): Promise<void> {
  // We count ourselves: a form with a file too large is shown again, not broken off.
  await app.register(multipart, { limits, throwFileSizeLimit: false })
  app.decorateRequest('sent', null)
  app.addHook('preValidation', async (request) => { if (request.isMultipart()) await receive(request, app.outside.files) })
  app.addHook('preHandler', async (request, reply) => {
    const { sent, routeOptions: { config } } = request
    if (!sent?.problem || !config.again) return
    request.unfit = [{ field: 'file', reason: sent.problem.reason }]
    return config.again(request, reply.code(sent.problem.status)) as Promise<void>
  })
  app.addHook('onSend', async ({ sent }) => { if (sent?.file && !sent.isUsed) await app.outside.files.remove(sent.file.key) })
}

/** What a change keeps of a sent table, and what it made superfluous. */
interface KeptTable { id: number; unneeded: string[] }

/**
 * Keeps the table that came with a form and answers with the page of its result. The file stays only when the change did;
 * said while the work is done, not after it, because the answer may be out before we hear that it is.
 */
export async function submitTable(
  request: FastifyRequest, reply: FastifyReply, keep: (change: Change, file: NonNullable<Sent['file']>) => Promise<KeptTable>, to: (id: number) => string,
): Promise<FastifyReply> {
  const sent = found(request.sent)
  const file = found(sent.file)
  let unneeded: string[] = []
  try {
    await reply.submit(async (change) => {
      const kept = await keep(change, file)
      unneeded = kept.unneeded
      sent.isUsed = true
      return kept.id
    }, (id) => ({ to: to(id) }))
  } catch (error) {
    sent.isUsed = false
    throw error
  }
  for (const key of unneeded) await request.server.outside.files.remove(key)
  return reply
}

async function receive(request: FastifyRequest, files: Files): Promise<void> {
  const sent: Sent = { file: null, problem: { reason: { key: 'nominationFiles.missing' }, status: 422 }, isUsed: false }
  request.sent = sent
  const boxes = new URLSearchParams()
  try {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'field') boxes.append(part.fieldname, String(part.value))
      else await receiveTable(part, sent, files)
    }
  } catch (error) {
    if (sent.file) await files.remove(sent.file.key)
    sent.file = null
    throw typeof (error as { statusCode?: unknown }).statusCode === 'number' ? error
      : Object.assign(new Error(`not a form: ${(error as Error).message}`), { statusCode: 400 })
  }
  // The words of the form are the same for every file; what makes two sends one is the file.
  boxes.set('file', sent.file?.sha256 ?? 'none')
  takeBoxes(request, readBoxes(boxes.toString()))
}

async function receiveTable(part: MultipartFile, sent: Sent, files: Files): Promise<void> {
  if (!part.filename || part.fieldname !== 'file' || sent.file) return void part.file.resume()
  const name = tidyName(part.filename)
  // By its name a program is refused; what a table really is, is told by its bytes.
  if (!/\.(xlsx|xlsm|xls|csv|txt|tsv|ods|pdf|png|jpe?g|heic)$/i.test(name) || /\.(exe|com|bat|cmd|js|vbs|ps1|sh|html?|svg)\./i.test(name)) {
    part.file.resume()
    sent.problem = { reason: { key: 'nominationFiles.wrongName' }, status: 415 }
    return
  }
  try {
    sent.file = { ...await files.receive(within(part), 'table'), name }
    sent.problem = null
  } catch (error) {
    part.file.resume()
    if (error instanceof Infected) sent.problem = { reason: { key: 'error.infected' }, status: 422 }
    else if (!(error instanceof TooLarge)) throw error
    else sent.problem = { reason: { key: 'nominationFiles.fileTooLarge', data: { megabytes: megabytesMax } }, status: 413 }
  }
}

class TooLarge extends Error { override name = 'TooLarge' }

async function* within({ file }: MultipartFile): AsyncGenerator<Uint8Array> {
  let count = 0
  for await (const chunk of file.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    count += chunk.byteLength
    if (count > bytesMax) throw new TooLarge()
    yield chunk
  }
}

/** A name as it may stand on a page and in a header: without a path and without signs nobody sees. */
const tidyName = (name: string): string =>
  (name.split(/[\\/]/).at(-1) ?? '').replace(/[\p{C}"*:<>?|]/gu, '').trim().slice(-120) || 'file'
