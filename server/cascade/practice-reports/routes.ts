import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { answerByLink, answerSignedIn, askAgain, decide, recordAnswer, resumeAsking, saveRule, stopAsking } from './changes.ts'
import { AnswerForm, AskingParams, CourseParams, RecordForm, RuleForm, StopForm, TokenParams, VerdictForm } from './forms.ts'
import { answerPage, askingPage, confirmPage, recordPage, rulePage } from './pages.ts'
import { askingOfLink, courseRules, findAsking, ownAskings } from './queries.ts'
import { stateOf } from './rules.ts'

/** What completers made of it some months later: asked, answered by a link or signed in, confirmed by whoever leads them. */
export const practiceReports: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/my-practice', { config: { access: 'practice_reports.own' } }, async ({ db, scope, today }, reply) =>
    reply.page('cascade/practice-reports/own', { askings: (await ownAskings(db, scope)).map((asking) => ({ ...asking, askingState: stateOf(asking, today) })) }))
  app.get('/my-practice/:asking', { config: { access: 'practice_reports.own' }, schema: { params: AskingParams } }, ownAgain)
  app.post('/my-practice/:asking', {
    config: { access: 'practice_reports.own', again: ownAgain }, schema: { params: AskingParams, body: AnswerForm }, attachValidation: true,
  }, async ({ params: { asking }, body }, reply) =>
    reply.submit((change) => answerSignedIn(change, asking, body), () => ({ to: `/my-practice/${asking}`, notice: 'practice.thanks' })))

  // Links stand in a mail to one address each: one opens the questions, the other the answer that is to be confirmed.
  app.get('/practice-links/:token', { config: { access: 'anyone' }, schema: { params: TokenParams } }, linkAgain)
  app.post('/practice-links/:token', {
    config: { access: 'anyone', again: linkAgain }, schema: { params: TokenParams, body: AnswerForm }, attachValidation: true,
  }, async ({ params: { token }, body }, reply) =>
    reply.submit((change) => answerByLink(change, token, body), () => ({ to: `/practice-links/${token}`, notice: 'practice.thanks' })))
  app.get('/practice-confirmations/:token', { config: { access: 'anyone' }, schema: { params: TokenParams } }, confirmAgain)
  app.post('/practice-confirmations/:token', {
    config: { access: 'anyone', again: confirmAgain }, schema: { params: TokenParams, body: VerdictForm }, attachValidation: true,
  }, async ({ params: { token }, body }, reply) =>
    reply.submit((change) => decide(change, token, body), () => ({ to: `/practice-confirmations/${token}`, notice: 'practice.confirmThanks' })))

  app.get('/practice/rules', { config: { access: 'practice_reports.keep' } }, async ({ db }, reply) =>
    reply.page('cascade/practice-reports/rules', { rules: await courseRules(db) }))
  app.get('/practice/rules/:course', { config: { access: 'practice_reports.keep' }, schema: { params: CourseParams } }, ruleAgain)
  app.post('/practice/rules/:course', {
    config: { access: 'practice_reports.keep', again: ruleAgain }, schema: { params: CourseParams, body: RuleForm }, attachValidation: true,
  }, async ({ params: { course }, body }, reply) =>
    reply.submit((change) => saveRule(change, course, body), () => ({ to: '/practice/rules', notice: 'form.saved' })))

  const at = (asking: number, notice: 'practice.askedAgain' | 'practice.stoppedNotice' | 'practice.resumedNotice' | 'practice.recordedNotice') => () => ({ to: `/practice/askings/${asking}`, notice })
  app.get('/practice/askings/:asking', { config: { access: 'practice_reports.keep', traced: true }, schema: { params: AskingParams } }, askingAgain)
  app.post('/practice/askings/:asking/repetition', { config: { access: 'practice_reports.keep' }, schema: { params: AskingParams } }, async ({ params: { asking } }, reply) =>
    reply.submit((change) => askAgain(change, asking), at(asking, 'practice.askedAgain')))
  app.post('/practice/askings/:asking/stop', {
    config: { access: 'practice_reports.keep', again: askingAgain }, schema: { params: AskingParams, body: StopForm }, attachValidation: true,
  }, async ({ params: { asking }, body }, reply) => reply.submit((change) => stopAsking(change, asking, body), at(asking, 'practice.stoppedNotice')))
  app.post('/practice/askings/:asking/resumption', { config: { access: 'practice_reports.keep' }, schema: { params: AskingParams } }, async ({ params: { asking } }, reply) =>
    reply.submit((change) => resumeAsking(change, asking), at(asking, 'practice.resumedNotice')))
  app.get('/practice/askings/:asking/record', { config: { access: 'practice_reports.keep', traced: true }, schema: { params: AskingParams } }, recordAgain)
  app.post('/practice/askings/:asking/record', {
    config: { access: 'practice_reports.keep', again: recordAgain }, schema: { params: AskingParams, body: RecordForm }, attachValidation: true,
  }, async ({ params: { asking }, body }, reply) => reply.submit((change) => recordAnswer(change, asking, body), at(asking, 'practice.recordedNotice')))
}

const askingIn = async (request: FastifyRequest) => found(await findAsking(request.db, request.scope, (request.params as { asking: number }).asking))

async function ownAgain(request: FastifyRequest, reply: FastifyReply) {
  const asking = await askingIn(request)
  return reply.page('cascade/practice-reports/own-asking', answerPage(request, asking, `/my-practice/${asking.id}`))
}
async function askingAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/practice-reports/asking', await askingPage(request, await askingIn(request)))
}
async function recordAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/practice-reports/record', recordPage(request, await askingIn(request)))
}
async function ruleAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('cascade/practice-reports/rule', await rulePage(request, (request.params as { course: number }).course))
}

/** Pages that a link opens hand its address on to nobody. They look past the wall because the link is the key. */
const unnoticed = (reply: FastifyReply) => reply.header('referrer-policy', 'strict-origin').header('x-robots-tag', 'noindex')

async function linkAgain(request: FastifyRequest, reply: FastifyReply) {
  void unnoticed(reply)
  const { token } = request.params as { token: string }
  const asking = await askingOfLink(request.beyond, token, 'answer')
  return asking === undefined ? reply.code(404).page('cascade/practice-reports/unknown', {}) : reply.page('cascade/practice-reports/answer', answerPage(request, asking, `/practice-links/${token}`))
}
async function confirmAgain(request: FastifyRequest, reply: FastifyReply) {
  void unnoticed(reply)
  const { token } = request.params as { token: string }
  const asking = await askingOfLink(request.beyond, token, 'confirm')
  return asking === undefined ? reply.code(404).page('cascade/practice-reports/unknown', {}) : reply.page('cascade/practice-reports/confirm', confirmPage(request, asking, `/practice-confirmations/${token}`))
}
