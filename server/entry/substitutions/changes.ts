import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { callOfTraining, findCall, professionsOf } from '../../planning/calls/queries.ts'
import { lastDayFor } from '../../planning/calls/rules.ts'
import { giveTraineeAccounts } from '../../who/accounts/changes.ts'
import { personFor } from '../../who/people/changes.ts'
import { searchKeyOf } from '../../who/people/names.ts'
import { findPerson } from '../../who/people/queries.ts'
import { replaceEnrollment } from '../enrollments/changes.ts'
import { findEnrollment } from '../enrollments/queries.ts'
import { problemsInPlace } from '../nominations/changes.ts'
import type { Line } from '../nominations/lines.ts'
import { sheetOf } from '../nominations/queries.ts'
import type { Category } from '../nominations/rules.ts'
import type { DecisionForm, LastDayForm, SubstitutionForm, WithdrawalForm } from './forms.ts'
import { daysToReplace, findNamed, findSubstitution, type NamedRow } from './queries.ts'
import { needsLeave, stageOf, whyNotAct, whyNotReplaceEnrolled, whyNotReplaceNamed, whyNotWithdraw } from './rules.ts'

/**
 * Somebody named withdraws before they are a trainee. The line stays with who said it, when and why; no rank is rewritten,
 * those behind move up in the simulation by themselves. Logs 'nomination.withdrawn'.
 */
export async function withdrawNomination(change: Change, id: number, { by, on, reason }: WithdrawalForm): Promise<void> {
  const { tx, now, log } = change
  const named = await holdNamed(change, id)
  refuse(whyNotWithdraw(standingOf(named, change.scope.of === 'all')))
  mend(on > dayInJapan(now) ? [{ field: 'on', reason: { key: 'substitutions.onInFuture' } }] : [])
  await tx.updateTable('nomination').set({ withdrawn_at: now, withdrawn_by: by, withdrawn_on: on, withdrawn_reason: reason.trim() }).where('id', '=', id).execute()
  await recallOpen(change, { nomination_id: id })
  log('nomination.withdrawn', `nomination:${id}`, { by, on })
}

/** Another person for somebody named, at once or with the prefecture's leave. Logs 'substitution.requested' or what it does. */
export async function replaceNamed(change: Change, id: number, form: SubstitutionForm): Promise<number> {
  const named = await holdNamed(change, id)
  const byPrefecture = change.scope.of === 'all'
  refuse(whyNotReplaceNamed(standingOf(named, byPrefecture)))
  await checkNewcomer(change, { ...named, replacedId: id }, form)
  // What is fixed already is not changed behind the back of those who decide, whatever the day.
  const waits = needsLeave({ byPrefecture, enrolled: false, lastDay: lastDayFor(named, named.dueOn), today: dayInJapan(change.now) }) || stageOf(named.selection, true) === 'fixed'
  return keep(change, { training_id: named.trainingId, municipality_id: named.municipalityId, nomination_id: id, category: named.category }, form, waits)
}

/** Another person for a trainee: the prefecture agrees first. Logs 'substitution.requested' or what it does. */
export async function replaceEnrolled(change: Change, enrollmentId: number, form: SubstitutionForm): Promise<number> {
  const { trainingId, municipalityId, category, nominationId } = await holdEnrolled(change, enrollmentId)
  const call = found(await callOfTraining(change.tx, change.scope, trainingId))
  await checkNewcomer(change, { callId: call.id, municipalityId, category, replacedId: nominationId, rank: 1, team: null, wishedCohortId: null }, form)
  const waits = needsLeave({ byPrefecture: change.scope.of === 'all', enrolled: true, lastDay: call.closesOn, today: dayInJapan(change.now) })
  return keep(change, { training_id: trainingId, municipality_id: municipalityId, enrollment_id: enrollmentId, category }, form, waits)
}

/** The prefecture agrees, and it is done; or it says no, and why. Logs 'substitution.declined' or what is done. */
export async function decideSubstitution(change: Change, id: number, { decision, reason = '' }: DecisionForm): Promise<void> {
  const { tx, actor, now, log } = change
  const asked = await hold(change, id)
  refuse(whyNotAct(asked.state, decision, reason))
  if (decision === 'decline') {
    await tx.updateTable('substitution').set({ state: 'declined', decline_reason: reason.trim(), decided_by: actor?.personId ?? null, decided_at: now }).where('id', '=', id).execute()
    return log('substitution.declined', `substitution:${id}`, {})
  }
  const form = { ...asked, professionCode: asked.professionCode ?? undefined, experienceCount: asked.experienceCount ?? undefined, years: asked.years ?? undefined, personId: asked.personId ?? undefined, sure: 'true' } as SubstitutionForm
  if (asked.nominationId !== null) {
    const named = await holdNamed(change, asked.nominationId)
    refuse(whyNotReplaceNamed(standingOf(named, true)))
    await checkNewcomer(change, { ...named, replacedId: named.id }, form)
  } else {
    const enrolled = await holdEnrolled(change, asked.enrollmentId!)
    const call = found(await callOfTraining(tx, change.scope, enrolled.trainingId))
    await checkNewcomer(change, { ...enrolled, callId: call.id, replacedId: enrolled.nominationId, rank: 1, team: null, wishedCohortId: null }, form)
  }
  await carryOut(change, id)
}

