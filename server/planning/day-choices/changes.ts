import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import { dayInJapan, type Day } from '../../base/days.ts'
import { found, mend, refuse, type FieldReason } from '../../base/errors.ts'
import { holdForEdit } from '../trainings/changes.ts'
import { daysOf } from '../trainings/queries.ts'
import type { ChoiceForm, PutForm } from './forms.ts'
import { choicesOf, findChoice, holdDays, ownChoices, peopleOfChoice, type Choice } from './queries.ts'
import { divide, whyNotChoose, whyNotPut, whyNotSeats, whyNotTakeOut, whyNotThisChoice } from './rules.ts'

/**
 * Makes days of a cohort ones to choose from, or edits which and for how many. Logs 'day_choice.saved'.
 * @returns its id
 * @throws Unfit at the boxes: fewer than two days, an end after the first, a day of another choice, or one that people chose
 */
export async function saveChoice(change: Change, trainingId: number, choiceId: number | null, form: ChoiceForm): Promise<number> {
  const { tx, log } = change
  await holdForEdit(change, trainingId, form.version)
  if (choiceId !== null) await holdDays(tx, choiceId)
  const choices = await choicesOf(tx, trainingId)
  const before = choiceId === null ? null : found(choices.find(({ id }) => id === choiceId))
  const cohortId = before?.cohortId ?? form.cohortId
  const days = (await daysOf(tx, trainingId)).filter((day) => day.cohortId === cohortId)
  found(before ?? await tx.selectFrom('cohort').select('id').where('id', '=', cohortId).where('training_id', '=', trainingId).executeTakeFirst())
  const rows = (form.days ?? []).map((row, place) => ({ ...row, place, heldOn: found(days.find(({ id }) => id === row.id)).heldOn }))
  mend(problemsOf(form.closesOn, rows, before, choices))

  const values = { title: form.title, title_en: form.titleEn, closes_on: form.closesOn }
  const id = before === null ? (await tx.insertInto('day_choice').values({ ...values, cohort_id: cohortId }).returning('id').executeTakeFirstOrThrow()).id : before.id
  if (before !== null) await tx.updateTable('day_choice').set(values).where('id', '=', id).execute()
  const chosen = rows.filter(({ isIn }) => isIn === 'true')
  await takeOut(change, id, chosen.map((row) => row.id))
  for (const { id: dayId, seats } of chosen) await tx.updateTable('class_day').set({ day_choice_id: id, seats: seats ?? null }).where('id', '=', dayId).execute()
  log('day_choice.saved', `training:${trainingId}`, { choiceId: id, days: chosen.map((row) => row.id), closesOn: form.closesOn })
  return id
}

type Row = NonNullable<ChoiceForm['days']>[number] & { place: number; heldOn: Day }

function problemsOf(closesOn: Day, rows: Row[], before: Choice | null, choices: Choice[]): FieldReason[] {
  const wrong = whyNotThisChoice({ closesOn, days: rows.filter(({ isIn }) => isIn === 'true') })
  return [...wrong === null ? [] : [wrong], ...rows.flatMap(({ id, isIn, seats, place, heldOn }): FieldReason[] => {
    const taken = before?.days.find((day) => day.id === id)?.taken ?? 0
    const other = choices.find((one) => one.id !== before?.id && one.days.some((day) => day.id === id))
    const reason = isIn !== 'true' ? whyNotTakeOut({ heldOn, taken })
      : other !== undefined ? { key: 'dayChoices.ofAnother' as const, data: { choice: other.title } } : whyNotSeats({ heldOn, seats: seats ?? null, taken })
    return reason === null ? [] : [{ field: isIn === 'true' ? `days.${place}.seats` : `days.${place}.isIn`, reason }]
  })]
}

