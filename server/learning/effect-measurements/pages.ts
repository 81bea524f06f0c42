import type { FastifyRequest } from 'fastify'
import { changeChart } from '../../base/charts.ts'
import type { Day } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { formOf, type Field } from '../../base/forms.ts'
import { findTraining, modulesOf } from '../../planning/trainings/queries.ts'
import { GoalForm, ManagerForm, MeasurementForm, RatingForm, type ResultsQuery } from './forms.ts'
import { findMeasurement, findSheet, sheetsOf, type Sheet } from './queries.ts'
import { comparisons, compare, heldAmong, heldBack, lastRoundOf, rounds, shownTo, stateOfRound, steps, whyNotRate, type Item, type Ratings, type Round, type Shown } from './rules.ts'

type Words = Pick<FastifyRequest, 'say' | 'language'>
export const wordsOf = ({ label, labelEn }: Item, language: 'ja' | 'en') => language === 'en' && labelEn !== '' ? labelEn : label

/** Each round of a sheet: its days, how it stands, what was rated. */
export const roundsOf = (sheet: Sheet, today: Day) => rounds.map((round) => {
  const ratings = sheet.rated[`${round}.self`]
  return { round, window: sheet.windows[round], ratings: ratings ?? null, state: stateOfRound(sheet.windows[round], ratings !== undefined, today), isOpen: whyNotRate(sheet.windows[round], today) === null }
})

/** What a sheet shows: rounds, goal, expectation, and the picture of what changed for this one person. */
export function sheetPage(request: FastifyRequest, sheet: Sheet) {
  const own = roundsOf(sheet, request.today)
  return { sheet, rounds: own, chart: ownChart(request, sheet), steps, isGoalOpen: whyNotRate(sheet.windows.before, request.today) === null, isManagerOpen: sheet.asksManager && (sheet.windows.later === null || request.today <= sheet.windows.later.to) }
}

export async function ownSheetPage(request: FastifyRequest, enrollmentId: number) {
  const sheet = found(await findSheet(request.db, request.scope, enrollmentId))
  const starting = { goal: sheet.goal, hasManager: sheet.hasManager === null ? '' : sheet.hasManager ? 'yes' : 'no', managerName: sheet.managerName ?? '', managerEmail: sheet.managerEmail ?? '' }
  return { ...sheetPage(request, sheet), form: formOf(GoalForm, request, starting) }
}

function ownChart({ say, language }: Words, { items, rated }: Sheet) {
  const from = rated['before.self']
  const [to, round] = rated['later.self'] ? [rated['later.self'], 'later' as const] : [rated['after.self'], 'after' as const]
  if (from === undefined || to === undefined) return null
  const manager = rated['later.manager']
  const rows = items.filter(({ id }) => from[id] !== undefined && to[id] !== undefined)
    .map((item) => ({ label: wordsOf(item, language), from: from[item.id]!, to: to[item.id]!, other: manager?.[item.id] ?? null }))
  return changesIn({ say, language }, say('measurements.ownChange'), rows, say('measurements.rounds.before'), say(`measurements.rounds.${round}`))
}

function changesIn({ say, language }: Words, title: string, rows: { label: string; from: number; to: number; other?: number | null }[], fromHeading: string, toHeading: string) {
  if (rows.length === 0) return null
  const description = rows.map(({ label, from, to }) => say('measurements.fromTo', { label, from: from.toFixed(1), to: to.toFixed(1) })).join(language === 'ja' ? '、' : '; ')
  return changeChart({ title, description, rows, least: 1, most: 5, fromHeading, toHeading, otherHeading: say('measurements.manager'), itemHeading: say('measurements.item') })
}

/** The boxes of ratings: their labels are words of the office, so no schema gives them. */
export function ratingField({ method, body, unfit, say, language }: FastifyRequest, item: Item, before: Ratings | undefined): Field {
  const typed = method === 'POST' ? (body as { ratings?: unknown } | undefined)?.ratings : before
  const values = (typed !== null && typeof typed === 'object' ? typed : {}) as Record<string, unknown>
  const reason = unfit.find(({ field }) => field === `ratings.${item.id}`)?.reason
  return {
    name: `ratings.${item.id}`, label: wordsOf(item, language), required: true, value: Object.hasOwn(values, item.id) ? values[item.id] : '', type: 'radio', problem: reason ? say(reason.key, reason.data) : null,
    options: steps.map((step) => ({ value: String(step), label: step === 1 ? say('measurements.low') : step === 5 ? say('measurements.high') : String(step) })),
  }
}

