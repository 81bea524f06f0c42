import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { editProgram, makeProgram, openYear, removeBudgetLine, removeStep, saveBudgetLine, savePillar, saveStep } from './changes.ts'
import { BudgetForm, LineParams, PillarForm, PillarParams, ProgramForm, ProgramParams, StepForm, YearForm, YearParams } from './forms.ts'
import { budgetOf, findPillar, findProgram, findProgramWithYears, findYear, pillarsOf, programsInOrder, stepsOf } from './queries.ts'
import { totals } from './rules.ts'

const edit = 'programs.edit' as const

export const programs: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/programs', { config: { access: 'programs.read' } }, async (request, reply) => {
    const list = await programsInOrder(request.db)
    if (list.length === 1) return reply.redirect(`/programs/${list[0]!.id}?year=${request.year}`, 303)
    return reply.page('planning/programs/index', { programs: list })
  })

  app.get('/programs/new', { config: { access: edit } }, programAgain)
  app.post('/programs', { config: { access: edit, again: programAgain }, schema: { body: ProgramForm }, attachValidation: true }, async (request, reply) =>
    reply.submit((change) => makeProgram(change, request.body), (id) => ({ to: `/programs/${id}`, notice: 'form.saved' })))
  app.get('/programs/:id', { config: { access: 'programs.read' }, schema: { params: ProgramParams } }, showAgain)
  app.get('/programs/:id/edit', { config: { access: edit }, schema: { params: ProgramParams } }, programAgain)
  app.post('/programs/:id', {
    config: { access: edit, again: programAgain }, schema: { params: ProgramParams, body: ProgramForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id } = request.params
    return reply.submit((change) => editProgram(change, id, request.body), () => ({ to: `/programs/${id}`, notice: 'form.saved' }))
  })

  app.get('/programs/:id/pillars/new', { config: { access: edit }, schema: { params: ProgramParams } }, pillarAgain)
  app.post('/programs/:id/pillars', {
    config: { access: edit, again: pillarAgain }, schema: { params: ProgramParams, body: PillarForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id } = request.params
    return reply.submit((change) => savePillar(change, id, null, request.body), () => ({ to: `/programs/${id}`, notice: 'form.saved' }))
  })
  app.get('/programs/:id/pillars/:pillarId', { config: { access: edit }, schema: { params: PillarParams } }, pillarAgain)
  app.post('/programs/:id/pillars/:pillarId', {
    config: { access: edit, again: pillarAgain }, schema: { params: PillarParams, body: PillarForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id, pillarId } = request.params
    return reply.submit((change) => savePillar(change, id, pillarId, request.body), () => ({ to: `/programs/${id}`, notice: 'form.saved' }))
  })

  app.post('/programs/:id/years', {
    config: { access: edit, again: showAgain }, schema: { params: ProgramParams, body: YearForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id } = request.params
    return reply.submit((change) => openYear(change, id, request.body.fiscalYear), (year) => ({ to: `/programs/${id}?year=${year}`, notice: 'programs.yearOpened' }))
  })

  const lines = [['budget', BudgetForm, budgetAgain, saveBudgetLine, removeBudgetLine], ['steps', StepForm, stepAgain, saveStep, removeStep]] as const
  for (const [noun, form, again, save, remove] of lines) {
    const at = `/programs/:id/years/:year/${noun}`
    app.get(`${at}/new`, { config: { access: edit }, schema: { params: YearParams } }, again)
    app.post(at, { config: { access: edit, again }, schema: { params: YearParams, body: form }, attachValidation: true }, async (request, reply) => {
      const { id, year } = request.params
      return reply.submit((change) => save(change, id, year, null, request.body as never), () => ({ to: `/programs/${id}?year=${year}`, notice: 'form.saved' }))
    })
    app.get(`${at}/:lineId`, { config: { access: edit }, schema: { params: LineParams } }, again)
    app.post(`${at}/:lineId`, { config: { access: edit, again }, schema: { params: LineParams, body: form }, attachValidation: true }, async (request, reply) => {
      const { id, year, lineId } = request.params
      return reply.submit((change) => save(change, id, year, lineId, request.body as never), () => ({ to: `/programs/${id}?year=${year}`, notice: 'form.saved' }))
    })
    app.post(`${at}/:lineId/removal`, { config: { access: edit }, schema: { params: LineParams } }, async (request, reply) => {
      const { id, year, lineId } = request.params
      return reply.submit((change) => remove(change, id, year, lineId), () => ({ to: `/programs/${id}?year=${year}`, notice: 'programs.removed' }))
    })
  }
}

