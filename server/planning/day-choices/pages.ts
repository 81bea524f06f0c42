import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { cohortsOf, daysOf, findTraining } from '../trainings/queries.ts'
import { versionOf } from '../trainings/pages.ts'
import { ChoiceForm, OwnDayForm, PutForm } from './forms.ts'
import { choicesOf, findChoice, ownChoices, peopleOfChoice } from './queries.ts'
import { isFull, whyNotChoose } from './rules.ts'

/** Which days of a cohort are ones to choose from, and for how many: of a new choice, or of one that is there. */
export async function editPage(request: FastifyRequest, trainingId: number, choiceId: number | null) {
  const { db, scope } = request
  const training = found(await findTraining(db, scope, trainingId))
  const choices = await choicesOf(db, trainingId)
  const choice = choiceId === null ? null : found(choices.find(({ id }) => id === choiceId))
  const asked = Number((request.body as { cohortId?: unknown } | undefined)?.cohortId ?? (request.query as { cohort?: unknown }).cohort)
  const cohort = found((await cohortsOf(db, trainingId)).find(({ id }) => id === (choice?.cohortId ?? asked)))
  const days = (await daysOf(db, trainingId)).filter(({ cohortId }) => cohortId === cohort.id)
  const own = new Map(choice?.days.map((day) => [day.id, day]))
  const starting = {
    ...choice ?? { title: '演習', titleEn: 'Practice', closesOn: '' }, cohortId: cohort.id,
    days: days.map(({ id }) => ({ id, isIn: own.has(id) ? 'true' : '', seats: own.get(id)?.seats ?? '' })),
  }
  return { training, cohort, choice, days, version: versionOf(request, training.version), form: formOf(ChoiceForm, request, starting) }
}

export async function removalPage({ db, scope }: FastifyRequest, trainingId: number, choiceId: number) {
  const training = found(await findTraining(db, scope, trainingId))
  return { training, choice: found((await choicesOf(db, trainingId)).find(({ id }) => id === choiceId)) }
}

/** Who comes on which day, and who has not said. */
export async function showPage(request: FastifyRequest, id: number) {
  const choice = found(await findChoice(request.db, request.scope, id))
  const people = await peopleOfChoice(request.db, choice)
  return {
    choice, people, unchosen: people.filter(({ dayId }) => dayId === null).length, isOver: request.today > choice.closesOn,
    seatsLeft: choice.days.some((day) => !isFull(day)), form: formOf(PutForm, request),
  }
}

/** The days a trainee may take, each with what keeps it from being taken. */
export async function ownPage(request: FastifyRequest, id: number) {
  const { db, scope, today } = request
  const choice = found((await ownChoices(db, scope)).find((one) => one.id === id))
  const days = choice.days.map((day) => ({ ...day, whyNot: whyNotChoose(choice.closesOn, day, choice.chosenId, today) }))
  return { choice: { ...choice, days }, isOver: today > choice.closesOn, form: formOf(OwnDayForm, request, { dayId: choice.chosenId ?? '' }) }
}
