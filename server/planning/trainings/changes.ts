import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import type { Writer } from '../../base/database.ts'
import { toTenths } from '../../base/numbers.ts'
import { addDays, fiscalYearInWords } from '../../base/days.ts'
import { found, mend, refuse, type FieldReason } from '../../base/errors.ts'
import { enqueue } from '../../base/jobs.ts'
import { yearTyped } from '../programs/years.ts'
import type { CohortForm, DayForm, NewTrainingForm, PostponeForm, SlotRow, TrainingForm } from './forms.ts'
import { daysOf, findDay, holdTraining, instructors } from './queries.ts'
import {
  dividedSeats, problemsOfDays, problemsOfSlots, trainingMoves, whyNotByHand, whyNotClose, whyNotEdit, whyNotGive, whyNotMove, whyNotMoveCohort,
  whyNotTakeDay, whyNotTakeSlots, isTime,
  type TrainingState,
} from './rules.ts'
import { tracesOfDay, tracesOfSlots } from './traces.ts'

type Stoppable = 'planned' | 'call_published' | 'call_closed' | 'selecting' | 'running'
const stoppable = (state: TrainingState): state is Stoppable => trainingMoves[state].includes('postponed')

/**
 * Moves a training to its next state while holding its row; the only way a state changes. A postponed training
 * remembers where it stopped and goes on from there.
 * @throws Missing when the scope does not know the training, Refusal with the step that comes first
 */
export async function moveTraining({ tx, scope, log }: Change, trainingId: number, to: TrainingState): Promise<void> {
  const training = found(await holdTraining(tx, scope, trainingId))
  refuse(whyNotMove(training.state, to, training.postponedFrom))
  const stopped = to === 'postponed' && stoppable(training.state) ? training.state : null
  await tx.updateTable('training').set({ state: to, postponed_from: stopped, version: training.version + 1 })
    .where('id', '=', trainingId).execute()
  log('training.moved', `training:${trainingId}`, { from: training.state, to })
}

/** Postpones, resumes, cancels or closes a training; closing waits until everybody in it is decided on. */
export async function moveByHand(change: Change, trainingId: number, to: TrainingState): Promise<void> {
  const training = found(await holdTraining(change.tx, change.scope, trainingId))
  refuse(whyNotByHand(training.state, to, training.postponedFrom))
  if (to === 'closed') {
    const { count } = await change.tx.selectFrom('enrollment').select(({ fn }) => fn.countAll<number>().as('count'))
      .where('training_id', '=', trainingId).where('state', 'in', ['enrolled', 'in_progress', 'pending_judgment']).executeTakeFirstOrThrow()
    refuse(whyNotClose(count))
  }
  await moveTraining(change, trainingId, to)
}

/** Makes a training of a year with its cohorts, the capacity divided evenly among them. Returns its id. */
export async function makeTraining({ tx, log }: Change, form: NewTrainingForm): Promise<number> {
  const fiscalYear = yearTyped(form.fiscalYear)
  const course = found(await tx.selectFrom('course').select(['name', 'name_en as nameEn']).where('id', '=', form.courseId).executeTakeFirst())
  await checkPrerequisite({ tx }, form.courseId, form.prerequisiteCourseId)
  const { id } = await tx.insertInto('training').values({
    course_id: form.courseId, fiscal_year: fiscalYear, ...columnsOf(form),
    title: form.title ?? `${fiscalYearInWords(fiscalYear, 'ja')} ${course.name}`,
    title_en: form.titleEn ?? `${course.nameEn} ${fiscalYearInWords(fiscalYear, 'en')}`,
  }).returning('id').executeTakeFirstOrThrow()
  await tx.insertInto('cohort').values(dividedSeats(form.capacity, form.cohorts).map((capacity, n) => ({
    training_id: id, position: n + 1, name: `第${n + 1}コース`, name_en: `Cohort ${n + 1}`, capacity,
  }))).execute()
  log('training.made', `training:${id}`, { fiscalYear, courseId: form.courseId, cohorts: form.cohorts })
  return id
}

type Facts = Pick<TrainingForm, 'capacity' | 'overPercent' | 'holdMinimum' | 'lateLimitMinutes' | 'issuerTitle' | 'issuerName' | 'prerequisiteCourseId'>
const columnsOf = (form: Facts) => ({
  capacity: form.capacity, over_percent: toTenths(form.overPercent), hold_minimum: form.holdMinimum ?? null,
  late_limit_minutes: form.lateLimitMinutes, issuer_title: form.issuerTitle ?? '', issuer_name: form.issuerName ?? '',
  prerequisite_course_id: form.prerequisiteCourseId ?? null,
})

