import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { findTraining } from '../../planning/trainings/queries.ts'
import { evidenceOfTraining, usualCriteria } from '../evidence/queries.ts'
import { proposalOf } from '../evidence/checklist.ts'
import { makeUpTermsOf, tasks, type Criteria } from '../evidence/rules.ts'
import { criteriaIn, whyNotThisForm } from './changes.ts'
import { CriteriaForm, groupsMax, itemsMax } from './forms.ts'
import { criteriaShelf } from './queries.ts'
import { changesBetween, criteriaInWords, groupsOf, lessonsGone } from './rules.ts'

type Shelved = Awaited<ReturnType<typeof criteriaShelf>>

/**
 * The criteria of a training, version by version with what each changed, and a form that starts with those that stand, with
 * a scheme to start from, or with what was typed. Four statements with sign-in, two more to look ahead.
 */
export async function criteriaPage(request: FastifyRequest, trainingId: number, preset?: 'usual' | 'strict') {
  const { db, scope, today } = request
  const training = found(await findTraining(db, scope, trainingId))
  const shelf = await criteriaShelf(db, trainingId)
  const standing = shelf.versions[0]?.rule ?? usualCriteria(training.lateLimitMinutes)
  const typed = typedIn(request)
  const boxes = typed === null ? boxesOf(preset === undefined ? standing : schemes[preset](training.lateLimitMinutes)) : isSound(request) ? reshaped(typed) : typed
  const groups = (Array.isArray(boxes.groups) ? boxes.groups : []) as { items?: unknown[] }[]
  return {
    training, versions: versionsInWords(shelf.versions), gone: shelf.versions[0] ? lessonsGone(shelf.versions[0].rule, shelf) : [],
    tooDeep: groupsOf(standing.also) === null, form: formOf(CriteriaForm, request, boxes), shelf, tasks: offered(shelf),
    // One box more than is filled, so that something can be added without a button.
    groups: groups.map(({ items }) => Array.isArray(items) ? Math.min(itemsMax, items.length + (items.length === 0 || isFilled(items.at(-1)) ? 1 : 0)) : 1),
    canAdd: groups.length < groupsMax, preset: preset ?? null, ahead: typed?.act === 'preview' && isSound(request) ? await lookAhead(request, trainingId, typed, shelf, standing, today) : null,
  }
}

const isFilled = (item: unknown): boolean => item !== null && typeof item === 'object' && Object.keys(item).length > 0
const isSound = ({ validationError, unfit, refusal }: FastifyRequest): boolean => !validationError && unfit.length === 0 && refusal === null

/** What came with a form that saves nothing, or comes back. */
const typedIn = ({ method, body }: FastifyRequest): CriteriaForm | null => method === 'POST' ? { ...body as CriteriaForm } : null

/** The kinds of tasks this training has. */
const offered = ({ lessons }: Shelved) => tasks.filter((task) => task === 'effect_measurement' || lessons.some((lesson) => lesson.task === task))

/** Schemes to start from: as trainings usually are, and where whoever is late or absent cannot complete. */
const schemes = {
  usual: usualCriteria,
  strict: (): Criteria => ({ lessons: 'all', attendance: { required: 'all', lateLimitMinutes: 0, leftEarlyLimitMinutes: 0, disconnectedLimitMinutes: 0, signsBeforeStart: true, madeUpCounts: false } }),
} as const

function boxesOf(criteria: Criteria): Partial<Record<keyof CriteriaForm, unknown>> {
  const { lessons, attendance: { required, makeUp, exerciseModules = [], madeUpCounts, ...limits }, also } = criteria
  const attendance = required === 'all' ? 'all' : required === 0 ? 'none' : 'percent'
  const terms = makeUpTermsOf(criteria)
  return {
    ...Object.fromEntries(Object.entries(limits).map(([name, value]) => [name, value === true ? 'true' : value])),
    lessons, attendance, percent: attendance === 'percent' ? required : '', exerciseModules, madeUpCounts: madeUpCounts ? 'yes' : 'no',
    makeUpWays: makeUp === undefined ? [] : (['otherCohort', 'videoReport'] as const).filter((way) => terms[way]),
    modulesMax: makeUp?.modulesMax ?? '', modulesPercentMax: makeUp?.modulesPercentMax ?? '', ...makeUp?.carriesOver ? { carriesOver: 'true' } : {},
    groups: groupsOf(also) ?? [],
  }
}

/** The form after one of its buttons: a group more, or one less. What was left blank in a group is gone. */
function reshaped(typed: CriteriaForm): Partial<Record<keyof CriteriaForm, unknown>> {
  const { act = '', ...boxes } = typed
  const groups = (Array.isArray(boxes.groups) ? boxes.groups : []).map((group) => ({ ...group, items: Array.isArray(group?.items) ? group.items.filter(isFilled) : [] }))
  const dropped = /^drop-(\d)$/.exec(act)?.[1]
  return { ...boxes, groups: act === 'group' && groups.length < groupsMax ? [...groups, { way: 'any', items: [] }] : groups.filter((_, n) => String(n) !== dropped) }
}

function versionsInWords(versions: Shelved['versions']) {
  return versions.map((version, n) => {
    const earlier = versions[n + 1]
    return { ...version, words: criteriaInWords(version.rule), changes: earlier === undefined ? null : changesBetween(earlier.rule, version.rule) }
  })
}

/** How many of a training would complete, could still, or can no more, by the criteria as typed and by those that stand, today. */
async function lookAhead({ db }: FastifyRequest, trainingId: number, typed: CriteriaForm, shelf: Shelved, standing: Criteria, today: string) {
  const rule = criteriaIn(typed, shelf, shelf.versions[0]?.rule)
  const whyNot = whyNotThisForm(typed, rule, shelf)
  if (whyNot !== null) return { whyNot, words: criteriaInWords(rule), rows: [], people: 0 }
  const evidence = [...(await evidenceOfTraining(db, trainingId, today)).values()]
  const count = (criteria: Criteria) => {
    const proposals = evidence.map((one) => proposalOf(criteria, one).proposal)
    const of = (which: string) => proposals.filter((one) => one === which).length
    return { completed: of('completed'), pending: of('pending'), notCompleted: of('not_completed') }
  }
  return { whyNot: null, words: criteriaInWords(rule), people: evidence.length, rows: [{ which: 'typed' as const, ...count(rule) }, { which: 'standing' as const, ...count(standing) }] }
}