interface Ids { id: number; pillarId?: number; year?: number; lineId?: number }
const idsOf = (request: FastifyRequest) => request.params as Ids

async function showAgain(request: FastifyRequest, reply: FastifyReply) {
  const [{ id }, { db, year }] = [idsOf(request), request]
  const program = found(await findProgramWithYears(db, id))
  const [pillars, budget, steps] = [await pillarsOf(db, id), await budgetOf(db, id), await stepsOf(db, id, year)]
  const own = budget.filter(({ fiscalYear }) => fiscalYear === year)
  const years = program.years.map(({ fiscalYear }) => ({ fiscalYear, totals: totals(budget.filter((line) => line.fiscalYear === fiscalYear)) }))
  return reply.page('planning/programs/show', {
    program, pillars, steps, year, years, budget: own, totals: totals(own), open: years.some(({ fiscalYear }) => fiscalYear === year),
    form: formOf(YearForm, request, { fiscalYear: String(years.some(({ fiscalYear }) => fiscalYear === year) ? years[0]!.fiscalYear + 1 : year) }),
  })
}

async function programAgain(request: FastifyRequest, reply: FastifyReply) {
  const { id } = request.params as Partial<Ids>
  const program = id === undefined ? null : found(await findProgram(request.db, id))
  return reply.page('planning/programs/edit', { program, form: formOf(ProgramForm, request, program ?? {}) })
}

async function pillarAgain(request: FastifyRequest, reply: FastifyReply) {
  const { id, pillarId } = idsOf(request)
  const program = found(await findProgram(request.db, id))
  const pillar = pillarId === undefined ? null : found(await findPillar(request.db, id, pillarId))
  const action = `/programs/${id}/pillars${pillarId === undefined ? '' : `/${pillarId}`}`
  return reply.page('planning/programs/line', {
    program, year: null, action, removal: null, fields: ['name', 'nameEn', 'from', 'to'], form: formOf(PillarForm, request, pillar ?? {}), options: {},
    heading: request.say(pillar === null ? 'programs.pillarNew' : 'programs.pillarEdit'),
  })
}

async function budgetAgain(request: FastifyRequest, reply: FastifyReply) {
  const { id, year, lineId } = idsOf(request)
  const program = found(await findProgram(request.db, id))
  const [pillars, budget] = [await pillarsOf(request.db, id), await budgetOf(request.db, id)]
  const line = lineId === undefined ? null : found(budget.find((one) => one.id === lineId && one.fiscalYear === year))
  const units = (['thousand_yen', 'yen'] as const).map((value) => ({ value, label: request.say(`programs.units.${value}`) }))
  return reply.page('planning/programs/line', {
    program, year, ...actionOf(id, year!, 'budget', lineId), fields: ['label', 'pillarId', 'amount', 'unit'], form: formOf(BudgetForm, request, line ?? { unit: 'thousand_yen' }),
    options: { unit: units, pillarId: pillars.map((one) => ({ value: one.id, label: request.language === 'ja' ? one.name : one.nameEn })) },
    heading: request.say(line === null ? 'programs.budgetNew' : 'programs.budgetEdit'),
  })
}

async function stepAgain(request: FastifyRequest, reply: FastifyReply) {
  const { id, year, lineId } = idsOf(request)
  const program = found(await findProgram(request.db, id))
  found(await findYear(request.db, id, year!))
  const step = lineId === undefined ? null : found((await stepsOf(request.db, id, year!)).find((one) => one.id === lineId))
  return reply.page('planning/programs/line', {
    program, year, ...actionOf(id, year!, 'steps', lineId), fields: ['label', 'labelEn', 'fromOn', 'toOn'], form: formOf(StepForm, request, step ?? {}), options: {},
    heading: request.say(step === null ? 'programs.stepNew' : 'programs.stepEdit'),
  })
}

const actionOf = (id: number, year: number, noun: string, lineId: number | undefined) => {
  const at = `/programs/${id}/years/${year}/${noun}`
  return lineId === undefined ? { action: at, removal: null } : { action: `${at}/${lineId}`, removal: `${at}/${lineId}/removal` }
}
