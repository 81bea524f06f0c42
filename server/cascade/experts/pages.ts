import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { findSupport } from '../model-supports/queries.ts'
import { AnswerForm, ExpertForm, NewExpertForm, RequestForm } from './forms.ts'
import { expertsPage, expertsToAsk, findExpert, findRequest, peopleForPool, requestsPage } from './queries.ts'
import { whyNotAnswer, whyNotAsk, whyNotEnd } from './rules.ts'

const perPage = 50
const idOf = ({ params }: FastifyRequest) => (params as { id: number }).id
const paged = (page: number) => ({ limit: perPage, offset: (page - 1) * perPage })
const pagerOf = (page: number, total: number, href: (to: number) => string) => ({ page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href })

export async function listPage({ db, today }: FastifyRequest, { q, page }: { q?: string; page: number }) {
  const rows = await expertsPage(db, q, today, paged(page))
  return { rows, q, pager: pagerOf(page, rows[0]?.total ?? 0, (to) => `/experts?${new URLSearchParams({ ...q && { q }, page: String(to) })}`) }
}
export const newPage = async (request: FastifyRequest) => ({ people: await peopleForPool(request.db), form: formOf(NewExpertForm, request) })
export async function expertPage(request: FastifyRequest) {
  const expert = found(await findExpert(request.db, idOf(request)))
  return { expert, form: formOf(ExpertForm, request, { ...expert, endedOn: expert.endedOn ?? undefined }) }
}

/** Whom to ask for a support; the term begins with what is left of the year. */
export async function askPage(request: FastifyRequest) {
  const { db, scope, today } = request
  const support = found(await findSupport(db, scope, idOf(request)))
  const experts = await expertsToAsk(db, support.id, today)
  return { support, experts, whyNot: whyNotAsk(support.state, null, today), form: formOf(RequestForm, request, { fromOn: today, toOn: `${support.fiscalYear + 1}-03-31` }) }
}

export async function requestPage(request: FastifyRequest) {
  const { db, scope, actor } = request
  const asked = found(await findRequest(db, scope, idOf(request)))
  return { asked, mayAnswer: actor?.kind === 'expert' && whyNotAnswer(asked.state) === null, mayEnd: actor?.kind !== 'expert' && whyNotEnd(asked.state) === null, form: formOf(AnswerForm, request) }
}
export async function requestListPage({ db, scope }: FastifyRequest, page: number) {
  const rows = await requestsPage(db, scope, paged(page))
  return { rows, pager: pagerOf(page, rows[0]?.total ?? 0, (to) => `/expert-requests?page=${to}`) }
}
