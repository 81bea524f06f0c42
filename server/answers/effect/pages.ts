import type { FastifyRequest } from 'fastify'
import { mostOf, pairChart, stackChart } from '../../base/charts.ts'
import { fiscalYearInWords, fiscalYearOf } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { groupsOf } from '../../cascade/practice-rates/queries.ts'
import { ratesOf, shownTo, sumOf } from '../../cascade/practice-rates/rules.ts'
import type { EffectQuery, RowsQuery } from './forms.ts'
import { bodiesOf, conferencesBehind, perPage } from './queries.ts'
import { bandOf, effectOf, figureOf, measures, windowOf, type Body, type Effect, type Measure, type Pair, type WhyLeftOut } from './rules.ts'

type Words = Pick<FastifyRequest, 'say' | 'language'>
const nameOf = ({ language }: Words, { name, nameEn }: { name: string; nameEn: string }) => language === 'ja' || nameEn === '' ? name : nameEn
const inFigures = (value: number) => Number.isInteger(value) ? String(value) : value.toFixed(1)
/** The last fiscal year that is over: a year under way has fewer conferences than it will have. */
const lastFinishedOn = (today: string) => fiscalYearOf(today) - 1

/** Before and after, as whoever asks may see it: the prefecture every municipality by name, a municipality itself against the others together. */
export async function effectPage(request: FastifyRequest, { of = 'held' }: EffectQuery) {
  const { db, beyond, scope, today } = request
  const ownId = scope.of === 'municipality' ? scope.municipalityId : null
  const [bodies, practice] = await Promise.all([bodiesOf(ownId === null ? db : beyond, ownId === null ? scope : { of: 'all' }), practiceOf(request)])
  const lastFinished = lastFinishedOn(today)
  const effect = effectOf(of, bodies, lastFinished)
  const about = { of, measures, lastFinished, practice, isPrefecture: ownId === null }
  return ownId === null ? { ...about, ...wholePart(request, of, effect), own: null } : { ...about, ...ownPart(request, of, effect, found(bodies.find(({ id }) => id === ownId)), lastFinished) }
}

/** Everybody by name, the mean of those compared, and the others over the same years, all on one scale. */
function wholePart(request: FastifyRequest, of: Measure, effect: Effect) {
  const { say } = request
  const rows = effect.compared.map((one) => ({ label: nameOf(request, one.body), before: one.before, after: one.after, note: yearsInWords(request, one), href: `/effect/${one.body.id}`, one }))
  const most = mostOf([...rows, ...sumRows(request, effect)])
  return {
    chart: rows.length === 0 ? null : { id: 'each', ...pairChart({ ...headingsOf(request, of), title: say(`effect.each.${of}`), description: describe(request, rows), rows, most, noteHeading: say('effect.years') }) },
    sums: effect.mean === null ? null : { id: 'sum', ...pairChart({ ...headingsOf(request, of), title: say(`effect.mean.${of}`), description: describe(request, sumRows(request, effect)), rows: sumRows(request, effect), most, noteHeading: say('effect.ofWhom') }) },
    counts: { compared: effect.compared.length, leftOut: effect.leftOut.length, against: effect.against },
    leftOut: leftOutBy(effect).map(({ why, bodies }) => ({ why, bodies: bodies.map((body) => ({ id: body.id, name: nameOf(request, body) })) })), lines: rows,
  }
}

const headingsOf = ({ say }: Words, of: Measure) => ({ beforeHeading: say(`effect.before.${of}`), afterHeading: say(`effect.after.${of}`), itemHeading: say('effect.municipality') })

/** The mean of all compared; then, where there is somebody to set them against, those and the others over the same years. */
function sumRows({ say }: Words, { mean, against, compared }: Effect) {
  if (mean === null) return []
  const row = (label: string, pair: Pair, note: string) => ({ label, ...pair, note })
  return [row(say('effect.compared'), mean, say('effect.bodies', { count: compared.length })), ...against === null ? [] : [
    ...against.bodies === compared.length ? [] : [row(say('effect.comparedAgainst'), against.own, say('effect.bodies', { count: against.bodies }))],
    row(say('effect.untrained'), against.untrained, say('effect.bodies', { count: against.others }))]]
}

const describe = ({ say, language }: Words, rows: readonly { label: string; before: number; after: number }[]) =>
  rows.map(({ label, before, after }) => say('effect.rowInWords', { label, before: inFigures(before), after: inFigures(after) })).join(language === 'ja' ? '' : ' ')

const yearsInWords = ({ say, language }: Words, { beforeYear, afterYears }: { beforeYear: number; afterYears: readonly number[] }) => {
  const [first, last] = [Math.min(...afterYears), Math.max(...afterYears)].map((year) => fiscalYearInWords(year, language))
  return say(first === last ? 'effect.yearsOne' : 'effect.yearsMany', { before: fiscalYearInWords(beforeYear, language), first: first!, last: last!, count: afterYears.length })
}

