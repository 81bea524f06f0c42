import assert from 'node:assert/strict'
import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { lastDayFor } from '../../planning/calls/rules.ts'
import { readPage } from '../nominations/pages.ts'
import { StepsForm } from './forms.ts'
import { endedRounds, findRound, officersOf, stepsOf, waitingRounds, type RoundShown } from './queries.ts'
import { isDeputy, stepsMax, turnOf, whyNotDecide, whyNotRecall } from './rules.ts'

const perPage = 50

/** What waits, mine first, and what is done. */
export async function roundsPage({ db, scope, actor }: FastifyRequest, page: number) {
  const [waiting, ended] = [await waitingRounds(db, scope), await endedRounds(db, scope, { limit: perPage, offset: (page - 1) * perPage })]
  const isMine = (round: RoundShown) => actor !== null && whyNotDecide(round, round.marks, actor.personId, { decision: 'approve', note: '.' }) === null
  const rows = waiting.map((round) => ({ ...round, turn: turnOf(round.marks) ?? null, lastDay: lastDayFor(round, round.dueOn) }))
  const total = ended[0]?.total ?? 0
  return {
    mine: rows.filter(isMine), others: rows.filter((row) => !isMine(row)), ended: ended.map((round) => ({ ...round, turn: null, lastDay: lastDayFor(round, round.dueOn) })),
    pager: { page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href: (to: number) => `/sheet-approvals?page=${to}` },
  }
}

/** A round with its sheet to read, and what whoever looks may do with it. */
export async function roundPage(request: FastifyRequest, id: number) {
  const round = found(await findRound(request.db, request.scope, id))
  const page = await readPage(request, null, null, round.sheetId)
  const me = request.actor?.personId ?? 0
  const turn = turnOf(round.marks) ?? null
  const mayDecide = whyNotDecide(round, round.marks, me, { decision: 'approve', note: '.' }) === null
  const { decision = '', note = '' } = request.method === 'POST' ? (request.body ?? {}) as { decision?: string; note?: string } : {}
  return {
    ...page, round, turn, mayDecide, deputy: turn !== null && isDeputy(turn, me), mayRecall: whyNotRecall(round, me) === null,
    next: turn === null ? null : round.marks.find(({ position }) => position > turn.position) ?? null,
    isLate: round.state === 'requested' && request.today > page.lastDay,
    typed: { decision, note },
  }
}

/** Who approves, as a form: stored, or as typed when it comes back. */
export async function stepsPage(request: FastifyRequest) {
  assert(request.scope.of === 'municipality')
  const { municipalityId } = request.scope
  const [officers, stored] = [await officersOf(request.db, municipalityId), await stepsOf(request.db, municipalityId)]
  const starting = { steps: stored.map(({ title, postId, deputyPostId }) => ({ title, postId, deputyPostId })) }
  return {
    officers, rows: Array.from({ length: stepsMax }, (_, n) => n), form: formOf(StepsForm, request, starting),
    alone: new Set(officers.map(({ personId }) => personId)).size < 2,
  }
}