export async function editTraining(change: Change, trainingId: number, form: TrainingForm): Promise<void> {
  const training = await holdForEdit(change, trainingId, form.version)
  await checkPrerequisite(change, training.courseId, form.prerequisiteCourseId)
  await change.tx.updateTable('training').set({ ...columnsOf(form), title: form.title, title_en: form.titleEn })
    .where('id', '=', trainingId).execute()
  await enqueue(change.tx, 'fill-seats', { trainingId })
  change.log('training.edited', `training:${trainingId}`, { capacity: form.capacity, overPercent: toTenths(form.overPercent) })
}

/** Another course comes first, never the course itself. @throws Missing for a course that is not there, Unfit */
async function checkPrerequisite({ tx }: Pick<Change, 'tx'>, courseId: number, prerequisite: number | undefined): Promise<void> {
  if (prerequisite === undefined) return
  found(await tx.selectFrom('course').select('id').where('id', '=', prerequisite).executeTakeFirst())
  mend(prerequisite === courseId ? [{ field: 'prerequisiteCourseId', reason: { key: 'trainings.prerequisiteItself' } }] : [])
}

/** Holds a training that is being edited: nobody changed it since the form was shown, and it is not over. */
export async function holdForEdit({ tx, scope }: Change, trainingId: number, version: number) {
  const training = found(await holdTraining(tx, scope, trainingId))
  refuse(training.version === version ? null : { key: 'form.stale' })
  refuse(whyNotEdit(training.state))
  await tx.updateTable('training').set({ version: version + 1 }).where('id', '=', trainingId).execute()
  return training
}

/** Adds a cohort at the end, or edits one of this training. Returns its id. */
export async function saveCohort(change: Change, trainingId: number, cohortId: number | null, form: CohortForm): Promise<number> {
  const { tx, log } = change
  await holdForEdit(change, trainingId, form.version)
  const values = { name: form.name, name_en: form.nameEn, capacity: form.capacity, delivery_mode: form.deliveryMode }
  const id = cohortId === null ? await addCohort(change, trainingId, values) : await editCohort(change, trainingId, cohortId, values)
  const known = new Set((await instructors(tx)).map((one) => one.id))
  const standing = await tx.selectFrom('cohort_instructor').select('person_id').where('cohort_id', '=', id).limit(100).execute()
  for (const { person_id } of standing) known.add(person_id)
  const chosen = [...new Set(form.instructors ?? [])]
  for (const person of chosen) found(known.has(person) ? person : null)
  await setInstructors(change, id, standing.map(({ person_id }) => person_id), chosen)
  await enqueue(tx, 'fill-seats', { trainingId })
  log('cohort.saved', `training:${trainingId}`, { cohortId: id, capacity: form.capacity, instructors: chosen })
  return id
}

/** Only who comes or goes is touched: the calendars of all others have nothing to hear. */
async function setInstructors({ tx }: Change, cohort_id: number, standing: readonly number[], chosen: readonly number[]): Promise<void> {
  const [gone, come] = [standing.filter((id) => !chosen.includes(id)), chosen.filter((id) => !standing.includes(id))]
  if (gone.length > 0) await tx.deleteFrom('cohort_instructor').where('cohort_id', '=', cohort_id).where('person_id', 'in', gone).execute()
  if (come.length > 0) await tx.insertInto('cohort_instructor').values(come.map((person_id) => ({ cohort_id, person_id }))).execute()
}

type CohortValues = { name: string; name_en: string; capacity: number; delivery_mode: CohortForm['deliveryMode'] }

async function addCohort({ tx }: Change, training_id: number, values: CohortValues): Promise<number> {
  const { last } = await tx.selectFrom('cohort').select(({ fn }) => fn.max('position').as('last')).where('training_id', '=', training_id).executeTakeFirstOrThrow()
  const { id } = await tx.insertInto('cohort').values({ ...values, training_id, position: (last ?? 0) + 1 }).returning('id').executeTakeFirstOrThrow()
  return id
}

async function editCohort({ tx }: Change, trainingId: number, cohortId: number, values: CohortValues): Promise<number> {
  return found(await tx.updateTable('cohort').set(values).where('id', '=', cohortId).where('training_id', '=', trainingId).returning('id').executeTakeFirst()).id
}

