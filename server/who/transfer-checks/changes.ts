import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { dayInJapan, timeInJapan } from '../../base/days.ts'
import { found, mend, Refusal, refuse, type FieldReason } from '../../base/errors.ts'
import { beyond } from '../../base/wall.ts'
import { yearTyped } from '../../planning/programs/years.ts'
import type { CheckForm, LeaveForm, LinesForm, NewCheckForm } from './forms.ts'
import { findCheck, holdCheck, rowsOf, sheetOf, unfinishedOf, type Check, type Row, type Sheet } from './queries.ts'
import { boxes, isBlank, isSame, problemsOfLeave, whyNotAnswer, whyNotClose, whyNotDueOn, whyNotRemind, type Typed } from './rules.ts'

const subjectOf = (id: number) => `transfer_check:${id}`
/** A municipality has fewer trained people than that in post. */
export const peopleMax = 5_000

/** Opens the check of a year: every municipality is asked. Logs 'transfer_check.opened'. @throws Refusal when there is one, Unfit */
export async function openCheck({ tx, now, actor, log }: Change, form: NewCheckForm): Promise<number> {
  assert(actor !== null)
  const fiscalYear = yearTyped(form.fiscalYear)
  mendDue(form.dueOn, now)
  const row = await tx.insertInto('transfer_check').values({
    fiscal_year: fiscalYear, due_on: form.dueOn, message: form.message?.trim() ?? '', contact: form.contact.trim(), opened_by: actor.personId, opened_at: now,
  }).onConflict((oc) => oc.constraint('transfer_check_once').doNothing()).returning('id').executeTakeFirst()
  if (row === undefined) throw new Refusal({ key: 'transferChecks.exists' })
  log('transfer_check.opened', subjectOf(row.id), { fiscalYear, dueOn: form.dueOn })
  return row.id
}

/** Changes the words or the due day of an open check. Logs 'transfer_check.edited'. @throws Missing, Refusal, Unfit */
export async function editCheck({ tx, now, log }: Change, id: number, form: CheckForm): Promise<void> {
  const check = found(await holdCheck(tx, id))
  if (check.version !== form.version) refuse({ key: 'form.stale' })
  refuse(whyNotClose(check))
  if (form.dueOn !== check.dueOn) mendDue(form.dueOn, now)
  await tx.updateTable('transfer_check').set({ due_on: form.dueOn, message: form.message?.trim() ?? '', contact: form.contact.trim(), version: check.version + 1 }).where('id', '=', id).execute()
  log('transfer_check.edited', subjectOf(id), { dueOn: form.dueOn })
}

/** Reminds only those who have not finished. Logs 'transfer_check.reminded'. @throws Missing, Refusal */
export async function remindCheck({ tx, now, log }: Change, id: number): Promise<void> {
  const check = found(await holdCheck(tx, id))
  const unfinished = await unfinishedOf(tx, id)
  refuse(whyNotRemind(check, unfinished, check.remindedAt && dayInJapan(check.remindedAt), dayInJapan(now)))
  await tx.updateTable('transfer_check').set({ reminded_at: now }).where('id', '=', id).execute()
  log('transfer_check.reminded', subjectOf(id), { count: unfinished })
}

/** Gives one municipality a later day. Logs 'transfer_check.leave_given'. @throws Missing, Refusal once it has finished, Unfit */
export async function giveLeave({ tx, now, actor, log }: Change, id: number, { municipalityId, untilOn, reason }: LeaveForm): Promise<void> {
  assert(actor !== null)
  const check = found(await holdCheck(tx, id))
  const sheet = found(await sheetOf(tx, id, municipalityId))
  refuse(sheet.submittedAt === null ? null : { key: 'transferChecks.finishedBefore' })
  mend(problemsOfLeave(check, untilOn, dayInJapan(now)))
  const leave = { until_on: untilOn, reason: reason.trim(), given_by: actor.personId, given_at: now }
  await tx.insertInto('transfer_leave').values({ check_id: id, municipality_id: municipalityId, ...leave })
    .onConflict((oc) => oc.columns(['check_id', 'municipality_id']).doUpdateSet(leave)).execute()
  log('transfer_check.leave_given', subjectOf(id), { municipalityId, dueOn: untilOn })
}

/** Ends the check: who was never answered stays counted, and is marked. Logs 'transfer_check.closed'. @throws Missing, Refusal */
export async function closeCheck({ tx, now, log }: Change, id: number): Promise<void> {
  const check = found(await holdCheck(tx, id))
  refuse(whyNotClose(check))
  await tx.updateTable('transfer_check').set({ state: 'closed', closed_at: now, version: check.version + 1 }).where('id', '=', id).execute()
  log('transfer_check.closed', subjectOf(id))
}

function mendDue(dueOn: string, now: Date): void {
  const problem = whyNotDueOn(dueOn, dayInJapan(now))
  mend(problem === null ? [] : [{ field: 'dueOn', reason: problem }])
}

export interface Held { check: Check; sheet: Sheet & { id: number; version: number }; rows: Row[] }

