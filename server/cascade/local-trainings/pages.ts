import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { municipalitiesToChoose } from '../../who/organizations/queries.ts'
import { DayForm, NewPlanForm, PlanForm, ReasonForm, ReportForm, type ListQuery } from './forms.ts'
import { findLocalTraining, localTrainings, modulesToTake } from './queries.ts'
import { stageOf, stages, whyNotCancel, whyNotChange, whyNotMoveDay, whyNotReport } from './rules.ts'

const perPage = 50

/** The local trainings of a year: a municipality's own, or all of them. */
export async function listPage(request: FastifyRequest, { stage, municipality, page = 1 }: ListQuery) {
  const { db, scope, year, say, language } = request
  const isAll = scope.of === 'all'
  const [rows, municipalities] = await Promise.all([localTrainings(db, scope, { year, stage, municipalityId: municipality }, { limit: perPage, offset: (page - 1) * perPage }), isAll ? municipalitiesToChoose(db) : []])
  const total = rows[0]?.total ?? 0
  const kept = new URLSearchParams(Object.entries({ year, stage, municipality }).filter(([, value]) => value !== undefined).map(([name, value]): [string, string] => [name, String(value)]))
  return {
    rows, isAll, filters: { action: '/local-trainings', keep: { year }, fields: [
      { name: 'stage', label: say('localTrainings.stage'), value: stage ?? '', options: stages.map((value) => ({ value, label: say(`localTrainings.stages.${value}`) })) },
      ...isAll ? [{ name: 'municipality', label: say('localTrainings.municipality'), value: String(municipality ?? ''), options: municipalities.map((one) => ({ value: String(one.id), label: language === 'ja' ? one.name : one.nameEn })) }] : [],
    ] },
    pager: { page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href: (to: number) => `/local-trainings?${new URLSearchParams([...kept, ['page', String(to)]])}` },
  }
}

export async function newPage(request: FastifyRequest) {
  return { modules: await modulesToTake(request.db), training: null, form: formOf(NewPlanForm, request, { lateLimitMinutes: 10, seats: 30, deliveryMode: 'on_site', startsAt: '13:30', endsAt: '16:30' }) }
}

/** Which of the forms of a page was sent; the others stand as they do at first. */
export type SentForm = 'day' | 'cancel' | 'return' | undefined

/** One training: its plan, its days, who was asked, its roll in figures, and what comes next. */
export async function showPage(request: FastifyRequest, id: number, sent?: SentForm) {
  const { db, scope, today } = request
  const training = found(await findLocalTraining(db, scope, id, today))
  const of = (which: SentForm) => sent === which ? request : nothingSent(request)
  return {
    training, stage: stageOf({ state: training.state, requests: training.requests.map(({ state }) => state) }), whyNotChange: whyNotChange(training.state), canCancel: whyNotCancel(training.state) === null,
    days: training.days.map((day) => ({ ...day, whyNotMove: whyNotMoveDay(day) })), isOver: training.lastOn <= today,
    dayForm: formOf(DayForm, of('day'), { deliveryMode: training.days[0]?.deliveryMode ?? 'on_site', startsAt: training.days[0]?.startsAt, endsAt: training.days[0]?.endsAt, place: training.days[0]?.place }),
    cancelForm: formOf(ReasonForm, of('cancel')), returnForm: formOf(ReasonForm, of('return')),
  }
}

export async function editPage(request: FastifyRequest, id: number) {
  const { db, scope, today } = request
  const [known, modules] = await Promise.all([findLocalTraining(db, scope, id, today), modulesToTake(db)])
  const training = found(known)
  const starting = { ...training, modules: training.modules.map((one) => one.id), daysNeeded: training.daysNeeded ?? undefined }
  return { training, modules, whyNot: whyNotChange(training.state), form: formOf(PlanForm, request, starting) }
}

export async function dayPage(request: FastifyRequest, id: number, dayId: number) {
  const { db, scope, today } = request
  const training = found(await findLocalTraining(db, scope, id, today))
  const day = found(training.days.find((one) => one.id === dayId))
  return { training, planned: day, whyNot: whyNotChange(training.state) ?? whyNotMoveDay(day), isOnly: training.days.length === 1, form: formOf(DayForm, request, day) }
}

export async function reportPage(request: FastifyRequest, id: number) {
  const { db, scope, today } = request
  const training = found(await findLocalTraining(db, scope, id, today))
  const whyNot = (wasHeld: boolean) => whyNotReport({ ...training, ...training.counted }, wasHeld, today)
  return { training, whyNotHeld: whyNot(true), whyNot: whyNot(true) !== null && whyNot(false) !== null ? whyNot(true) : null, form: formOf(ReportForm, request, { ...training, wasHeld: training.counted.attended > 0 ? 'yes' : undefined }) }
}
