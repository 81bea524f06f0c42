import type { FastifyRequest } from 'fastify'
import type { Reader } from '../../base/database.ts'
import { found } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { municipalitiesToChoose } from '../../who/organizations/queries.ts'
import { ActionForm, NewActionForm, SettlementForm } from './forms.ts'
import { parents, type ParentName } from './parents.ts'
import { actionsPage, findAction, placeOf, type ActionFilter } from './queries.ts'
import { isLate, whyNotReword } from './rules.ts'

export const perPage = 50

type Row = Parameters<typeof isLate>[0]
/** Rows as components/actions draws them. */
export const shownActions = <R extends Row>(rows: readonly R[], today: string) => rows.map((row) => ({ ...row, late: isLate(row, today) }))

/** To whom an action of a meeting may be given. */
export async function whoseOf({ say, language }: Pick<FastifyRequest, 'say' | 'language'>, db: Reader) {
  const towns = await municipalitiesToChoose(db)
  return [...(['prefecture', 'all'] as const).map((value) => ({ value: value as string, label: say(`actions.whoseIs.${value}`) })), ...towns.map(({ id, name, nameEn }) => ({ value: String(id), label: language === 'ja' ? name : nameEn }))]
}

/** The boxes of a new action, for the page of the meeting it belongs to (components/action-form). */
export const newActionOf = (request: FastifyRequest, name: ParentName, id: number) =>
  ({ form: formOf(NewActionForm, nothingSent(request)), hidden: { [name]: id } })

/** The form by itself: what a meeting's page leads to when the form comes back. */
export async function newPage(request: FastifyRequest, parent: { name: ParentName; id: number } | null) {
  const { db, scope } = request
  const { name, id } = found(parent)
  const { page } = found(await parents[name].find(db, scope, id))
  const whose = name === 'meetingItemId' ? await whoseOf(request, db) : null
  return { newAction: { form: formOf(NewActionForm, request), hidden: { [name]: id }, whose }, back: page }
}

/** One action with its two forms: its words, and what became of it. */
export async function showPage(request: FastifyRequest) {
  const { db, scope, today } = request
  const action = found(await findAction(db, scope, (request.params as { id: number }).id))
  const isSettling = request.routeOptions.url?.endsWith('/settlement') ?? false
  const { what, owner, dueOn } = action
  return {
    action: { ...action, late: isLate(action, today) }, place: placeOf(action), whyNotReword: whyNotReword(action.meetingItemId !== null, scope.of),
    form: formOf(ActionForm, isSettling ? nothingSent(request) : request, { what, owner, dueOn }),
    settling: formOf(SettlementForm, isSettling ? request : nothingSent(request), { state: action.state === 'open' ? 'done' : 'open' }),
  }
}

/** All that somebody may reach. */
export async function listPage(request: FastifyRequest, { state, page }: { state?: ActionFilter['state']; page: number }) {
  const { db, scope, today } = request
  const rows = await actionsPage(db, scope, { state, today }, { limit: perPage, offset: (page - 1) * perPage })
  const total = rows[0]?.total ?? 0
  const href = (to: number) => `/actions?${new URLSearchParams({ ...state && { state }, page: String(to) })}`
  return { rows: shownActions(rows, today), state, pager: { page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href } }
}
