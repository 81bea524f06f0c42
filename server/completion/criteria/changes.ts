import type { Change } from '../../base/change.ts'
import { found, mend, refuse, type Reason } from '../../base/errors.ts'
import { holdTraining } from '../../planning/trainings/queries.ts'
import type { Criteria, MakeUpTerms } from '../evidence/rules.ts'
import type { CriteriaForm } from './forms.ts'
import { criteriaShelf } from './queries.ts'
import { clauseOf, groupsOf, whyNotInTraining, whyNotTheseCriteria, type Group, type Shelf } from './rules.ts'

/**
 * Saves what completes a training as its next version.
 * @returns the version; @throws Unfit at the box that is wrong, Refusal when nothing would change or nobody could meet it
 */
export async function saveCriteria({ tx, scope, actor, now, log }: Change, trainingId: number, form: CriteriaForm): Promise<number> {
  found(await holdTraining(tx, scope, trainingId))
  const shelf = await criteriaShelf(tx, trainingId)
  const [latest] = shelf.versions
  const rule = criteriaIn(form, shelf, latest?.rule)
  const whyNot = whyNotThisForm(form, rule, shelf)
  if (whyNot !== null && boxOf[whyNot.key] !== undefined) mend([{ field: boxOf[whyNot.key]!, reason: whyNot }])
  refuse(whyNot)
  if (latest !== undefined && same(latest.rule, rule)) refuse({ key: 'judgments.sameCriteria' })
  const version = (latest?.version ?? 0) + 1
  await tx.insertInto('completion_criteria').values({
    training_id: trainingId, version, rule: JSON.stringify(rule), made_by: actor?.personId ?? null, made_at: now,
  }).execute()
  log('criteria.saved', `training:${trainingId}`, { version, rule })
  return version
}

/** Why the criteria of a form are not taken: a box that is missing, a rule, or what the training lacks. */
export const whyNotThisForm = (form: CriteriaForm, rule: Criteria, shelf: Shelf): Reason | null =>
  form.attendance === 'percent' && form.percent === undefined ? { key: 'judgments.percentOutOfRange' } : whyNotTheseCriteria(rule) ?? whyNotInTraining(rule, shelf)

/** The box that mends it. */
const boxOf: Partial<Record<Reason['key'], string>> = {
  'judgments.percentOutOfRange': 'percent', 'criteria.exercisesAndLimit': 'exerciseLimitMinutes', 'criteria.checksFirst': 'testNeedsPresence',
  'criteria.noWayToMakeUp': 'makeUpWays', 'criteria.noTestAsked': 'testNeedsPresence',
}

/** The criteria a form speaks of. What stands and is deeper than the form goes stays, as long as nothing takes its place. */
export function criteriaIn(form: CriteriaForm, shelf: Shelf, standing: Criteria | undefined): Criteria {
  const { lessons, attendance, percent, lateLimitMinutes, leftEarlyLimitMinutes, disconnectedLimitMinutes, exerciseLimitMinutes, exerciseModules = [] } = form
  const required = attendance === 'all' ? 'all' : attendance === 'none' ? 0 : percent ?? 0
  const ticked = <K extends 'lateNeedsNotice' | 'signsBeforeStart' | 'presenceChecks' | 'testNeedsPresence'>(name: K) => form[name] === 'true' ? { [name]: true } : {}
  const also = groupsOf(standing?.also) === null && form.groups === undefined ? standing?.also : clauseOf(groupsIn(form), shelf)
  return {
    lessons,
    attendance: {
      required, lateLimitMinutes, madeUpCounts: form.madeUpCounts === 'yes',
      ...leftEarlyLimitMinutes === undefined ? {} : { leftEarlyLimitMinutes }, ...disconnectedLimitMinutes === undefined ? {} : { disconnectedLimitMinutes },
      ...exerciseLimitMinutes === undefined ? {} : { exerciseLimitMinutes }, ...exerciseModules.length === 0 ? {} : { exerciseModules },
      ...ticked('lateNeedsNotice'), ...ticked('signsBeforeStart'), ...ticked('presenceChecks'), ...ticked('testNeedsPresence'), ...makeUpIn(form),
    },
    ...also === undefined ? {} : { also },
  }
}

export const groupsIn = ({ groups = [] }: CriteriaForm): Group[] => groups.map(({ way, items = [] }) => ({ way, items }))

/** Terms of making up, once anything is said of them beyond whether a make-up counts. */
function makeUpIn({ madeUpCounts, makeUpWays = [], modulesMax, modulesPercentMax, carriesOver }: CriteriaForm): { makeUp?: MakeUpTerms } {
  if (madeUpCounts === 'no' || makeUpWays.length === 0 && modulesMax === undefined && modulesPercentMax === undefined && carriesOver === undefined) return {}
  return { makeUp: {
    otherCohort: makeUpWays.includes('otherCohort'), videoReport: makeUpWays.includes('videoReport'),
    modulesMax: modulesMax ?? null, modulesPercentMax: modulesPercentMax ?? null, carriesOver: carriesOver === 'true',
  } }
}

const same = (one: Criteria, other: Criteria): boolean => JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other))

/** The database keeps the fields of JSON in an order of its own. */
const inOrder = (value: unknown): unknown => Array.isArray(value) ? value.map(inOrder) : value !== null && typeof value === 'object'
  ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1).map(([name, inner]) => [name, inOrder(inner)])) : value
