import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { fiscalYearInWords, fiscalYearOf } from '../../base/days.ts'
import { sendMade } from '../../base/downloads.ts'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { buildTable } from '../../base/table-files.ts'
import { categories } from '../../entry/nominations/rules.ts'
import { isThere } from '../../who/living-areas/rules.ts'
import { setRules } from './changes.ts'
import { FileQuery, Narrowed, OfBlock, OfGaps, Place, RuleForm } from './forms.ts'
import { placesOf, rulesNow } from './places.ts'
import { countedIn, coverageOf, findCoverage, gapsOf, inPostOf, municipalitiesPerPage, perPage, placesInside, solesOf, trainedInPost, whoLeft } from './queries.ts'
import { byArea, byCenter, emptiedBy, matrixOf } from './rules.ts'

const read = 'results.read' as const
const pagerOf = (page: number, total: number, size: number) => ({ page, pages: Math.max(1, Math.ceil(total / size)), total, perPage: size })

export const coverage: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/coverage', { config: { access: read }, schema: { querystring: Narrowed } }, async ({ db, scope, query, today }, reply) =>
    reply.page('answers/coverage/index', { coverage: matrixOf(await coverageOf(db, scope, query.page, today)) }))

  app.get('/coverage/single', { config: { access: read, traced: true }, schema: { querystring: Narrowed } }, async ({ db, scope, query: { page = 1 } }, reply) => {
    const rows = await solesOf(db, scope, page)
    return reply.page('answers/coverage/single', { rows, pager: pagerOf(page, rows[0]?.total ?? 0, perPage) })
  })

  app.get('/coverage/places', { config: { access: read }, schema: { querystring: Narrowed } }, async (request, reply) => {
    const { db, scope, today, query: { page = 1 } } = request
    const standing = await rulesNow(db)
    const rows = await placesOf(db, scope, standing, { page, year: fiscalYearOf(today), today })
    return reply.page('answers/coverage/places', { rows, standing, categories, next: fiscalYearOf(today) + 1, pager: pagerOf(page, rows[0]?.total ?? 0, municipalitiesPerPage) })
  })
  app.get('/coverage/places/file', { config: { access: read }, schema: { querystring: FileQuery } }, async (request, reply) => {
    const built = await placesFile(request, request.query.as ?? 'xlsx')
    return sendMade(reply, built.bytes, built)
  })
  app.get('/coverage/places/rule', { config: { access: 'places.edit' } }, ruleAgain)
  app.post('/coverage/places/rule', { config: { access: 'places.edit', again: ruleAgain }, schema: { body: RuleForm }, attachValidation: true }, async ({ body }, reply) =>
    reply.submit((change) => setRules(change, body), () => ({ to: '/coverage/places', notice: 'form.saved' })))

  app.get('/coverage/people', { config: { access: 'results.read', traced: true }, schema: { querystring: OfBlock } }, async ({ db, scope, query }, reply) => {
    const { page = 1, block = null } = query
    const category = query.category || null
    const people = await inPostOf(db, scope, { block, category, page })
    return reply.page('answers/coverage/people', { people, block, category, categories, pager: pagerOf(page, people[0]?.total ?? 0, perPage) })
  })
  app.get('/coverage/gaps', { config: { access: 'results.read' }, schema: { querystring: OfGaps } }, async ({ db, scope, query }, reply) =>
    reply.page('answers/coverage/gaps', { of: query.of, bodies: await gapsOf(db, scope, query.of) }))

  app.get('/coverage/:id/left', { config: { access: 'results.read', traced: true }, schema: { params: Place, querystring: Narrowed } }, async ({ db, scope, params, query }, reply) => {
    const { page = 1 } = query
    const category = query.category || null
    const municipality = found(await findCoverage(db, scope, params.id))
    const people = await whoLeft(db, scope, params.id, category, page)
    return reply.page('answers/coverage/left', { municipality, people, category, categories, pager: pagerOf(page, people[0]?.total ?? 0, perPage) })
  })

  app.get('/coverage/:id', {
    config: { access: read, traced: true }, schema: { params: Place, querystring: Narrowed },
  }, async ({ db, beyond, scope, params, query, today }, reply) => {
    const { page = 1 } = query
    const category = query.category || null
    const municipality = found(await findCoverage(db, scope, params.id))
    // What somebody completed before they came here stands with the municipality that sent them.
    const people = await trainedInPost(beyond, scope, params.id, category, page, today)
    return reply.page('answers/coverage/show', { municipality, people, category, categories, pager: pagerOf(page, people[0]?.total ?? 0, perPage) })
  })
  app.get('/coverage/:id/inside', { config: { access: read, traced: true }, schema: { params: Place } }, async ({ db, scope, params: { id }, today }, reply) => {
    const municipality = found(await findCoverage(db, scope, id))
    const [people, places] = [await countedIn(db, scope, id), await placesInside(db, id)]
    const areas = places.areas.filter((area) => isThere(area, fiscalYearOf(today)))
    return reply.page('answers/coverage/inside', { municipality, categories, total: people.length, centers: byCenter(people, places.centers), areas: areas.length === 0 ? null : byArea(people, areas), emptied: emptiedBy(people, areas) })
  })
}

async function ruleAgain(request: FastifyRequest, reply: FastifyReply) {
  const { rules, version, quota } = await rulesNow(request.db)
  const starting = Object.fromEntries(categories.map((category) => [category, { ...rules[category], placesMax: rules[category].placesMax ?? '' }]))
  return reply.page('answers/coverage/rule', { form: formOf(RuleForm, request, { ...starting, version }), categories, quota })
}

/** The proposal as a table, with the rule it was reckoned by above it. */
async function placesFile({ db, scope, today, say, language, server }: FastifyRequest, as: 'xlsx' | 'utf-8' | 'cp932') {
  const standing = await rulesNow(db)
  const rows = await placesOf(db, scope, standing, { page: 1, perPage: 2_000, year: fiscalYearOf(today), today })
  const title = say('coverage.placesTitle', { year: fiscalYearInWords(fiscalYearOf(today) + 1, language) })
  const of = (kind: 'inPost' | 'inTraining' | 'places') => categories.map((category) => ({ header: `${say(`coverage.placesHead.${kind}`)} ${say(`coverage.short.${category}`)}`, width: 14 }))
  return buildTable({
    fileName: title, sheet: say('coverage.placesSheet'), title,
    above: [[title], [say('coverage.placesNote')], ...categories.map((category) => [say('coverage.ruleInWords', { category: say(`coverage.short.${category}`), ...wordsOf(standing, category) })])],
    columns: [{ header: say('organizations.code'), width: 10, isText: true }, { header: say('coverage.municipality'), width: 16 }, ...of('inPost'), ...of('inTraining'), ...of('places'), { header: say('coverage.sum'), width: 8 }],
    rows: rows.map((row) => [row.code, language === 'ja' ? row.name : row.nameEn, ...categories.map((one) => row.inPost[one]), ...categories.map((one) => row.inTraining[one]), ...categories.map((one) => row.places[one]), row.sum]),
  }, as, server.clock())
}

const wordsOf = ({ rules, quota }: Awaited<ReturnType<typeof rulesNow>>, category: typeof categories[number]) =>
  ({ wanted: rules[category].wanted, loss: rules[category].lossPercent, most: rules[category].placesMax ?? quota?.[category] ?? '－' })
