import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { beyond } from '../../base/wall.ts'
import { findEntry, holdEntry, ownEntry, viewerOf, type Entry, type Viewer } from '../instructors/queries.ts'
import { heldLocalTraining } from '../local-trainings/changes.ts'
import type { LocalTraining } from '../local-trainings/queries.ts'
import { whyNotChange } from '../local-trainings/rules.ts'
import type { AnswerForm, RequestForm, WithdrawForm } from './forms.ts'
import { acceptanceLetter, requestLetter } from './paper.ts'
import { engagementsOf, findRequest, holdRequest, type InstructorRequest } from './queries.ts'
import { conflictsOf, problemsOfAnswer, problemsOfRequest, requestMoves, whyNotAsk, whyNotMove, type Span } from './rules.ts'

const registerOf = ({ state, validUntil, willing, municipalityId, weekdays, areas }: Entry) => ({ state, validUntil, willing, municipalityId, weekdays, areas: areas.map(({ id }) => id) })

/** What stands against asking somebody for these days now; asked past the wall, since the instructor may belong elsewhere. @throws Missing for who is not to be found by the municipality */
async function heldConflicts(change: Change, instructorId: number, training: Pick<LocalTraining, 'id' | 'municipalityId'>, days: readonly Span[], viewer: Viewer) {
  const { now } = change
  const today = dayInJapan(now)
  return beyond(change, async (db) => {
    const entry = found(await findEntry(db, viewer, instructorId, today))
    const engagements = await engagementsOf(db, [instructorId], days.map(({ heldOn }) => heldOn), training.id)
    return { entry, conflicts: conflictsOf(registerOf(entry), engagements, days, training.municipalityId, today) }
  })
}

const columnsOf = (form: RequestForm) => ({
  employer: form.employer.trim(), theme: form.theme.trim(), message: form.message?.trim() ?? '', honorarium_yen: form.honorariumYen, travel_yen: form.travelYen, material_due_on: form.materialDueOn ?? null,
  answer_by: form.answerBy, document_number: form.documentNumber.trim(), issued_on: form.issuedOn, sender: form.sender.trim(), seal_omitted: form.sealOmitted === 'true', contact: form.contact.trim(),
})

/** The days of the form that are days of the training; a day of another one is not there. */
function daysIn(training: LocalTraining, form: RequestForm, today: string) {
  const days = [...new Set(form.days)].map((id) => found(training.days.find((one) => one.id === id)))
  mend(problemsOfRequest({ answerBy: form.answerBy, materialDueOn: form.materialDueOn ?? null, issuedOn: form.issuedOn }, days, today))
  return days
}

const putDays = async ({ tx }: Change, id: number, days: readonly { id: number }[]) => {
  await tx.deleteFrom('instructor_request_day').where('instructor_request_id', '=', id).execute()
  await tx.insertInto('instructor_request_day').values(days.map((day) => ({ instructor_request_id: id, local_training_day_id: day.id }))).execute()
}

/** A request to an instructor is written; nobody hears of it yet. Logs 'instructor_request.drafted'. @throws Missing, Refusal by a conflict or a request that stands, Unfit */
export async function draftRequest(change: Change, trainingId: number, instructorId: number, form: RequestForm): Promise<number> {
  const { tx, actor, now, log } = change
  const training = await heldLocalTraining(change, trainingId)
  refuse(whyNotChange(training.state))
  const days = daysIn(training, form, dayInJapan(now))
  const { entry, conflicts } = await heldConflicts(change, instructorId, training, days, viewerOf(change.scope))
  refuse(training.requests.some((one) => one.instructorId === instructorId && ['draft', 'sent', 'accepted'].includes(one.state)) ? { key: 'instructorRequests.alreadyAsked' } : whyNotAsk(conflicts))
  const { id } = await tx.insertInto('instructor_request').values({
    ...columnsOf(form), municipality_id: training.municipalityId, local_training_id: trainingId, instructor_id: instructorId, person_id: entry.personId, name: entry.name, kana: entry.kana ?? '', made_by: actor?.personId ?? null, made_at: now,
  }).returning('id').executeTakeFirstOrThrow()
  await putDays(change, id, days)
  log('instructor_request.drafted', `instructor_request:${id}`)
  return id
}

async function heldRequest({ tx, scope }: Change, id: number): Promise<InstructorRequest> {
  found(await holdRequest(tx, scope, id))
  return found(await findRequest(tx, scope, id))
}