function leftOutBy({ leftOut }: Effect): { why: WhyLeftOut; bodies: Body[] }[] {
  return (['noYearSince', 'noneBefore', 'noneAfter'] as const).map((why) => ({ why, bodies: leftOut.filter((one) => one.why === why).map(({ body }) => body) })).filter(({ bodies }) => bodies.length > 0)
}

/** A municipality itself, and the others together; nobody else's name, and nothing of them where they are too few. */
function ownPart(request: FastifyRequest, of: Measure, effect: Effect, body: Body, lastFinished: number) {
  const { say } = request
  const own = effect.compared.find((one) => one.body.id === body.id) ?? null
  const band = bandOf(effect.compared.filter((one) => one.body.id !== body.id))
  const rows = own === null ? [] : [
    { label: nameOf(request, body), before: own.before, after: own.after, note: yearsInWords(request, own), href: `/effect/${body.id}` },
    ...band === null ? [] : [{ label: say('effect.othersMiddle'), before: band.before.middle, after: band.after.middle, note: say('effect.bodies', { count: band.bodies }) }]]
  return {
    chart: null, counts: null, leftOut: [], lines: rows, band,
    sums: rows.length === 0 ? null : { id: 'own', ...pairChart({ ...headingsOf(request, of), title: say(`effect.own.${of}`), description: describe(request, rows), rows, noteHeading: say('effect.years') }) },
    own: { id: body.id, firstTrained: body.firstTrained, whyNot: body.firstTrained === null ? 'noneTrained' as const : effect.leftOut.find((one) => one.body.id === body.id)?.why ?? null, hasFinished: body.firstTrained !== null && body.firstTrained < lastFinished },
  }
}

/** How many of those who were asked put it into practice, by course, in parts that add up to whoever was asked. */
async function practiceOf(request: FastifyRequest) {
  const { db, scope, say } = request
  const seesAll = scope.of === 'all'
  const groups = await groupsOf(db, scope, 'course', {})
  const total = sumOf(groups)
  const { groups: shown, rest } = shownTo(seesAll, groups)
  const lines = [...shown.map((group) => ({ label: nameOf(request, group), counts: group, key: group.key })), ...rest === null ? [] : [{ label: say('practiceRates.rest'), counts: rest, key: 'rest' }]]
  const rows = lines.map(({ label, counts, key }) => ({
    label, values: [counts.practiced, counts.answered - counts.practiced, counts.asked - counts.answered], hrefs: [`/practice/rows?by=course&of=practiced&group=${key}`, undefined, undefined],
  }))
  return {
    counts: total, rates: ratesOf(total),
    chart: rows.length === 0 ? null : { id: 'practice', ...stackChart({
      title: say('effect.practice'), rows, itemHeading: say('practice.by.course'), sumHeading: say('practiceRates.asked'),
      description: rows.map(({ label, values }) => say('effect.practiceInWords', { label, practiced: values[0]!, not: values[1]!, silent: values[2]! })).join(''),
      kinds: [{ label: say('practiceRates.practiced'), pattern: 'got' }, { label: say('practiceRates.rowStates.none'), pattern: 'more' }, { label: say('practiceRates.rowStates.closed'), pattern: 'rest' }],
    }) },
  }
}

/** One municipality year by year: what is before, what is after, what is neither. */
export async function bodyPage({ db, scope, today }: FastifyRequest, id: number) {
  const body = found((await bodiesOf(db, scope)).find((one) => one.id === id))
  const lastFinished = lastFinishedOn(today)
  const window = body.firstTrained === null ? null : windowOf(body.firstTrained, lastFinished)
  const partOf = (year: number) => year > lastFinished ? 'running' as const : window === null ? 'none' as const : year === window.before ? 'before' as const
    : window.after.includes(year) ? 'after' as const : year === body.firstTrained ? 'first' as const : 'earlier' as const
  const effects = measures.map((of) => ({ of, ...effectOf(of, [body], lastFinished) }))
  return {
    body, years: body.years.map((year) => ({ ...year, part: partOf(year.fiscalYear), casesKnown: figureOf('cases', body.years, year.fiscalYear) })), window,
    pairs: effects.map(({ of, compared, leftOut }) => ({ of, pair: compared[0] ?? null, why: leftOut[0]?.why ?? null })),
  }
}

/** The conferences behind a figure of one year. */
export async function rowsPage({ db, scope }: FastifyRequest, id: number, query: RowsQuery) {
  const body = found((await bodiesOf(db, scope)).find((one) => one.id === id))
  const rows = await conferencesBehind(db, scope, id, query)
  const total = rows[0]?.total ?? 0
  return { body, rows, query, pager: { page: query.page, pages: Math.max(1, Math.ceil(total / perPage)), total, perPage, href: (page: number) => `/effect/${id}/conferences?year=${query.year}&of=${query.of}&page=${page}` } }
}
