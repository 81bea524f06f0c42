import type { Change } from '../../base/change.ts'
import { addDays, daysBetween } from '../../base/days.ts'
import { found, mend } from '../../base/errors.ts'
import { isHoliday } from '../../base/holidays.ts'
import { yearTyped } from '../programs/years.ts'
import { cohortsOf, daysOf, findTraining } from '../trainings/queries.ts'
import { problemsOfDays, whyNotCopyTo } from '../trainings/rules.ts'
import type { CopyForm } from './forms.ts'
import { shiftedById } from './rules.ts'

/**
 * Makes a training of a later year out of an earlier one: cohorts, days, slots, instructors and the criteria as they
 * stand; its call and its people are not copied. Returns the new id.
 */
export async function copyTraining(change: Change, fromId: number, form: CopyForm): Promise<number> {
  const { tx, scope, log } = change
  const source = found(await findTraining(tx, scope, fromId))
  const fiscalYear = yearTyped(form.fiscalYear)
  const wrongYear = whyNotCopyTo(source.fiscalYear, fiscalYear)
  mend(wrongYear === null ? [] : [{ field: 'fiscalYear', reason: wrongYear }])
  const days = await daysOf(tx, fromId)
  const target = placed(days, source.fiscalYear, fiscalYear, form)

  const { id } = await tx.insertInto('training').values({
    course_id: source.courseId, fiscal_year: fiscalYear, title: form.title, title_en: form.titleEn, capacity: form.capacity,
    over_percent: source.overPercent, prerequisite_course_id: source.prerequisiteCourseId, hold_minimum: source.holdMinimum, late_limit_minutes: source.lateLimitMinutes,
    issuer_title: source.issuerTitle, issuer_name: source.issuerName, copied_from_id: fromId,
  }).returning('id').executeTakeFirstOrThrow()
  for (const cohort of await cohortsOf(tx, fromId)) {
    await copyCohort(change, id, cohort, days.filter(({ cohortId }) => cohortId === cohort.id), target)
  }
  await copyCriteria(change, fromId, id)
  log('training.copied', `training:${id}`, { from: fromId, fiscalYear, days: days.length })
  return id
}

type Day = Awaited<ReturnType<typeof daysOf>>[number]

/** Where each day goes: as the form says, else as it is shifted. A day twice or far away is said at its box. */
function placed(days: Day[], fromYear: number, toYear: number, form: CopyForm): Map<number, string> {
  const rows = form.days ?? []
  for (const { id } of rows) found(days.find((day) => day.id === id))
  const shifted = shiftedById(days, fromYear, toYear, isHoliday)
  const target = new Map(days.map(({ id }) => [id, rows.find((row) => row.id === id)?.heldOn ?? shifted.get(id)!.to]))
  mend(problemsOfDays(days.map(({ id, cohortId }) => ({ id, cohortId, heldOn: target.get(id)! })), toYear)
    .map(({ id, reason }) => ({ field: `days.${Math.max(0, rows.findIndex((row) => row.id === id))}.heldOn`, reason })))
  return target
}

async function copyCohort({ tx }: Change, trainingId: number, cohort: Awaited<ReturnType<typeof cohortsOf>>[number], days: Day[], target: Map<number, string>) {
  const { id } = await tx.insertInto('cohort').values({
    training_id: trainingId, position: cohort.position, name: cohort.name, name_en: cohort.nameEn, capacity: cohort.capacity,
    delivery_mode: cohort.deliveryMode,
  }).returning('id').executeTakeFirstOrThrow()
  await tx.insertInto('cohort_instructor').columns(['cohort_id', 'person_id']).expression((eb) => eb.selectFrom('cohort_instructor')
    .select((s) => [s.val(id).$castTo<number>().as('cohort_id'), 'person_id']).where('cohort_id', '=', cohort.id)).execute()
  const choiceOf = await copyChoices(tx, { from: cohort.id, to: id }, days, target)
  for (const day of days) {
    const held = await tx.insertInto('class_day').values({
      cohort_id: id, held_on: target.get(day.id)!, place: day.place, directions: day.directions, opens_at: day.opensAt, day_choice_id: choiceOf.get(day.choiceId ?? 0) ?? null, seats: day.seats,
    }).returning('id').executeTakeFirstOrThrow()
    if (day.slots.length > 0) await tx.insertInto('slot').values(day.slots.map((slot, n) => ({
      class_day_id: held.id, position: n + 1, title: slot.title, module_id: slot.moduleId, starts_at: slot.startsAt, ends_at: slot.endsAt,
      delivery_mode: slot.deliveryMode,
    }))).execute()
  }
}

/** Days to choose from stay that; the last day to choose keeps its distance to the first of them. Returns new choice by old. */
async function copyChoices(tx: Change['tx'], cohort: { from: number; to: number }, days: Day[], target: Map<number, string>): Promise<Map<number, number>> {
  const choices = await tx.selectFrom('day_choice').select(['id', 'title', 'title_en', 'closes_on']).where('cohort_id', '=', cohort.from).orderBy('id').limit(50).execute()
  const copied = new Map<number, number>()
  for (const { id: old, closes_on, ...choice } of choices) {
    const own = days.filter(({ choiceId }) => choiceId === old)
    const first = (held: string[]) => held.toSorted()[0]!
    const ahead = daysBetween(closes_on, first(own.map(({ heldOn }) => heldOn)))
    const { id } = await tx.insertInto('day_choice').values({ ...choice, cohort_id: cohort.to, closes_on: addDays(first(own.map(({ id: day }) => target.get(day)!)), -ahead) })
      .returning('id').executeTakeFirstOrThrow()
    copied.set(old, id)
  }
  return copied
}

async function copyCriteria({ tx, actor, now }: Change, fromId: number, toId: number): Promise<void> {
  const latest = await tx.selectFrom('completion_criteria').select('rule').where('training_id', '=', fromId)
    .orderBy('version', 'desc').limit(1).executeTakeFirst()
  if (latest === undefined) return
  await tx.insertInto('completion_criteria').values({
    training_id: toId, version: 1, rule: JSON.stringify(latest.rule), made_by: actor?.personId ?? null, made_at: now,
  }).execute()
}
