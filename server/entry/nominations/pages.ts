import assert from 'node:assert/strict'
import type { FastifyRequest, FastifySchemaValidationError } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import type { Places } from '../../planning/calls/pool.ts'
import type { CallWithPool } from '../../planning/allotments/queries.ts'
import { callWithHoldings, findCall } from '../../planning/calls/queries.ts'
import { whyNotOpenForOne } from '../../planning/calls/rules.ts'
import { knownPeople } from '../../who/people/queries.ts'
import { checked, withOwnPlaces, type Checked } from './checks.ts'
import { differencesOf, writtenIn } from './differing.ts'
import { LateForm, SheetForm } from './forms.ts'
import type { Line, Typed } from './lines.ts'
import { findSheet, sheetOf, sheetsOfCall, type Desk } from './queries.ts'
import { categories, lastDayOf, sheetMoves, stepsInForce, whyNotAcceptAll, whyNotEdit, whyNotRecall, whyNotSubmit, type Category } from './rules.ts'

type Call = NonNullable<Awaited<ReturnType<typeof findCall>>> & CallWithPool

/** The call and the sheet of whoever asks: a municipality has one per call. */
export async function ownSheet({ db, beyond, scope, today }: FastifyRequest, callId: number): Promise<{ call: Call; desk: Desk }> {
  assert(scope.of === 'municipality')
  // What others hold is read with the call: it decides how many places are left in the pool, and is not shown.
  const [call, desk] = await Promise.all([callWithHoldings(beyond, scope, callId, today), sheetOf(db, scope, callId, scope.municipalityId)])
  return { call: found(call), desk: found(desk) }
}

const emptyLinesShown = 5
const emptyLinesMin = 1

/** The sheet as a form: stored, or as typed when it comes back with problems. `more` names the category with a row more. */
export async function sheetPage(request: FastifyRequest, call: Call, stored: Desk, query: { known?: string; more?: string; seek?: string }, typed?: Typed) {
  const desk = typed === undefined ? stored : { ...stored, ...typed, version: stored.version, nilReturns: nilsOf(typed) }
  const found = await checked(request.beyond, call, desk, desk.municipalityId, request.today)
  const sought = soughtIn(desk.lines, query.seek)
  const known = query.known === undefined ? null : await knownPeople(request.db, request.scope, query.known, 20)
  const alike = sought === null ? [] : await knownPeople(request.db, request.scope, sought.words, foundMax)
  return {
    call, desk, ...found, form: formOf(SheetForm, request, desk), problemsAt: problemsAt(request, desk.lines, found), lastDay: lastDayOf(desk, call),
    known, words: query.known ?? '', sought: sought === null ? null : { ...sought, people: alike }, ...conflictOf(request, stored, typed),
    groups: categories.map((category) => groupOf(category, found.places[category], desk, query.more === category)),
  }
}

/** How many people are offered beneath a row. */
const foundMax = 8

/** The row whose person is looked for among the known, and by which words: the name typed there, or the kana. */
function soughtIn(lines: readonly Line[], seek: string | undefined): { category: Category; rank: number; words: string } | null {
  const [category, rank] = (seek ?? '').split('.')
  const line = lines.find((one) => one.category === category && String(one.rank) === rank)
  return line === undefined ? null : { category: line.category, rank: line.rank, words: line.name.trim() || line.kana.trim() }
}

/** What somebody else saved meanwhile and where it differs from what is typed, with what is chosen of it so far. */
function conflictOf({ refusal }: FastifyRequest, stored: Desk, typed: Typed | undefined) {
  if (refusal?.key !== 'form.stale' || typed === undefined) return { theirs: null, differences: [] }
  const differences = differencesOf(typed, writtenIn(stored))
  return { theirs: stored, differences: differences.map((one) => ({ ...one, chosen: typed.theirs?.includes(one.key) ?? one.preset === 'theirs' })) }
}

const nilsOf = (typed: Typed): Desk['nilReturns'] =>
  categories.flatMap((category) => (typed.nils[category] === undefined ? [] : [{ category, reason: typed.nils[category] }]))

/**
 * A category with a row for each of its places, of the empty ones only the next few: each save brings the following. There is
 * always one to type in, also beyond the places.
 */
function groupOf(category: Category, { own, pool }: Places, desk: { lines: readonly Line[]; nilReturns: Desk['nilReturns'] }, more: boolean) {
  const lines = desk.lines.map((line, index) => ({ ...line, index })).filter((line) => line.category === category)
  const last = Math.max(0, ...lines.map(({ rank }) => rank))
  const rows = Math.min(99, Math.max(Math.min(own, last + emptyLinesShown), last + emptyLinesMin) + (more ? 1 : 0))
  const byRank = new Map(lines.map((line) => [line.rank, line]))
  return {
    category, quota: own, pool, count: lines.length, nil: desk.nilReturns.find((one) => one.category === category) ?? null,
    rows: Array.from({ length: rows }, (_, place) => byRank.get(place + 1) ?? null),
  }
}

