import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { dayInJapan, type Day } from '../../base/days.ts'
import { found, mend, Refusal, refuse } from '../../base/errors.ts'
import { yearTyped } from '../../planning/programs/years.ts'
import { freeze } from '../survey-definitions/changes.ts'
import { definitionBefore, indicators } from '../survey-definitions/queries.ts'
import { empty, type Definition } from '../survey-definitions/rules.ts'
import { standardDefinition } from '../survey-definitions/standard.ts'
import type { CoverForm, LeaveForm, NewSurveyForm, SurveyForm } from './forms.ts'
import { coversOf, findMunicipality, holdAnswerOf, holdSurvey, missingOf } from './queries.ts'
import { problemsOfLeave, whyNotCover, whyNotDueOn, whyNotLeave, whyNotRemind, whyNotStep, type Step } from './rules.ts'

const subjectOf = (id: number) => `status_survey:${id}`

/** Prepares the survey of a year, out of last year's questions, the ready-made ones, or none. Logs 'status_survey.created'. @throws Refusal when the year has one, Unfit */
export async function createSurvey(change: Change, form: NewSurveyForm): Promise<number> {
  const { tx, now, actor, scope, log } = change
  assert(actor !== null && scope.of === 'all')
  const fiscalYear = yearTyped(form.fiscalYear)
  const twin = await tx.selectFrom('status_survey').select('id').where('fiscal_year', '=', fiscalYear).executeTakeFirst()
  if (twin !== undefined) refuse({ key: 'statusSurveys.exists' })
  mendDue(change, form.dueOn)
  const row = await tx.insertInto('status_survey').values({
    fiscal_year: fiscalYear, ...wordsOf(form), draft: JSON.stringify(await beginning(change, form.begin, fiscalYear)), made_by: actor.personId, made_at: now,
  }).onConflict((oc) => oc.constraint('status_survey_once').doNothing()).returning('id').executeTakeFirst()
  if (row === undefined) throw new Refusal({ key: 'statusSurveys.exists' })
  log('status_survey.created', subjectOf(row.id), { fiscalYear, begin: form.begin })
  return row.id
}

async function beginning({ tx }: Change, begin: NewSurveyForm['begin'], fiscalYear: number): Promise<Definition> {
  if (begin === 'empty') return empty
  if (begin === 'last') {
    const last = await definitionBefore(tx, fiscalYear)
    if (last === undefined) mend([{ field: 'begin', reason: { key: 'statusSurveys.noLast' } }])
    return last!.definition
  }
  const valid = (await indicators(tx)).filter(({ fromYear, toYear }) => fromYear <= fiscalYear && (toYear === null || fiscalYear <= toYear))
  return standardDefinition(Object.fromEntries(valid.map(({ code, id }) => [code, id])))
}

const wordsOf = (form: Pick<SurveyForm, 'title' | 'titleEn' | 'message' | 'contact' | 'dueOn'>) =>
  ({ title: form.title.trim(), title_en: form.titleEn?.trim() ?? '', message: form.message?.trim() ?? '', contact: form.contact.trim(), due_on: form.dueOn })

/** Changes the words or the last day; of an open survey the day may move, too. Logs 'status_survey.edited'. @throws Missing, Refusal, Unfit */
export async function editSurvey(change: Change, id: number, form: SurveyForm): Promise<void> {
  const survey = await hold(change, id, form.version)
  if (survey.state === 'closed' || survey.state === 'published') refuse({ key: 'statusSurveys.isClosed' })
  if (form.dueOn !== survey.dueOn) mendDue(change, form.dueOn)
  await change.tx.updateTable('status_survey').set({ ...wordsOf(form), version: survey.version + 1 }).where('id', '=', id).execute()
  change.log('status_survey.edited', subjectOf(id), { dueOn: form.dueOn })
}

async function hold({ tx, scope }: Change, id: number, version: number) {
  assert(scope.of === 'all')
  const survey = found(await holdSurvey(tx, id))
  if (survey.version !== version) refuse({ key: 'form.stale' })
  return survey
}

const logged = { opening: 'status_survey.opened', closing: 'status_survey.closed', publication: 'status_survey.published' } as const

/**
 * Opens, closes or publishes a survey. Opening freezes what is drafted as an edition unless it stands as one already, and asks everybody.
 * Logs 'status_survey.opened', '.closed' or '.published'. @throws Missing, Refusal
 */
