import type { FastifyRequest } from 'fastify'
import { addDays, type Day } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { isHoliday } from '../../base/holidays.ts'
import { approvalOf, type ApprovalShown } from '../../office/approvals/queries.ts'
import { retitled } from '../copies/rules.ts'
import { findTraining } from '../trainings/queries.ts'
import { shiftedDays } from '../trainings/rules.ts'
import { CallForm, DecisionForm, NewCallForm, PublicationForm, ReopeningForm, RevisionForm, RulesForm } from './forms.ts'
import { startingTexts } from './paper.ts'
import { poolMoves } from './pool.ts'
import {
  callsOfYear, choicesOf, courseTextsOf, filesOfEarlierCall, firstClassDayOf, revisionsOf, scheduleOf, textsOfEarlierCall, wholeCall, type WholeCall,
} from './queries.ts'
import { isOpenFor, lastDayFor, whyNotBegin, whyNotClose, whyNotEdit, whyNotOpenForOne, whyNotStep, type Changed } from './rules.ts'

/** What each page of a call shows; a handler says which page, these say what is on it. */
export const indexPage = async ({ db, scope, year }: FastifyRequest) => {
  const rows = await callsOfYear(db, scope, year)
  return { year, own: scope.of !== 'all', calls: rows.filter(({ callId }) => callId !== null), begun: rows.filter(({ callId }) => callId === null) }
}

export async function showPage(request: FastifyRequest, id: number) {
  const { db, scope, today } = request
  const call = found(await wholeCall(db, scope, id, today))
  const schedule = await scheduleOf(db, call.trainingId)
  const revisions = await revisionsOf(db, id)
  const approval = scope.of === 'all' ? await approvalOf(db, `call:${id}`) : undefined
  return {
    call, schedule, approval, own: scope.of !== 'all', lastDay: lastDayFor(call, call.sheetDueOn), next: nextOf(call, approval, today, scope.of !== 'all'),
    revisions: revisions.filter(({ revision }) => revision > 0).map((one) => ({ ...one, changed: Object.entries(one.changed as Changed) })),
    mayRevise: whyNotStep(call.state, 'revise') === null, mayReopen: whyNotStep(call.state, 'reopen') === null,
    mayOpenForOne: whyNotOpenForOne(call.state, call.trainingState) === null,
    moves: call.holdings === null ? null : poolMoves(call.holdings),
    decision: formOf(DecisionForm, request, { issuedOn: today }), publication: formOf(PublicationForm, request, { issuedOn: today }),
    reopening: formOf(ReopeningForm, request),
  }
}

export type Next = 'ask' | 'decide' | 'publish' | 'wait' | 'close' | 'finish' | 'nominate' | 'none'

/** The one thing that is to be done next, by whoever looks. */
function nextOf(call: WholeCall, approval: ApprovalShown | undefined, today: Day, own: boolean): Next {
  const days = { state: call.state, opensOn: call.opensOn, officeClosesOn: call.officeClosesOn, closesOn: call.closesOn, decisionOn: call.decisionOn }
  if (own) return isOpenFor(days, call.sheetDueOn, today) ? 'nominate' : 'none'
  if (call.state === 'draft') return 'ask'
  if (call.state === 'in_approval') return approval?.state === 'approved' ? 'publish' : 'decide'
  if (call.state === 'closed') return 'finish'
  if (call.state === 'finished') return 'none'
  return whyNotClose(days, today) === null ? 'close' : 'wait'
}

/** The form of a new call, begun with last year's words of the same course, or with words that fit any. */
export async function newPage(request: FastifyRequest, trainingId: number) {
  const { db, scope, today } = request
  const training = found(await findTraining(db, scope, trainingId))
  const earlier = await textsOfEarlierCall(db, training)
  const files = await filesOfEarlierCall(db, training).execute()
  const said = Object.fromEntries(Object.entries(earlier ?? {}).filter(([, text]) => text !== ''))
  const professionQuotas = Object.entries((earlier?.professionQuotas ?? {}) as Record<string, number>).map(([code, places]) => ({ code, places }))
  const texts = { ...startingTexts(found(await courseTextsOf(db, training.courseId))), ...said }
  const first = await firstClassDayOf(db, trainingId)
  const shifted = shiftedStart(earlier, training.fiscalYear, today)
  return {
    training, ...await choicesOf(db), action: '/calls', firstClassDay: first, fromEarlier: earlier !== undefined, daysShifted: shifted !== null, earlierFiles: files.map((file) => ({ ...file, title: retitled(file.title, file.fiscalYear, training.fiscalYear) })),
    refusal: earlier?.trainingId === trainingId ? { key: 'calls.exists' as const } : whyNotBegin(training.state),
    form: formOf(NewCallForm, request, { route: 'municipality', ...texts, professionQuotas, ...shifted ?? startingDays(today, first), files: files.map(({ id }) => String(id)), training: trainingId }), hidden: { training: trainingId },
  }
}

