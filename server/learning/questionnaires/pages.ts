import type { FastifyRequest } from 'fastify'
import type { Field, Form } from '../../base/forms.ts'
import { formOf } from '../../base/forms.ts'
import { found, Missing } from '../../base/errors.ts'
import { barChart, lineChart } from '../../base/charts.ts'
import { fiscalYearInWords } from '../../base/days.ts'
import { findLesson, findOwnLesson, versionsOf } from '../lessons/queries.ts'
import { stateOf, standingOf } from '../lessons/rules.ts'
import { EditForm } from './editing.ts'
import { findQuestionnaire, potsOf, yearsOf, type GroupPot, type Questionnaire } from './queries.ts'
import { answersOf, askedOf, countable, optionsAsTyped, problemsOfAsked, sidesOf, textMax, type Asked, type Item, type Side } from './rules.ts'
import { itemOfAll, itemOfGroup, type Counted, type ShownItem } from './showing.ts'

/** The editor: what is in the newest version, row by row. */
export async function editPage(request: FastifyRequest, id: number) {
  const lesson = found(await findLesson(request.db, id))
  if (lesson.kind !== 'questionnaire') throw new Missing()
  return { lesson, ...editorOf(request, askedOf(lesson.content), lesson.version) }
}

/** The rows of the editor: as they are kept, or as they were typed when they come back. */
export function editorOf(request: FastifyRequest, asked: Asked, version: number) {
  const typed = request.body as { items?: unknown[] } | undefined
  const isBack = request.validationError !== undefined || request.refusal !== null || request.unfit.length > 0
  const rows = isBack && Array.isArray(typed?.items) ? typed.items.length : asked.items.length
  const starting = { ...asked, version, items: asked.items.map(({ options, required, ...item }) => ({ ...item, options: optionsAsTyped(options), required: required ? 'true' : '' })) }
  return { asked, rows, problems: problemsOfAsked(asked), form: formOf(EditForm, request, starting) }
}

/** As trainees will meet it. @param number the version, the newest where none is said */
export async function previewPage(request: FastifyRequest, id: number) {
  const [lesson, versions] = await Promise.all([findLesson(request.db, id), versionsOf(request.db, id)])
  if (found(lesson).kind !== 'questionnaire') throw new Missing()
  const asked = askedOf(lesson!.content)
  return { lesson: lesson!, versions, asked, form: answerForm(request, asked) }
}

/** The questionnaire as one trainee answers it. */
export async function answerPage(request: FastifyRequest, enrollmentId: number, lessonId: number) {
  const { db, scope, today } = request
  const lesson = found(await findOwnLesson(db, scope, enrollmentId, lessonId))
  if (lesson.kind !== 'questionnaire') throw new Missing()
  const { content, ...shown } = lesson
  const asked = askedOf(content)
  const viewing = stateOf({ ...shown, kind: lesson.kind }, today)
  return { lesson: shown, viewing, asked, form: answerForm(request, asked), standing: standingOf(lesson) }
}

/** The boxes of what is asked. Their labels are words of the office, not keys, so no schema can give them. */
export function answerForm({ method, body, unfit, say, language }: FastifyRequest, { items }: Asked): Form {
  const typed = method === 'POST' ? (body as { answers?: unknown } | undefined)?.answers : undefined
  const values = (typed !== null && typeof typed === 'object' ? typed : {}) as Record<string, unknown>
  const label = (item: Item) => language === 'en' && item.labelEn !== '' ? item.labelEn : item.label
  const field = (name: string): Field => {
    const item = items.find(({ id }) => `answers.${id}` === name)!
    const problem = unfit.find(({ field }) => field === name)?.reason
    return {
      name, label: label(item), required: item.required, value: Object.hasOwn(values, item.id) ? values[item.id] : '', problem: problem ? say(problem.key, problem.data) : null,
      type: { scale5: 'radio', choice: 'radio', choices: 'checkbox', text: 'textarea' }[item.kind],
      ...item.kind === 'text' ? { maxLength: textMax } : { options: answersOf(item).map((value) => ({ value, label: labelOf(item, value, language) })) },
    }
  }
  const problems = items.flatMap((item) => {
    const reason = unfit.find(({ field }) => field === `answers.${item.id}`)?.reason
    return reason === undefined ? [] : [{ name: `answers.${item.id}`, label: label(item), problem: say(reason.key, reason.data) }]
  })
  return { field, problems }
}

