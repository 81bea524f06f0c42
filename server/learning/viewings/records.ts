import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { beginFile, sendMade } from '../../base/downloads.ts'
import { dayInJapan } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { buildTable, lostOf } from '../../base/table-files.ts'
import { tableOf } from './building.ts'
import { cancelViewing } from './changes.ts'
import { CancellationForm, EnrollmentParams, OwnParams, RecordFileQuery, RecordQuery, RecordParams, TrainingParams } from './forms.ts'
import { findViewedTraining, findViewer, recordOf, recordOfTraining, viewedLessons, viewersOf } from './queries.ts'

const perPage = 50

/** 視聴記録: who watched what, for those who answer for it and for whoever watched. */
export const records: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/trainings/:trainingId/viewings', {
    config: { access: 'viewings.read', traced: true }, schema: { params: TrainingParams, querystring: RecordQuery },
  }, async (request, reply) => {
    const { db, scope, params: { trainingId }, query: { lesson: asked, page: wanted = 1, take, as = 'xlsx' } } = request
    const [training, lessons] = await Promise.all([findViewedTraining(db, scope, trainingId), viewedLessons(db, trainingId)])
    found(training)
    const lesson = asked === undefined ? lessons[0] ?? null : found(lessons.find(({ id }) => id === asked))
    const rows = lesson === null ? [] : await viewersOf(db, scope, trainingId, lesson.id, { limit: perPage, offset: (wanted - 1) * perPage })
    // Past the end nobody watches; the last page that has somebody is meant.
    if (rows.length === 0 && wanted > 1 && lesson !== null) return reply.redirect(await lastPage(request, trainingId, lesson.id), 303)
    const begun = take === 'file' ? `/trainings/${trainingId}/viewings-file?as=${as}` : null
    if (begun !== null) beginFile(reply, begun)
    return reply.page('learning/viewings/index', {
      training, lessons, lesson, page: wanted, perPage, begun, rows: rows.map((row) => ({ ...row, lastOn: row.sums && dayInJapan(new Date(row.sums.last)) })),
      lost: lostOf({ above: [], columns: [], rows: rows.map(({ name, kana, affiliation }) => [name, kana, affiliation]) }),
    })
  })

  app.get('/trainings/:trainingId/viewings-file', {
    config: { access: 'viewings.take', traced: true, justSignedIn: pageBeginning }, schema: { params: TrainingParams, querystring: RecordFileQuery },
  }, async (request, reply) => {
    const { db, scope, params: { trainingId } } = request
    const training = found(await findViewedTraining(db, scope, trainingId))
    const built = await buildTable(tableOf(request, training, await recordOfTraining(db, scope, trainingId)), request.query.as ?? 'xlsx', app.clock())
    return sendMade(reply, built.bytes, built)
  })

  app.get('/enrollments/:enrollmentId/viewings', {
    config: { access: 'viewings.read', traced: true }, schema: { params: EnrollmentParams },
  }, async (request, reply) => reply.page('learning/viewings/show', { ...await personPage(request, request.params.enrollmentId), isOwn: false }))

  app.get('/learn/:enrollment/viewings', {
    config: { access: 'lessons.learn' }, schema: { params: OwnParams },
  }, async (request, reply) => reply.page('learning/viewings/show', { ...await personPage(request, request.params.enrollment), isOwn: true }))

  app.get('/enrollments/:enrollmentId/viewings/:lessonId/cancellation', {
    config: { access: 'viewings.cancel', traced: true }, schema: { params: RecordParams },
  }, cancellationPage)
  app.post('/enrollments/:enrollmentId/viewings/:lessonId/cancellation', {
    config: { access: 'viewings.cancel', again: cancellationPage }, schema: { params: RecordParams, body: CancellationForm }, attachValidation: true,
  }, async (request, reply) => {
    const { enrollmentId, lessonId } = request.params
    return reply.submit((change) => cancelViewing(change, enrollmentId, lessonId, request.body.reason), () => ({ to: `/enrollments/${enrollmentId}/viewings`, notice: 'viewings.canceled' }))
  })
}

async function lastPage({ db, scope }: FastifyRequest, trainingId: number, lessonId: number): Promise<string> {
  const [first] = await viewersOf(db, scope, trainingId, lessonId, { limit: 1, offset: 0 })
  return `/trainings/${trainingId}/viewings?lesson=${lessonId}&page=${Math.max(1, Math.ceil((first?.total ?? 0) / perPage))}`
}

async function personPage({ db, scope }: FastifyRequest, enrollmentId: number) {
  const [viewer, lessons] = await Promise.all([findViewer(db, scope, enrollmentId), recordOf(db, scope, enrollmentId)])
  const momentOf = (text: string) => new Date(text)
  return {
    viewer: found(viewer),
    lessons: lessons.map((one) => ({
      ...one, ranges: one.ranges ?? [],
      sittings: one.sittings.map((sitting) => ({ ...sitting, openedAt: momentOf(sitting.openedAt), seenAt: momentOf(sitting.seenAt) })),
      cancellations: one.cancellations.map((cancellation) => ({ ...cancellation, canceledAt: momentOf(cancellation.canceledAt) })),
    })),
  }
}

async function cancellationPage(request: FastifyRequest, reply: FastifyReply) {
  const { enrollmentId, lessonId } = request.params as { enrollmentId: number; lessonId: number }
  const { viewer, lessons } = await personPage(request, enrollmentId)
  return reply.page('learning/viewings/cancellation', { viewer, lesson: found(lessons.find(({ id }) => id === lessonId)), form: formOf(CancellationForm, request) })
}

/** Whoever had to sign in once more on the way to the file comes to its page, which begins it. */
function pageBeginning({ params, query }: FastifyRequest): string {
  const [{ trainingId }, { as }] = [params as { trainingId: string }, query as { as?: string }]
  return `/trainings/${encodeURIComponent(trainingId)}/viewings?${new URLSearchParams({ take: 'file', ...typeof as === 'string' && { as } })}`
}
