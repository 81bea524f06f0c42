import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { found, Missing, refuse } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { submitFile } from '../../base/sent.ts'
import { buildTable, lostOf } from '../../base/table-files.ts'
import { findBank, wholeBank, type Bank } from '../questions/queries.ts'
import { keepFile, takeQuestions as takeIn } from './changes.ts'
import { examine, type Examined } from './checking.ts'
import { FormQuery, IdParams, SendForm, TakeForm } from './forms.ts'
import { packageOf } from './packages.ts'
import { filesOfBank } from './queries.ts'
import { samples } from './samples.ts'
import { tableOf } from './tables.ts'
import { megabytesMax, takeQuestions } from './uploads.ts'

type OfId = FastifyRequest<{ Params: { id: number } }>
const edit = 'questions.edit' as const

/** Questions by a table or a package: they go out, come back, are looked at, and are taken in whole or not at all. */
export const questionFiles: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/question-banks/:id/table-file', { config: { access: edit }, schema: { params: IdParams, querystring: FormQuery } }, async (request, reply) => {
    const { file } = await tableOfBank(request, request.params.id)
    const built = await buildTable(file, request.query.as ?? 'xlsx', app.clock())
    return sendMade(reply, built.bytes, built)
  })
  app.get('/question-banks/:id/package-file', { config: { access: edit }, schema: { params: IdParams } }, async (request, reply) => {
    const { bank, questions } = await questionsToTake(request, request.params.id)
    const name = `${request.say('questionFiles.fileName', { name: nameOf(request, bank) })}.zip`
    return sendMade(reply, await packageOf(questions, bank.name), { name, type: 'application/zip' })
  })
  app.get('/question-samples/file', { config: { access: edit }, schema: { querystring: FormQuery } }, async (request, reply) => {
    const built = await buildTable(tableOf(request, request.say('questionFiles.sampleName'), samples, 10), request.query.as ?? 'xlsx', app.clock())
    return sendMade(reply, built.bytes, built)
  })

  app.get('/question-files/:id', { config: { access: edit }, schema: { params: IdParams } }, resultPage)
  app.post('/question-files/:id/taking', {
    config: { access: edit, again: resultPage }, schema: { params: IdParams, body: TakeForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id } = request.params
    const { seen, take = [] } = request.body
    const { file, result, whyNot } = await examine(request, id)
    refuse(whyNot)
    const { incoming, compared } = takeable(result)
    const chosen = new Set(file.kind === 'package' ? take : compared.map((_, place) => place))
    return reply.submit((change) => takeIn(change, id, file.bankId, incoming, { take: chosen, seen }), () => ({ to: `/question-banks/${file.bankId}`, notice: 'questionFiles.taken' }))
  })

  await app.register(sending)
}

/** The page whose form brings a file along. */
const sending: FastifyPluginAsyncTypebox = async (app) => {
  await takeQuestions(app)
  app.get('/question-banks/:id/files', { config: { access: edit }, schema: { params: IdParams } }, sendPage)
  app.post('/question-banks/:id/files', {
    config: { access: edit, again: (request, reply) => sendPage(request as OfId, reply) }, schema: { params: IdParams, body: SendForm }, attachValidation: true,
  }, async (request, reply) => submitFile(request, reply, (change, file) => keepFile(change, request.params.id, file), (id) => ({ to: `/question-files/${id}` })))
}

/** Only what was read, and of a table only one without an error, reaches a change. */
function takeable(result: Awaited<ReturnType<typeof examine>>['result']): Examined {
  if (result === null) throw new Missing()
  if ('refused' in result) { refuse(result.refused); throw new Missing() }
  refuse(result.problems.length > 0 ? { key: 'questionFiles.hasErrors' } : null)
  return result
}

const nameOf = ({ language }: FastifyRequest, bank: Bank) => (language === 'en' && bank.nameEn !== '' ? bank.nameEn : bank.name)

async function questionsToTake({ db, scope }: FastifyRequest, id: number) {
  const [bank, questions] = await Promise.all([findBank(db, scope, id), wholeBank(db, scope, id, 'active')])
  return { bank: found(bank), questions }
}

async function tableOfBank(request: FastifyRequest, id: number) {
  const { bank, questions } = await questionsToTake(request, id)
  return { bank, questions, file: tableOf(request, request.say('questionFiles.fileName', { name: nameOf(request, bank) }), questions, 20) }
}

async function sendPage(request: OfId, reply: FastifyReply) {
  const { id } = request.params
  const [{ bank, questions, file }, files] = await Promise.all([tableOfBank(request, id), filesOfBank(request.db, request.scope, id)])
  return reply.page('learning/question-files/index', { bank, questionCount: questions.length, lost: lostOf(file), files, form: formOf(SendForm, request), megabytes: megabytesMax })
}

const problemsShown = 200

async function resultPage(request: FastifyRequest, reply: FastifyReply) {
  const { file, bank, whyNot, result } = await examine(request, (request as OfId).params.id)
  const shown = result === null || 'refused' in result ? null : result
  const sent = request.method === 'POST' ? (request.body as TakeForm).take ?? [] : null
  return reply.page('learning/question-files/show', {
    file, bank, whyNot, refused: result !== null && 'refused' in result ? result.refused : null, shown,
    errors: shown?.problems.slice(0, problemsShown) ?? [], refusals: shown?.compared.filter(({ mark }) => mark === 'refused').length ?? 0,
    counts: { added: shown?.compared.filter(({ mark }) => mark === 'new').length ?? 0, changed: shown?.compared.filter(({ mark }) => mark === 'changed').length ?? 0 },
    isTicked: (place: number) => sent === null || sent.includes(place),
  })
}
