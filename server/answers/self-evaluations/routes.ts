import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { beginYear, changeTargets, editHead, fixPlan, giveGrade, makeSheet, openPeriod, removeItem, saveEntry, saveItem, takeActual } from './changes.ts'
import { ActualForm, EntryForm, EntryQuery, FixForm, GradeForm, HeadForm, IdParams, ItemForm, NewQuery, NewSheetForm, PageQuery, PeriodForm, RemovalForm, RevisionParams, SheetQuery, TargetChangeForm } from './forms.ts'
import { actualPage, entryPage, fixPage, gradePage, headPage, historyPage, indexPage, itemPage, newPeriodPage, newSheetPage, revisionPage, sheetPage, targetChangePage } from './pages.ts'
import { lastPublished, sheetIdOfItem } from './queries.ts'

const [read, draft, edit] = ['self_evaluations.read', 'self_evaluations.draft', 'self_evaluations.edit'] as const
const idOf = ({ params }: FastifyRequest) => (params as { id: number }).id

/** 自己評価シート: what a plan promised and what became of it, written in the layout in which it is printed. */
export const selfEvaluations: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/self-evaluations', { config: { access: read }, schema: { querystring: PageQuery } }, async (request, reply) => reply.page('answers/self-evaluations/index', await indexPage(request, request.query.page)))
  app.get('/plan-periods/new', { config: { access: edit } }, newPeriodAgain)
  app.post('/plan-periods', {
    config: { access: edit, again: newPeriodAgain }, schema: { body: PeriodForm }, attachValidation: true,
  }, async ({ body }, reply) => reply.submit((change) => openPeriod(change, body), () => ({ to: '/self-evaluations', notice: 'selfEvaluations.periodOpened' })))
  app.get('/plan-periods/:id/fixing', { config: { access: edit }, schema: { params: IdParams } }, fixAgain)
  app.post('/plan-periods/:id/fixing', {
    config: { access: edit, again: fixAgain }, schema: { params: IdParams, body: FixForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => fixPlan(change, id, body), () => ({ to: '/self-evaluations', notice: 'selfEvaluations.fixed' })))

  app.get('/self-evaluations/new', { config: { access: edit }, schema: { querystring: NewQuery } }, newSheetAgain)
  app.post('/self-evaluations', {
    config: { access: edit, again: newSheetAgain }, schema: { body: NewSheetForm }, attachValidation: true,
  }, async ({ body }, reply) => reply.submit((change) => makeSheet(change, body), (id) => ({ to: `/self-evaluations/${id}`, notice: 'form.saved' })))
  app.get('/self-evaluations/:id', { config: { access: read }, schema: { params: IdParams, querystring: SheetQuery } }, async (request, reply) => {
    if (request.scope.of !== 'all') return reply.redirect(`/evaluation-editions/${found(await lastPublished(request.db, request.params.id)).id}`, 303)
    return reply.page('answers/self-evaluations/show', await sheetPage(request, request.query.column))
  })
  app.get('/self-evaluations/:id/head', { config: { access: edit }, schema: { params: IdParams } }, headAgain)
  app.post('/self-evaluations/:id/head', {
    config: { access: edit, again: headAgain }, schema: { params: IdParams, body: HeadForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => editHead(change, id, body), () => ({ to: `/self-evaluations/${id}`, notice: 'form.saved' })))

  app.get('/self-evaluations/:id/items', { config: { access: edit }, schema: { params: IdParams } }, newItemAgain)
  app.post('/self-evaluations/:id/items', {
    config: { access: edit, again: newItemAgain }, schema: { params: IdParams, body: ItemForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => saveItem(change, id, null, body), () => ({ to: `/self-evaluations/${id}`, notice: 'form.saved' })))
  app.get('/evaluation-items/:id', { config: { access: edit }, schema: { params: IdParams } }, itemAgain)
  app.post('/evaluation-items/:id', {
    config: { access: edit, again: itemAgain }, schema: { params: IdParams, body: ItemForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id } = request.params
    const sheet = found(await sheetIdOfItem(request.db, id))
    return reply.submit((change) => saveItem(change, sheet.sheetId, id, request.body), () => ({ to: `/self-evaluations/${sheet.sheetId}`, notice: 'form.saved' }))
  })
  app.post('/evaluation-items/:id/removal', {
    config: { access: edit, again: itemAgain }, schema: { params: IdParams, body: RemovalForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => removeItem(change, id, body.version), (sheet) => ({ to: `/self-evaluations/${sheet}`, notice: 'selfEvaluations.itemRemoved' })))
  app.get('/evaluation-items/:id/target', { config: { access: edit }, schema: { params: IdParams } }, targetAgain)
  app.post('/evaluation-items/:id/target', {
    config: { access: edit, again: targetAgain }, schema: { params: IdParams, body: TargetChangeForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => changeTargets(change, id, body), (sheet) => ({ to: `/self-evaluations/${sheet}`, notice: 'selfEvaluations.targetChanged' })))

  app.get('/evaluation-entries/:id', { config: { access: draft }, schema: { params: IdParams, querystring: EntryQuery } }, entryAgain)
  app.post('/evaluation-entries/:id', {
    config: { access: edit, again: entryAgain }, schema: { params: IdParams, body: EntryForm }, attachValidation: true,
  }, async ({ params: { id }, body, wantsFragment }, reply) => reply.submit((change) => saveEntry(change, id, body), ({ version, sheetId }) =>
    wantsFragment ? { to: `/evaluation-entries/${id}?saved=${version}` } : { to: `/self-evaluations/${sheetId}#entry-${id}`, notice: 'selfEvaluations.saved' }))
  app.get('/evaluation-entries/:id/revisions', { config: { access: draft }, schema: { params: IdParams, querystring: PageQuery } }, async (request, reply) => reply.page('answers/self-evaluations/history', await historyPage(request, request.query.page)))
  app.get('/evaluation-entries/:id/revisions/:version', { config: { access: draft }, schema: { params: RevisionParams } }, async (request, reply) => reply.page('answers/self-evaluations/revision', await revisionPage(request, request.params.version)))
  app.get('/evaluation-entries/:id/actual', { config: { access: edit }, schema: { params: IdParams } }, actualAgain)
  app.post('/evaluation-entries/:id/actual', {
    config: { access: edit, again: actualAgain }, schema: { params: IdParams, body: ActualForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => takeActual(change, id, body), (sheet) => ({ to: `/self-evaluations/${sheet}#entry-${id}`, notice: 'selfEvaluations.actualTaken' })))
  app.get('/evaluation-entries/:id/grade', { config: { access: edit }, schema: { params: IdParams } }, gradeAgain)
  app.post('/evaluation-entries/:id/grade', {
    config: { access: edit, again: gradeAgain }, schema: { params: IdParams, body: GradeForm }, attachValidation: true,
  }, async ({ params: { id }, body }, reply) => reply.submit((change) => giveGrade(change, id, body), (sheet) => ({ to: `/self-evaluations/${sheet}#entry-${id}`, notice: 'selfEvaluations.graded' })))
  app.post('/evaluation-years/:id/beginning', { config: { access: edit }, schema: { params: IdParams } }, async ({ params: { id } }, reply) =>
    reply.submit((change) => beginYear(change, id), (sheet) => ({ to: `/self-evaluations/${sheet}`, notice: 'selfEvaluations.begun' })))
}

async function newPeriodAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('answers/self-evaluations/period', await newPeriodPage(request)) }
async function fixAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('answers/self-evaluations/fixing', await fixPage(request)) }
async function newSheetAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('answers/self-evaluations/new', await newSheetPage(request, (request.query as { period?: number }).period)) }
async function headAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('answers/self-evaluations/head', await headPage(request)) }
async function newItemAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('answers/self-evaluations/item', await itemPage(request, idOf(request), null)) }
async function itemAgain(request: FastifyRequest, reply: FastifyReply) {
  const { sheetId } = found(await sheetIdOfItem(request.db, idOf(request)))
  return reply.page('answers/self-evaluations/item', await itemPage(request, sheetId, idOf(request)))
}
async function targetAgain(request: FastifyRequest, reply: FastifyReply) {
  const { sheetId } = found(await sheetIdOfItem(request.db, idOf(request)))
  return reply.page('answers/self-evaluations/target', await targetChangePage(request, sheetId))
}
async function entryAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('answers/self-evaluations/entry', await entryPage(request)) }
async function actualAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('answers/self-evaluations/actual', await actualPage(request)) }
async function gradeAgain(request: FastifyRequest, reply: FastifyReply) { return reply.page('answers/self-evaluations/grade', await gradePage(request)) }