const problemsOf = (fields: readonly Field[]) => fields.flatMap(({ name, label, problem }) => problem === null ? [] : [{ name, label, problem }])

/** One round as the trainee answers it. */
export async function roundPage(request: FastifyRequest, enrollmentId: number, round: Round) {
  const sheet = found(await findSheet(request.db, request.scope, enrollmentId))
  const fields = sheet.items.map((item) => ratingField(request, item, sheet.rated[`${round}.self`]))
  const form = formOf(RatingForm, request, { note: sheet.notes[`${round}.self`] ?? '' })
  return { sheet, round, fields, form, problems: [...problemsOf(fields), ...form.problems], whyNot: whyNotRate(sheet.windows[round], request.today), isAnswered: sheet.rated[`${round}.self`] !== undefined }
}

/** What a manager is shown: who it is about, what the trainee wants, what they said themselves. Nothing the trainee rated. */
export function managerPage(request: FastifyRequest, token: string, { purpose, ...sheet }: Sheet & { purpose: 'expectation' | 'later' }) {
  const fields = purpose === 'later' ? sheet.items.map((item) => ratingField(request, item, sheet.rated['later.manager'])) : []
  const form = formOf(ManagerForm, request, { expectation: sheet.expectation, note: sheet.notes['later.manager'] ?? '' })
  const window = sheet.windows[purpose === 'later' ? 'later' : 'before']
  const { name, training, trainingEn, goal, expectation, managerName } = sheet
  return {
    about: { name, training, trainingEn, goal, expectation, managerName }, purpose, action: `/measurement-links/${token}`, fields, form, problems: [...problemsOf(fields), ...form.problems],
    whyNot: whyNotRate(window, request.today), until: window?.to ?? null, isAnswered: purpose === 'later' ? sheet.rated['later.manager'] !== undefined : sheet.expectedAt !== null,
  }
}

/** What is rated and until when: the modules of the course to begin with, and room for three abilities more. */
export async function editPage(request: FastifyRequest, trainingId: number) {
  const { db, scope } = request
  const training = found(await findTraining(db, scope, trainingId))
  const [measurement, modules] = await Promise.all([findMeasurement(db, trainingId), modulesOf(db, training.courseId)])
  const own: Item[] = measurement?.items ?? modules.map(({ id, title, titleEn }) => ({ id: `m${id}`, label: title, labelEn: titleEn }))
  const missing = measurement === undefined ? [] : modules.filter(({ id }) => !own.some((item) => item.id === `m${id}`)).map(({ id }) => ({ id: `m${id}`, label: '', labelEn: '' }))
  const taken = own.map(({ id }) => Number(/^x(\d+)$/.exec(id)?.[1] ?? 0))
  const blank = [1, 2, 3].map((n) => ({ id: `x${Math.max(0, ...taken) + n}`, label: '', labelEn: '' }))
  const items = [...own, ...missing, ...blank].slice(0, 20)
  const { afterDays = 14, laterDays = 30, asksManager = true, version = 0 } = measurement ?? {}
  return { training, measurement: measurement ?? null, items, form: formOf(MeasurementForm, request, { items, afterDays, laterDays, asksManager: asksManager ? 'true' : '', version }) }
}

/** What changed in a training, compared person by person, for whom the scope reaches, or some of them. */
export async function resultsPage(request: FastifyRequest, trainingId: number, query: ResultsQuery) {
  const { db, scope, today } = request
  const [measurement, sheets] = await Promise.all([findMeasurement(db, trainingId), sheetsOf(db, scope, trainingId)])
  const { items, training, trainingEn } = found(scope.of === 'all' || sheets.length > 0 ? measurement : null)
  const choices = choicesOf(sheets, request.actor?.kind === 'prefecture')
  const chosen = { cohort: query.cohort ?? null, municipality: query.municipality ?? null }
  for (const side of ['cohort', 'municipality'] as const) if (chosen[side] !== null) found(choices[side].find(({ id }) => id === chosen[side]))
  return { trainingId, training, trainingEn, choices, chosen, ...resultsOf(request, items, sheets, today, chosen) }
}