const isId = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 2_147_483_647

export async function newAgain(request: FastifyRequest) {
  const { training } = request.body as { training?: unknown }
  return newPage(request, found(isId(training) ? training : undefined))
}

export async function editPage(request: FastifyRequest, id: number) {
  const [call, choices] = [found(await wholeCall(request.db, request.scope, id, request.today)), await choicesOf(request.db)]
  return {
    call, ...choices, action: `/calls/${id}`, firstClassDay: call.firstClassDay, refusal: whyNotEdit(call.state),
    form: formOf(CallForm, request, boxesOf(call)), hidden: { version: versionOf(request, call.version) },
  }
}

export async function revisePage(request: FastifyRequest, id: number) {
  const [call, choices] = [found(await wholeCall(request.db, request.scope, id, request.today)), await choicesOf(request.db)]
  return {
    call, ...choices, action: `/calls/${id}/revisions`, firstClassDay: call.firstClassDay, refusal: whyNotStep(call.state, 'revise'),
    form: formOf(RevisionForm, request, boxesOf(call)), hidden: { version: versionOf(request, call.version) },
  }
}

/** How each rule stands, as a form; a published call says beside it that rules are only loosened. */
export async function rulesPage(request: FastifyRequest, id: number) {
  const call = found(await wholeCall(request.db, request.scope, id, request.today))
  const { strictness } = call
  return { call, form: formOf(RulesForm, request, strictness), version: versionOf(request, call.version), published: call.state !== 'draft' }
}

const boxesOf = ({ quotas, professions, ...call }: WholeCall) => ({
  ...call, senderLabel: call.senderLabel ?? '', professionQuotas: professions.map(({ code, places }) => ({ code, places })), quotaChair: quotas.chair, quotaAdviser: quotas.adviser, quotaCasePresenter: quotas.case_presenter, quotaOther: quotas.other,
})

/** After someone else was quicker the form carries their version, which has been said aloud; after a slip it keeps its own. */
function versionOf({ refusal, body, method }: FastifyRequest, current: number): number {
  const typed = Number((body as { version?: unknown } | undefined)?.version)
  return method === 'POST' && refusal?.key !== 'form.stale' && Number.isInteger(typed) ? typed : current
}

type Earlier = NonNullable<Awaited<ReturnType<typeof textsOfEarlierCall>>>

/** The days of the call before in the new year, like the class days of a copied training; null when they are over by now. */
function shiftedStart(earlier: Earlier | undefined, toYear: number, today: Day): object | null {
  if (earlier === undefined || earlier.fiscalYear >= toYear) return null
  const { opensOn, officeClosesOn, closesOn, decisionOn, poolOn } = earlier
  const was = { opensOn, officeClosesOn, closesOn, decisionOn, ...poolOn === null ? {} : { poolOn } }
  const days = shiftedDays(Object.values(was), earlier.fiscalYear, toYear, isHoliday)
  const shifted = Object.fromEntries(Object.keys(was).map((name, at) => [name, days[at]!.to]))
  return shifted.opensOn! < today ? null : shifted
}

/**
 * Five weeks to nominate, three to decide, offices two weeks before their municipality; always on a working day. The
 * decision comes four weeks before the first class day, and a week before it where that leaves no time to nominate.
 */
function startingDays(today: Day, first: Day | null) {
  const opensOn = workingDay(addDays(today, 7), 1)
  const usual = addDays(opensOn, 56)
  const latest = first === null ? undefined : [-28, -7].map((days) => addDays(first, days)).find((day) => day > addDays(opensOn, 21))
  const decisionOn = workingDay(latest !== undefined && latest < usual ? latest : usual, -1)
  const closesOn = workingDay(addDays(decisionOn, -14), -1)
  return { opensOn, officeClosesOn: workingDay(addDays(closesOn, -7), -1), closesOn, decisionOn }
}

function workingDay(day: Day, step: 1 | -1): Day {
  const weekday = new Intl.DateTimeFormat('en', { weekday: 'short', timeZone: 'UTC' }).format(Date.parse(day))
  return ['Sat', 'Sun'].includes(weekday) || isHoliday(day) ? workingDay(addDays(day, step), step) : day
}

