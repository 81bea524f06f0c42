import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { copyQuestion, editBank, editQuestion, makeBank, makeQuestion, setState } from './changes.ts'
import { BankForm, BankQuery, BanksQuery, IdParams, MoveForm, NewQuery, NewQuestionForm, QuestionForm, RowsForm, TrialQuery } from './forms.ts'
import { bankFormPage, bankPage, banksPage, editPage, newPage, questionPage } from './pages.ts'

const [read, edit] = ['questions.read', 'questions.edit'] as const

/** Banks of questions and the questions in them; a test draws from a bank. */
export const questions: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/question-banks', { config: { access: read }, schema: { querystring: BanksQuery } }, async (request, reply) =>
    reply.page('learning/questions/index', await banksPage(request, request.query.course)))

  app.get('/question-banks/new', { config: { access: edit } }, bankFormPage)
  app.post('/question-banks', { config: { access: edit, again: bankFormPage }, schema: { body: BankForm }, attachValidation: true }, async (request, reply) =>
    reply.submit((change) => makeBank(change, request.body), (id) => ({ to: `/question-banks/${id}`, notice: 'questions.bank.made' })))

  app.get('/question-banks/:id', { config: { access: read }, schema: { params: IdParams, querystring: BankQuery } }, async (request, reply) =>
    reply.page('learning/questions/bank', await bankPage(request, request.params.id, request.query)))
  app.get('/question-banks/:id/edit', { config: { access: edit }, schema: { params: IdParams } }, bankFormPage)
  app.post('/question-banks/:id', {
    config: { access: edit, again: bankFormPage }, schema: { params: IdParams, body: BankForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id } = request.params
    return reply.submit((change) => editBank(change, id, request.body), () => ({ to: `/question-banks/${id}`, notice: 'form.saved' }))
  })

  app.get('/question-banks/:id/questions/new', { config: { access: edit }, schema: { params: IdParams, querystring: NewQuery } }, newPage)
  app.post('/question-banks/:id/questions', {
    config: { access: edit, again: newPage }, schema: { params: IdParams, body: NewQuestionForm }, attachValidation: true,
  }, async (request, reply) =>
    reply.submit((change) => makeQuestion(change, request.params.id, request.body), (id) => ({ to: `/questions/${id}`, notice: 'questions.made' })))
  // More rows to fill: nothing is kept, what stands in the boxes comes back.
  app.post('/question-banks/:id/questions/rows', { config: { access: edit }, schema: { params: IdParams, body: RowsForm } }, newPage)
  app.post('/questions/:id/rows', { config: { access: edit }, schema: { params: IdParams, body: RowsForm } }, editPage)

  app.get('/questions/:id', { config: { access: read }, schema: { params: IdParams, querystring: TrialQuery } }, async (request, reply) =>
    reply.page('learning/questions/show', await questionPage(request, request.params.id)))
  app.get('/questions/:id/edit', { config: { access: edit }, schema: { params: IdParams } }, editPage)
  app.post('/questions/:id', {
    config: { access: edit, again: editPage }, schema: { params: IdParams, body: QuestionForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id } = request.params
    return reply.submit((change) => editQuestion(change, id, request.body), () => ({ to: `/questions/${id}`, notice: 'form.saved' }))
  })

  app.post('/questions/:id/copies', { config: { access: edit }, schema: { params: IdParams } }, async (request, reply) =>
    reply.submit((change) => copyQuestion(change, request.params.id), (id) => ({ to: `/questions/${id}/edit`, notice: 'questions.copied' })))
  app.post('/questions/:id/retirement', { config: { access: edit }, schema: { params: IdParams, body: MoveForm } }, async (request, reply) => {
    const { id } = request.params
    return reply.submit((change) => setState(change, id, request.body.version, 'retired'), () => ({ to: `/questions/${id}`, notice: 'questions.retired' }))
  })
  app.post('/questions/:id/return', { config: { access: edit }, schema: { params: IdParams, body: MoveForm } }, async (request, reply) => {
    const { id } = request.params
    return reply.submit((change) => setState(change, id, request.body.version, 'active'), () => ({ to: `/questions/${id}`, notice: 'questions.broughtBack' }))
  })
}
