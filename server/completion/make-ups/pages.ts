import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { DecisionForm, ReportForm, SeatForm, SettingForm, type ListQuery, type Standing } from './forms.ts'
import { findMissed, findReport, findTrainingOf, makeUpsIn, missedInTraining, reportLengthUsual, seatsOf, termsOf, trainingsToMakeUp, type Missed, type SeatShown } from './queries.ts'
import { isFull, isOpenWay, lengthOf, stands, teachesTheSame, waysOf, whyNotMakeUp, whyNotReport, whyNotSeat, type Asker, type MakeUp } from './rules.ts'

const perPage = 50

/** Reasons that the mark itself does not say: somebody is marked as there, and yet it does not count. */
const unseen: ReadonlySet<string> = new Set(['attendance.signedAfterStart', 'attendance.lateWithoutNotice', 'attendance.checkMissed', 'attendance.madeUpTooMany'])
const saidBeside = ({ isDone, because }: Missed) => !isDone && because !== null && unseen.has(because.key) ? because : null

/** A missed slot with the ways that are open, and why there is none where there is none. */
export function missedShown(slot: Missed, about: { seats: readonly SeatShown[]; makeUps: readonly MakeUp[]; today: string }) {
  const standing = about.makeUps.find((one) => one.slotId === slot.slotId && stands(one))
  const own = { ...about, seats: about.seats.filter(({ trainingId }) => trainingId === slot.trainingId), films: slot.films }
  const ways = waysOf(slot.terms, slot, own)
  const isOpen = isOpenWay(ways, standing)
  return { ...slot, ways, isOpen, why: saidBeside(slot), whyNot: slot.isDone || isOpen ? null : whyNotMakeUp(slot.terms, slot, about.makeUps, about.today) ?? { key: 'makeUps.noWay' as const } }
}

/** Where a missed slot stands, in one word. */
export const standingOf = ({ isDone, makeUp }: Pick<Missed, 'isDone' | 'makeUp'>): Standing | 'missed' =>
  isDone ? 'done' : makeUp === null || makeUp.state === 'missed' || makeUp.state === 'canceled' ? 'open' : makeUp.state

type SlotParams = { enrollment: number; slot: number }

/** One missed slot, and every way to make it up: for the trainee and for the office, which may do more. */
export async function slotPage(request: FastifyRequest, by: Asker) {
  const { db, scope, beyond, today } = request
  const { enrollment, slot: slotId } = request.params as SlotParams
  const { slot: row, all } = found(await findMissed(db, scope, enrollment, slotId, today))
  const seats = await seatsOf(beyond, [row.trainingId], today)
  const { films } = row
  const makeUps = makeUpsIn(all)
  const slot = missedShown(row, { seats, makeUps, today })
  const isReport = request.routeOptions.url?.endsWith('/report') ?? false
  const kept = { report: row.makeUp?.report ?? '' }
  const ways = seats.filter((seat) => teachesTheSame(row, seat)).map((seat) => {
    const isMine = row.makeUp?.state === 'booked' && row.makeUp.seatSlotId === seat.slotId
    return { ...seat, isMine, whyNot: isMine ? null : whyNotSeat(row.terms, row, seat, { makeUps, by, today }), isFull: isFull(seat) && !isMine }
  })
  return {
    slot, by, ways, standing: standingOf(row), at: by === 'trainee' ? `/my-make-ups/${enrollment}/${slotId}` : `/enrollments/${enrollment}/make-ups/${slotId}`,
    films, whyNotReport: whyNotReport(row.terms, row, films, { makeUps, today }), length: lengthOf(kept.report),
    seatForm: formOf(SeatForm, isReport ? nothingSent(request) : request), reportForm: formOf(ReportForm, isReport ? request : nothingSent(request), kept),
  }
}

/** What was missed in a training and where its make-up stands, for staff; the settings for those who keep them. */
export async function listPage(request: FastifyRequest, trainingId: number, { standing, cohort, page }: ListQuery) {
  const { db, scope, beyond, today } = request
  const training = found(await findTrainingOf(db, scope, trainingId))
  const missed = await missedInTraining(db, scope, trainingId, today)
  const seats = missed.length === 0 ? [] : await seatsOf(beyond, [trainingId], today)
  const all = missed.map((row) => ({ ...row, standing: standingOf(row), why: saidBeside(row) }))
  const cohorts = [...new Map(all.map((row) => [row.cohortId, row])).values()].map(({ cohortId, cohort: name, cohortEn }) => ({ id: cohortId, name, nameEn: cohortEn }))
  const fits = all.filter((row) => (standing === undefined || row.standing === standing) && (cohort === undefined || row.cohortId === cohort))
  const counts = Object.fromEntries(['open', 'booked', 'draft', 'submitted', 'returned', 'done'].map((one) => [one, all.filter((row) => row.standing === one).length]))
  const href = (to: number) => `/trainings/${trainingId}/make-ups?${new URLSearchParams({ ...standing && { standing }, ...cohort && { cohort: String(cohort) }, page: String(to) })}`
  return {
    training, terms: termsOf(training), counts, cohorts, filters: { standing: standing ?? '', cohort: cohort ?? '' }, rows: fits.slice((page - 1) * perPage, page * perPage),
    seats: seats.filter((seat) => !isFull(seat)).length, people: new Set(all.map(({ enrollmentId }) => enrollmentId)).size,
    pager: { page, perPage, total: fits.length, pages: Math.max(1, Math.ceil(fits.length / perPage)), href },
    form: formOf(SettingForm, request, { closesOn: training.closesOn ?? '', reportLength: training.reportLength ?? reportLengthUsual, yearsCarried: training.yearsCarried ?? 1, version: training.version }),
  }
}

/** The trainings of the year with what waits in each. */
export const indexPage = async ({ db, scope, year }: FastifyRequest) => ({ trainings: await trainingsToMakeUp(db, scope, year) })

/** A report and the form that says whether it is enough. */
export async function reportPage(request: FastifyRequest) {
  const report = found(await findReport(request.db, request.scope, (request.params as { id: number }).id))
  return { report, length: lengthOf(report.report ?? ''), form: formOf(DecisionForm, request) }
}
