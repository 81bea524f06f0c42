import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { dayInJapan, type Day } from '../../base/days.ts'
import { found, mend, refuse, Refusal } from '../../base/errors.ts'
import { inBoth } from '../../base/texts.ts'
import { enqueue } from '../../base/jobs.ts'
import { approveRequest, recallRequest, requestApproval, returnRequest } from '../../office/approvals/changes.ts'
import { approvalOf } from '../../office/approvals/queries.ts'
import { senderLabels } from '../../office/senders/queries.ts'
import { retitled } from '../copies/rules.ts'
import { moveTraining } from '../trainings/changes.ts'
import { findTraining } from '../trainings/queries.ts'
import type { CallForm, DecisionForm, NewCallForm, PublicationForm, ReopeningForm, RevisionForm, RulesForm } from './forms.ts'
import { eligibilityRules, strictnessOf, whyNotSetRules } from './eligibility.ts'
import { filesOfEarlierCall, firstClassDayOf, holdCall, signerOf, professionsOf, sheetsWaitingFor, textsOfEarlierCall, type Successor } from './queries.ts'
import {
  callMoves, changedFields, problemsOfDeadlines, whyNotAsk, whyNotBackToDraft, whyNotBegin, whyNotClose, whyNotEdit, whyNotFinish,
  whyNotPublish, whyNotReopen, whyNotRevise, whyNotStep, problemsOfProfessions, problemsOfSender, whyNotSigned, type Call, type CallAct, type Changed,
} from './rules.ts'
import { texts } from './texts.ts'

type Held = NonNullable<Awaited<ReturnType<typeof holdCall>>>
type Written = Omit<CallForm, 'version'>

const daysOf = ({ state, opens_on, office_closes_on, closes_on, decision_on }: Held): Call =>
  ({ state, opensOn: opens_on, officeClosesOn: office_closes_on, closesOn: closes_on, decisionOn: decision_on })

/** The boxes of the form as the columns of the row. Blanks around a text are nothing anybody would call a correction. */
const columnsOf = (form: Written) => ({
  opens_on: form.opensOn, office_closes_on: form.officeClosesOn, closes_on: form.closesOn, decision_on: form.decisionOn,
  quota_chair: form.quotaChair, quota_adviser: form.quotaAdviser, quota_case_presenter: form.quotaCasePresenter, quota_other: form.quotaOther,
  ...form.route === undefined ? {} : { route: form.route }, pool_on: form.poolOn ?? null, profession_quotas: quotasOf(form),
  addressee: form.addressee.trim(), sender: form.sender?.trim() ?? '', sender_label: form.senderLabel ?? null, seal_omitted: form.sealOmitted ?? false, purpose: form.purpose.trim(),
  eligibility: form.eligibility.trim(), how_to: form.howTo.trim(), cost: form.cost.trim(), completion: form.completion?.trim() ?? '',
  personal_data: form.personalData?.trim() ?? '', attachments: form.attachments?.trim() ?? '', contact: form.contact.trim(),
})

/** Profession code → places, of the rows that have both. */
const quotasOf = ({ professionQuotas = [] }: Pick<Written, 'professionQuotas'>): Record<string, number> =>
  Object.fromEntries(professionQuotas.flatMap(({ code, places }) => code === undefined || places === undefined ? [] : [[code, places]]))

/** A correction keeps places by profession as they are read, so that it stays readable when the list of professions changes. */
function inWords(changed: Changed, professions: readonly { code: string; name: string }[]): Changed {
  const words = (quotas: unknown) => professions.filter(({ code }) => Object.hasOwn(quotas as object, code))
    .map(({ code, name }) => `${name}　${(quotas as Record<string, number>)[code]}人`).join('\n')
  const quotas = changed.profession_quotas
  return quotas === undefined ? changed : { ...changed, profession_quotas: { from: words(quotas.from), to: words(quotas.to) } }
}

/** The columns as the database takes them: what is written as one value is handed over as text. */
const stored = <T extends { profession_quotas: Record<string, number> }>(columns: T) => ({ ...columns, profession_quotas: JSON.stringify(columns.profession_quotas) })

