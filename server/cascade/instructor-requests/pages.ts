import type { FastifyRequest } from 'fastify'
import { addDays } from '../../base/days.ts'
import { found, Missing } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { findEntry, ownEntry, registerCounts, registerRows, viewerOf, type Listed } from '../instructors/queries.ts'
import { findLocalTraining } from '../local-trainings/queries.ts'
import { whyNotChange } from '../local-trainings/rules.ts'
import { AnswerForm, ChangeForm, NewRequestForm, WithdrawForm, type ChooseQuery } from './forms.ts'
import { engagementsOf, findRequest, latestLetter, requestsTo } from './queries.ts'
import { conflictsOf, reasonOf, requestMoves, whyNotAsk, type Span } from './rules.ts'

const perPage = 20

const registerOf = (entry: Listed) => ({ ...entry, areas: entry.areas.map(({ id }) => id) })

/** Everything against it, in words that can be said. */
const inReasons = (conflicts: ReturnType<typeof conflictsOf>) => conflicts.map((one) => ({ ...reasonOf(one), isHard: one.isHard }))

/** Who may be asked to teach a training, each with what stands against it; the register is asked past the wall. */
export async function choosePage(request: FastifyRequest, trainingId: number, { topic, page = 1 }: ChooseQuery) {
  const { db, beyond, scope, today, say, language } = request
  const viewer = viewerOf(scope)
  const [known, rows, counts] = await Promise.all([
    findLocalTraining(db, scope, trainingId, today), registerRows(beyond, viewer, { topic }, today, { limit: perPage, offset: (page - 1) * perPage }), registerCounts(beyond, viewer, { topic }, today),
  ])
  const training = found(known)
  const engagements = await engagementsOf(beyond, rows.map(({ id }) => id), training.days.map(({ heldOn }) => heldOn), trainingId)
  const total = counts.active ?? 0
  const standing = new Set(training.requests.filter(({ state }) => ['draft', 'sent', 'accepted'].includes(state)).map(({ instructorId }) => instructorId))
  const at = `/local-trainings/${trainingId}/requests/new`
  return {
    training, whyNot: whyNotChange(training.state),
    rows: rows.map((row) => {
      const conflicts = conflictsOf(registerOf(row), engagements.filter(({ instructorId }) => instructorId === row.id), training.days, training.municipalityId, today)
      return { ...row, conflicts: inReasons(conflicts), isAsked: standing.has(row.id), canAsk: !standing.has(row.id) && whyNotAsk(conflicts) === null }
    }),
    filters: training.modules.length === 0 ? null : { action: at, fields: [{ name: 'topic', label: say('instructors.topics'), value: String(topic ?? ''), options: training.modules.map((one) => ({ value: String(one.id), label: language === 'ja' ? one.title : one.titleEn })) }] },
    pager: { page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href: (to: number) => `${at}?${new URLSearchParams({ ...topic === undefined ? {} : { topic: String(topic) }, page: String(to) })}` },
  }
}

/** A request to be written to somebody of the register. */
export async function newPage(request: FastifyRequest, trainingId: number, instructorId: number) {
  const { db, beyond, scope, today } = request
  if (scope.of !== 'municipality') throw new Missing()
  const [known, someone, before] = await Promise.all([findLocalTraining(db, scope, trainingId, today), findEntry(beyond, viewerOf(scope), instructorId, today), latestLetter(db, scope.municipalityId)])
  const [training, entry] = [found(known), found(someone)]
  const days = training.days
  const engagements = await engagementsOf(beyond, [instructorId], days.map(({ heldOn }) => heldOn), trainingId)
  const starting = {
    days: days.map(({ id }) => id), employer: entry.affiliation ?? '', theme: training.modules.map(({ title }) => title).join('\n'), honorariumYen: before?.honorariumYen ?? '', travelYen: 0,
    materialDueOn: addDays(training.firstOn, -7) > today ? addDays(training.firstOn, -7) : undefined, answerBy: addDays(today, 14) < training.firstOn ? addDays(today, 14) : addDays(training.firstOn, -1),
    issuedOn: today, sender: before?.sender ?? '', contact: before?.contact ?? '', ...before === undefined || before.sealOmitted ? { sealOmitted: 'true' } : {},
  }
  return {
    training, entry, asked: null, conflicts: inReasons(conflictsOf(registerOf(entry), engagements, days, training.municipalityId, today)),
    action: `/local-trainings/${trainingId}/requests`, form: formOf(NewRequestForm, request, starting),
  }
}

/** What stands against a request today: for the municipality past the wall, for the person by what is their own. */
async function conflictsNow(request: FastifyRequest, asked: { instructorId: number; trainingId: number; municipalityId: number; days: readonly Span[] }) {
  const { scope, today } = request
  const db = scope.of === 'municipality' ? request.beyond : request.db
  const [entry, engagements] = await Promise.all([
    scope.of === 'person' ? ownEntry(db, scope, today) : findEntry(db, { of: 'all' }, asked.instructorId, today), engagementsOf(db, [asked.instructorId], asked.days.map(({ heldOn }) => heldOn), asked.trainingId),
  ])
  return entry === undefined ? [] : inReasons(conflictsOf(registerOf(entry), engagements, asked.days, asked.municipalityId, today))
}

/** One request as the municipality or the prefecture sees it. */
export async function requestPage(request: FastifyRequest, id: number) {
  const asked = found(await findRequest(request.db, request.scope, id))
  const isOpen = asked.state === 'draft' || asked.state === 'sent'
  return { asked, conflicts: isOpen ? await conflictsNow(request, asked) : [], canWithdraw: requestMoves[asked.state].withdraw !== undefined && (asked.state !== 'accepted' || asked.trainingState === 'planned'), withdrawForm: formOf(WithdrawForm, request) }
}

/** What was written, to be changed before it is sent. */
export async function editPage(request: FastifyRequest, id: number) {
  const { db, scope, today } = request
  const asked = found(await findRequest(db, scope, id))
  if (asked.state !== 'draft') throw new Missing()
  const training = found(await findLocalTraining(db, scope, asked.trainingId, today))
  const starting = { ...asked, days: asked.days.map((one) => one.id), materialDueOn: asked.materialDueOn ?? undefined, ...asked.sealOmitted ? { sealOmitted: 'true' } : { sealOmitted: undefined } }
  return { training, entry: { id: asked.instructorId, name: asked.name, kana: asked.kana }, asked, conflicts: await conflictsNow(request, asked), action: `/instructor-requests/${id}`, form: formOf(ChangeForm, request, starting) }
}

/** What somebody was asked, by whom, and the answer. */
export async function ownRequestPage(request: FastifyRequest, id: number) {
  const asked = found(await findRequest(request.db, request.scope, id))
  const conflicts = asked.state === 'sent' ? await conflictsNow(request, asked) : []
  return { asked, conflicts, cannotAccept: conflicts.some(({ isHard }) => isHard), form: formOf(AnswerForm, asked.state === 'sent' ? request : nothingSent(request)) }
}

export const ownRequestsPage = async ({ db, scope }: FastifyRequest) => ({ rows: await requestsTo(db, scope) })
