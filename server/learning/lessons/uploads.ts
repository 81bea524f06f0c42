import multipart, { type MultipartFile } from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Readable } from 'node:stream'
import type { FieldReason, Reason } from '../../base/errors.ts'
import type { Files, SavedFile } from '../../base/files.ts'
import { readBoxes, takeBoxes } from '../../base/forms.ts'
import { readParts, tidyName } from '../../base/multipart.ts'
import { Infected } from '../../base/quarantine.ts'
import { mp4Seconds, pdfPages, vttCues } from './media.ts'
import { pictureOf, pixelsMax } from './pictures.ts'
import { clockOf } from './rules.ts'
import { taken, tooLarge, whyNotNamed, wrongFile, wrongPicture, type UploadField } from './files/rules.ts'

/** A file that came with a form, kept already; with what was read out of it. */
export interface Upload extends SavedFile { name: string; type: string; seconds?: number; pages?: number; transcript?: string; width?: number; height?: number }
/** What a form brought. Unless it says `isUsed` when the answer goes out, its files are removed again. */
export interface Uploads { files: Partial<Record<UploadField, Upload>>; problems: FieldReason[]; status: number; isUsed: boolean }

declare module 'fastify' {
  interface FastifyRequest { uploads: Uploads | null }
}

class NotTaken extends Error {
  override name = 'NotTaken'
  readonly status: 413 | 415 | 422
  readonly reason: Reason
  constructor(status: 413 | 415 | 422, reason: Reason) {
    super(reason.key)
    this.status = status
    this.reason = reason
  }
}

const limits = { files: 4, fields: 60, parts: 64, fieldSize: 400_000, headerPairs: 50,
  fileSize: Math.max(...Object.values(taken).map(({ bytesMax }) => bytesMax)) + 1 }

/** Lets the routes of this plugin take forms with files; no other route does. A problem comes back beside its box. */
export async function takeUploads(app: FastifyInstance): Promise<void> {
  await app.register(multipart, { limits })
  app.decorateRequest('uploads', null)
  app.addHook('preValidation', async (request) => { if (request.isMultipart()) await receive(request, app.outside.files) })
  app.addHook('preHandler', async (request, reply) => showAgain(request, reply))
  // Before the answer goes out, not after it: after it is never, when the reader has gone away in between.
  app.addHook('onSend', async ({ uploads }) => { if (uploads && !uploads.isUsed) await drop(uploads, app.outside.files) })
}

async function showAgain(request: FastifyRequest, reply: FastifyReply) {
  const { uploads, validationError, routeOptions: { config } } = request
  if (uploads === null || uploads.problems.length === 0 || validationError || !config.again) return
  request.unfit = uploads.problems
  return config.again(request, reply.code(uploads.status)) as Promise<void>
}

async function receive(request: FastifyRequest, files: Files): Promise<void> {
  const uploads: Uploads = { files: {}, problems: [], status: 415, isUsed: false }
  request.uploads = uploads
  const boxes = await readParts(request, limits, (part) => receiveFile(part, uploads, files)).catch(async (error: unknown) => {
    await drop(uploads, files)
    throw error
  })
  for (const [field, { sha256 }] of Object.entries(uploads.files)) boxes.set(field, sha256)
  takeBoxes(request, readBoxes(boxes.toString()))
}

async function receiveFile(part: MultipartFile, uploads: Uploads, files: Files): Promise<void> {
  const field = part.fieldname as UploadField
  // Nothing was chosen, or a box that this form does not have.
  if (!part.filename || !Object.hasOwn(taken, field) || uploads.files[field]) return void part.file.resume()
  try {
    const why = whyNotNamed(field, part.filename)
    if (why) throw new NotTaken(415, why)
    if (field === 'picture') return void (uploads.files.picture = await receivePicture(part, files))
    const saved = await files.receive(checked(part, field), taken[field].endings[0])
    uploads.files[field] = { ...saved, name: tidyName(part.filename), type: taken[field].type }
    Object.assign(uploads.files[field], await readOut(field, saved.key, files))
  } catch (thrown) {
    part.file.resume()
    const error = thrown instanceof Infected ? new NotTaken(422, thrown.reason) : thrown
    if (!(error instanceof NotTaken)) throw error
    if (uploads.files[field]) await files.remove(uploads.files[field].key)
    delete uploads.files[field]
    uploads.problems.push({ field, reason: error.reason })
    uploads.status = error.status
  }
}

/** A picture is small enough to be looked through at once; what is kept of it is the picture alone. */
async function receivePicture(part: MultipartFile, files: Files): Promise<Upload> {
  const sent = await Readable.from(checked(part, 'picture')).toArray().then(Buffer.concat)
  const picture = pictureOf(sent)
  if (picture === null) throw new NotTaken(415, wrongPicture(part.filename, sent))
  const { bytes, ending, type, width, height } = picture
  if (width * height > pixelsMax) throw new NotTaken(413, { key: 'lessons.tooManyPixels', data: { megapixels: pixelsMax / 1_000_000 } })
  const saved = await files.receive(bytes, ending)
  return { ...saved, name: tidyName(part.filename), type, width, height }
}

/** The bytes as they arrive, as long as they begin as they must and are not too many. */
async function* checked({ file, filename }: MultipartFile, field: UploadField): AsyncGenerator<Uint8Array> {
  let head = Buffer.alloc(0)
  let count = 0
  for await (const chunk of file.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    count += chunk.byteLength
    if (count > taken[field].bytesMax) throw new NotTaken(413, tooLarge(field))
    if (head.byteLength >= 16) { yield chunk; continue }
    head = Buffer.concat([head, chunk])
    if (head.byteLength < 16) continue
    if (!taken[field].starts(head)) throw new NotTaken(415, field === 'picture' ? wrongPicture(filename, head) : wrongFile(field))
    yield head
  }
  if (head.byteLength >= 16) return
  if (!taken[field].starts(head)) throw new NotTaken(415, field === 'picture' ? wrongPicture(filename, head) : wrongFile(field))
  yield head
}

/** What only the whole file tells: how long a film is, how many pages there are, what is said. */
async function readOut(field: UploadField, key: string, files: Files): Promise<Partial<Upload>> {
  if (field === 'video') {
    const { bytes, stream } = await files.open(key, { ours: true })
    const at = async (start: number, length: number) =>
      Buffer.concat(await stream({ start, end: Math.min(bytes, start + length) - 1 }).toArray() as Buffer[])
    const seconds = await mp4Seconds({ bytes, at })
    if (seconds === null) throw new NotTaken(415, { key: 'lessons.noLength' })
    return { seconds }
  }
  if (field === 'document') {
    const pages = pdfPages(await files.read(key))
    return pages === null ? {} : { pages }
  }
  const cues = vttCues(await files.read(key))
  if (cues === null) throw new NotTaken(415, wrongFile('captions'))
  return { transcript: cues.map(({ seconds, text }) => `${clockOf(seconds)} ${text}`).join('\n').slice(0, 60_000) }
}

async function drop({ files: given }: Uploads, files: Files): Promise<void> {
  await Promise.all(Object.values(given).map(({ key }) => files.remove(key)))
}