/** A day that leaves a choice is everybody's again; what was chosen of it once keeps only what calendars need. */
async function takeOut({ tx }: Change, choiceId: number, kept: readonly number[]): Promise<void> {
  const gone = await tx.selectFrom('class_day').select('id').where('day_choice_id', '=', choiceId).$if(kept.length > 0, (qb) => qb.where('id', 'not in', [...kept])).execute()
  if (gone.length === 0) return
  const ids = gone.map(({ id }) => id)
  await tx.updateTable('chosen_day').set({ day_choice_id: null, is_chosen: false }).where('class_day_id', 'in', ids).execute()
  await tx.updateTable('class_day').set({ day_choice_id: null, seats: null }).where('id', 'in', ids).execute()
}

/** All its days are everybody's again; refused once somebody has chosen. Logs 'day_choice.removed'. */
export async function removeChoice(change: Change, trainingId: number, choiceId: number, version: number): Promise<void> {
  const { tx, log } = change
  await holdForEdit(change, trainingId, version)
  await holdDays(tx, choiceId)
  const choice = found((await choicesOf(tx, trainingId)).find(({ id }) => id === choiceId))
  for (const day of choice.days) refuse(whyNotTakeOut(day))
  await takeOut(change, choiceId, [])
  await tx.deleteFrom('day_choice').where('id', '=', choiceId).execute()
  log('day_choice.removed', `training:${trainingId}`, { choiceId })
}

/**
 * A trainee takes one of the days, or another one than before. The same day again changes nothing. Logs 'day.chosen' or 'day.kept'.
 * @throws Missing for a choice or a day that is not theirs · Refusal after the last day to choose, or without a seat left
 */
export async function chooseDay(change: Change, choiceId: number, dayId: number): Promise<void> {
  const { tx, scope, now } = change
  await holdDays(tx, choiceId)
  const own = found((await ownChoices(tx, scope)).find(({ id }) => id === choiceId))
  const day = found(own.days.find(({ id }) => id === dayId))
  refuse(whyNotChoose(own.closesOn, day, own.chosenId, dayInJapan(now)))
  if (own.chosenId === dayId) return change.log('day.kept', `enrollment:${own.enrollmentId}`, { choiceId, day: dayId })
  await setDay(change, choiceId, dayId, [{ id: own.enrollmentId, dayId: own.chosenId }], 'day.chosen')
}

/**
 * The office puts people on a day, also after the last day to choose. Logs 'day.given' for each whose day changes, and 'day_choice.placed'.
 * @throws Missing for people or a day of another cohort · Refusal without as many seats
 */
export async function putOnDay(change: Change, choiceId: number, { people, dayId }: PutForm): Promise<void> {
  const { choice, enrolled } = await holdChoice(change, choiceId)
  const chosen = people.map((id) => found(enrolled.find((one) => one.id === id)))
  const day = found(choice.days.find(({ id }) => id === dayId))
  const newcomers = chosen.filter((one) => one.dayId !== dayId)
  if (newcomers.length > 0) refuse(whyNotPut({ ...day, taken: day.taken + newcomers.length - 1 }, null))
  await setDay(change, choiceId, dayId, newcomers, 'day.given')
  change.log('day_choice.placed', `training:${choice.trainingId}`, { choiceId, people: newcomers.length })
}

/**
 * Gives a day to everybody who has not chosen, so that the days fill evenly. Logs 'day.given' for each, and 'day_choice.placed'.
 * @returns how many were given one, and how many were not because no seat is left
 */
export async function divideRest(change: Change, choiceId: number): Promise<{ given: number; left: number }> {
  const { choice, enrolled } = await holdChoice(change, choiceId)
  const unchosen = enrolled.filter(({ dayId }) => dayId === null)
  const given = divide(unchosen.map(({ id }) => id), choice.days)
  for (const { id: dayId } of choice.days) await setDay(change, choiceId, dayId, unchosen.filter(({ id }) => given.get(id) === dayId), 'day.given')
  change.log('day_choice.placed', `training:${choice.trainingId}`, { choiceId, people: given.size })
  return { given: given.size, left: unchosen.length - given.size }
}