/** Puts one cohort off, gives it new days or cancels it, with the reason on record; the other cohorts go on. */
export async function moveCohort(change: Change, trainingId: number, cohortId: number, form: PostponeForm): Promise<void> {
  const { tx, log } = change
  const training = await holdForEdit(change, trainingId, form.version)
  const cohort = found(await tx.selectFrom('cohort').select('state').where('id', '=', cohortId).where('training_id', '=', trainingId).executeTakeFirst())
  const { count } = await tx.selectFrom('enrollment').select(({ fn }) => fn.countAll<number>().as('count'))
    .where('cohort_id', '=', cohortId).where('state', 'not in', ['withdrawn', 'carried_over']).executeTakeFirstOrThrow()
  refuse(whyNotMoveCohort(cohort.state, form.to, count))
  await tx.updateTable('cohort').set({ state: form.to }).where('id', '=', cohortId).execute()
  const moved = form.to === 'planned' ? await moveDays(change, training, cohortId, form.days ?? []) : []
  await enqueue(tx, 'fill-seats', { trainingId })
  log('cohort.moved', `training:${trainingId}`, { cohortId, from: cohort.state, to: form.to, reason: form.reason, days: moved })
}

async function moveDays({ tx }: Change, training: { id: number; fiscalYear: number }, cohortId: number, rows: NonNullable<PostponeForm['days']>) {
  const days = (await daysOf(tx, training.id)).filter((day) => day.cohortId === cohortId)
  for (const { id } of rows) found(days.find((day) => day.id === id))
  const target = new Map(rows.map(({ id, heldOn }) => [id, heldOn]))
  const placed = days.map(({ id, heldOn, chooseBy }) => ({ id, cohortId, heldOn: target.get(id) ?? heldOn, chooseBy }))
  mend(problemsOfDays(placed, training.fiscalYear)
    .map(({ id, reason }) => ({ field: `days.${Math.max(0, rows.findIndex((row) => row.id === id))}.heldOn`, reason })))
  const changed = days.flatMap(({ id, heldOn: from }) => (target.get(id) ?? from) === from ? [] : [{ id, from, to: target.get(id)! }])
  // A cohort meets once a day, so days that change places first step aside to days nobody uses.
  for (const [n, { id }] of changed.entries()) {
    await tx.updateTable('class_day').set({ held_on: addDays('9000-01-01', n) }).where('id', '=', id).execute()
  }
  for (const { id, to } of changed) await tx.updateTable('class_day').set({ held_on: to }).where('id', '=', id).execute()
  return changed
}

/** Adds a class day with its slots, or edits one; the slots of the form are the slots of the day. Returns its id. */
export async function saveDay(change: Change, trainingId: number, dayId: number | null, form: DayForm): Promise<number> {
  const { tx, log } = change
  const training = await holdForEdit(change, trainingId, form.version)
  found(await tx.selectFrom('cohort').select('id').where('id', '=', form.cohortId).where('training_id', '=', trainingId).executeTakeFirst())
  const before = dayId === null ? null : found(await findDay(tx, trainingId, dayId))
  const rows = (form.slots ?? []).map((row, place) => ({ ...row, place })).filter(isUsed)
  const modules = await tx.selectFrom('module').select(['id', 'title']).where('course_id', '=', training.courseId).limit(200).execute()
  for (const { moduleId } of rows) if (moduleId !== undefined) found(modules.find(({ id }) => id === moduleId))
  for (const { id } of rows) if (id !== undefined) found(before?.slots.find((slot) => slot.id === id))
  const others = (await daysOf(tx, trainingId)).filter(({ id }) => id !== dayId)
  mend([...dayProblems({ ...form, chooseBy: before?.chooseBy ?? null }, others, training.fiscalYear), ...slotProblems(rows)])

  const values = { cohort_id: form.cohortId, held_on: form.heldOn, opens_at: form.opensAt, place: form.place ?? '', directions: form.directions ?? '' }
  if (before !== null) await changeDay(change, before, values, new Set(rows.map((row) => row.id)))
  const id = before?.id ?? (await tx.insertInto('class_day').values(values).returning('id').executeTakeFirstOrThrow()).id
  await placeSlots(change, id, rows.map((row) => ({ ...row, title: row.title ?? modules.find((one) => one.id === row.moduleId)!.title })))
  log('class_day.saved', `training:${trainingId}`, { dayId: id, cohortId: form.cohortId, ...before !== null && form.told === 'true' ? { told: true } : {}, heldOn: form.heldOn, ...(before && before.heldOn !== form.heldOn ? { from: before.heldOn } : {}), slots: rows.length })
  return id
}

type UsedRow = SlotRow & { place: number }
const isUsed = ({ title, startsAt, endsAt, moduleId }: UsedRow) => [title, startsAt, endsAt, moduleId].some((box) => box !== undefined)