/** An answer in words: the ends of a scale say what they mean. */
export function labelOf({ kind, options }: Pick<Item, 'kind' | 'options'>, answer: string, language: 'ja' | 'en'): string {
  const words = kind === 'scale5' ? (answer === '1' ? options[0] : answer === '5' && options.length > 1 ? options.at(-1) : undefined) : options.find(({ ja }) => ja === answer)
  if (kind !== 'scale5') return words?.[language] ?? answer
  return words === undefined ? answer : `${answer}${language === 'ja' ? '　' : ' '}${words[language]}`
}

/** Several answers that are one number: '1～3', or the options beside each other. */
export const labelOfPart = (item: Item, answers: readonly string[], language: 'ja' | 'en'): string => answers.length === 1 ? labelOf(item, answers[0]!, language)
  : item.kind === 'scale5' ? `${answers[0]}${language === 'ja' ? '～' : '–'}${answers.at(-1)}` : answers.map((answer) => labelOf(item, answer, language)).join(language === 'ja' ? '・' : ', ')

const countedIn = (pots: readonly GroupPot[]): Counted[] => pots.flatMap(({ shown }) => shown)
const peopleIn = (counted: readonly Counted[]) => counted.reduce((sum, { tally }) => sum + tally.people, 0)

/** Results of a questionnaire: of all for whoever answers for all, of their own groups for whoever teaches them. */
export async function resultsPage(request: FastifyRequest, trainingId: number, lessonId: number) {
  const { db, scope } = request
  const [one, pots, years] = await Promise.all([findQuestionnaire(db, scope, trainingId, lessonId), potsOf(db, scope, trainingId, lessonId), scope.of === 'all' ? yearsOf(db, lessonId) : []])
  const questionnaire = found(one)
  return { questionnaire, ...resultsOf(request, questionnaire, pots), trends: trendsOf(request, questionnaire, years), waiting: scope.of === 'all' ? waitingOf(request, pots) : null }
}

type Named = Pick<GroupPot, 'cohort' | 'cohortEn' | 'category' | 'municipality' | 'municipalityEn' | 'profession' | 'professionEn'>
const nameless: Named = { cohort: null, cohortEn: null, category: null, municipality: null, municipalityEn: null, profession: null, professionEn: null }
const named = { cohort: ['cohort', 'cohortEn'], category: ['category'], municipality: ['municipality', 'municipalityEn'], profession: ['profession', 'professionEn'] } as const
const belonging = { cohort: 'cohortId', category: 'category', municipality: 'municipalityId', profession: 'professionCode' } as const

/** In words: where two sides meet, both. */
function nameOfGroup(group: Named, { say, language }: Pick<FastifyRequest, 'say' | 'language'>): string {
  const own = (ja: string | null, en: string | null) => language === 'ja' || en === '' ? ja : en
  const names = [own(group.cohort, group.cohortEn), group.category && say(`calls.quotas.${group.category}`), own(group.municipality, group.municipalityEn), own(group.profession, group.professionEn)]
  return names.filter((name) => name !== null).join(language === 'ja' ? '・' : ', ') || say('questionnaires.rest')
}

/** One group of one side, over all places that belong to it. */
export interface Group { side: Side; name: string; counted: Counted[] }

/** The groups somebody may see of what was counted, side by side: of cohorts their own, of everything else only who sees all. */
function groupsOf(words: Pick<FastifyRequest, 'say' | 'language'>, pots: readonly GroupPot[], asked: Asked, seesAll: boolean): Group[] {
  const reached = pots.filter(({ shown, isReached }) => shown.length > 0 && isReached)
  return sidesOf(asked).filter((side) => seesAll || side === 'cohort').flatMap((side) =>
    [...Map.groupBy(reached, (pot) => pot[belonging[side]])].filter(([group]) => seesAll || group !== null).map(([, own]) =>
      ({ side, name: nameOfGroup({ ...nameless, ...Object.fromEntries(named[side].map((name) => [name, own[0]![name]])) }, words), counted: countedIn(own) })))
}