/** What is written is changed before it is sent. Logs 'instructor_request.changed'. @throws Missing, Refusal, Unfit */
export async function changeRequest(change: Change, id: number, form: RequestForm & { version: number }): Promise<void> {
  const { tx, scope, now, log } = change
  const training = await heldLocalTraining(change, found(await findRequest(tx, scope, id)).trainingId)
  const request = await heldRequest(change, id)
  refuse(whyNotMove(request.state, 'change') ?? (request.version === form.version ? null : { key: 'form.stale' }))
  const days = daysIn(training, form, dayInJapan(now))
  await tx.updateTable('instructor_request').set({ ...columnsOf(form), version: form.version + 1 }).where('id', '=', id).execute()
  await putDays(change, id, days)
  log('instructor_request.changed', `instructor_request:${id}`)
}

/** The letter goes out: it is kept as it is, and the instructor is told. Conflicts are looked for again. Logs 'instructor_request.sent'. @throws Missing, Refusal */
export async function sendRequest(change: Change, id: number, version: number): Promise<void> {
  const { tx, scope, now, log } = change
  const training = await heldLocalTraining(change, found(await findRequest(tx, scope, id)).trainingId)
  const request = await heldRequest(change, id)
  refuse(whyNotMove(request.state, 'send') ?? whyNotChange(training.state) ?? (request.version === version ? null : { key: 'form.stale' }))
  // Whoever was found once and left meanwhile is not missing: it is said that they left.
  const { conflicts } = await heldConflicts(change, request.instructorId, training, request.days, { of: 'all' })
  refuse(whyNotAsk(conflicts) ?? (request.answerBy < dayInJapan(now) ? { key: 'instructorRequests.answerIsPast' } : null))
  await tx.updateTable('instructor_request').set({ state: requestMoves.draft.send!, letter: JSON.stringify(requestLetter(request)), sent_at: now, version: version + 1 }).where('id', '=', id).execute()
  log('instructor_request.sent', `instructor_request:${id}`, { documentNumber: request.documentNumber })
}

/** The municipality takes a request back; whoever was asked is told. Logs 'instructor_request.withdrawn', or 'instructor_request.dropped' for one that was never sent. @throws Missing, Refusal once the training took place */
export async function withdrawRequest(change: Change, id: number, { reason }: WithdrawForm): Promise<void> {
  const { tx, scope, log } = change
  const training = await heldLocalTraining(change, found(await findRequest(tx, scope, id)).trainingId)
  const request = await heldRequest(change, id)
  refuse(whyNotMove(request.state, 'withdraw') ?? (request.state === 'accepted' && training.state !== 'planned' ? { key: 'instructorRequests.taughtAlready' } : null))
  await tx.updateTable('instructor_request').set({ state: 'withdrawn', withdrawn_reason: reason.trim(), version: request.version + 1 }).where('id', '=', id).execute()
  log(request.sentAt === null ? 'instructor_request.dropped' : 'instructor_request.withdrawn', `instructor_request:${id}`)
}

/**
 * The instructor accepts, or declines with a reason. Their entry in the register is held, so that two requests for the same hours are not both accepted; what
 * stands against it by now is looked for again. Logs 'instructor_request.accepted' or 'instructor_request.declined'. @throws Missing, Refusal, Unfit
 */
export async function answerRequest(change: Change, id: number, form: AnswerForm): Promise<void> {
  const { tx, scope, now, log } = change
  const first = found(await findRequest(tx, scope, id))
  found(await holdEntry(tx, { personId: first.personId }))
  const request = await heldRequest(change, id)
  refuse(whyNotMove(request.state, form.answer))
  mend(problemsOfAnswer(form))
  if (form.answer === 'decline') {
    await tx.updateTable('instructor_request').set({ state: requestMoves.sent.decline!, answered_at: now, answer_reason: form.reason!.trim(), version: request.version + 1 }).where('id', '=', id).execute()
    return log('instructor_request.declined', `instructor_request:${id}`)
  }
  const today = dayInJapan(now)
  const entry = found(await ownEntry(tx, scope, today))
  const engagements = await engagementsOf(tx, [request.instructorId], request.days.map(({ heldOn }) => heldOn), request.trainingId)
  refuse(whyNotAsk(conflictsOf(registerOf(entry), engagements, request.days, request.municipalityId, today)))
  const said = { jobTitle: form.jobTitle!.trim(), photo: form.photo === 'yes', recording: form.recording === 'yes', remark: form.remark?.trim() ?? '' }
  await tx.updateTable('instructor_request').set({
    state: requestMoves.sent.accept!, answered_at: now, job_title: said.jobTitle, photo_consent: said.photo, recording_consent: said.recording, remark: said.remark || null,
    acceptance: JSON.stringify(acceptanceLetter(request, { ...said, answeredOn: today })), version: request.version + 1,
  }).where('id', '=', id).execute()
  log('instructor_request.accepted', `instructor_request:${id}`)
}
