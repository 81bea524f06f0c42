import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse, Refusal } from '../../base/errors.ts'
import { holdSupport } from '../model-supports/queries.ts'
import type { AnswerForm, ExpertForm, NewExpertForm, RequestForm } from './forms.ts'
import { findExpert, findRequest, peopleForPool } from './queries.ts'
import { appointmentMoves, problemsOfTerm, whyNotAnswer, whyNotAsk, whyNotEnd } from './rules.ts'

const entryOf = ({ affiliation, themes, days, note }: Pick<ExpertForm, 'affiliation' | 'themes' | 'days' | 'note'>) =>
  ({ affiliation: affiliation.trim(), themes: themes.trim(), days: days?.trim() ?? '', note: note?.trim() ?? '' })

/** Takes somebody who has the post of an expert into the pool. Logs 'expert.added'. Returns who it is. @throws Missing for others */
export async function addExpert({ tx, log }: Change, { personId, ...form }: NewExpertForm): Promise<number> {
  found((await peopleForPool(tx)).find(({ id }) => id === personId))
  await tx.insertInto('expert').values({ person_id: personId, ...entryOf(form) }).execute()
  log('expert.added', `person:${personId}`)
  return personId
}

/** Mends what the pool says of somebody, or when they leave it. Logs 'expert.edited'. @throws Missing, Refusal when somebody was faster */
export async function editExpert({ tx, log }: Change, personId: number, { version, endedOn, ...form }: ExpertForm): Promise<void> {
  const held = found(await tx.selectFrom('expert').select('version').where('person_id', '=', personId).forUpdate().executeTakeFirst())
  refuse(held.version === version ? null : { key: 'form.stale' })
  await tx.updateTable('expert').set({ ...entryOf(form), ended_on: endedOn ?? null, version: version + 1 }).where('person_id', '=', personId).execute()
  log('expert.edited', `person:${personId}`)
}

/** Asks somebody of the pool to advise a municipality for a term; they hear of it. Logs 'expert_request.made'. Returns the request. @throws Missing, Refusal, Unfit */
export async function askExpert({ tx, scope, actor, now, log }: Change, supportId: number, { personId, fromOn, toOn, words, documentNumber }: RequestForm): Promise<number> {
  const support = found(await holdSupport(tx, scope, supportId))
  const expert = found(await findExpert(tx, personId))
  refuse(whyNotAsk(support.state, expert.endedOn, dayInJapan(now)))
  mend(problemsOfTerm({ fromOn, toOn }))
  const stands = await tx.selectFrom('expert_appointment').select('id').where('model_support_id', '=', supportId).where('person_id', '=', personId).where('state', 'in', ['asked', 'accepted']).executeTakeFirst()
  if (stands !== undefined) throw new Refusal({ key: 'experts.isAskedAlready' })
  const { id } = await tx.insertInto('expert_appointment').values({
    model_support_id: supportId, person_id: personId, from_on: fromOn, to_on: toOn, words: words.trim(), document_number: documentNumber?.trim() ?? null, asked_by: actor?.personId ?? null, asked_at: now,
  }).returning('id').executeTakeFirstOrThrow()
  log('expert_request.made', `expert_request:${id}`, { personId })
  return id
}

/** The expert says yes or no; whoever asked hears of it. With a yes the municipality's record opens. Logs 'expert_request.accepted' or '.declined'. @throws Missing, Refusal */
export async function answerRequest(change: Change, id: number, { answer, words }: AnswerForm): Promise<void> {
  const { tx, now, log } = change
  const request = await held(change, id)
  refuse(whyNotAnswer(request.state))
  const state = appointmentMoves[request.state][answer]!
  await tx.updateTable('expert_appointment').set({ state, answer: words?.trim() ?? null, answered_at: now }).where('id', '=', id).execute()
  log(answer === 'accept' ? 'expert_request.accepted' : 'expert_request.declined', `expert_request:${id}`)
}

/** The office ends an appointment before its term: the record closes to the expert. Logs 'expert_request.ended'. @throws Missing, Refusal */
export async function endAppointment(change: Change, id: number): Promise<void> {
  const { tx, log } = change
  const request = await held(change, id)
  refuse(whyNotEnd(request.state))
  await tx.updateTable('expert_appointment').set({ state: 'ended' }).where('id', '=', id).execute()
  log('expert_request.ended', `expert_request:${id}`)
}

async function held({ tx, scope }: Change, id: number) {
  found(await findRequest(tx, scope, id))
  await tx.selectFrom('expert_appointment').select('id').where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
  return found(await findRequest(tx, scope, id))
}