export function resultsOf({ scope, say, language }: Pick<FastifyRequest, 'scope' | 'say' | 'language'>, { asked }: Pick<Questionnaire, 'asked'>, pots: readonly GroupPot[]) {
  const everybody = countedIn(pots)
  const seesAll = scope.of === 'all'
  const groups = groupsOf({ say, language }, pots, asked, seesAll)
  const items = asked.items.map((item) => {
    const all = seesAll ? itemOfAll(item, everybody) : null
    return { item, all, chart: all && chartOf(item, all, say, language), groups: groups.map((group) => ({ group, shown: itemOfGroup(item, group.counted, everybody) })) }
  })
  const people = seesAll ? peopleIn(everybody) : peopleIn(groups.flatMap(({ counted }) => counted))
  return { people, seesAll, sides: sidesOf(asked).filter((side) => groups.some((group) => group.side === side)), groups, items, on: everybody.length === 0 ? null : pots.flatMap(({ shown }) => shown.map(({ on }) => on)).sort().at(-1)! }
}

function chartOf(item: Item, { parts, ticked }: ShownItem, say: FastifyRequest['say'], language: 'ja' | 'en') {
  const rows = parts?.map(({ answers, count }) => ({ label: labelOfPart(item, answers, language), value: count }))
    ?? ticked?.flatMap(({ answer, count }) => count === null ? [] : [{ label: labelOf(item, answer, language), value: count }])
  if (rows === undefined || rows.length === 0) return null
  const title = language === 'en' && item.labelEn !== '' ? item.labelEn : item.label
  return { ...barChart({ title, description: rows.map(({ label, value }) => `${label} ${value}`).join(language === 'ja' ? '、' : ', '), rows, itemHeading: say('questionnaires.answer'), valueHeading: say('questionnaires.people'), sum: parts !== null }), id: `chart-${item.id}` }
}

/** How many answers wait in each group: how many have answered is no secret, what they said is. */
export function waitingOf(words: Pick<FastifyRequest, 'say' | 'language'>, pots: readonly GroupPot[]) {
  const { each, pooled } = countable(pots)
  return { groups: pots.filter(({ pending }) => pending.people > 0).map((pot) => ({ ...pot, name: nameOfGroup(pot, words), isEnough: each.includes(pot) })), each: each.length, pooled: pooled.reduce((sum, { pending }) => sum + pending.people, 0) }
}

/** Means of the same item over the years, where at least two years have one that is exact. */
function trendsOf({ say, language }: FastifyRequest, { asked }: Questionnaire, pots: Awaited<ReturnType<typeof yearsOf>>) {
  const trainings = [...Map.groupBy(pots, ({ trainingId }) => trainingId).values()].filter((own) => countedIn(own).length > 0)
  if (trainings.length < 2) return []
  const points = trainings.map(([first]) => fiscalYearInWords(first!.fiscalYear, language))
  return asked.items.filter(({ kind }) => kind === 'scale5').flatMap((item) => {
    const spans = trainings.map((own) => itemOfAll(item, countedIn(own)).mean)
    const values = spans.map((span) => span === null ? null : Math.round((span.low + span.high) * 5) / 10)
    if (values.filter((value) => value !== null).length < 2) return []
    const title = language === 'en' && item.labelEn !== '' ? item.labelEn : item.label
    const description = points.map((point, at) => `${point} ${values[at] ?? '―'}`).join(language === 'ja' ? '、' : ', ')
    return [{ ...lineChart({ title, description, points, series: [{ label: say('questionnaires.mean'), values }], itemHeading: say('questionnaires.year') }), id: `trend-${item.id}` }]
  })
}

/** Free texts as they were counted, in the order of their own words. */
export const textsOf = (pots: readonly GroupPot[], item: Item): string[] =>
  countedIn(pots).flatMap(({ tally }) => tally.items[item.id]?.texts ?? []).sort((one, other) => one < other ? -1 : 1)

