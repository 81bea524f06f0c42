import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { writeXlsx } from '../../base/sheets.ts'
import { speaking } from '../../base/texts.ts'
import { findClassDay, sheetOf, slotsOfDay } from '../attendance/queries.ts'
import { sheetData } from '../attendance/sheet.ts'
import { texts as groupTexts } from '../exercise-groups/texts.ts'
import { texts as trainingTexts } from '../../planning/trainings/texts.ts'
import { typeBack } from './changes.ts'
import { CardsQuery, IdParams, SheetQuery, TypedForm, TypingQuery } from './forms.ts'
import { dayAndPeople, papersPage, typingPage } from './pages.ts'
import { fileNameOf, groupColumns, groupRows, groupTable, nameCards, seatPlan } from './papers.ts'
import { texts } from './texts.ts'

const read = { access: 'groups.read', traced: true } as const
const ja = speaking({ ...texts, ...groupTexts, ...trainingTexts }, 'ja')
const excel = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Everything on paper for a class day, printed before it and typed back after it. */
export const dayPapers: FastifyPluginAsyncTypebox = async (app) => {
  const sendPdf = (reply: FastifyReply, bytes: Uint8Array, name: string) => sendMade(reply, bytes, { name, type: 'application/pdf', shown: 'inline' })

  app.get('/class-days/:id/papers', { config: { access: 'groups.read', traced: true }, schema: { params: IdParams } }, async (request, reply) =>
    reply.page('classroom/day-papers/index', await papersPage(request, request.params.id)))

  app.get('/class-days/:id/papers/roll.pdf', { config: read, schema: { params: IdParams, querystring: SheetQuery } }, async ({ db, scope, params, query }, reply) => {
    const day = found(await findClassDay(db, scope, params.id))
    const [slots, cells] = await Promise.all([slotsOfDay(db, day.id), sheetOf(db, day)])
    const marked = new Set(cells.filter(({ state }) => state !== null).map(({ id }) => id))
    const rows = cells.filter(({ id }) => query.kind !== 'missing' || !marked.has(id)).map((cell) => query.kind === 'all' ? cell : { ...cell, state: null, minutes: null })
    return sendPdf(reply, await app.outside.paper.print('attendance-sheet', sheetData(day, slots, rows)), fileNameOf(ja(`dayPapers.rollFile.${query.kind}`), day))
  })

  app.get('/class-days/:id/papers/name-cards.pdf', { config: read, schema: { params: IdParams, querystring: CardsQuery } }, async (request, reply) => {
    const { classDay, people } = await dayAndPeople(request, request.params.id)
    const { blank, only } = request.query
    return sendPdf(reply, await app.outside.paper.print('name-cards', nameCards(classDay, only === 'blank' ? [] : people, blank, ja)), fileNameOf(ja('dayPapers.nameCards'), classDay))
  })

  app.get('/class-days/:id/papers/seat-plan.pdf', { config: read, schema: { params: IdParams } }, async (request, reply) => {
    const { classDay, people, grouping } = await dayAndPeople(request, request.params.id)
    return sendPdf(reply, await app.outside.paper.print('seat-plan', seatPlan(classDay, people, found(grouping))), fileNameOf(ja('dayPapers.seatPlan'), classDay))
  })

  app.get('/class-days/:id/papers/groups.pdf', { config: read, schema: { params: IdParams } }, async (request, reply) => {
    const { classDay, people, grouping } = await dayAndPeople(request, request.params.id)
    return sendPdf(reply, await app.outside.paper.print('group-table', groupTable(classDay, people, found(grouping), ja)), fileNameOf(ja('dayPapers.groupTable'), classDay))
  })

  app.get('/class-days/:id/papers/groups.xlsx', { config: read, schema: { params: IdParams } }, async (request, reply) => {
    const { classDay, people, grouping } = await dayAndPeople(request, request.params.id)
    const title = `${ja('dayPapers.groupTable')}　${classDay.title}　${classDay.cohort}`
    const bytes = await writeXlsx({ sheet: ja('dayPapers.groupTable'), title, above: [[title]], columns: groupColumns(ja), rows: groupRows(people, found(grouping), ja), now: app.clock() })
    return sendMade(reply, bytes, { name: fileNameOf(ja('dayPapers.groupTable'), classDay, 'xlsx'), type: excel })
  })

  app.get('/slots/:id/typed-roll', { config: { access: 'roll.mark', traced: true }, schema: { params: IdParams, querystring: TypingQuery } }, async (request, reply) =>
    reply.page('classroom/day-papers/typing', await typingPage(request, request.params.id, request.query)))
  app.post('/slots/:id/typed-roll', {
    config: { access: 'roll.mark', again: typingAgain }, schema: { params: IdParams, body: TypedForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => typeBack(change, id, body), (day) => ({ to: `/class-days/${day}?slot=${id}`, notice: 'dayPapers.typedBack' })))
}

async function typingAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('classroom/day-papers/typing', await typingPage(request, (request.params as { id: number }).id, {}))
}
