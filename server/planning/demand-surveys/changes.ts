import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, Refusal, refuse } from '../../base/errors.ts'
import { yearTyped } from '../programs/years.ts'
import type { AnswerForm, LeaveForm, NewSurveyForm, SurveyForm, TakenForm } from './forms.ts'
import { answerOf, coursesOfSurveys, holdSurvey, standingOf, unansweredOf, type Answer } from './queries.ts'
import { isLate, problemsOfAnswer, problemsOfLeave, surveyCategories, whyNotAnswer, whyNotClose, whyNotDueOn, whyNotRemind, whyNotTake, type Survey } from './rules.ts'

const subjectOf = (id: number) => `demand_survey:${id}`

/** Opens a survey: every municipality is asked. Logs 'demand.opened'. @throws Missing, Refusal when there is one, Unfit */
export async function openSurvey(change: Change, form: NewSurveyForm): Promise<number> {
  const { tx, now, actor, log } = change
  assert(actor !== null)
  found((await coursesOfSurveys(tx)).find(({ id }) => id === form.courseId))
  const fiscalYear = yearTyped(form.fiscalYear)
  mendDue(change, form.dueOn)
  const row = await tx.insertInto('demand_survey').values({
    course_id: form.courseId, fiscal_year: fiscalYear, capacity: form.capacity ?? null, due_on: form.dueOn, message: form.message?.trim() ?? '',
    contact: form.contact.trim(), opened_by: actor.personId, opened_at: now,
  }).onConflict((oc) => oc.constraint('demand_survey_once').doNothing()).returning('id').executeTakeFirst()
  if (row === undefined) throw new Refusal({ key: 'demand.exists' })
  log('demand.opened', subjectOf(row.id), { fiscalYear, dueOn: form.dueOn })
  return row.id
}

/** Changes the words or the due day of an open survey. Logs 'demand.edited'. @throws Missing, Refusal, Unfit */
export async function editSurvey(change: Change, id: number, form: SurveyForm): Promise<void> {
  const survey = found(await holdSurvey(change.tx, id))
  if (survey.version !== form.version) refuse({ key: 'form.stale' })
  refuse(whyNotClose(survey))
  if (form.dueOn !== survey.dueOn) mendDue(change, form.dueOn)
  await change.tx.updateTable('demand_survey').set({
    due_on: form.dueOn, capacity: form.capacity ?? null, message: form.message?.trim() ?? '', contact: form.contact.trim(), version: survey.version + 1,
  }).where('id', '=', id).execute()
  change.log('demand.edited', subjectOf(id), { dueOn: form.dueOn })
}

/** A municipality answers, or changes its answer. Logs 'demand.answered'. @throws Missing, Refusal when it is too late or stale, Unfit */
export async function answerSurvey(change: Change, id: number, form: AnswerForm): Promise<void> {
  const { tx, scope, now, log } = change
  assert(scope.of === 'municipality')
  const survey = found(await holdSurvey(tx, id))
  const mine = found(await answerOf(tx, id, scope.municipalityId))
  refuse(whyNotAnswer(survey, mine.leave, dayInJapan(now)))
  const { nil, places } = await keepAnswer(change, survey, mine, form, null)
  log('demand.answered', subjectOf(id), { nil, places })
}

/**
 * The prefecture writes down what a municipality answered by telephone, in a mail or on paper; also after the last day, until the
 * survey is closed. Logs 'demand.taken'. @throws Missing, Refusal when it is closed or stale, Unfit
 */
export async function takeAnswer(change: Change, id: number, municipalityId: number, { takenBy, ...form }: TakenForm): Promise<void> {
  const { tx, scope, log } = change
  assert(scope.of === 'all')
  const survey = found(await holdSurvey(tx, id))
  const theirs = found(await answerOf(tx, id, municipalityId))
  refuse(whyNotTake(survey, standingOf(theirs)))
  const { nil, places } = await keepAnswer(change, survey, theirs, form, takenBy)
  log('demand.taken', subjectOf(id), { municipalityId, takenBy, nil, places })
}

