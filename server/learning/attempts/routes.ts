import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../../base/errors.ts'
import { beginAttempt, confirmReview, handIn, saveAnswer, type Saved } from './changes.ts'
import { AnswerForm, AttemptParams, HandInForm, PlainForm, QuestionParams, TestParams } from './forms.ts'
import { checkPage, questionPage, resultPage, savedPage, startPage } from './pages.ts'

const access = 'lessons.learn' as const

/** How a trainee takes a test: begins, answers one question a page, hands in, sees what may be seen. */
export const attempts: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/learn/:enrollment/tests/:lesson', { config: { access }, schema: { params: TestParams } }, startAgain)
  app.post('/learn/:enrollment/tests/:lesson/attempts', {
    config: { access, again: startAgain }, schema: { params: TestParams, body: PlainForm },
  }, async ({ params: { enrollment, lesson } }, reply) => reply.submit((change) => beginAttempt(change, enrollment, lesson),
    ({ number, isOpen }) => ({ to: `/learn/${enrollment}/tests/${lesson}/${isOpen ? 'questions/1' : `attempts/${number}`}`, notice: isOpen ? null : 'attempts.timeOver' })))

  app.get('/learn/:enrollment/tests/:lesson/questions/:place', { config: { access }, schema: { params: QuestionParams } }, questionAgain)
  app.post('/learn/:enrollment/tests/:lesson/questions/:place', {
    config: { access, again: questionAgain }, schema: { params: QuestionParams, body: AnswerForm }, attachValidation: true,
  }, async (request, reply) => {
    const { params: { enrollment, lesson, place }, body } = request
    const saved = await request.beat((change) => saveAnswer(change, enrollment, lesson, place, body))
    if (saved.became === 'late') return tooLate(request, reply.code(409), saved)
    if (saved.became !== 'saved') reply.notice(`attempts.${saved.became}`)
    return reply.redirect(`/learn/${enrollment}/tests/${lesson}/${placeAfter(place, body)}`, 303)
  })

  // The same, for a page that saves by itself: answered with the map of questions, the time left, and what became of it.
  app.post('/learn/:enrollment/tests/:lesson/questions/:place/saves', {
    config: { access }, schema: { params: QuestionParams, body: AnswerForm },
  }, async (request, reply) => {
    const { params: { enrollment, lesson, place }, body } = request
    const saved = await request.beat((change) => saveAnswer(change, enrollment, lesson, place, body))
    const page = saved.became === 'late' ? null : await savedPage(request, enrollment, lesson, place, saved)
    if (page === null) throw new Refusal({ key: 'attempts.lateShort' })
    return reply.page('learning/attempts/saved', page)
  })

  app.get('/learn/:enrollment/tests/:lesson/check', { config: { access }, schema: { params: TestParams } }, checkAgain)
  app.post('/learn/:enrollment/tests/:lesson/handing-in', {
    config: { access, again: checkAgain }, schema: { params: TestParams, body: HandInForm }, attachValidation: true,
  }, async ({ params: { enrollment, lesson }, body }, reply) => reply.submit((change) => handIn(change, enrollment, lesson, body.attempt),
    () => ({ to: `/learn/${enrollment}/tests/${lesson}/attempts/${body.attempt}`, notice: 'attempts.handedIn' })))

  app.get('/learn/:enrollment/tests/:lesson/attempts/:number', { config: { access }, schema: { params: AttemptParams } }, resultAgain)
  app.post('/learn/:enrollment/tests/:lesson/attempts/:number/reading', {
    config: { access, again: resultAgain }, schema: { params: AttemptParams, body: PlainForm },
  }, async ({ params: { enrollment, lesson, number } }, reply) => reply.submit((change) => confirmReview(change, enrollment, lesson, number),
    () => ({ to: `/learn/${enrollment}/tests/${lesson}`, notice: 'attempts.reviewed' })))
}

/** Where a saved question leads: on, back, to a place of the map, or nowhere when something was only moved. The last one leads to the check. */
function placeAfter(place: number, { to, move }: AnswerForm): string {
  if (move !== undefined || to === undefined) return `questions/${place}`
  if (to === 'check') return 'check'
  return `questions/${to === 'next' ? place + 1 : to === 'previous' ? Math.max(1, place - 1) : Number(to)}`
}

type Ids = { enrollment: number; lesson: number; place: number; number: number }
const idsOf = ({ params }: FastifyRequest) => params as Ids

async function startAgain(request: FastifyRequest, reply: FastifyReply) {
  const { enrollment, lesson } = idsOf(request)
  return reply.page('learning/attempts/start', await startPage(request, enrollment, lesson))
}

async function questionAgain(request: FastifyRequest, reply: FastifyReply) {
  const { enrollment, lesson, place } = idsOf(request)
  const sent = request.method === 'POST' ? request.body as AnswerForm : null
  const page = await questionPage(request, enrollment, lesson, place, sent)
  if (page !== null) return reply.page('learning/attempts/question', page)
  if (sent !== null) return tooLate(request, reply.code(409), { number: sent.attempt })
  return reply.redirect(`/learn/${enrollment}/tests/${lesson}`, 303)
}

async function checkAgain(request: FastifyRequest, reply: FastifyReply) {
  const { enrollment, lesson } = idsOf(request)
  const page = await checkPage(request, enrollment, lesson)
  return page === null ? reply.redirect(`/learn/${enrollment}/tests/${lesson}`, 303) : reply.page('learning/attempts/check', page)
}

async function resultAgain(request: FastifyRequest, reply: FastifyReply) {
  const { enrollment, lesson, number } = idsOf(request)
  return reply.page('learning/attempts/result', await resultPage(request, enrollment, lesson, number))
}

/** What was typed too late is shown, so that nobody has to guess whether it was lost; it does not count. */
function tooLate(request: FastifyRequest, reply: FastifyReply, { number }: Pick<Saved, 'number'>) {
  const { enrollment, lesson } = idsOf(request)
  const { text = '' } = (request.body ?? {}) as AnswerForm
  return reply.page('learning/attempts/late', { number, text, at: `/learn/${enrollment}/tests/${lesson}` })
}
