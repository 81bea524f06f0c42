import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { found, mend, Missing, refuse } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { Infected } from '../../base/quarantine.ts'
import { mp4Seconds } from '../lessons/media.ts'
import { findLessonToEdit } from '../lessons/queries.ts'
import { spaceTaken } from '../lessons/space.ts'
import { beginUpload, dropUpload, endUpload } from './changes.ts'
import { FilmParams, PieceQuery, PlainForm, UploadForm, UploadParams } from './forms.ts'
import { findUpload, uploadOf, type LessonUpload } from './queries.ts'
import { pieceBytes, whyNotFilm, whyNotWhole } from './rules.ts'

const edit = 'lessons.edit' as const

/**
 * A film of up to two gigabytes comes in pieces: it is announced, sent piece by piece, and ended. How far it is, is asked of
 * the server, after a broken connection or a new visit; only who began goes on. `static/uploads.js` speaks to it.
 */
export const lessonUploads: FastifyPluginAsyncTypebox = async (app) => {
  const { files, lessonSpace: space } = app.outside
  const { pieces } = files

  app.get('/lessons/:id/upload', { config: { access: edit }, schema: { params: FilmParams } }, async (request, reply) => {
    const lesson = found(await findLessonToEdit(request.db, request.scope, request.params.id))
    if (lesson.kind !== 'video') throw new Missing()
    const upload = await uploadOf(request.db, personOf(request), lesson.id)
    const received = upload?.endedAt === null ? await pieces.bytes(upload.pieces).catch(() => null) : null
    return reply.page('learning/lesson-uploads/show', { lesson, taken: await spaceTaken(request.db), space, upload: received === null ? null : { ...upload, received }, form: formOf(UploadForm, request) })
  })

  app.post('/lessons/:id/uploads', { config: { access: edit }, schema: { params: FilmParams, body: UploadForm } }, async (request, reply) => {
    const name = await pieces.begin()
    try {
      const { upload, dropped } = await request.change((change) => beginUpload(change, request.params.id, request.body, name, space))
      for (const one of dropped) await pieces.drop(one)
      return reply.code(201).send({ at: `/lessons/${upload.lessonId}/uploads/${upload.id}`, received: 0, pieceBytes })
    } catch (error) {
      await pieces.drop(name)
      throw error
    }
  })

  app.get('/lessons/:id/uploads/:upload', { config: { access: edit }, schema: { params: UploadParams } }, async (request, reply) => {
    const upload = await ownUpload(request)
    return reply.header('Cache-Control', 'no-store').send({ received: upload.endedAt ? upload.bytes : await pieces.bytes(upload.pieces), bytes: upload.bytes, pieceBytes })
  })

  await app.register(async (inner) => {
    // Nothing of a piece is held: it is read from the line and written to the disk.
    inner.addContentTypeParser('application/octet-stream', (_request, _payload, done) => done(null, undefined))
    inner.post('/lessons/:id/uploads/:upload/pieces', { config: { access: edit }, schema: { params: UploadParams, querystring: PieceQuery } }, async (request, reply) => {
      const upload = await ownUpload(request)
      const { from } = request.query as { from: number }
      const received = await pieces.add(upload.pieces, from, request.raw, Math.min(upload.bytes, from + pieceBytes))
      if (from === 0) await isFilm(request, upload)
      return reply.send({ received })
    })
  })

  app.post('/lessons/:id/uploads/:upload/end', { config: { access: edit }, schema: { params: UploadParams, body: PlainForm } }, async (request, reply) => {
    const upload = await ownUpload(request)
    // Asked again, because the answer was lost, it is the same answer; also when the first is not through yet.
    if (upload.endedAt === null) await takeIn(request, upload).catch(async (error: unknown) => { if (!await hasEnded(request)) throw error })
    return reply.notice('lessonUploads.ended').send({ to: `/lessons/${upload.lessonId}` })
  })

  app.post('/lessons/:id/uploads/:upload/removal', { config: { access: edit }, schema: { params: UploadParams, body: PlainForm } }, async (request, reply) => {
    const { id, upload } = request.params
    let dropped: string | null = null
    await reply.submit(async (change) => { dropped = await dropUpload(change, id, upload) }, () => ({ to: `/lessons/${id}/upload`, notice: 'lessonUploads.dropped' }))
    if (dropped !== null) await pieces.drop(dropped)
    return reply
  })

  /** What has come is looked through, kept as a file, and put on the draft. */
  async function takeIn(request: FastifyRequest, upload: LessonUpload): Promise<void> {
    const bytes = await pieces.bytes(upload.pieces)
    refuse(whyNotWhole(bytes, upload.bytes))
    await isFilm(request, upload)
    const seconds = await mp4Seconds({ bytes, at: (start, length) => part(upload, start, length) })
    if (seconds === null) return giveUp(request, upload, { key: 'lessons.noLength' })
    const kept = await files.receivePieces(upload.pieces, 'mp4').catch((error: unknown) => {
      if (error instanceof Infected) return giveUp(request, upload, error.reason)
      throw error
    })
    try {
      await request.change((change) => endUpload(change, upload.lessonId, upload.id, { ...kept, name: upload.name, type: 'video/mp4', seconds }))
    } catch (error) {
      await files.remove(kept.key)
      throw error
    }
    await pieces.drop(upload.pieces)
  }

  const part = async (upload: LessonUpload, start: number, length: number) =>
    Buffer.concat(await pieces.stream(upload.pieces, { start, end: start + length - 1 }).toArray() as Buffer[])

  /** What turns out to be no film is let go at once, and said in words. */
  async function isFilm(request: FastifyRequest, upload: LessonUpload): Promise<void> {
    const why = whyNotFilm(await part(upload, 0, 16))
    if (why !== null) await giveUp(request, upload, why)
  }

  async function giveUp(request: FastifyRequest, upload: LessonUpload, reason: NonNullable<ReturnType<typeof whyNotFilm>>): Promise<never> {
    await request.change((change) => dropUpload(change, upload.lessonId, upload.id))
    await pieces.drop(upload.pieces)
    mend([{ field: 'name', reason }])
    throw new Missing()
  }
}

const personOf = ({ actor }: FastifyRequest): number => actor?.personId ?? 0

const hasEnded = async (request: FastifyRequest) => (await uploadAsked(request))?.endedAt instanceof Date

const ownUpload = async (request: FastifyRequest): Promise<LessonUpload> => found(await uploadAsked(request))

function uploadAsked(request: FastifyRequest) {
  const { id, upload } = request.params as { id: number; upload: number }
  return findUpload(request.db, personOf(request), id, upload)
}