interface Chosen { cohort: number | null; municipality: number | null }
interface Choice { id: number; name: string; nameEn: string }

/** By what the people reached can be narrowed: where there are several cohorts; and municipalities, for the prefecture alone. */
function choicesOf(sheets: readonly Sheet[], seesAll: boolean): { cohort: Choice[]; municipality: Choice[] } {
  const several = (choices: Choice[]) => choices.length < 2 ? [] : choices.sort((one, other) => one.id - other.id)
  const once = (choices: Choice[]) => [...new Map(choices.map((one) => [one.id, one])).values()]
  return {
    cohort: several(once(sheets.map(({ cohortId: id, cohort: name, cohortEn: nameEn }) => ({ id, name, nameEn })))),
    municipality: seesAll ? several(once(sheets.flatMap(({ municipalityId: id, municipality: name, municipalityEn: nameEn }) => id === null ? [] : [{ id, name: name!, nameEn: nameEn! }]))) : [],
  }
}

/**
 * The comparisons of these sheets. Others than the prefecture see one once its last round is over for everybody they see: a figure that
 * grew with each answer would tell each answer. What they see of one cohort tells nothing of another, with what they see of all.
 */
export function resultsOf(request: Pick<FastifyRequest, 'say' | 'language' | 'actor'>, items: readonly Item[], sheets: readonly Sheet[], today: Day, { cohort, municipality }: Chosen) {
  const seesAll = request.actor?.kind === 'prefecture'
  const some = sheets.filter((sheet) => (cohort === null || sheet.cohortId === cohort) && (municipality === null || sheet.municipalityId === municipality))
  const people = some.map(({ rated }) => rated)
  const answered = Object.fromEntries([...rounds.map((round) => [round, people.filter((rated) => rated[`${round}.self`]).length] as const), ['manager', people.filter((rated) => rated['later.manager']).length] as const])
  const held = heldBack(items, sheets.map(({ rated }) => rated))
  const among = cohort === null ? null : heldAmong(items, [...Map.groupBy(sheets, ({ cohortId }) => cohortId).values()].map((own) => own.map(({ rated }) => rated)))
  const results = comparisons.map((comparison) => {
    const ends = sheets.map(({ windows }) => windows[lastRoundOf(comparison)]?.to ?? null)
    const waitsUntil = seesAll || ends.every((end) => end !== null && end < today) ? null : ends.filter((end) => end !== null).sort().at(-1) ?? null
    const isHeld = !seesAll && ends.some((end) => end === null || end >= today)
    const key = (item: Item) => `${comparison.key}.${item.id}`
    const rows = isHeld ? [] : shownTo(seesAll, compare(items, people, comparison), (item) => held.has(key(item)) || among?.items.has(key(item)) === true, (item) => among?.spreads.has(key(item)) === true)
    return { ...comparison, isHeld, waitsUntil, rows, chart: isHeld ? null : chartOf(request, comparison, rows) }
  })
  return { people: some.length, answered, results, seesAll }
}

function chartOf(request: Words, { key, from, to }: { key: string; from: string; to: string }, rows: readonly Shown[]) {
  const { say, language } = request
  const shown = rows.flatMap(({ item, change }) => change === null ? [] : [{ label: `${wordsOf(item, language)}　${say('measurements.n', { n: change.pairs })}`, from: change.from, to: change.to }])
  const chart = changesIn(request, say(`measurements.comparisons.${key}` as 'measurements.comparisons.after'), shown, say(headingOf(from)), say(headingOf(to)))
  return chart && { ...chart, id: `chart-${key}` }
}

export const headingOf = (side: string) => (side.endsWith('.manager') ? 'measurements.manager' : `measurements.rounds.${side.split('.')[0] as Round}`) as 'measurements.manager'