/** One's own sheet of a check, held until the end, with the people it is about as they stand. @throws Missing, Refusal when nothing may be answered */
export async function holdSheet(change: Change, checkId: number): Promise<Held> {
  const { tx, scope, now } = change
  assert(scope.of === 'municipality')
  const check = found(await findCheck(tx, checkId))
  await tx.insertInto('transfer_sheet').values({ check_id: checkId, municipality_id: scope.municipalityId }).onConflict((oc) => oc.columns(['check_id', 'municipality_id']).doNothing()).execute()
  await tx.selectFrom('transfer_sheet').select('id').where('check_id', '=', checkId).where('municipality_id', '=', scope.municipalityId).forUpdate().executeTakeFirstOrThrow()
  const sheet = found(await sheetOf(tx, checkId, scope.municipalityId))
  refuse(whyNotAnswer(check, { submittedOn: sheet.submittedAt && dayInJapan(sheet.submittedAt) }, sheet.leave, dayInJapan(now)))
  const rows = await beyond(change, (db) => rowsOf(db, scope.municipalityId, sheet.id, { perPage: peopleMax }))
  return { check, sheet: sheet as Held['sheet'], rows }
}

const typedOf = (row: Typed): Typed => Object.fromEntries(boxes.flatMap((box) => row[box] === undefined || row[box] === '' ? [] : [[box, row[box]]]))

/**
 * Keeps what was typed, row by row, right or wrong; a row that somebody else saved since it was shown is not overwritten unseen.
 * 'rest' says of everybody without an answer that they are still here. Logs 'transfer_check.drafted'. @throws Missing, Refusal, Unfit
 */
export async function saveLines(change: Change, checkId: number, { rows: sent = [], page, act }: LinesForm): Promise<number> {
  const { tx, actor, now, log } = change
  const held = await holdSheet(change, checkId)
  const known = new Map(held.rows.map((row) => [row.affiliationId, row]))
  await claimed(change, sent.map(({ affiliationId }) => affiliationId).filter((id) => !known.has(id)), held.sheet.municipalityId)
  const problems: FieldReason[] = []
  const changed: { row: Row; typed: Typed }[] = []
  for (const [n, { affiliationId, seen, ...boxesSent }] of sent.entries()) {
    const row = known.get(affiliationId)
    const typed = typedOf(boxesSent)
    if (row === undefined) { if (!isBlank(typed)) problems.push({ field: `rows.${n}.answer`, reason: { key: 'transferChecks.gone' } }); continue }
    if (isSame(typed, row.line?.typed ?? {})) continue
    const isTheirs = row.line !== null && row.line.version !== seen && (page === undefined || row.line.editKey !== page)
    if (isTheirs) problems.push({ field: `rows.${n}.answer`, reason: { key: 'transferChecks.savedByOther', data: { name: row.line!.savedBy ?? '', at: timeInJapan(new Date(row.line!.savedAt)) } } })
    changed.push({ row, typed })
  }
  mend(problems)
  const answered = new Set(changed.filter(({ typed }) => typed.answer !== undefined).map(({ row }) => row.affiliationId))
  const rest = act !== 'rest' ? [] : held.rows.filter((row) => row.line?.typed.answer === undefined && !answered.has(row.affiliationId))
    .map((row) => ({ row, typed: { ...changed.find((one) => one.row === row)?.typed ?? row.line?.typed ?? {}, answer: 'here' as const } }))
  const all = [...changed.filter(({ row }) => !rest.some((one) => one.row === row)), ...rest]
  for (let from = 0; from < all.length; from += 1_000) {
    await tx.insertInto('transfer_line').values(all.slice(from, from + 1_000).map(({ row, typed }) => ({
      sheet_id: held.sheet.id, municipality_id: held.sheet.municipalityId, affiliation_id: row.affiliationId, person_id: row.personId, answer: typed.answer ?? null, typed: JSON.stringify(typed),
      name: row.name, kana: row.kana, from_organization: row.organization, edit_key: page ?? null, saved_by: actor?.personId ?? null, saved_at: now, version: (row.line?.version ?? 0) + 1,
    }))).onConflict((oc) => oc.columns(['sheet_id', 'affiliation_id']).where('corrects_id', 'is', null).doUpdateSet(({ ref }) => ({
      answer: ref('excluded.answer'), typed: ref('excluded.typed'), name: ref('excluded.name'), kana: ref('excluded.kana'), from_organization: ref('excluded.from_organization'), person_id: ref('excluded.person_id'),
      edit_key: ref('excluded.edit_key'), saved_by: ref('excluded.saved_by'), saved_at: ref('excluded.saved_at'), version: ref('excluded.version'),
    }))).execute()
  }
  if (all.length > 0) await tx.updateTable('transfer_sheet').set({ version: held.sheet.version + 1 }).where('id', '=', held.sheet.id).execute()
  log('transfer_check.drafted', `transfer_sheet:${held.sheet.id}`, { people: all.length })
  return held.sheet.id
}

/** Ids from a form are claims: what is not on the list any more must once have been of this municipality. @throws Missing */
async function claimed({ tx }: Change, ids: readonly number[], municipalityId: number): Promise<void> {
  if (ids.length === 0) return
  const rows = await tx.selectFrom('affiliation').select('id').where('id', 'in', [...ids]).where('municipality_id', '=', municipalityId).execute()
  found(rows.length === new Set(ids).size || null)
}