export async function takeStep(change: Change, id: number, step: Step, version: number): Promise<void> {
  const { tx, now, log } = change
  const survey = await hold(change, id, version)
  refuse(whyNotStep(survey, step))
  if (step === 'opening') {
    refuse(whyNotDueOn(survey.dueOn, dayInJapan(now)))
    if (survey.edition === 0) await freeze(change, { id, draft: survey.draft as Definition, edition: 0 }, '')
  }
  const set = step === 'opening' ? { state: 'open' as const, opened_at: now } : step === 'closing' ? { state: 'closed' as const, closed_at: now } : { state: 'published' as const, published_at: now }
  await tx.updateTable('status_survey').set({ ...set, version: survey.version + 1 }).where('id', '=', id).execute()
  log(logged[step], subjectOf(id), { dueOn: survey.dueOn })
}

/** Reminds only those who have not answered. Logs 'status_survey.reminded'. @throws Missing, Refusal */
export async function remindSurvey({ tx, scope, now, log }: Change, id: number): Promise<void> {
  assert(scope.of === 'all')
  const survey = found(await holdSurvey(tx, id))
  const missing = await missingOf(tx, id)
  refuse(whyNotRemind(survey, missing, survey.remindedAt && dayInJapan(survey.remindedAt), dayInJapan(now)))
  await tx.updateTable('status_survey').set({ reminded_at: now }).where('id', '=', id).execute()
  log('status_survey.reminded', subjectOf(id), { count: missing })
}

/** Gives one municipality a later day. Logs 'status_survey.leave_given'. @throws Missing, Refusal, Unfit */
export async function giveLeave({ tx, scope, now, actor, log }: Change, id: number, { municipalityId, untilOn, reason }: LeaveForm): Promise<void> {
  assert(scope.of === 'all' && actor !== null)
  const survey = found(await holdSurvey(tx, id))
  found(await findMunicipality(tx, municipalityId))
  refuse(whyNotLeave(survey))
  mend(problemsOfLeave(survey, untilOn, dayInJapan(now)))
  const leave = { until_on: untilOn, reason: reason.trim(), given_by: actor.personId, given_at: now }
  await tx.insertInto('status_survey_leave').values({ survey_id: id, municipality_id: municipalityId, ...leave })
    .onConflict((oc) => oc.columns(['survey_id', 'municipality_id']).doUpdateSet(leave)).execute()
  log('status_survey.leave_given', subjectOf(id), { municipalityId, dueOn: untilOn })
}

/** Lets one municipality answer for another, in the name of a body. Logs 'status_survey.covered'. @throws Missing, Refusal */
export async function addCover({ tx, scope, now, actor, log }: Change, id: number, { leaderId, municipalityId, bodyName, bodyNameEn }: CoverForm): Promise<void> {
  assert(scope.of === 'all' && actor !== null)
  const survey = found(await holdSurvey(tx, id))
  if (survey.state === 'published') refuse({ key: 'statusSurveys.isPublished' })
  found(await findMunicipality(tx, leaderId))
  found(await findMunicipality(tx, municipalityId))
  const covers = (await coversOf(tx, id)).map((one) => ({ municipality: one.municipalityId, leader: one.leaderId }))
  const theirs = await holdAnswerOf(tx, id, municipalityId)
  refuse(whyNotCover(covers, { municipality: municipalityId, leader: leaderId }, theirs?.state === 'submitted'))
  await tx.insertInto('status_survey_cover').values({
    survey_id: id, municipality_id: municipalityId, leader_id: leaderId, body_name: bodyName.trim(), body_name_en: bodyNameEn?.trim() ?? '', added_by: actor.personId, added_at: now,
  }).execute()
  log('status_survey.covered', subjectOf(id), { municipalityId, leaderId })
}

/** Has a municipality answer for itself again. Logs 'status_survey.uncovered'. @throws Missing, Refusal */
export async function removeCover({ tx, scope, log }: Change, id: number, municipalityId: number): Promise<void> {
  assert(scope.of === 'all')
  const survey = found(await holdSurvey(tx, id))
  if (survey.state === 'published') refuse({ key: 'statusSurveys.isPublished' })
  const row = found(await tx.deleteFrom('status_survey_cover').where('survey_id', '=', id).where('municipality_id', '=', municipalityId).returning('leader_id as leaderId').executeTakeFirst())
  log('status_survey.uncovered', subjectOf(id), { municipalityId, leaderId: row.leaderId })
}

function mendDue({ now }: Change, dueOn: Day): void {
  const problem = whyNotDueOn(dueOn, dayInJapan(now))
  mend(problem === null ? [] : [{ field: 'dueOn', reason: problem }])
}