/** The problems of each line in words, with those of its form where something typed cannot be kept at all. */
function problemsAt(request: FastifyRequest, lines: readonly Line[], { problems }: Checked) {
  const wrong = (request.validationError?.validation ?? []) as FastifySchemaValidationError[]
  return lines.map((line, index) => {
    const place = `/${line.category}/${line.rank - 1}/`
    const unkept = wrong.filter(({ instancePath }) => instancePath.startsWith(place)).map(({ instancePath, params }) => ({
      field: fieldNames[instancePath.slice(place.length)] ?? 'name', level: 'error' as const,
      reason: 'limit' in params ? { key: 'nominations.tooLong' as const, data: { limit: Number(params.limit) } } : { key: 'form.wrong' as const },
    }))
    const unreadable = Object.keys(line.unreadable ?? {}).length > 0 ? [{ field: 'experience' as const, level: 'error' as const, reason: { key: 'nominations.countWrong' as const } }] : []
    return [...unkept, ...unreadable, ...problems[index]!]
  })
}

const fieldNames: Record<string, Checked['problems'][number][number]['field']> = {
  name: 'name', kana: 'kana', affiliation: 'affiliation', email: 'email', reason: 'reason', experience: 'experience', experienceCount: 'experience', years: 'experience', professionCode: 'profession', team: 'team',
}

/** Everything once more before it is handed in, and why it cannot be when it cannot. */
export async function checkPage(request: FastifyRequest, call: Call, desk: Desk) {
  const found = await checked(request.beyond, call, desk, desk.municipalityId, request.today)
  return {
    call, desk, ...found, problemsAt: found.problems, lastDay: lastDayOf(desk, call), approvers: stepsInForce(desk),
    whyNot: whyNotSubmit(found.answer, withOwnPlaces(call, found.places), request.today), nils: desk.nilReturns,
  }
}

/** The sheet to read: whose it is, what state it is in, and what may be done with it. */
export async function readPage(request: FastifyRequest, givenCall: Call | null, given: Desk | null, id = 0) {
  const desk = given ?? found(await findSheet(request.db, request.scope, id))
  const call = givenCall ?? found(await callWithHoldings(request.beyond, request.scope, desk.callId, request.today))
  const { problems, warnings, errors } = await checked(request.beyond, call, desk, desk.municipalityId, request.today)
  return {
    call, desk, problems, problemsAt: problems, warnings, errors, lastDay: lastDayOf(desk, call),
    recallable: whyNotRecall(desk, call, request.today) === null, own: request.scope.of === 'municipality', form: null,
    // Why a sheet that was never handed in, or came back, can only be read.
    shut: ['draft', 'returned'].includes(desk.state) && !desk.inApproval ? whyNotEdit(desk, call, request.today) : null,
  }
}

const states = ['none', 'draft', 'submitted', 'returned', 'accepted'] as const

/** All municipalities with the state of their sheets, the whole counted and the list narrowed by state. */
export async function sheetsPage({ db, scope, today }: FastifyRequest, callId: number, state?: string) {
  const [known, sheets] = await Promise.all([findCall(db, scope, callId), sheetsOfCall(db, callId, today)])
  const call = found(known)
  const all = sheets.map((row) => ({ ...row, state: row.state ?? 'none' as const }))
  const rows = states.some((one) => one === state) ? all.filter((row) => row.state === state) : all
  const tally = states.map((one) => ({ state: one, count: all.filter((row) => row.state === one).length }))
  const submitted = all.filter((row) => row.state === 'submitted').length
  return { call, rows, tally, total: all.length, state: state ?? '', submitted, closed: whyNotAcceptAll(call, submitted, today) === null,
    reopenable: whyNotOpenForOne(call.state, call.trainingState) === null }
}

/** The call and those that may be given more time, who have not handed in; `municipalityId` is whom the form begins with. */
export async function latePage(request: FastifyRequest, callId: number, municipalityId?: number) {
  const { db, scope, today } = request
  const [known, sheets] = await Promise.all([findCall(db, scope, callId), sheetsOfCall(db, callId, today)])
  const call = found(known)
  if (municipalityId !== undefined) found(sheets.find((one) => one.municipalityId === municipalityId))
  const waiting = sheets.filter((one) => one.municipalityId === municipalityId || sheetMoves[one.state ?? 'draft'].submit !== undefined)
  return { call, waiting, refusal: whyNotOpenForOne(call.state, call.trainingState), form: formOf(LateForm, request, { municipalityId }) }
}
