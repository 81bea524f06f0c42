import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { beginFile, sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { buildTable, lostOf } from '../../base/table-files.ts'
import type { Change } from '../../base/change.ts'
import { blackOutWords, mark, removeWhole, settleWork, takeFileOut } from './changes.ts'
import { FileGoneForm, FileQuery, ListQuery, MarkForm, QueueQuery, RedactionForm, SettleForm, SubmissionParams, TrainingParams, WholeForm } from './forms.ts'
import { stateOfRow, tableOf } from './lists.ts'
import { markPage, redactionPage } from './pages.ts'
import { assignmentsOf, findTrainingOfWork, queueOf, workOf } from './queries.ts'

declare module 'fastify' {
  interface FastifyRequest { goneKeys: string[] | null }
}

const perPage = 50
const rowsMax = 2_000

/** How what was handed in is marked, settled, blacked out, and overlooked. */
export const submissionMarking: FastifyPluginAsyncTypebox = async (app) => {
  // Once nothing refers to a file any more, and before anybody is told that it is gone.
  app.decorateRequest('goneKeys', null)
  app.addHook('onSend', async ({ goneKeys }, reply) => { if (reply.statusCode < 400) for (const key of goneKeys ?? []) await app.outside.files.remove(key) })

  app.get('/submissions', { config: { access: 'assignments.mark', traced: true }, schema: { querystring: QueueQuery } }, async ({ db, scope, actor, query: { which, page } }, reply) => {
    const isOffice = scope.of === 'all'
    const rows = await queueOf(db, scope, actor!.personId, which, { limit: perPage, offset: (page - 1) * perPage })
    const total = rows[0]?.total ?? 0
    return reply.page('learning/submission-marking/index', {
      which, isOffice, rows: rows.map((row) => row.isAnonymous && !isOffice ? { ...row, name: null } : row),
      pager: { page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href: (to: number) => `/submissions?which=${which}&page=${to}` },
    })
  })

  app.get('/submissions/:id', { config: { access: 'assignments.mark', traced: true }, schema: { params: SubmissionParams } }, markAgain)
  app.post('/submissions/:id/markings', {
    config: { access: 'assignments.mark', again: markAgain }, schema: { params: SubmissionParams, body: MarkForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => mark(change, id, body), () => ({ to: `/submissions/${id}`, notice: 'submissionMarking.marked' })))
  app.post('/submissions/:id/settlement', {
    config: { access: 'assignments.keep', again: markAgain }, schema: { params: SubmissionParams, body: SettleForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => settleWork(change, id, body), () => ({ to: `/submissions/${id}`, notice: 'submissionMarking.settled' })))

  app.get('/submissions/:id/redactions', { config: { access: 'assignments.keep', traced: true }, schema: { params: SubmissionParams } }, redactionAgain)
  app.post('/submissions/:id/redactions', {
    config: { access: 'assignments.keep', again: redactionAgain }, schema: { params: SubmissionParams, body: RedactionForm }, attachValidation: true,
  }, async (request, reply) => removing(request, reply, (change) => blackOutWords(change, request.params.id, request.body), { to: `/submissions/${request.params.id}/redactions`, notice: 'submissionMarking.redacted' }))
  app.post('/submissions/:id/file-removals', {
    config: { access: 'assignments.keep', again: redactionAgain }, schema: { params: SubmissionParams, body: FileGoneForm }, attachValidation: true,
  }, async (request, reply) => removing(request, reply, (change) => takeFileOut(change, request.params.id, request.body), { to: `/submissions/${request.params.id}/redactions`, notice: 'submissionMarking.fileGone' }))
  app.post('/submissions/:id/removal', {
    config: { access: 'assignments.keep', again: redactionAgain }, schema: { params: SubmissionParams, body: WholeForm }, attachValidation: true,
  }, async (request, reply) => removing(request, reply, (change) => removeWhole(change, request.params.id, request.body), { to: '/submissions', notice: 'submissionMarking.wholeGone' }))

  app.get('/trainings/:id/assignments', { config: { access: 'assignments.read', traced: true }, schema: { params: TrainingParams, querystring: ListQuery } }, async (request, reply) => {
    const { query: { lesson: asked, state, page, take } } = request
    const { training, lessons, lesson, rows, canSeeNames } = await listOf(request, request.params.id, asked, state, { limit: perPage, offset: (page - 1) * perPage })
    const total = rows[0]?.total ?? 0
    const at = (to: { lesson?: number; state?: string; page?: number }) => `/trainings/${training.id}/assignments?${new URLSearchParams(Object.entries({ lesson: lesson?.id, state, ...to }).flatMap(([name, value]) => value === undefined || value === '' ? [] : [[name, String(value)] as [string, string]]))}`
    if (take !== undefined && lesson !== undefined && canTake(request)) beginFile(reply, fileAt(training.id, lesson.id, take))
    return reply.page('learning/submission-marking/list', {
      training, lessons, lesson, state, at, rows: rows.map((row) => ({ ...row, name: canSeeNames(row) ? row.name : null, work: stateOfRow(row) })), lost: lostOf({ above: [], columns: [], rows: rows.map(({ name, kana }) => [name, kana]) }),
      pager: { page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href: (to: number) => at({ page: to }) },
    })
  })

  app.get('/trainings/:id/assignments-file', {
    config: { access: 'lists.take', traced: true, justSignedIn: pageBeginning }, schema: { params: TrainingParams, querystring: FileQuery },
  }, async (request, reply) => {
    const { params: { id }, query: { as = 'xlsx', lesson: asked }, language } = request
    const { training, lesson, rows } = await listOf(request, id, asked, undefined, { limit: rowsMax, offset: 0 })
    const own = (one: { title: string; titleEn: string }) => language === 'ja' ? one.title : one.titleEn
    const built = await buildTable(tableOf(request, { title: own(training), lesson: own(found(lesson)), rows }), as, app.clock())
    return sendMade(reply, built.bytes, built)
  })
}

const removing = (request: FastifyRequest, reply: FastifyReply, work: (change: Change) => Promise<string[]>, answer: { to: string; notice: 'submissionMarking.redacted' | 'submissionMarking.fileGone' | 'submissionMarking.wholeGone' }) =>
  reply.submit(async (change) => { request.goneKeys = await work(change) }, () => answer)

async function markAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('learning/submission-marking/show', await markPage(request))
}
async function redactionAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('learning/submission-marking/redaction', await redactionPage(request))
}

type State = Parameters<typeof workOf>[3]['state']
async function listOf(request: FastifyRequest, trainingId: number, asked: number | undefined, state: State, page: { limit: number; offset: number }) {
  const { db, scope, today } = request
  const [known, lessons] = await Promise.all([findTrainingOfWork(db, scope, trainingId), assignmentsOf(db, trainingId)])
  const training = found(known)
  const lesson = asked === undefined ? lessons[0] : found(lessons.find(({ id }) => id === asked))
  const rows = lesson === undefined ? [] : await workOf(db, scope, training.id, { lesson: lesson.id, state, today }, page)
  return { training, lessons, lesson, rows, canSeeNames: ({ isAnonymous }: { isAnonymous: boolean }) => scope.of !== 'assigned' || !isAnonymous }
}

const canTake = ({ actor }: FastifyRequest) => actor?.kind === 'prefecture' || actor?.kind === 'municipality'
const fileAt = (training: number, lesson: number, as: string) => `/trainings/${training}/assignments-file?lesson=${lesson}&as=${as}`
function pageBeginning({ params, query }: FastifyRequest): string {
  const [{ id }, { as = 'xlsx', lesson }] = [params as { id: string }, query as { as?: string; lesson?: string }]
  return `/trainings/${encodeURIComponent(id)}/assignments?${new URLSearchParams({ ...typeof lesson === 'string' && { lesson }, take: String(as) })}`
}
