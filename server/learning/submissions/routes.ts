import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendStored } from '../../base/downloads.ts'
import { found, Missing } from '../../base/errors.ts'
import { submitFile, takeFile } from '../../base/sent.ts'
import { fileKindOf } from '../assignments/rules.ts'
import { submissionAsked } from '../assignments/uploads.ts'
import { wordsOf } from '../personal-data/documents.ts'
import { addFile, handIn, recall, removeFile, saveDraft } from './changes.ts'
import { DraftForm, FileForm, FileParams, HandInForm, OthersQuery, OwnParams, PlainForm, RemovalForm } from './forms.ts'
import { checkPage, ownWork, roundShown, workPage } from './pages.ts'
import { cohortOfEnrollment, findFile, findSharedFile, sharedWork } from './queries.ts'

const own = 'lessons.learn' as const
const at = ({ enrollment, lesson }: { enrollment: number; lesson: number }) => `/learn/${enrollment}/assignments/${lesson}`

/** How a trainee writes an assignment, hands it in, takes it back, and reads what was said of it. */
export const submissions: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/learn/:enrollment/assignments/:lesson', { config: { access: own }, schema: { params: OwnParams } }, workAgain)
  app.post('/learn/:enrollment/assignments/:lesson/draft', {
    config: { access: own, again: workAgain }, schema: { params: OwnParams, body: DraftForm }, attachValidation: true,
  }, async ({ params, body, wantsFragment }, reply) => reply.submitDraft((change) => saveDraft(change, params.enrollment, params.lesson, body),
    () => ({ to: body.next === 'check' ? `${at(params)}/check` : at(params), notice: wantsFragment || body.next === 'check' ? null : 'submissions.saved' })))

  app.get('/learn/:enrollment/assignments/:lesson/check', { config: { access: own }, schema: { params: OwnParams } }, checkAgain)
  app.post('/learn/:enrollment/assignments/:lesson/rounds', {
    config: { access: own, again: checkAgain }, schema: { params: OwnParams, body: HandInForm }, attachValidation: true,
  }, async ({ params, body }, reply) =>
    reply.submit((change) => handIn(change, params.enrollment, params.lesson, body), () => ({ to: at(params), notice: 'submissions.handedIn' })))
  app.post('/learn/:enrollment/assignments/:lesson/recall', {
    config: { access: own, again: workAgain }, schema: { params: OwnParams, body: PlainForm },
  }, async ({ params }, reply) => reply.submit((change) => recall(change, params.enrollment, params.lesson), () => ({ to: at(params), notice: 'submissions.recalled' })))

  app.post('/learn/:enrollment/assignments/:lesson/files/removal', {
    config: { access: own, again: workAgain }, schema: { params: OwnParams, body: RemovalForm },
  }, async ({ params, body }, reply) => {
    let unneeded: string[] = []
    await reply.submit(async (change) => { unneeded = await removeFile(change, params.enrollment, params.lesson, body.fileId) }, () => ({ to: `${at(params)}#files`, notice: 'submissions.fileRemoved' }))
    for (const key of unneeded) await app.outside.files.remove(key)
    return reply
  })

  app.get('/learn/:enrollment/assignments/:lesson/others', { config: { access: own }, schema: { params: OwnParams, querystring: OthersQuery } }, async (request, reply) => {
    const { lesson, assignment } = await ownWork(request)
    if (assignment.sharing !== 'cohort') throw new Missing()
    const { cohortId } = found(await cohortOfEnrollment(request.db, lesson.enrollmentId))
    const { page } = request.query
    const work = await sharedWork(request.beyond, { cohortId, enrollmentId: lesson.enrollmentId, lessonId: lesson.id }, page)
    const total = work?.total ?? 0
    const round = work?.rounds.find(({ outcome }) => outcome === 'accepted')
    return reply.page('learning/submissions/others', {
      lesson, work, round: round && roundShown(round, work!.files, []), pager: { page, perPage: 1, total, pages: Math.max(1, total), href: (to: number) => `${at(request.params)}/others?page=${to}` },
    })
  })

  app.get('/submission-files/:id', { config: { access: 'submissions.files', traced: true }, schema: { params: FileParams } }, async (request, reply) => {
    const { db, beyond, scope, params: { id } } = request
    const file = await findFile(db, scope, id) ?? (scope.of === 'person' ? await findSharedFile(beyond, scope.personId, id) : undefined)
    return sendStored(reply, app.outside.files, found(file))
  })

  await app.register(async (inner) => {
    await takeFile(inner, submissionAsked)
    inner.post<{ Params: { enrollment: number; lesson: number } }>('/learn/:enrollment/assignments/:lesson/files', {
      config: { access: own, again: workAgain }, schema: { params: OwnParams, body: FileForm }, attachValidation: true,
    }, async (request, reply) => {
      const { params: { enrollment, lesson }, sent } = request
      const { key, name } = found(sent?.file)
      const read = await wordsOf(await app.outside.files.read(key), fileKindOf(name)!)
      return submitFile(request, reply, (change, file) => addFile(change, enrollment, lesson, file, 'words' in read ? read.words : null),
        () => ({ to: `${at(request.params)}#files`, notice: 'submissions.fileAdded' }))
    })
  })
}

async function workAgain(request: FastifyRequest, reply: FastifyReply) {
  const page = await workPage(request)
  if (page.isShut) return reply.redirect(`/learn/${page.lesson.enrollmentId}/lessons/${page.lesson.id}`, 303)
  return reply.page('learning/submissions/show', page)
}

async function checkAgain(request: FastifyRequest, reply: FastifyReply) {
  const page = await checkPage(request)
  if (page.isShut || page.work === undefined) return reply.redirect(page.at, 303)
  return reply.page('learning/submissions/check', page)
}