/** Every problem of what was written, the days first. Choices that are none are a 404: they were never offered. */
async function mendWritten({ tx }: Change, form: Written, training: { id: number; capacity: number }): Promise<void> {
  const { professionQuotas = [] } = form
  const codes = professionQuotas.flatMap(({ code }) => code ?? [])
  const known = codes.length === 0 ? [] : await professionsOf(tx)
  for (const code of codes) found(known.find((one) => one.code === code))
  if (form.senderLabel !== undefined) found((await senderLabels(tx)).find((label) => label === form.senderLabel))
  mend([...problemsOfSender(form), ...problemsOfDeadlines(form, await firstClassDayOf(tx, training.id)), ...problemsOfProfessions(professionQuotas, training.capacity)])
}

const subjectOf = (id: number) => `call:${id}`

/** Begins the call of a training. Returns its id. @throws Missing, Refusal, Unfit with every problem of the days */
export async function draftCall(change: Change, { training: trainingId, files = [], ...form }: NewCallForm): Promise<number> {
  const { tx, scope, actor, log } = change
  const training = found(await findTraining(tx, scope, trainingId))
  refuse(whyNotBegin(training.state))
  await mendWritten(change, form, training)
  // How eligibility is asked goes on as before, and stands on the page of the draft.
  const earlier = await textsOfEarlierCall(tx, training)
  const row = await tx.insertInto('call')
    .values({ ...stored(columnsOf(form)), training_id: training.id, prepared_by: actor?.personId ?? null, ...earlier && { eligibility_rules: JSON.stringify(earlier.eligibilityRules ?? {}) } })
    .onConflict((oc) => oc.column('training_id').doNothing()).returning('id').executeTakeFirst()
  if (row === undefined) throw new Refusal({ key: 'calls.exists' })
  log('call.drafted', subjectOf(row.id), { trainingId: training.id })
  await takeFilesOver(change, { ...training, id: row.id }, files)
  return row.id
}

/**
 * Takes forms and papers of the earlier call over into a draft, behind what it has; titles say the new year. Both calls have
 * the same stored file, which goes when the last of them lets it go. What is on the list already stays once. @throws Missing
 */
export async function takeFilesOver({ tx, now, actor, log }: Change, call: Successor & { id: number; fiscalYear: number }, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  assert(actor !== null)
  // Held, so that nobody takes the last of the bytes away between the question and the answer.
  const earlier = await filesOfEarlierCall(tx, call, call.id).forKeyShare('k').execute()
  const own = await tx.selectFrom('call_file').select(['title', 'file_id as fileId', 'position']).where('call_id', '=', call.id).where('removed_at', 'is', null).limit(100).execute()
  const chosen = ids.map((id) => found(earlier.find((file) => file.id === id)))
    .map((file) => ({ ...file, title: retitled(file.title, file.fiscalYear, call.fiscalYear) }))
    .filter(({ title, fileId }) => !own.some((one) => one.title === title || one.fileId === fileId))
  if (chosen.length === 0) return
  const last = Math.max(0, ...own.map(({ position }) => position))
  await tx.insertInto('call_file').values(chosen.map(({ kind, title, fileId }, at) => (
    { call_id: call.id, kind, title, file_id: fileId, position: last + at + 1, added_by: actor.personId, added_at: now }))).execute()
  log('call_file.taken_over', subjectOf(call.id), { count: chosen.length, titles: chosen.map(({ title }) => title) })
}

/** Writes on a draft. @throws Missing, Refusal when it is no draft or somebody else wrote meanwhile, Unfit */
export async function editCall(change: Change, id: number, { version, ...form }: CallForm): Promise<void> {
  const call = await held(change, id, version)
  refuse(whyNotEdit(call.state))
  await mendWritten(change, form, found(await findTraining(change.tx, change.scope, call.training_id)))
  const columns = columnsOf(form)
  await change.tx.updateTable('call').set({ ...stored(columns), version: call.version + 1 }).where('id', '=', id).execute()
  change.log('call.edited', subjectOf(id), { changed: Object.keys(changedFields(call, columns)) })
}

/**
 * Sets what the call demands and what it asks about; on a published call only less. Logs 'call.rules_set' with what moved.
 * @throws Missing, Refusal when it would be stricter than what was published or somebody else wrote meanwhile
 */
