import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { beginFile, pageBeginning, sendMade } from '../../base/downloads.ts'
import { addPeople, markRest, pastePeople, removeParticipant, tapLocalRoll, undoTap } from './changes.ts'
import { AddForm, FileQuery, IdParams, ParticipantParams, PasteForm, PeopleQuery, PlainForm, RestForm, RollQuery, TapForm, UndoForm } from './forms.ts'
import { completersFile, completersPaper, peoplePage, rollPage } from './pages.ts'

const [read, keep, takes] = ['local_trainings.read', 'local_trainings.keep', 'local_trainings.take'] as const
const peopleAt = (id: number) => `/local-trainings/${id}/participants`
const rowAt = (id: number, day: number, row: number) => `/local-trainings/${id}/roll?day=${day}&row=${row}#local-rolls-row-${row}`

/** Who takes part in a local training, its roll day by day, and who has completed it. */
export const localRolls: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/local-trainings/:id/participants', { config: { access: read, traced: true }, schema: { params: IdParams, querystring: PeopleQuery } }, async (request, reply) => {
    const page = await peoplePage(request, request.params.id, request.query)
    if (page.begun !== null && page.completers > 0) beginFile(reply, page.begun)
    return reply.page('cascade/local-rolls/people', page)
  })
  app.post('/local-trainings/:id/participants', { config: { access: keep, again: peopleAgain('add') }, schema: { params: IdParams, body: AddForm }, attachValidation: true },
    async ({ params: { id }, body }, reply) => reply.submit((change) => addPeople(change, id, body), () => ({ to: peopleAt(id), notice: 'localRolls.added' })))
  app.post('/local-trainings/:id/participants/list', { config: { access: keep, again: peopleAgain('paste') }, schema: { params: IdParams, body: PasteForm }, attachValidation: true },
    async ({ params: { id }, body }, reply) => reply.submit((change) => pastePeople(change, id, body), () => ({ to: peopleAt(id), notice: 'localRolls.added' })))
  app.post('/local-trainings/:id/participants/:participant/removal', { config: { access: keep, again: peopleAgain() }, schema: { params: ParticipantParams, body: PlainForm } },
    async ({ params: { id, participant } }, reply) => reply.submit((change) => removeParticipant(change, id, participant), () => ({ to: peopleAt(id), notice: 'localRolls.removed' })))

  app.get('/local-trainings/:id/completers/file', {
    config: { access: takes, traced: true, justSignedIn: (request) => pageBeginning(peopleAt(idOf(request)), request.query, 'file') }, schema: { params: IdParams, querystring: FileQuery },
  }, async (request, reply) => {
    const built = await completersFile(request, request.params.id, request.query.as ?? 'xlsx')
    return sendMade(reply, built.bytes, built)
  })
  app.get('/local-trainings/:id/completers/paper', {
    config: { access: takes, traced: true, justSignedIn: (request) => pageBeginning(peopleAt(idOf(request)), request.query, 'paper') }, schema: { params: IdParams },
  }, async (request, reply) => {
    const { pdf, name } = await completersPaper(request, request.params.id)
    return sendMade(reply, pdf, { name, type: 'application/pdf' })
  })

  app.get('/local-trainings/:id/roll', { config: { access: read, traced: true }, schema: { params: IdParams, querystring: RollQuery } }, async (request, reply) => {
    const { params: { id }, query: { day, row, more } } = request
    return reply.page('cascade/local-rolls/roll', await rollPage(request, id, { day, row, ...more && { open: row } }))
  })
  app.post('/local-trainings/:id/roll', { config: { access: keep, again: rollAgain }, schema: { params: IdParams, body: TapForm }, attachValidation: true }, async (request, reply) => {
    const { params: { id }, body } = request
    await request.change((change) => tapLocalRoll(change, id, body))
    return reply.redirect(rowAt(id, body.dayId, body.rows[0]!.participant), 303)
  })
  app.post('/local-trainings/:id/roll/rest', { config: { access: keep, again: rollAgain }, schema: { params: IdParams, body: RestForm } },
    async ({ params: { id }, body: { dayId } }, reply) => reply.submit((change) => markRest(change, id, dayId), () => ({ to: `/local-trainings/${id}/roll?day=${dayId}`, notice: 'localRolls.restMarked' })))
  app.post('/local-trainings/:id/roll/undo', { config: { access: keep, again: rollAgain }, schema: { params: IdParams, body: UndoForm } },
    async ({ params: { id }, body: { dayId, mark } }, reply) => reply.submit((change) => undoTap(change, id, dayId, mark), (participant) => ({ to: rowAt(id, dayId, participant) })))
}

const idOf = (request: FastifyRequest) => (request.params as { id: number }).id

const peopleAgain = (sent?: 'add' | 'paste') => async (request: FastifyRequest, reply: FastifyReply) =>
  reply.page('cascade/local-rolls/people', await peoplePage(request, idOf(request), {}, sent))

/** What a rule refused: the row that was tapped stands open, with why. */
async function rollAgain(request: FastifyRequest, reply: FastifyReply) {
  const { dayId, rows } = request.body as { dayId?: unknown; rows?: { participant?: unknown }[] }
  const number = (value: unknown) => { const n = Number(value); return Number.isInteger(n) && n > 0 && n <= 2_147_483_647 ? n : undefined }
  const tapped = Array.isArray(rows) ? number(rows[0]?.participant) : undefined
  const page = await rollPage(request, idOf(request), { day: number(dayId), ...tapped === undefined ? {} : { open: tapped, refused: tapped } })
  return reply.page('cascade/local-rolls/roll', { ...page, row: page.roll.find((one) => one.id === tapped) })
}
