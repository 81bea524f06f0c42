import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { authoring } from './authoring.ts'
import { confirmReading } from './doing/changes.ts'
import type { FactsOfKinds, ProblemsOfKinds } from './contents.ts'
import { LessonParams, OwnLessonParams, PictureParams, PlainForm, VersionQuery } from './forms.ts'
import { htmlOf } from './markdown.ts'
import { findLessonFile, findOwnLesson, findPicture, lessonsOfEnrollments, ownEnrollments, picturesOf } from './queries.ts'
import { learnPathOf, linesOfTranscript, rooms, stateOf } from './rules.ts'
import { sendFile } from './sending.ts'
import { shelvesOf } from './shelf.ts'
import { watchedOf } from './standing.ts'

export const lessons: FastifyPluginAsyncTypebox<{ problems: ProblemsOfKinds; facts: FactsOfKinds }> = async (app, given) => {
  app.get('/learn', { config: { access: 'lessons.learn' } }, async (request, reply) =>
    reply.page('learning/lessons/learn', { shelves: await ownShelves(request) }))

  app.get('/learn/:enrollment/lessons/:lesson', {
    config: { access: 'lessons.learn' }, schema: { params: OwnLessonParams },
  }, async (request, reply) => {
    const { enrollment, lesson } = request.params
    const page = await lessonPage(request, enrollment, lesson)
    // An old address of what has a room of its own leads there.
    if (page.lesson.kind in rooms && page.viewing !== 'not_yet') return reply.redirect(learnPathOf(page.lesson.kind, enrollment, lesson), 303)
    return reply.page('learning/lessons/lesson', page)
  })

  app.post('/learn/:enrollment/lessons/:lesson/readings', {
    config: { access: 'lessons.learn' }, schema: { params: OwnLessonParams, body: PlainForm },
  }, async (request, reply) => {
    const { enrollment, lesson } = request.params
    return reply.submit((change) => confirmReading(change, enrollment, lesson), () => ({ to: '/learn', notice: 'lessons.readingTaken' }))
  })

  app.get('/lessons/:id/file', { config: { access: 'lessons.files' }, schema: { params: LessonParams, querystring: VersionQuery } }, async (request, reply) => {
    const file = found(await findLessonFile(request.db, request.scope, request.params.id, 'file', request.today, request.query.version))
    return sendFile(request, reply, app.outside.files, { ...file, how: file.type.startsWith('video/') ? 'inline' : 'attachment' })
  })

  app.get('/lessons/:id/captions', { config: { access: 'lessons.files' }, schema: { params: LessonParams, querystring: VersionQuery } }, async (request, reply) => {
    const file = found(await findLessonFile(request.db, request.scope, request.params.id, 'captions', request.today, request.query.version))
    return sendFile(request, reply, app.outside.files, { ...file, how: 'inline' })
  })

  app.get('/lessons/:id/pictures/:number', { config: { access: 'lessons.files' }, schema: { params: PictureParams } }, async (request, reply) => {
    const { id, number } = request.params
    const file = found(await findPicture(request.db, request.scope, id, number, request.today))
    return sendFile(request, reply, app.outside.files, { ...file, how: 'inline' })
  })

  await app.register(authoring, given)
}

async function ownShelves({ db, scope, today }: FastifyRequest) {
  const enrollments = await ownEnrollments(db, scope)
  const standing = enrollments.filter(({ state }) => state !== 'withdrawn')
  return shelvesOf(standing, await lessonsOfEnrollments(db, standing.map(({ id }) => id)), today)
}

async function lessonPage({ db, scope, today, say }: FastifyRequest, enrollmentId: number, lessonId: number) {
  const [own, all] = await Promise.all([findOwnLesson(db, scope, enrollmentId, lessonId), lessonsOfEnrollments(db, [enrollmentId])])
  const lesson = found(own)
  const beside = all.filter(({ moduleId }) => moduleId === lesson.moduleId)
  const shelf = shelvesOf([{ id: enrollmentId }], beside, today)[0]!
  const viewing = stateOf(lesson, today)
  const pictures = lesson.body.includes('picture:') ? await picturesOf(db, lessonId) : []
  return {
    lesson, viewing, shelf, ...watchedOf(lesson), player: null, isNewlyDone: false, isElsewhere: false, html: viewing === 'not_yet' ? '' : htmlOf(lesson.body, { pictures, tableName: say('lessons.tableName') }),
    lines: linesOfTranscript(lesson.transcript), beats: `/learn/${enrollmentId}/lessons/${lessonId}/beats`,
  }
}
