import type { FastifyReply, FastifyRequest } from 'fastify'
import { found, type Reason } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { htmlOf } from '../lessons/markdown.ts'
import { answerOf, type AnswerBoxes } from './answers.ts'
import { limits } from './fitness.ts'
import { BankForm, NewQuestionForm, QuestionForm, type BankQuery } from './forms.ts'
import { boxesOf } from './making.ts'
import { banksOf, coursesFor, findBank, findQuestion, questionsIn, tagsOf, testsDrawingFrom, versionsOfQuestion, type FoundQuestion } from './queries.ts'
import { askedOf, gistOf, isBlank, questionKinds, shareOf } from './rules.ts'

const perPage = 50

export async function banksPage({ db, scope }: FastifyRequest, course: number | undefined) {
  const [banks, courses] = await Promise.all([banksOf(db, scope, course), coursesFor(db, scope)])
  return { banks, courses, course: course ?? null }
}

export async function bankPage({ db, scope }: FastifyRequest, id: number, query: BankQuery) {
  const { kind, tag, state, words = '', page = 1 } = query
  const looked = { kind, state, tag, words: words.trim() === '' ? undefined : words.trim() }
  const [bank, tags, tests, { rows, total }] = await Promise.all([
    findBank(db, scope, id), tagsOf(db, id), testsDrawingFrom(db, id), questionsIn(db, scope, id, looked, { page, perPage }),
  ])
  const params = (to: number) => new URLSearchParams(Object.entries({ ...looked, page: to === 1 ? undefined : String(to) }).filter((pair): pair is [string, string] => pair[1] !== undefined))
  return {
    bank: found(bank), tags, tests, questions: rows.map((one) => ({ ...one, gist: gistOf(one.stem) })), looked, kinds: questionKinds, isNarrowed: Object.values(looked).some((one) => one !== undefined),
    pager: { page, pages: Math.max(1, Math.ceil(total / perPage)), total, perPage, href: (to: number) => `/question-banks/${id}?${params(to)}` },
  }
}

export async function bankFormPage(request: FastifyRequest, reply: FastifyReply) {
  const { id } = request.params as { id?: number }
  const [bank, courses] = await Promise.all([id === undefined ? null : findBank(request.db, request.scope, id), coursesFor(request.db, request.scope)])
  return reply.page('learning/questions/bank-form', {
    bank: id === undefined ? null : found(bank), courses, isOwn: request.scope.of !== 'all', form: formOf(BankForm, request, bank ?? {}),
  })
}

const rowsShown = { first: 4, more: 2 }

export async function newPage(request: FastifyRequest, reply: FastifyReply) {
  const bank = found(await findBank(request.db, request.scope, (request.params as { id: number }).id))
  const sent = (request.method === 'POST' ? request.body : request.query) as { kind?: unknown }
  const kind = questionKinds.find((one) => one === sent.kind) ?? 'single'
  const starting = starts(request, { points: 1, isShuffled: 'true', charactersMax: 800 })
  return reply.page('learning/questions/new', { bank, kind, kinds: questionKinds, form: formOf(NewQuestionForm, request, starting), rows: rowsOf(request, starting) })
}

export async function editPage(request: FastifyRequest, reply: FastifyReply) {
  const question = found(await findQuestion(request.db, request.scope, (request.params as { id: number }).id))
  const starting = starts(request, { ...boxesOf(question), code: question.code, version: question.version })
  return reply.page('learning/questions/edit', { question, kind: question.kind, form: formOf(QuestionForm, request, starting), rows: rowsOf(request, starting) })
}

/** What the boxes start with: what was typed when more rows were asked for, else the question. */
const starts = (request: FastifyRequest, boxes: Record<string, unknown>) => (isAskingForRows(request) ? request.typed as Record<string, unknown> : boxes)
const isAskingForRows = ({ method, routeOptions: { url } }: FastifyRequest) => method === 'POST' && url?.endsWith('/rows')

/** How many rows the form shows: what is filled and some to fill. */
function rowsOf(request: FastifyRequest, starting: Record<string, unknown>): number {
  const typed = (request.method === 'POST' ? request.body as Record<string, unknown> : starting).rows
  const count = Array.isArray(typed) ? typed.length : 0
  return Math.min(limits.choices * 2, Math.max(rowsShown.first, request.method === 'GET' && count > 0 ? count + 1 : count) + (isAskingForRows(request) ? rowsShown.more : 0))
}

export async function questionPage({ db, scope, query }: FastifyRequest, id: number) {
  const { version, tried, ...boxes } = query as { version?: number; tried?: string } & AnswerBoxes
  const question = found(await findQuestion(db, scope, id, version))
  const [versions, tests] = await Promise.all([versionsOfQuestion(db, id), testsDrawingFrom(db, question.bankId)])
  const answer = answerOf(question.body, boxes)
  return {
    question, versions, tests, isOlder: question.number !== versions[0]!.number, html: htmlOf(question.stem), feedback: htmlOf(question.feedback),
    asked: askedOf(question.body, mixed), boxes, result: tried === undefined ? null : resultOf(question, answer), guide: question.body.kind === 'free_text' ? htmlOf(question.body.guide) : '',
  }
}

/** An order that gives nothing away and is the same each time the page is shown. */
const mixed = <T>(list: readonly T[]): T[] => [...list.filter((_, n) => n % 2 === 1), ...list.filter((_, n) => n % 2 === 0).reverse()]

function resultOf({ body, points }: FoundQuestion, answer: ReturnType<typeof answerOf>): { tone: string; words: Reason } {
  if (body.kind === 'free_text') return { tone: 'now', words: { key: 'questions.marked.byPerson' } }
  if (isBlank(answer)) return { tone: '', words: { key: 'questions.marked.blank' } }
  const share = shareOf(body, answer) ?? 0
  if (share === 1) return { tone: 'done', words: { key: 'questions.marked.full', data: { points } } }
  return share === 0 ? { tone: 'late', words: { key: 'questions.marked.none' } }
    : { tone: 'now', words: { key: 'questions.marked.part', data: { share: Math.round(share * points * 10) / 10, points } } }
}