/** The municipality takes its request back. Logs 'substitution.recalled'. */
export async function recallSubstitution(change: Change, id: number): Promise<void> {
  const asked = await hold(change, id)
  refuse(whyNotAct(asked.state, 'recall'))
  await change.tx.updateTable('substitution').set({ state: 'recalled', decided_at: change.now }).where('id', '=', id).execute()
  change.log('substitution.recalled', `substitution:${id}`)
}

/** Until when trainees are replaced in a training; without a day, until the first class day. Logs 'training.substitutes_set'. */
export async function setLastDay({ tx, log }: Change, trainingId: number, { until }: LastDayForm): Promise<void> {
  found(await tx.updateTable('training').set({ substitutes_until: until ?? null }).where('id', '=', trainingId).returning('id').executeTakeFirst())
  log('training.substitutes_set', `training:${trainingId}`, { until: until ?? null })
}

const standingOf = ({ sheetState, withdrawnAt, enrolled, selection }: NamedRow, byPrefecture: boolean) =>
  ({ sheetState, withdrawn: withdrawnAt !== null, enrolled, stage: stageOf(selection, byPrefecture) })

/** The sheet's row first, as everybody does who touches a sheet, so that a line is withdrawn or replaced once. */
async function holdNamed({ tx, scope }: Change, id: number): Promise<NamedRow> {
  const { sheetId } = found(await findNamed(tx, scope, id))
  await tx.selectFrom('nomination_sheet').select('id').where('id', '=', sheetId).forUpdate().execute()
  return found(await findNamed(tx, scope, id))
}

async function holdEnrolled({ tx, scope, now }: Change, id: number) {
  found(await findEnrollment(tx, scope, id))
  await tx.selectFrom('enrollment').select('id').where('id', '=', id).forUpdate().execute()
  const enrollment = found(await findEnrollment(tx, scope, id))
  refuse(whyNotReplaceEnrolled(enrollment.state, await daysToReplace(tx, enrollment.trainingId, enrollment.cohortId), dayInJapan(now)))
  return { ...enrollment, municipalityId: found(enrollment.municipalityId) }
}

async function hold({ tx, scope }: Change, id: number) {
  found(await findSubstitution(tx, scope, id))
  await tx.selectFrom('substitution').select('id').where('id', '=', id).forUpdate().execute()
  return found(await findSubstitution(tx, scope, id))
}

interface Place { callId: number; municipalityId: number; category: Category; replacedId: number | null; rank: number; team: number | null; wishedCohortId: number | null; secondCohortId?: number | null; thirdCohortId?: number | null }

/** The same rules as for a line of the sheet, with the newcomer in the place of whom they replace; their rank is not theirs to get wrong. */
async function checkNewcomer(change: Change, place: Place, form: SubstitutionForm): Promise<void> {
  const { tx, scope } = change
  const call = found(await findCall(tx, scope, place.callId))
  const desk = found(await sheetOf(tx, scope, place.callId, place.municipalityId))
  if (form.professionCode !== undefined) found((await professionsOf(tx)).find(({ code }) => code === form.professionCode))
  const newcomer: Line = {
    category: place.category, rank: place.rank, personId: await chosenPerson(change, place.municipalityId, form), name: form.name, kana: form.kana, affiliation: form.affiliation, professionCode: form.professionCode ?? null,
    experience: form.experience, experienceCount: form.experienceCount ?? null, years: form.years ?? null, wishedCohortId: place.wishedCohortId, secondCohortId: place.secondCohortId ?? null, thirdCohortId: place.thirdCohortId ?? null, team: place.team, email: form.email ?? '', reason: '',
  }
  const others = desk.lines.filter(({ id }) => id !== place.replacedId)
  const problems = await problemsInPlace(change, call, { ...desk, state: 'accepted', lines: [newcomer, ...others] }, place.municipalityId)
  const said = (asked: 'error' | 'warning') => problems.filter(({ field, level }) => level === asked && field !== 'rank' && field !== 'team' && field !== 'reason').map(({ field, reason }) => ({
    field: field === 'profession' ? 'professionCode' : field, reason: reason.key === 'nominations.twiceHere' ? { key: 'substitutions.alreadyNamed' as const } : reason,
  }))
  mend(said('error'))
  // On a sheet what is only asked about stands beside the line; here it is asked once, before the place is taken.
  const doubts = form.sure === 'true' ? [] : said('warning')
  mend(doubts.length === 0 ? [] : [...doubts, { field: 'sure', reason: { key: 'substitutions.sureMissing' as const } }])
}

