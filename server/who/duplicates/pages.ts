import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { wholePerson } from '../people/queries.ts'
import { ApartForm, MergeForm, RuleForm, UndoForm, type DuplicatesQuery } from './forms.ts'
import { evidenceOf, findMerge, heldByBoth, mergesOfPage, mergesPerPage, pairsOfPage, pairsPerPage, undoDays } from './queries.ts'
import { evidences, fields, inWords, scoreOf, whyNotMerge, whyNotUndo, type Evidence } from './rules.ts'

const pagerOf = (path: string, page: number, total: number, perPage: number, kept: Record<string, string | undefined> = {}) => ({
  page, total, perPage, pages: Math.max(1, Math.ceil(total / perPage)),
  href: (to: number) => `${path}?${new URLSearchParams([...Object.entries(kept).filter((one): one is [string, string] => Boolean(one[1])), ['page', String(to)]])}`,
})

/** The pairs that may be one person, and for how many days a merge can be taken back. */
export async function listPage(request: FastifyRequest) {
  const { db, scope } = request
  const query = request.method === 'GET' ? request.query as DuplicatesQuery : { page: 1 }
  const { rows, total } = await pairsOfPage(db, scope, query)
  const days = await undoDays(db)
  return {
    rows: rows.map((row) => ({ ...row, evidence: inWords(row.evidence) })), query, pager: pagerOf('/people/duplicates', query.page, total, pairsPerPage, { q: query.q, strength: query.strength }),
    whole: scope.of === 'all', rule: formOf(RuleForm, request, { undoDays: days }), days,
  }
}

/** Two entries side by side: what agrees, what differs, what hangs on each, and what has to be done before they can be one. */
export async function pairPage(request: FastifyRequest) {
  const { db, scope } = request
  const { id, otherId } = request.params as { id: number; otherId: number }
  found(id === otherId ? null : id)
  const [one, other, agree, held] = await Promise.all([
    wholePerson(db, scope, id), wholePerson(db, scope, otherId), evidenceOf(db, scope, id, otherId), heldByBoth(db, id, otherId),
  ])
  const [a, b] = [found(one), found(other)]
  const evidence = evidences.filter((name) => found(agree)[name])
  const sides = [a, b].map((person) => ({
    ...person, nominations: held.nominations.filter(({ personId }) => personId === person.id),
    account: held.accounts.find(({ personId }) => personId === person.id) ?? null,
    messages: held.messages.find(({ personId }) => personId === person.id)?.count ?? 0,
  }))
  const side = ({ id: at, municipalityId, account }: typeof sides[number]) =>
    ({ id: at, municipalityId, mergedIntoId: null, hasPost: (account?.kinds ?? []).some((kind) => kind !== 'trainee') })
  return {
    sides, evidence: inWords(evidence), score: scoreOf(evidence), apart: held.apart[0] ?? null, bornApart: found(agree).bornApart,
    whyNot: whyNotMerge(side(sides[0]!), side(sides[1]!), held.conflicts, scope.of === 'municipality' ? { elsewhere: false } : null),
    fields: fields.filter((field) => field === 'name' || field === 'kana' || JSON.stringify(a[field]) !== JSON.stringify(b[field])),
    form: formOf(MergeForm, request, startingWith(sides)), apartForm: formOf(ApartForm, request), days: held.undoDays,
  }
}

/** The entry with more behind it stays, unless somebody says otherwise; where it is blank, the other's value is offered. */
function startingWith([one, other]: readonly Record<string, unknown>[]) {
  const weight = (side: Record<string, unknown> | undefined) => (side?.account ? 100 : 0) + ['enrollments', 'certificates', 'nominations'].reduce((sum, name) => sum + ((side?.[name] ?? []) as unknown[]).length, 0)
  const keep = weight(other) > weight(one) ? 'other' : 'one'
  const [stays, goes] = keep === 'one' ? [one, other] : [other, one]
  return { keep, ...Object.fromEntries(fields.map((field) => [field, stays?.[field] === null && goes?.[field] !== null ? (keep === 'one' ? 'other' : 'one') : keep])) }
}

export async function mergesPage(request: FastifyRequest) {
  const { page } = request.query as { page: number }
  const rows = await mergesOfPage(request.db, request.scope, page)
  return { rows, pager: pagerOf('/people/merges', page, rows[0]?.total ?? 0, mergesPerPage) }
}

export async function mergePage(request: FastifyRequest) {
  const { mergeId } = request.params as { mergeId: number }
  const merge = found(await findMerge(request.db, request.scope, mergeId))
  return {
    merge: { ...merge, evidence: inWords(merge.evidence as Evidence[]) }, form: formOf(UndoForm, request),
    whyNot: whyNotUndo(merge, { today: request.today, keptMergedOn: false, edited: false, movedOn: 0 }),
  }
}
