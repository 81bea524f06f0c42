import type { FastifyRequest } from 'fastify'
import { found, Missing } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { headCountsOf, peopleBehind, type HeadCount } from './counts.ts'
import { CohortForm, DayForm, NewTrainingForm, PostponeForm, TrainingForm } from './forms.ts'
import {
  cohortsOf, cohortsWithSeats, coursesToHold, daysOf, findDay, findTraining, findTrainingPage, instructors, knownTrainings, lastIssuer, modulesOf,
} from './queries.ts'
import { movesByHand, whyNotEdit } from './rules.ts'

/** What each page of a training shows; a handler says which page, these say what is on it. */
export async function indexPage({ db, scope, year }: FastifyRequest) {
  const [list, counts] = [await knownTrainings(db, scope, year), await headCountsOf(db, scope, { fiscalYear: year })]
  return { list: list.map((training) => ({ ...training, counts: counts.find(({ trainingId }) => trainingId === training.id)! })), year, own: scope.of !== 'all' }
}

export async function showPage({ db, scope }: FastifyRequest, id: number) {
  const training = found(await findTrainingPage(db, scope, id))
  const [cohorts, days] = [await cohortsWithSeats(db, id), await daysOf(db, id)]
  const [counts] = await headCountsOf(db, scope, { trainingId: id })
  return {
    training, counts: counts!, cohorts: cohorts.map((cohort) => ({ ...cohort, days: days.filter(({ cohortId }) => cohortId === cohort.id) })),
    moves: movesByHand(training.state, training.postponedFrom), editable: whyNotEdit(training.state) === null, own: scope.of !== 'all',
  }
}

export async function statePage({ db, scope }: FastifyRequest, id: number, to: string) {
  const training = found(await findTraining(db, scope, id))
  const move = found(movesByHand(training.state, training.postponedFrom).find((one) => one.to === to))
  return { training, move }
}

export async function countPage({ db, scope }: FastifyRequest, id: number, count: HeadCount, page: number) {
  const training = found(await findTraining(db, scope, id))
  const behind = await peopleBehind(db, scope, count, { trainingId: id }, page)
  if (page > 1 && behind.rows.length === 0) throw new Missing()
  return { training, behind: count, ...behind, keep: { count } }
}

export async function newPage(request: FastifyRequest) {
  const courses = await coursesToHold(request.db)
  const issuer = await lastIssuer(request.db)
  const starting = { fiscalYear: String(request.year), cohorts: 3, overPercent: 100, lateLimitMinutes: 10, ...issuer }
  return { courses, form: formOf(NewTrainingForm, request, starting) }
}

export async function editPage(request: FastifyRequest, id: number) {
  const training = found(await findTraining(request.db, request.scope, id))
  const courses = await coursesToHold(request.db)
  return {
    training, courses: courses.filter((course) => course.id !== training.courseId), version: versionOf(request, training.version),
    form: formOf(TrainingForm, request, training),
  }
}

/**
 * The version a form carries. After someone else was quicker it is theirs, because now their state has been said aloud;
 * after a slip of the pen it stays what it was, so that their state is not overwritten unseen.
 */
export function versionOf({ refusal, body, method }: FastifyRequest, current: number): number {
  const typed = Number((body as { version?: unknown } | undefined)?.version)
  return method === 'POST' && refusal?.key !== 'form.stale' && Number.isInteger(typed) && typed > 0 ? typed : current
}

export async function cohortPage(request: FastifyRequest, id: number, cohortId: number | null) {
  const training = found(await findTraining(request.db, request.scope, id))
  const cohorts = await cohortsWithSeats(request.db, id)
  const cohort = cohortId === null ? null : found(cohorts.find((one) => one.id === cohortId))
  const known = await instructors(request.db)
  const next = cohorts.length + 1
  const starting = cohort === null ? { name: `第${next}コース`, nameEn: `Cohort ${next}`, deliveryMode: 'on_site' }
    : { ...cohort, instructors: cohort.instructors.map((one) => one.id) }
  const others = (cohort?.instructors ?? []).filter((one) => !known.some(({ id }) => id === one.id))
  return {
    training, cohort, version: versionOf(request, training.version), form: formOf(CohortForm, request, starting),
    known: [...known, ...others.map((one) => ({ ...one, kana: null, municipality: null, municipalityEn: null }))],
  }
}

export async function postponePage(request: FastifyRequest, id: number, cohortId: number) {
  const training = found(await findTraining(request.db, request.scope, id))
  const cohort = found((await cohortsOf(request.db, id)).find((one) => one.id === cohortId))
  const days = (await daysOf(request.db, id)).filter((day) => day.cohortId === cohortId)
  const starting = { to: cohort.state, days: days.map((day) => ({ id: day.id, heldOn: day.heldOn })) }
  return { training, cohort, days, version: versionOf(request, training.version), form: formOf(PostponeForm, request, starting) }
}

const blankRows = 3
const slotsMax = 20

export async function dayPage(request: FastifyRequest, id: number, dayId: number | null) {
  const training = found(await findTraining(request.db, request.scope, id))
  const day = dayId === null ? null : found(await findDay(request.db, id, dayId))
  const [cohorts, modules] = [await cohortsOf(request.db, id), await modulesOf(request.db, training.courseId)]
  const { cohort } = request.query as { cohort?: unknown }
  const starting = day ?? { opensAt: '09:00', cohortId: typeof cohort === 'string' ? cohort : cohorts.length === 1 ? cohorts[0]!.id : '' }
  const typed = (request.body as { slots?: unknown } | undefined)?.slots
  const filled = Array.isArray(typed) ? typed.length : (day?.slots.length ?? 0) + blankRows
  return {
    training, held: day, cohorts, modules, people: day?.people ?? 0, version: versionOf(request, training.version), form: formOf(DayForm, request, starting),
    rows: Math.min(slotsMax, Math.max(filled, blankRows + 1)),
  }
}

export async function removalPage(request: FastifyRequest, id: number, dayId: number) {
  const training = found(await findTraining(request.db, request.scope, id))
  const day = found(await findDay(request.db, id, dayId))
  const cohort = (await cohortsOf(request.db, id)).find((one) => one.id === day.cohortId)!
  return { training, held: day, cohort }
}