export async function setRules(change: Change, id: number, { version, ...rules }: RulesForm): Promise<void> {
  const call = await held(change, id, version)
  const before = strictnessOf(call.eligibility_rules)
  refuse(whyNotSetRules(call.state, before, rules))
  await change.tx.updateTable('call').set({ eligibility_rules: JSON.stringify(rules), version: call.version + 1 }).where('id', '=', id).execute()
  change.log('call.rules_set', subjectOf(id), { changed: eligibilityRules.filter((rule) => before[rule] !== rules[rule]) })
}

/** Asks a second person to approve the draft. @throws Missing, Refusal */
export async function askForApproval(change: Change, id: number): Promise<void> {
  const { tx, scope, actor, log } = change
  const call = await held(change, id)
  refuse(whyNotAsk(daysOf(call), await firstClassDayOf(tx, call.training_id)))
  const { title, titleEn } = found(await findTraining(tx, scope, call.training_id))
  await requestApproval(change, {
    subject: subjectOf(id), title: inBoth(texts, 'calls.approvalTitle', { ja: { title }, en: { title: titleEn } }), path: `/calls/${id}`,
  })
  await move(change, call, 'ask', { prepared_by: actor?.personId ?? null })
  log('call.approval_asked', subjectOf(id))
}

/** Approves (and publishes, when the number is given), returns or takes back. @throws Missing, Refusal */
export async function decideCall(change: Change, id: number, { decision, note = '', ...numbered }: DecisionForm): Promise<void> {
  const call = await held(change, id)
  if (decision === 'approve') {
    await approveRequest(change, subjectOf(id))
    if (numbered.documentNumber?.trim()) await publishCall(change, id, numbered)
    return
  }
  if (decision === 'return') await returnRequest(change, subjectOf(id), note)
  else await recallRequest(change, subjectOf(id))
  refuse(whyNotStep(call.state, 'send_back'))
  await move(change, call, 'send_back')
}

/**
 * Publishes an approved call under its number; its training moves on, its notice is printed, the municipalities are told.
 * @throws Missing, Refusal while it is not approved, not numbered, or its days cannot be kept
 */
export async function publishCall(change: Change, id: number, { documentNumber, issuedOn }: PublicationForm): Promise<void> {
  const { tx, now, actor, log } = change
  assert(actor !== null)
  const call = await held(change, id)
  const number = documentNumber?.trim() || null
  const approval = await approvalOf(tx, subjectOf(id)) ?? null
  const first = await firstClassDayOf(tx, call.training_id)
  refuse(whyNotPublish({ ...daysOf(call), documentNumber: number }, approval, first, dayInJapan(now)))
  const issued = issuedOn ?? dayInJapan(now)
  refuse(whyNotSigned(call.sender_label, await signerOf(tx, call.sender_label, issued), issued))
  await moveTraining(change, call.training_id, 'call_published')
  await move(change, call, 'publish', { document_number: number, issued_on: issued, published_at: now })
  await tx.insertInto('call_revision')
    .values({ call_id: id, revision: 0, note: '', changed: '{}', made_by: actor.personId, made_at: now }).execute()
  log('call.published', subjectOf(id), { revision: 0 })
  await enqueue(tx, 'print-call', { callId: id, revision: 0 })
}

/** Takes an approved call back to be mended before it is published. @throws Missing, Refusal */
export async function takeBackToDraft(change: Change, id: number): Promise<void> {
  const call = await held(change, id)
  refuse(whyNotBackToDraft(call.state, await approvalOf(change.tx, subjectOf(id)) ?? null))
  await move(change, call, 'send_back')
  change.log('call.sent_back', subjectOf(id))
}

/**
 * Corrects a published call: what it said before and says now is kept beside the note. Returns the new revision.
 * @throws Missing, Refusal without a note or without a change, Unfit with every problem of the days
 */
export async function reviseCall(change: Change, id: number, { version, note, ...form }: RevisionForm): Promise<number> {
  const { tx, now } = change
  const call = await held(change, id, version)
  refuse(whyNotRevise(daysOf(call), note))
  await mendWritten(change, form, found(await findTraining(tx, change.scope, call.training_id)))
  if (form.closesOn !== call.closes_on && form.closesOn < dayInJapan(now)) mend([{ field: 'closesOn', reason: { key: 'calls.reopenInThePast' } }])
  const columns = columnsOf(form)
  const changed = inWords(changedFields(call, columns), await professionsOf(tx))
  if (Object.keys(changed).length === 0) throw new Refusal({ key: 'calls.nothingChanged' })
  refuse(whyNotSigned(columns.sender_label, await signerOf(tx, columns.sender_label, call.issued_on ?? dayInJapan(now)), call.issued_on ?? dayInJapan(now)))
  return correct(change, call, changed, note, stored(columns))
}

