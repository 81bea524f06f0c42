import type { Change } from '../../base/change.ts'
import { dayInJapan, fiscalYearInWords } from '../../base/days.ts'
import { found, mend, refuse, Refusal } from '../../base/errors.ts'
import { inBoth } from '../../base/texts.ts'
import { approveRequest, recallRequest, requestApproval, returnRequest } from '../../office/approvals/changes.ts'
import { moveSupport } from '../model-supports/changes.ts'
import type { ApprovalForm, DecisionsForm, NewRecruitmentForm, RecruitmentForm } from './forms.ts'
import { applicationsOf, holdRecruitment } from './queries.ts'
import { problemsOfDecisions, whyNotDecide, whyNotEdit } from './rules.ts'
import { texts } from './texts.ts'

const subjectOf = (id: number) => `support_recruitment:${id}`
const termsOf = ({ closesOn, places, words, contact }: Omit<RecruitmentForm, 'version'>) =>
  ({ closes_on: closesOn, places, words: words.trim(), contact: contact?.trim() ?? '' })

/** Opens the recruiting of a year; every municipality is told. Logs 'support_recruitment.opened'. Returns its id. @throws Refusal when the year has one, Unfit with a day that is over */
export async function openRecruitment({ tx, actor, now, log }: Change, { fiscalYear, ...form }: NewRecruitmentForm): Promise<number> {
  mend(form.closesOn < dayInJapan(now) ? [{ field: 'closesOn', reason: { key: 'recruitments.dayIsOver' } }] : [])
  const row = await tx.insertInto('support_recruitment').values({ fiscal_year: fiscalYear, ...termsOf(form), made_by: actor?.personId ?? null, made_at: now })
    .onConflict((oc) => oc.column('fiscal_year').doNothing()).returning('id').executeTakeFirst()
  if (row === undefined) throw new Refusal({ key: 'recruitments.exists' })
  log('support_recruitment.opened', subjectOf(row.id), { closesOn: form.closesOn })
  return row.id
}

/** Mends the terms of an open recruiting. Logs 'support_recruitment.edited'. @throws Missing, Refusal */
export async function editRecruitment({ tx, log }: Change, id: number, { version, ...form }: RecruitmentForm): Promise<void> {
  const stands = found(await holdRecruitment(tx, id))
  refuse(whyNotEdit(stands.state))
  refuse(stands.version === version ? null : { key: 'form.stale' })
  await tx.updateTable('support_recruitment').set({ ...termsOf(form), version: version + 1 }).where('id', '=', id).execute()
  log('support_recruitment.edited', subjectOf(id), { closesOn: form.closesOn })
}

/**
 * Keeps the outcome of each application with its reason, and asks a second person where `act` says so. Logs
 * 'support_recruitment.weighed'. @throws Missing, Refusal before the last day is over, Unfit with what is missing when it is asked
 */
export async function weighApplications(change: Change, id: number, { rows = [], documentNumber, sender, version, act }: DecisionsForm): Promise<void> {
  const { tx, scope, now, log } = change
  const recruitment = found(await holdRecruitment(tx, id))
  const applied = (await applicationsOf(tx, scope, id)).filter(({ state }) => state === 'applied')
  refuse(whyNotDecide(recruitment, applied.length, dayInJapan(now)))
  refuse(recruitment.version === version ? null : { key: 'form.stale' })
  const weighed = rows.map((row) => ({ id: found(applied.find((one) => one.id === row.id)).id, outcome: row.outcome ?? null, reason: row.reason?.trim() ?? '' }))
  if (act === 'ask') {
    refuse(applied.every((one) => weighed.some((row) => row.id === one.id)) ? null : { key: 'form.stale' })
    mend([...problemsOfDecisions(weighed), ...(['documentNumber', 'sender'] as const).filter((field) => ({ documentNumber, sender })[field] === undefined)
      .map((field) => ({ field, reason: { key: 'form.missing' } as const }))])
  }
  for (const row of weighed) await tx.updateTable('model_support').set({ outcome: row.outcome, outcome_reason: row.reason }).where('id', '=', row.id).execute()
  await tx.updateTable('support_recruitment').set({
    document_number: documentNumber?.trim() ?? null, sender: sender?.trim() ?? '', version: version + 1, state: act === 'ask' ? 'in_approval' : 'open',
  }).where('id', '=', id).execute()
  log('support_recruitment.weighed', subjectOf(id), { count: weighed.length })
  const year = { ja: { year: fiscalYearInWords(recruitment.fiscalYear, 'ja') }, en: { year: fiscalYearInWords(recruitment.fiscalYear, 'en') } }
  if (act === 'ask') await requestApproval(change, { subject: subjectOf(id), title: inBoth(texts, 'recruitments.approvalTitle', year), path: `/support-recruitments/${id}` })
}

/**
 * A second person decides, or who asked takes it back. With a yes each application is designated or declined, and each municipality
 * is told with its reason. Logs 'support_recruitment.decided' and a line for each. @throws Missing, Refusal
 */
export async function decideRecruitment(change: Change, id: number, { decision, note }: ApprovalForm): Promise<void> {
  const { tx, scope, now, log } = change
  found(await holdRecruitment(tx, id))
  if (decision === 'recall') await recallRequest(change, subjectOf(id))
  else if (decision === 'return') await returnRequest(change, subjectOf(id), note ?? '')
  else await approveRequest(change, subjectOf(id))
  if (decision !== 'approve') {
    await tx.updateTable('support_recruitment').set({ state: 'open' }).where('id', '=', id).execute()
    return
  }
  await tx.updateTable('support_recruitment').set({ state: 'decided', decided_on: dayInJapan(now) }).where('id', '=', id).execute()
  for (const one of (await applicationsOf(tx, scope, id)).filter(({ state }) => state === 'applied')) {
    await moveSupport(change, one, one.outcome === 'designate' ? 'designate' : 'decline', one.outcomeReason)
    log(one.outcome === 'designate' ? 'model_support.designated' : 'model_support.declined', `model_support:${one.id}`)
  }
  log('support_recruitment.decided', subjectOf(id))
}
