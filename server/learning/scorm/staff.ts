import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { submitFile, takeFile } from '../../base/sent.ts'
import { buildTable } from '../../base/table-files.ts'
import { usesOf } from '../lessons/uses.ts'
import type { Course } from './course.ts'
import { examinePackage } from './examining.ts'
import { AttemptParams, AttemptsQuery, LaunchForm, LessonParams, PlainForm, PreviewParams, RuleForm, UploadForm } from './forms.ts'
import { keepPackage, saveRule } from './packages/changes.ts'
import { findScorm, packagePage, previewedPage, sendPlay, tablesOf } from './pages.ts'
import { previewItem } from './playing/changes.ts'
import { attemptsForFile, attemptsOfLesson, commitsOf, countAttempts, findAttempt, statesOf, toldIn } from './queries.ts'
import { contentOf, judge } from './rules.ts'
import { recalculate } from './settling/changes.ts'
import { standingsOf } from './standings/rules.ts'
import { recordsTable } from './table.ts'

const megabytesMax = 300
const perPage = 50

/** How staff send a package, read what was found in it, decide what counts, and see what trainees did. */
export const packages: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/lessons/:id/package', { config: { access: 'lessons.read' }, schema: { params: LessonParams } }, shown)

  app.post('/lessons/:id/package', {
    config: { access: 'lessons.edit', again: shown }, schema: { params: LessonParams, body: RuleForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id } = request.params
    return reply.submit((change) => saveRule(change, id, request.body), () => ({ to: `/lessons/${id}/package`, notice: 'form.saved' }))
  })

  app.post('/lessons/:id/package/recalculation', {
    config: { access: 'lessons.edit', again: shown }, schema: { params: LessonParams, body: PlainForm },
  }, async (request, reply) => {
    const { id } = request.params
    return reply.submit((change) => recalculate(change, id), () => ({ to: `/lessons/${id}/package`, notice: 'scorm.recalculated' }))
  })

  app.get('/lessons/:id/package/preview', { config: { access: 'lessons.read' }, schema: { params: LessonParams } }, async (request, reply) =>
    reply.page('learning/scorm/preview', await packagePage(request, request.params.id)))

  app.post('/lessons/:id/package/preview', {
    config: { access: 'lessons.read' }, schema: { params: LessonParams, body: LaunchForm },
  }, async (request, reply) => {
    const { id } = request.params
    const token = await request.change((change) => previewItem(change, id, request.body.item))
    return reply.redirect(`/lessons/${id}/package/preview/${token}`, 303)
  })

  app.get('/lessons/:id/package/preview/:token', { config: { access: 'lessons.read' }, schema: { params: PreviewParams } }, async (request, reply) =>
    sendPlay(request, reply, await previewedPage(request, request.params.id, request.params.token)))

  await app.register(sending)
  await app.register(results)
}

async function shown(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('learning/scorm/package', await packagePage(request, (request.params as { id: number }).id))
}

/** The form that brings a package along. */
const sending: FastifyPluginAsyncTypebox = async (app) => {
  await takeFile(app, {
    kind: 'zip', megabytesMax, fieldsMax: 4, fieldBytesMax: 200,
    missing: { key: 'scorm.fileMissing' }, tooLarge: { key: 'scorm.fileTooLarge' },
    whyNotNamed: (name) => (name.toLowerCase().endsWith('.zip') ? null : { key: 'scorm.wrongFile' }),
  })

  app.post('/lessons/:id/package/file', {
    config: { access: 'lessons.edit', again: shown }, schema: { params: LessonParams, body: UploadForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id } = request.params
    await findScorm(request.db, id)
    const { files } = app.outside
    const examined = await examinePackage(files, found(request.sent?.file).key)
    if (examined.course === null) return reply.code(422).page('learning/scorm/package', await packagePage(request, id, examined.findings))
    const kept = { isUsed: false }
    try {
      return await submitFile(request, reply, async (change, file) => {
        const result = await keepPackage(change, id, request.body.version, { key: file.key, name: file.name, bytes: file.bytes, sha256: file.sha256 }, examined)
        kept.isUsed = true
        return result
      }, () => ({ to: `/lessons/${id}/package`, notice: 'scorm.sent' }))
    } catch (error) {
      kept.isUsed = false
      throw error
    } finally {
      if (!kept.isUsed) await files.remove(examined.folder)
    }
  })
}

/** What trainees did, as far as staff reach. What a package tells is said to be that. */
const results: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/lessons/:id/package/attempts', {
    config: { access: 'packages.results', traced: true }, schema: { params: LessonParams, querystring: AttemptsQuery },
  }, async (request, reply) => {
    const { db, scope, params: { id }, query: { training = null, page = 1 } } = request
    const [lesson, attempts, total, trainings] = await Promise.all([findScorm(db, id), attemptsOfLesson(db, scope, id, { training, page }), countAttempts(db, scope, id, training), usesOf(db, scope, id)])
    return reply.page('learning/scorm/attempts', { lesson, attempts, training, trainings, pager: { page, pages: Math.max(1, Math.ceil(total / perPage)), total, perPage } })
  })

  app.get('/lessons/:id/package/attempts/:attempt', {
    config: { access: 'packages.results', traced: true }, schema: { params: AttemptParams },
  }, async (request, reply) => {
    const { db, scope, params: { id, attempt: attemptId } } = request
    const attempt = found(await findAttempt(db, scope, id, attemptId))
    const [states, told, commits] = await Promise.all([statesOf(db, attemptId), toldIn(db, attemptId), commitsOf(db, attemptId)])
    const content = contentOf(attempt.content)
    return reply.page('learning/scorm/attempt', {
      lessonId: id, attempt, states: inOrderOf(attempt.course, states), commits, content, judged: judge(content, standingsOf(states)), titleOf: (item: string) => attempt.course.items.find((one) => one.id === item)?.title ?? item,
      interactions: tablesOf(told, 'interactions').slice(0, 500), objectives: tablesOf(told, 'objectives').slice(0, 500),
    })
  })

  app.get('/lessons/:id/package/attempts-file', {
    config: { access: 'packages.take', traced: true, justSignedIn: ({ params }) => `/lessons/${encodeURIComponent((params as { id: string }).id)}/package/attempts` },
    schema: { params: LessonParams },
  }, async (request, reply) => {
    const { db, scope, params: { id }, say } = request
    const lesson = await findScorm(db, id)
    const built = await buildTable(recordsTable(await attemptsForFile(db, scope, id), lesson, say), 'utf-8', app.clock())
    return sendMade(reply, built.bytes, built)
  })
}

/** The states of an attempt in the order of the outline, not in that of their opening. */
function inOrderOf<S extends { item: string }>({ items }: Course, states: readonly S[]): S[] {
  const places = new Map(items.map(({ id }, place) => [id, place]))
  return states.toSorted((one, other) => (places.get(one.item) ?? 0) - (places.get(other.item) ?? 0))
}
