import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { buildChanges } from './building.ts'
import { answerAsManager, rate, saveGoal, saveMeasurement } from './changes.ts'
import { FileQuery, GoalForm, ManagerForm, MeasurementForm, RatingForm, ResultsQuery, RoundParams, SheetOfTraining, SheetParams, TokenParams, TrainingParams } from './forms.ts'
import { editPage, managerPage, ownSheetPage, resultsPage, roundPage, roundsOf, sheetPage } from './pages.ts'
import { sheetPaper } from './paper.ts'
import { findMeasurement, findSheet, measurementsFor, openRounds, ownSheets, sheetOfLink, sheetsOf } from './queries.ts'
import type { Round } from './rules.ts'

/** What a training changed: rated by trainees three times, by their managers once, compared person by person. */
export const effectMeasurements: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/my-measurements', { config: { access: 'measurements.own' } }, async (request, reply) => {
    const [sheets, open] = await Promise.all([ownSheets(request.db, request.scope), openRounds(request.db, request.scope, request.today)])
    return reply.page('learning/effect-measurements/own', { open, sheets: sheets.map((sheet) => ({ ...sheet, rounds: roundsOf(sheet, request.today) })) })
  })
  app.get('/my-measurements/:enrollment', { config: { access: 'measurements.own' }, schema: { params: SheetParams } }, sheetAgain)
  app.post('/my-measurements/:enrollment', {
    config: { access: 'measurements.own', again: sheetAgain }, schema: { params: SheetParams, body: GoalForm }, attachValidation: true,
  }, async ({ params: { enrollment }, body }, reply) =>
    reply.submit((change) => saveGoal(change, enrollment, body), () => ({ to: `/my-measurements/${enrollment}`, notice: 'form.saved' })))
  app.get('/my-measurements/:enrollment/paper', { config: { access: 'measurements.own' }, schema: { params: SheetParams } }, async (request, reply) =>
    sendPaper(request, reply, request.params.enrollment))
  app.get('/my-measurements/:enrollment/rounds/:round', { config: { access: 'measurements.own' }, schema: { params: RoundParams } }, roundAgain)
  app.post('/my-measurements/:enrollment/rounds/:round', {
    config: { access: 'measurements.own', again: roundAgain }, schema: { params: RoundParams, body: RatingForm }, attachValidation: true,
  }, async ({ params: { enrollment, round }, body }, reply) =>
    reply.submit((change) => rate(change, enrollment, round, body), () => ({ to: `/my-measurements/${enrollment}`, notice: 'measurements.ratedNotice' })))

  // The link stands in a mail to one address: it opens one thing, for so long as that is asked.
  app.get('/measurement-links/:token', { config: { access: 'anyone' }, schema: { params: TokenParams } }, managerAgain)
  app.post('/measurement-links/:token', {
    config: { access: 'anyone', again: managerAgain }, schema: { params: TokenParams, body: ManagerForm }, attachValidation: true,
  }, async ({ params: { token }, body }, reply) =>
    reply.submit((change) => answerAsManager(change, token, body), () => ({ to: `/measurement-links/${token}`, notice: 'measurements.managerThanks' })))

  app.get('/measurements', { config: { access: 'measurements.read' } }, async (request, reply) =>
    reply.page('learning/effect-measurements/index', { trainings: await measurementsFor(request.db, request.scope, request.year) }))
  app.get('/trainings/:id/measurement/edit', { config: { access: 'measurements.edit' }, schema: { params: TrainingParams } }, editAgain)
  app.post('/trainings/:id/measurement', {
    config: { access: 'measurements.edit', again: editAgain }, schema: { params: TrainingParams, body: MeasurementForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) =>
    reply.submit((change) => saveMeasurement(change, id, body), () => ({ to: '/measurements', notice: 'form.saved' })))
  app.get('/trainings/:id/measurement', { config: { access: 'measurements.read' }, schema: { params: TrainingParams, querystring: ResultsQuery } }, async (request, reply) =>
    reply.page('learning/effect-measurements/results', await resultsPage(request, request.params.id, request.query)))
  app.get('/trainings/:id/measurement/file', { config: { access: 'measurements.read' }, schema: { params: TrainingParams, querystring: FileQuery } }, async (request, reply) => {
    const built = await buildChanges(request, await resultsPage(request, request.params.id, request.query), request.query.as ?? 'xlsx')
    return sendMade(reply, built.bytes, built)
  })
  app.get('/trainings/:id/measurement/sheets', { config: { access: 'measurements.sheets', traced: true }, schema: { params: TrainingParams } }, async (request, reply) => {
    const { params: { id }, today } = request
    found(await findMeasurement(request.db, id))
    const sheets = await sheetsOf(request.db, request.scope, id)
    return reply.page('learning/effect-measurements/sheets', { trainingId: id, sheets: sheets.map((sheet) => ({ ...sheet, rounds: roundsOf(sheet, today) })) })
  })
  app.get('/trainings/:id/measurement/sheets/:enrollment', { config: { access: 'measurements.sheets', traced: true }, schema: { params: SheetOfTraining } }, async (request, reply) => {
    const { id, enrollment } = request.params
    const sheet = found(await findSheet(request.db, request.scope, enrollment))
    return reply.page('learning/effect-measurements/sheet', sheetPage(request, found(sheet.trainingId === id ? sheet : null)))
  })
}

async function sheetAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('learning/effect-measurements/own-sheet', await ownSheetPage(request, (request.params as { enrollment: number }).enrollment))
}
async function roundAgain(request: FastifyRequest, reply: FastifyReply) {
  const { enrollment, round } = request.params as { enrollment: number; round: Round }
  return reply.page('learning/effect-measurements/round', await roundPage(request, enrollment, round))
}
async function editAgain(request: FastifyRequest, reply: FastifyReply) {
  return reply.page('learning/effect-measurements/edit', await editPage(request, (request.params as { id: number }).id))
}

/** It looks past the wall because the link is the key; the page hands its address on to nobody. */
async function managerAgain(request: FastifyRequest, reply: FastifyReply) {
  void reply.header('referrer-policy', 'strict-origin').header('x-robots-tag', 'noindex')
  const { token } = request.params as { token: string }
  const sheet = await sheetOfLink(request.beyond, token, request.today)
  return sheet === undefined ? reply.code(404).page('learning/effect-measurements/over') : reply.page('learning/effect-measurements/manager', managerPage(request, token, sheet))
}

async function sendPaper(request: FastifyRequest, reply: FastifyReply, enrollment: number) {
  const sheet = found(await findSheet(request.db, request.scope, enrollment))
  const bytes = await request.server.outside.paper.print('measurement-sheet', sheetPaper(sheet))
  return sendMade(reply, bytes, { name: `${request.say('measurements.paperName')}.pdf`, type: 'application/pdf', shown: 'inline' })
}
