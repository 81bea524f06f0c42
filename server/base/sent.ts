import multipart, { type MultipartFile } from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Change } from './change.ts'
import { found, type Reason } from './errors.ts'
import type { Files, SavedFile } from './files.ts'
import { readBoxes, takeBoxes } from './forms.ts'
import { isProgramBehind, readParts, tidyName } from './multipart.ts'
import type { Answer } from './once.ts'
import { Infected } from './quarantine.ts'

/** The file that came with a form, kept already. Unless it says `isUsed` when the answer goes out, it is removed again. */
export interface Sent { file: (SavedFile & { name: string }) | null; problem: { reason: Reason; status: 413 | 415 | 422 } | null; isUsed: boolean }

/** What a form asks of its one file, whose box is called 'file'. */
export interface FileAsked {
  /** The folder it is kept in, a short word. */
  kind: string
  megabytesMax: number
  /** How many other boxes the form has, and how many bytes one of them may bring. */
  fieldsMax: number; fieldBytesMax: number
  missing: Reason; tooLarge: Reason
  whyNotNamed: (name: string) => Reason | null
  /** What only the whole file tells. */
  whyNotThese?: (bytes: Uint8Array, name: string) => Promise<Reason | null>
}

declare module 'fastify' {
  interface FastifyRequest { sent: Sent | null }
}

/** Lets the routes of this plugin take a form with one file; no other route does. A problem comes back beside its box. */
export async function takeFile(app: FastifyInstance, asked: FileAsked): Promise<void> {
  const limits = {
    files: 1, fields: asked.fieldsMax, parts: asked.fieldsMax + 2, fieldSize: asked.fieldBytesMax, headerPairs: 50,
    fileSize: asked.megabytesMax * 1024 * 1024 + 1,
  }
  // We count ourselves: a form with a file too large is shown again, not broken off.
  await app.register(multipart, { limits, throwFileSizeLimit: false })
  app.decorateRequest('sent', null)
  app.addHook('preValidation', async (request) => { if (request.isMultipart()) await receive(request, app.outside.files, asked, limits) })
  app.addHook('preHandler', async (request, reply) => {
    const { sent, routeOptions: { config } } = request
    if (!sent?.problem || !config.again) return
    request.unfit = [{ field: 'file', reason: sent.problem.reason }]
    return config.again(request, reply.code(sent.problem.status)) as Promise<void>
  })
  app.addHook('onSend', async ({ sent }) => { if (sent?.file && !sent.isUsed) await app.outside.files.remove(sent.file.key) })
}

/** What a change keeps of a sent file, and what it made superfluous. */
interface Kept { id: number; unneeded: string[] }

/**
 * Keeps the file that came with a form and answers with the page of its result. The file stays only when the change did;
 * said while the work is done, not after it, because the answer may be out before we hear that it is.
 */
export async function submitFile(
  request: FastifyRequest, reply: FastifyReply, keep: (change: Change, file: NonNullable<Sent['file']>) => Promise<Kept>,
  answer: (id: number) => Answer,
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
    }, answer)
  } catch (error) {
    sent.isUsed = false
    throw error
  }
  for (const key of unneeded) await request.server.outside.files.remove(key)
  return reply
}

async function receive(request: FastifyRequest, files: Files, asked: FileAsked, limits: object): Promise<void> {
  const sent: Sent = { file: null, problem: { reason: asked.missing, status: 422 }, isUsed: false }
  request.sent = sent
  const boxes = await readParts(request, limits, (part) => receiveFile(part, sent, files, asked)).catch(async (error: unknown) => {
    if (sent.file) await files.remove(sent.file.key)
    sent.file = null
    throw error
  })
  // The words of the form are the same for every file; what makes two sends one is the file.
  boxes.set('file', sent.file?.sha256 ?? 'none')
  takeBoxes(request, readBoxes(boxes.toString()))
}

async function receiveFile(part: MultipartFile, sent: Sent, files: Files, asked: FileAsked): Promise<void> {
  if (!part.filename || part.fieldname !== 'file' || sent.file) return void part.file.resume()
  const name = tidyName(part.filename)
  // By its name a program is refused; what a file really is, is told by its bytes.
  const misnamed = isProgramBehind(name) ? asked.whyNotNamed('') : asked.whyNotNamed(name)
  if (misnamed !== null) {
    part.file.resume()
    sent.problem = { reason: misnamed, status: 415 }
    return
  }
  try {
    const saved = await files.receive(within(part, asked.megabytesMax), asked.kind)
    const wrong = await asked.whyNotThese?.(await files.read(saved.key), name) ?? null
    if (wrong !== null) await files.remove(saved.key)
    else sent.file = { ...saved, name }
    sent.problem = wrong === null ? null : { reason: wrong, status: 415 }
  } catch (error) {
    part.file.resume()
    if (error instanceof Infected) sent.problem = { reason: error.reason, status: 422 }
    else if (!(error instanceof TooLarge)) throw error
    else sent.problem = { reason: asked.tooLarge, status: 413 }
  }
}

class TooLarge extends Error { override name = 'TooLarge' }

async function* within({ file }: MultipartFile, megabytesMax: number): AsyncGenerator<Uint8Array> {
  let count = 0
  for await (const chunk of file.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    count += chunk.byteLength
    if (count > megabytesMax * 1024 * 1024) throw new TooLarge()
    yield chunk
  }
}