/**
 * Corrects what hangs on a published call besides its text (places, papers): the same 正誤, print and letters as any other.
 * Returns the new revision. @throws Missing, Refusal
 */
export async function correctCall(change: Change, id: number, changed: Changed, note: string): Promise<number> {
  const call = await held(change, id)
  refuse(whyNotRevise(daysOf(call), note))
  return correct(change, call, changed, note, {})
}

async function correct(change: Change, call: Held, changed: Changed, note: string, columns: object): Promise<number> {
  const { tx, now, actor, log } = change
  assert(actor !== null)
  const { id } = call
  const revision = call.revision + 1
  await tx.insertInto('call_revision').values({
    call_id: id, revision, note: note.trim(), changed: JSON.stringify(changed), made_by: actor.personId, made_at: now,
  }).execute()
  await move(change, call, 'revise', { ...columns, revision, file_id: null })
  log('call.revised', subjectOf(id), { revision, changed: Object.keys(changed) })
  await enqueue(tx, 'print-call', { callId: id, revision })
  return revision
}

/** Closes a call after its last day; its training may be selected for. @throws Missing, Refusal */
export async function closeCall(change: Change, id: number): Promise<void> {
  const call = await held(change, id)
  refuse(whyNotClose(daysOf(call), dayInJapan(change.now)))
  await moveTraining(change, call.training_id, 'call_closed')
  await move(change, call, 'close', { closed_at: change.now })
  change.log('call.closed', subjectOf(id))
}

/** Opens a closed call again until a day, for a reason. @throws Missing, Refusal, also when the selection has begun */
export async function reopenCall(change: Change, id: number, { until, reason }: ReopeningForm): Promise<void> {
  const call = await held(change, id)
  refuse(whyNotReopen(daysOf(call), until as Day, reason, dayInJapan(change.now)))
  await moveTraining(change, call.training_id, 'call_published')
  await move(change, call, 'reopen', { closes_on: until, reopened_reason: reason.trim(), closed_at: null })
  change.log('call.reopened', subjectOf(id), { until })
}

/** Ends the work on a call when every sheet has its answer. @throws Missing, Refusal */
export async function finishCall(change: Change, id: number): Promise<void> {
  const call = await held(change, id)
  refuse(whyNotFinish(daysOf(call), await sheetsWaitingFor(change.tx, id)))
  await move(change, call, 'finish')
  change.log('call.finished', subjectOf(id))
}

/** The call, held; with a version it must still be the one that was looked at. */
async function held({ tx, scope }: Change, id: number, version?: number): Promise<Held> {
  const call = found(await holdCall(tx, scope, id))
  if (version !== undefined && version !== call.version) throw new Refusal({ key: 'form.stale' })
  return call
}

/** Moves a call by the table of the rules; what a rule has not refused before is a mistake of ours. */
async function move({ tx }: Change, call: Held, act: CallAct, more: object = {}): Promise<void> {
  refuse(whyNotStep(call.state, act))
  const state = callMoves[call.state][act]
  assert(state !== undefined)
  await tx.updateTable('call').set({ ...more, state, version: call.version + 1 }).where('id', '=', call.id).execute()
}

/** The printed notice of a revision is there: keeps its file, once. Returns false when another print came first. */
export async function keepNotice(
  { tx, now, log }: Change, callId: number, revision: number, file: { key: string; name: string; bytes: number; sha256: string },
): Promise<boolean> {
  const row = await tx.selectFrom('call_revision').select(['id', 'file_id as fileId'])
    .where('call_id', '=', callId).where('revision', '=', revision).forUpdate().executeTakeFirstOrThrow()
  log('call.printed', subjectOf(callId), { revision, again: row.fileId !== null })
  if (row.fileId !== null) return false
  const { id } = await tx.insertInto('file').values({ ...file, type: 'application/pdf', made_at: now }).returning('id').executeTakeFirstOrThrow()
  await tx.updateTable('call_revision').set({ file_id: id }).where('id', '=', row.id).execute()
  await tx.updateTable('call').set({ file_id: id }).where('id', '=', callId).where('revision', '=', revision).execute()
  return true
}
