import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { beginFile, sendMade } from '../../base/downloads.ts'
import { buildTable, lostOf } from '../../base/table-files.ts'
import { itemsTable, resultsTable } from './building.ts'
import { allow, markAnswer, remark } from './changes.ts'
import { AllowanceForm, AnswerParams, FileQuery, IdParams, MarkForm, PageQuery, PersonParams, QueueQuery, RemarkForm, ResultsQuery } from './forms.ts'
import { answerPage, changesPage, indexPage, itemsOfTest, personPage, queuePage, remarkPage, resultsPage } from './pages.ts'

/** What becomes of a test that was taken: free texts are marked, results are seen, questions are looked at and marked anew. */
export const testMarking: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/test-marking', { config: { access: 'tests.mark' } }, async (request, reply) => reply.page('learning/test-marking/index', await indexPage(request)))
  app.get('/test-marking/lessons/:id', { config: { access: 'tests.mark', traced: true }, schema: { params: IdParams, querystring: QueueQuery } }, async (request, reply) =>
    reply.page('learning/test-marking/queue', await queuePage(request, request.params.id, request.query.cohort ?? null)))
  app.get('/test-marking/free-texts/:attempt/:place', { config: { access: 'tests.mark', traced: true }, schema: { params: AnswerParams } }, answerAgain)
  app.post('/test-marking/free-texts/:attempt/:place', {
    config: { access: 'tests.mark', again: answerAgain }, schema: { params: AnswerParams, body: MarkForm }, attachValidation: true,
  }, async ({ params: { attempt, place }, body }, reply) =>
    reply.submit((change) => markAnswer(change, attempt, place, body), ({ lessonId }) => ({ to: `/test-marking/lessons/${lessonId}`, notice: 'testMarking.marked' })))

  app.get('/test-marking/questions/:id', { config: { access: 'tests.remark' }, schema: { params: IdParams } }, remarkAgain)
  app.post('/test-marking/questions/:id', {
    config: { access: 'tests.remark', again: remarkAgain }, schema: { params: IdParams, body: RemarkForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => remark(change, id, body), () => ({ to: `/test-marking/questions/${id}`, notice: 'testMarking.remarked' })))

  app.get('/lessons/:id/test/results', { config: { access: 'tests.read', traced: true }, schema: { params: IdParams, querystring: ResultsQuery } }, async (request, reply) => {
    const { params: { id }, query: { cohort, page = 1, take, as = 'xlsx' } } = request
    const begun = take === undefined ? null : `/lessons/${id}/test/results-file?as=${as}`
    const shown = await resultsPage(request, id, cohort ?? null, page)
    if (begun !== null) beginFile(reply, begun)
    return reply.page('learning/test-marking/results', { ...shown, begun, lost: lostOf({ above: [], columns: [], rows: shown.rows.map(({ name, kana, municipality }) => [name, kana, municipality ?? '']) }) })
  })
  app.get('/lessons/:id/test/results-file', {
    config: { access: 'tests.take', traced: true, justSignedIn: pageBeginning }, schema: { params: IdParams, querystring: FileQuery },
  }, async (request, reply) => {
    const built = await buildTable(await resultsTable(request, request.params.id), request.query.as ?? 'xlsx', app.clock())
    return sendMade(reply, built.bytes, built)
  })

  app.get('/lessons/:id/test/mark-changes', { config: { access: 'tests.read', traced: true }, schema: { params: IdParams, querystring: PageQuery } }, async (request, reply) =>
    reply.page('learning/test-marking/changes', await changesPage(request, request.params.id, request.query.page)))

  app.get('/lessons/:id/test/people/:enrollment', { config: { access: 'tests.allow', traced: true }, schema: { params: PersonParams } }, personAgain)
  app.post('/lessons/:id/test/people/:enrollment', {
    config: { access: 'tests.allow', again: personAgain }, schema: { params: PersonParams, body: AllowanceForm }, attachValidation: true,
  }, async ({ params: { id, enrollment }, body }, reply) =>
    reply.submit((change) => allow(change, id, enrollment, body), () => ({ to: `/lessons/${id}/test/results`, notice: 'form.saved' })))

  app.get('/lessons/:id/test/items', { config: { access: 'tests.read' }, schema: { params: IdParams } }, async (request, reply) =>
    reply.page('learning/test-marking/items', await itemsOfTest(request, request.params.id)))
  app.get('/lessons/:id/test/items-file', { config: { access: 'tests.read' }, schema: { params: IdParams, querystring: FileQuery } }, async (request, reply) => {
    const built = await buildTable(await itemsTable(request, request.params.id), request.query.as ?? 'xlsx', app.clock())
    return sendMade(reply, built.bytes, built)
  })
}

const pageBeginning = ({ params, query }: FastifyRequest): string =>
  `/lessons/${encodeURIComponent((params as { id: string }).id)}/test/results?${new URLSearchParams({ take: 'file', as: (query as { as?: string }).as ?? 'xlsx' })}`

async function answerAgain(request: FastifyRequest, reply: FastifyReply) {
  const { attempt, place } = request.params as { attempt: number; place: number }
  return reply.page('learning/test-marking/answer', await answerPage(request, attempt, place))
}
async function personAgain(request: FastifyRequest, reply: FastifyReply) {
  const { id, enrollment } = request.params as { id: number; enrollment: number }
  return reply.page('learning/test-marking/person', await personPage(request, id, enrollment))
}
async function remarkAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('learning/test-marking/remark', await remarkPage(request, (request.params as { id: number }).id))
}