/** Whoever is on a roll without having chosen has chosen by coming. For days and enrollments that are held already; nobody is told. */
export async function chosenByComing(change: Change, { id, choiceId }: { id: number; choiceId: number | null }, enrollmentIds: readonly number[]): Promise<void> {
  if (choiceId === null || enrollmentIds.length === 0) return
  const chosen = await change.tx.selectFrom('chosen_day').select('enrollment_id').where('day_choice_id', '=', choiceId).where(sql<boolean>`is_chosen`)
    .where('enrollment_id', 'in', [...enrollmentIds]).execute()
  const known = new Set(chosen.map(({ enrollment_id }) => enrollment_id))
  await setDay(change, choiceId, id, enrollmentIds.filter((one) => !known.has(one)).map((one) => ({ id: one, dayId: null })), 'day.chosen')
}

/**
 * The office took somebody in on another day of a choice than the one they chose: this is their day now, whatever seats it has, since they sit
 * on one. For days and an enrollment that are held already. Logs 'day.chosen'.
 */
export async function movedByComing(change: Change, { id, choiceId }: { id: number; choiceId: number }, enrollmentId: number): Promise<void> {
  const [before] = (await daysChosenBy(change, enrollmentId)).filter((day) => day.choiceId === choiceId)
  await setDay(change, choiceId, id, [{ id: enrollmentId, dayId: before?.dayId ?? null }], 'day.chosen')
}

/** The days an enrollment has chosen, to be handed to whoever takes its seat before it is left. */
export const daysChosenBy = ({ tx }: Pick<Change, 'tx'>, enrollmentId: number) => tx.selectFrom('chosen_day').select(['class_day_id as dayId', 'day_choice_id as choiceId'])
  .where('enrollment_id', '=', enrollmentId).where(sql<boolean>`is_chosen`).limit(20).execute()

/** A substitute comes on the days of the person whose seat it was. Logs 'day.chosen'. */
export async function inheritDays(change: Change, enrollmentId: number, days: Awaited<ReturnType<typeof daysChosenBy>>): Promise<void> {
  for (const { dayId, choiceId } of days) await setDay(change, choiceId!, dayId, [{ id: enrollmentId, dayId: null }], 'day.chosen')
}

async function holdChoice({ tx, scope }: Change, choiceId: number) {
  await holdDays(tx, choiceId)
  const choice = found(await findChoice(tx, scope, choiceId))
  return { choice, enrolled: await peopleOfChoice(tx, choice) }
}

/** The one place where a day becomes somebody's: the day before is left, the new one counts as a move for calendars. */
async function setDay(
  { tx, now, actor, log }: Change, choiceId: number, dayId: number, people: readonly { id: number; dayId: number | null }[], action: 'day.chosen' | 'day.given',
): Promise<void> {
  const moving = people.filter((one) => one.dayId !== dayId)
  if (moving.length === 0) return
  const ids = moving.map(({ id }) => id)
  await tx.updateTable('chosen_day').set((eb) => ({ is_chosen: false, moves: eb('moves', '+', 1) }))
    .where('day_choice_id', '=', choiceId).where(sql<boolean>`is_chosen`).where('enrollment_id', 'in', ids).execute()
  await tx.insertInto('chosen_day')
    .values(ids.map((enrollment_id) => ({ enrollment_id, class_day_id: dayId, day_choice_id: choiceId, is_chosen: true, chosen_by: actor?.personId ?? null, chosen_at: now })))
    .onConflict((oc) => oc.columns(['enrollment_id', 'class_day_id']).doUpdateSet((eb) => ({
      day_choice_id: choiceId, is_chosen: true, moves: eb('chosen_day.moves', '+', 1), chosen_by: eb.ref('excluded.chosen_by'), chosen_at: eb.ref('excluded.chosen_at'),
    }))).execute()
  for (const { id, dayId: from } of moving) log(action, `enrollment:${id}`, { choiceId, from, to: dayId })
}
