import multipart, { type MultipartFile } from '@fastify/multipart'
import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Reason } from '../../base/errors.ts'
import { readBoxes, takeBoxes } from '../../base/forms.ts'
import { readParts, tidyName } from '../../base/multipart.ts'

/** A notice that came as a file: its source as text, or why it was not read. */
export interface NoticeFile { name: string; source: string | Reason }

declare module 'fastify' {
  interface FastifyRequest { noticeFiles: NoticeFile[] }
}

export const filesMax = 50
export const megabytesMax = 5
const bytesMax = megabytesMax * 1024 * 1024
const limits = { files: filesMax, fields: 5, parts: filesMax + 6, fieldSize: 1_000, headerPairs: 50, fileSize: bytesMax }

/** Lets the routes of this plugin take notices as files, in memory alone; no other route does. */
export async function takeNotices(app: FastifyInstance): Promise<void> {
  // A mail that is too long is cut off and named in the result, and does not break the whole form off.
  await app.register(multipart, { limits, throwFileSizeLimit: false })
  app.decorateRequest('noticeFiles')
  app.addHook('preValidation', async (request) => { if (request.isMultipart()) await receive(request) })
}

async function receive(request: FastifyRequest): Promise<void> {
  request.noticeFiles = []
  const hash = createHash('sha256')
  const boxes = await readParts(request, limits, async (part) => {
    if (!part.filename || part.fieldname !== 'files') part.file.resume()
    else request.noticeFiles.push(await read(part, hash))
  })
  // The words of the form are the same for every file; what makes two sends one are the files.
  if (request.noticeFiles.length > 0) boxes.set('files', hash.digest('hex'))
  takeBoxes(request, readBoxes(boxes.toString()))
}

async function read(part: MultipartFile, hash: ReturnType<typeof createHash>): Promise<NoticeFile> {
  const name = tidyName(part.filename)
  const bytes = await part.toBuffer()
  hash.update(name).update(bytes)
  if (part.file.truncated) return { name, source: { key: 'bounces.tooLong', data: { megabytes: megabytesMax } } }
  // The fields of a notice are ASCII (RFC 3464), so it does not matter in what else its words are written.
  return { name, source: bytes.toString('latin1').replaceAll('\0', '') }
}