async function keepAnswer(
  { tx, now, actor }: Change, survey: { id: number } & Survey, theirs: Answer, form: AnswerForm, taken_by: TakenForm['takenBy'] | null,
): Promise<{ nil: boolean; places: number }> {
  assert(actor !== null)
  if ((theirs.version ?? 0) !== form.version) refuse({ key: 'form.stale' })
  const nil = form.nil ?? false
  mend(problemsOfAnswer({ nil, counts: Object.fromEntries(surveyCategories.flatMap((category) => form[category] === undefined ? [] : [[category, form[category]]])) }))
  const answer = {
    nil, chair: form.chair ?? 0, adviser: form.adviser ?? 0, case_presenter: form.case_presenter ?? 0, other: form.other ?? 0,
    remark: form.remark?.trim() ?? '', contact_name: form.contactName.trim(), contact_phone: form.contactPhone?.trim() ?? '', contact_email: form.contactEmail?.trim() ?? '',
    answered_at: now, answered_by: actor.personId, late: isLate(survey, dayInJapan(now)), version: form.version + 1, taken_by,
  }
  await tx.insertInto('demand_answer').values({ survey_id: survey.id, municipality_id: theirs.municipalityId, ...answer })
    .onConflict((oc) => oc.columns(['survey_id', 'municipality_id']).doUpdateSet(answer)).execute()
  return { nil, places: answer.chair + answer.adviser + answer.case_presenter + answer.other }
}

/** Reminds only those who have not answered. Logs 'demand.reminded'. @throws Missing, Refusal */
export async function remindSurvey({ tx, scope, now, log }: Change, id: number): Promise<void> {
  assert(scope.of === 'all')
  const survey = found(await holdSurvey(tx, id))
  const unanswered = await unansweredOf(tx, id)
  refuse(whyNotRemind(survey, unanswered, survey.remindedAt && dayInJapan(survey.remindedAt), dayInJapan(now)))
  await tx.updateTable('demand_survey').set({ reminded_at: now }).where('id', '=', id).execute()
  log('demand.reminded', subjectOf(id), { count: unanswered })
}

/** Lets one municipality answer until a later day. Logs 'demand.leave_given'. @throws Missing, Unfit */
export async function giveLeave({ tx, scope, now, actor, log }: Change, id: number, { municipalityId, untilOn, reason }: LeaveForm): Promise<void> {
  assert(scope.of === 'all' && actor !== null)
  const survey = found(await holdSurvey(tx, id))
  found(await answerOf(tx, id, municipalityId))
  mend(problemsOfLeave(survey, untilOn, dayInJapan(now)))
  const leave = { until_on: untilOn, reason: reason.trim(), given_by: actor.personId, given_at: now }
  await tx.insertInto('demand_leave').values({ survey_id: id, municipality_id: municipalityId, ...leave })
    .onConflict((oc) => oc.columns(['survey_id', 'municipality_id']).doUpdateSet(leave)).execute()
  log('demand.leave_given', subjectOf(id), { municipalityId, dueOn: untilOn })
}

/** Ends the survey. Logs 'demand.closed'. @throws Missing, Refusal */
export async function closeSurvey({ tx, scope, now, log }: Change, id: number): Promise<void> {
  assert(scope.of === 'all')
  const survey = found(await holdSurvey(tx, id))
  refuse(whyNotClose(survey))
  await tx.updateTable('demand_survey').set({ state: 'closed', closed_at: now, version: survey.version + 1 }).where('id', '=', id).execute()
  log('demand.closed', subjectOf(id))
}

function mendDue({ now }: Change, dueOn: string): void {
  const problem = whyNotDueOn(dueOn, dayInJapan(now))
  mend(problem === null ? [] : [{ field: 'dueOn', reason: problem }])
}