function dayProblems(form: DayForm & { chooseBy: string | null }, others: { id: number; cohortId: number; heldOn: string }[], fiscalYear: number): FieldReason[] {
  const wrong = problemsOfDays([...others, { id: -1, cohortId: form.cohortId, heldOn: form.heldOn, chooseBy: form.chooseBy }], fiscalYear).filter(({ id }) => id === -1)
  const opening: FieldReason[] = isTime(form.opensAt) ? [] : [{ field: 'opensAt', reason: { key: 'trainings.slotTimeWrong' } }]
  return [...wrong.map(({ reason }) => ({ field: 'heldOn', reason })), ...opening]
}

function slotProblems(rows: UsedRow[]): FieldReason[] {
  const nameless = rows.filter(({ title, moduleId }) => title === undefined && moduleId === undefined)
  const times = problemsOfSlots(rows.map(({ place, startsAt = '', endsAt = '' }) => ({ id: place, startsAt, endsAt })))
  return [
    ...nameless.map(({ place }): FieldReason => ({ field: `slots.${place}.title`, reason: { key: 'trainings.slotNameless' } })),
    ...times.map(({ id, reason }): FieldReason => {
      const { startsAt = '' } = rows.find(({ place }) => place === id)!
      return { field: `slots.${id}.${isTime(startsAt) && reason.key !== 'trainings.slotsOverlap' ? 'endsAt' : 'startsAt'}`, reason }
    }),
  ]
}

type Day = NonNullable<Awaited<ReturnType<typeof findDay>>>

/** What later rooms wrote about is not taken away from under it. */
async function changeDay({ tx, now }: Change, before: Day, values: { cohort_id: number; held_on: string }, kept: Set<number | undefined>): Promise<void> {
  await holdSeats(tx, before.id)
  const gone = before.slots.filter(({ id }) => !kept.has(id)).map(({ id }) => id)
  refuse(whyNotTakeSlots(await tracesOfSlots(tx, gone, now)))
  if (values.cohort_id !== before.cohortId) {
    refuse(before.choiceId === null ? whyNotGive(await tracesOfDay(tx, before, now)) : { key: 'trainings.dayInChoice' })
  }
  await tx.updateTable('class_day').set(values).where('id', '=', before.id).execute()
  if (gone.length > 0) await tx.deleteFrom('slot').where('id', 'in', gone).execute()
}

/** Whoever books a seat of a day holds the day: nobody takes one in a slot that is just being taken away. */
const holdSeats = (tx: Writer, dayId: number) => tx.selectFrom('class_day').select('id').where('id', '=', dayId).forUpdate().executeTakeFirst()

/** Slots keep their row when they keep their id; positions follow the clock. */
async function placeSlots({ tx }: Change, dayId: number, rows: (UsedRow & { title: string })[]): Promise<void> {
  await tx.updateTable('slot').set((eb) => ({ position: eb('position', '+', 1000) })).where('class_day_id', '=', dayId).execute()
  for (const [n, row] of rows.toSorted((a, b) => (a.startsAt! < b.startsAt! ? -1 : 1)).entries()) {
    const values = {
      class_day_id: dayId, position: n + 1, title: row.title, module_id: row.moduleId ?? null,
      starts_at: row.startsAt!, ends_at: row.endsAt!, delivery_mode: row.deliveryMode ?? 'on_site',
    }
    if (row.id === undefined) await tx.insertInto('slot').values(values).execute()
    else await tx.updateTable('slot').set(values).where('id', '=', row.id).where('class_day_id', '=', dayId).execute()
  }
}

/** Takes a class day away with its slots; refused once anything is written about it. */
export async function removeDay(change: Change, trainingId: number, dayId: number, version: number): Promise<void> {
  const { tx, now, log } = change
  await holdForEdit(change, trainingId, version)
  const day = found(await findDay(tx, trainingId, dayId))
  await holdSeats(tx, dayId)
  const chosen = await tx.selectFrom('chosen_day').select('enrollment_id').where('class_day_id', '=', dayId).where(sql<boolean>`is_chosen`).limit(1).executeTakeFirst()
  refuse(chosen === undefined ? null : { key: 'trainings.dayIsChosen' })
  refuse(whyNotTakeDay(await tracesOfDay(tx, day, now)))
  await tx.deleteFrom('class_day').where('id', '=', dayId).execute()
  log('class_day.removed', `training:${trainingId}`, { dayId, heldOn: day.heldOn, slots: day.slots.length })
}