/** The known person whom the form was filled in with, as long as it bears their name; only people of the municipality are. @throws Missing for anybody else */
async function chosenPerson({ tx }: Change, municipalityId: number, { personId, name }: { personId?: number; name: string }): Promise<number | null> {
  if (personId === undefined) return null
  const known = found(await findPerson(tx, { of: 'municipality', municipalityId }, personId))
  return searchKeyOf(known.name) === searchKeyOf(name) ? known.id : null
}

type Kept = { training_id: number; municipality_id: number; category: Category } & ({ nomination_id: number } | { enrollment_id: number })

async function keep(change: Change, about: Kept, form: SubstitutionForm, waits: boolean): Promise<number> {
  const { tx, actor, now, log } = change
  assert(actor !== null)
  const row = await tx.insertInto('substitution').values({
    ...about, state: 'requested', name: form.name, kana: form.kana, affiliation: form.affiliation, profession_code: form.professionCode ?? null, experience: form.experience,
    person_id: await chosenPerson(change, about.municipality_id, form), experience_count: form.experienceCount ?? null, experience_years: form.years ?? null,
    email: form.email?.trim() ?? '', reason: form.reason.trim(), asked_by: actor.personId, asked_at: now,
  }).onConflict((oc) => oc.doNothing()).returning('id').executeTakeFirst()
  if (row === undefined) refuse({ key: 'substitutions.alreadyAsked' })
  const id = row!.id
  if (waits) log('substitution.requested', `substitution:${id}`, {})
  else await carryOut(change, id)
  return id
}

/** The newcomer becomes a person of the municipality, and takes the line or the seat; who leaves keeps their line and number. */
async function carryOut(change: Change, id: number): Promise<void> {
  const { tx, scope, actor, now } = change
  const s = found(await findSubstitution(tx, scope, id))
  const personId = s.personId ?? await personFor(change, { municipalityId: s.municipalityId, name: s.name, kana: s.kana, professionCode: s.professionCode, affiliation: s.affiliation, email: s.email, category: s.category })
  const given = s.nominationId !== null
    ? { new_nomination_id: await replaceLine(change, s.nominationId, s, personId), new_enrollment_id: null }
    : { new_nomination_id: null, new_enrollment_id: await replaceSeat(change, s.enrollmentId!, s, personId) }
  await tx.updateTable('substitution').set({ state: 'done', person_id: personId, decided_by: scope.of === 'all' ? actor?.personId ?? null : null, decided_at: now, ...given }).where('id', '=', id).execute()
}

type Told = NonNullable<Awaited<ReturnType<typeof findSubstitution>>>

/** Rank, category, team and wishes stay with the line; the one before is withdrawn, not overwritten. Logs 'nomination.replaced'. */
async function replaceLine({ tx, scope, now, log }: Change, id: number, s: Told, personId: number): Promise<number> {
  const old = await tx.updateTable('nomination').set({
    withdrawn_at: now, withdrawn_on: dayInJapan(now), withdrawn_by: scope.of === 'all' ? 'prefecture' : 'municipality', withdrawn_reason: s.reason,
  }).where('id', '=', id).where('withdrawn_at', 'is', null).returning(['sheet_id', 'call_id', 'municipality_id', 'category', 'rank', 'team', 'wished_cohort_id', 'second_cohort_id', 'third_cohort_id']).executeTakeFirstOrThrow()
  const row = await tx.insertInto('nomination').values({
    ...old, person_id: personId, name: s.name, kana: s.kana, affiliation: s.affiliation, profession_code: s.professionCode, experience: s.experience, experience_count: s.experienceCount, experience_years: s.years, email: s.email,
    reason: '', submitted: true, replaces_id: id,
  }).onConflict((oc) => oc.doNothing()).returning('id').executeTakeFirst()
  if (row === undefined) refuse({ key: 'substitutions.alreadyNamed' })
  log('nomination.replaced', `nomination:${row!.id}`, { replaces: id })
  return row!.id
}

async function replaceSeat(change: Change, enrollmentId: number, s: Told, personId: number): Promise<number> {
  const id = await replaceEnrollment(change, enrollmentId, { personId, professionCode: s.professionCode, affiliation: s.affiliation }, s.reason)
  await giveTraineeAccounts(change, [personId])
  return id
}

async function recallOpen({ tx, now }: Change, about: { nomination_id: number }): Promise<void> {
  await tx.updateTable('substitution').set({ state: 'recalled', decided_at: now }).where('nomination_id', '=', about.nomination_id).where('state', '=', 'requested').execute()
}
