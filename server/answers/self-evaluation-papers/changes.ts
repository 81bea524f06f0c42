import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import type { Writer } from '../../base/database.ts'
import { dayInJapan, fiscalYearInWords } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import type { SavedFile } from '../../base/files.ts'
import { enqueue } from '../../base/jobs.ts'
import { inBoth } from '../../base/texts.ts'
import { approveRequest, recallRequest, requestApproval, returnRequest } from '../../office/approvals/changes.ts'
import { approvalOf } from '../../office/approvals/queries.ts'
import { annexContent, annexOfYear, reachOf } from '../evaluation-annexes/queries.ts'
import { missingIn, type Grounds, type SheetContent } from '../self-evaluations/content.ts'
import { actualNow, groundOf, registersOf, type Registers } from '../self-evaluations/counting.ts'
import { contentOf, sheetOfYear, type WholeSheet } from '../self-evaluations/queries.ts'
import { stateAfter, whyNotAsk, whyNotCorrect, type YearAct } from '../self-evaluations/rules.ts'
import type { CorrectionForm, DecisionForm, PublicationForm, ReportForm } from './forms.ts'
import { hashOf } from './hashing.ts'
import { findEdition } from './queries.ts'
import { movedIn, problemsOfDay, whyNotPublish } from './rules.ts'
import { texts } from './texts.ts'

export const printJob = 'print-self-evaluation'
const subjectOf = (yearId: number) => `evaluation_year:${yearId}`

/** The sheet of a year that is held, with what it says, and the registers it is counted from. */
async function heldYear(tx: Writer, yearId: number) {
  found(await tx.selectFrom('evaluation_year').select('id').where('id', '=', yearId).forUpdate().executeTakeFirst())
  const whole = found(await sheetOfYear(tx, yearId))
  const year = whole.years.find(({ id }) => id === yearId)!
  const annex = await annexOfYear(tx, yearId)
  const registers = await registersOf(tx, reachOfYear(whole, year.fiscalYear, annex && reachOf(annex)))
  return { whole, year, registers, content: contentOf(whole, year.fiscalYear, annexContent(registers, annex)) }
}
type Held = Awaited<ReturnType<typeof heldYear>>

/** The years that have to be counted for one of them. A cumulative target counts from the first on record. */
export function reachOfYear({ items }: Pick<WholeSheet, 'items'>, fiscalYear: number, annex: { from: number; to: number } | null | undefined) {
  const isCumulative = items.some((item) => item.targets.some(({ span }) => span === 'cumulative'))
  return { from: isCumulative ? null : Math.min(fiscalYear, annex?.from ?? fiscalYear), to: Math.max(fiscalYear, annex?.to ?? fiscalYear) }
}

/** The items of which the registers say something else than when their figure was taken. */
export const movedOf = ({ items, years }: Pick<WholeSheet, 'items' | 'years'>, fiscalYear: number, registers: Registers): number[] => movedIn(items.flatMap((item) => {
  const target = item.targets.find((one) => one.fiscalYear === fiscalYear)
  const entry = years.find((one) => one.fiscalYear === fiscalYear)?.entries.find(({ itemId }) => itemId === item.id)
  return target === undefined || entry === undefined || entry.actual === null ? [] : [{ position: item.position, proposed: entry.proposed, now: actualNow(registers, target).value }]
}))

async function move(tx: Writer, { year }: Pick<Held, 'year'>, act: YearAct, more: { correction_reason?: string } = {}) {
  const state = stateAfter(year.state, act, year.editions.length > 0)
  refuse(state === null ? { key: 'form.stale' } : null)
  await tx.updateTable('evaluation_year').set({ state: state!, version: year.version + 1, ...more }).where('id', '=', year.id).execute()
}

/** Asks a second person to freeze a year. Logs 'evaluation_year.asked'. @throws Missing, Refusal with what is missing or has moved */
export async function askYear(change: Change, yearId: number, version: number): Promise<number> {
  const { tx, now, log } = change
  const held = await heldYear(tx, yearId)
  const { whole, year, registers, content } = held
  refuse(year.version === version ? null : { key: 'form.stale' })
  refuse(whyNotAsk(year, { isFixed: whole.fixedOn !== null, missing: missingIn(content).length }, dayInJapan(now)))
  refuseMoved(movedOf(whole, year.fiscalYear, registers))
  await move(tx, held, 'ask')
  log('evaluation_year.asked', `self_evaluation:${whole.id}`, { fiscalYear: year.fiscalYear, correction: year.editions.length > 0 })
  const data = (language: 'ja' | 'en') => ({ number: whole.number, name: language === 'en' && whole.nameEn !== '' ? whole.nameEn : whole.name, year: fiscalYearInWords(year.fiscalYear, language) })
  await requestApproval(change, { subject: subjectOf(yearId), title: inBoth(texts, year.editions.length > 0 ? 'evaluationPapers.askedCorrection' : 'evaluationPapers.asked', { ja: data('ja'), en: data('en') }), path: `/evaluation-years/${yearId}/check` })
  return whole.id
}
const refuseMoved = ([position]: number[]) => refuse(position === undefined ? null : { key: 'evaluationPapers.moved', data: { position } })

/**
 * A second person decides, or who asked takes it back. With a yes the year is frozen: an edition with every word and figure and what each was counted
 * from, hashed; its papers are printed by a job. Logs 'evaluation_year.returned' or 'evaluation_edition.made'. @throws Missing, Refusal
 */
export async function decideYear(change: Change, yearId: number, { decision, note }: DecisionForm): Promise<void> {
  const { tx, actor, now, log } = change
  assert(actor !== null)
  const held = await heldYear(tx, yearId)
  const { whole, year, registers, content } = held
  const asked = await approvalOf(tx, subjectOf(yearId))
  if (decision === 'recall') await recallRequest(change, subjectOf(yearId))
  else if (decision === 'return') await returnRequest(change, subjectOf(yearId), note ?? '')
  else await approveRequest(change, subjectOf(yearId))
  if (decision !== 'approve') {
    await move(tx, held, 'return')
    log('evaluation_year.returned', `self_evaluation:${whole.id}`, { fiscalYear: year.fiscalYear, decision })
    return
  }
  refuseMoved(movedOf(whole, year.fiscalYear, registers))
  const grounds = await groundsOf(tx, whole, year.fiscalYear, registers)
  const [number, reason] = [year.editions.length > 0 ? year.editions[0]!.number + 1 : 0, year.correctionReason]
  const { id } = await tx.insertInto('evaluation_edition').values({
    year_id: yearId, number, reason, content: JSON.stringify(content), grounds: JSON.stringify(grounds), sha256: hashOf(content, grounds), asked_by: asked?.requestedBy ?? null, made_by: actor.personId, made_at: now,
  }).returning('id').executeTakeFirstOrThrow()
  await move(tx, held, 'freeze', { correction_reason: '' })
  await tx.updateTable('evaluation_entry').set({ edit_key: null, edit_from: null }).where('year_id', '=', yearId).execute()
  await enqueue(tx, printJob, { editionId: id })
  log('evaluation_edition.made', `self_evaluation:${whole.id}`, { editionId: id, fiscalYear: year.fiscalYear, number, ...number === 0 ? {} : { reason } })
}

async function groundsOf(tx: Writer, { items }: WholeSheet, fiscalYear: number, registers: Registers): Promise<Grounds> {
  const grounds: Grounds = {}
  for (const item of items) {
    const target = item.targets.find((one) => one.fiscalYear === fiscalYear)
    if (target === undefined) continue
    const { courseId, programId, measure, span } = target
    grounds[item.id] = await groundOf(tx, registers, { courseId, programId, measure, span, fiscalYear })
  }
  return grounds
}

/** Opens a frozen year for a correction, with its reason; the edition that stands goes on standing. Logs 'evaluation_year.correcting'. @throws Missing, Refusal */
export async function correctYear({ tx, log }: Change, yearId: number, { reason, version }: CorrectionForm): Promise<number> {
  const held = await heldYear(tx, yearId)
  const { whole, year } = held
  refuse(year.version === version ? null : { key: 'form.stale' })
  refuse(whyNotCorrect(year.state))
  await move(tx, held, 'correct', { correction_reason: reason.trim() })
  log('evaluation_year.correcting', `self_evaluation:${whole.id}`, { fiscalYear: year.fiscalYear, reason: reason.trim() })
  return whole.id
}

/** Gives a correction up: what is written is again what was frozen last. Logs 'evaluation_year.kept'. @throws Missing, Refusal */
export async function giveUpCorrection({ tx, actor, now, log }: Change, yearId: number): Promise<number> {
  const held = await heldYear(tx, yearId)
  const { whole, year } = held
  const frozen: SheetContent = found(year.frozen)
  for (const entry of year.entries) {
    const cell = frozen.items.find(({ id }) => id === entry.itemId)?.cells.find((one) => one.fiscalYear === year.fiscalYear)
    if (cell === undefined) continue
    const version = entry.version + 1
    await tx.insertInto('evaluation_entry_revision').values({ entry_id: entry.id, version, evaluation: cell.evaluation, outlook: cell.outlook, saved_at: now, saved_by: actor?.personId ?? null }).execute()
    await tx.updateTable('evaluation_entry').set({ actual: cell.actual, proposed: cell.proposed, differs_reason: cell.differsReason, evaluation: cell.evaluation, outlook: cell.outlook, grade: cell.grade?.mark ?? null,
      proposed_grade: cell.grade?.proposed ?? null, grade_reason: cell.grade?.reason ?? '', version, saved_at: now, edit_key: null, edit_from: null }).where('id', '=', entry.id).execute()
  }
  await move(tx, held, 'giveUp', { correction_reason: '' })
  log('evaluation_year.kept', `self_evaluation:${whole.id}`, { fiscalYear: year.fiscalYear })
  return whole.id
}

async function heldEdition({ tx, scope }: Change, id: number) {
  const known = found(await findEdition(tx, scope, id))
  await tx.selectFrom('evaluation_edition').select('id').where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
  return known
}

/** Keeps on which day an edition was reported to the ministry. Logs 'evaluation_edition.reported'. @throws Missing, Unfit */
export async function reportEdition(change: Change, id: number, { reportedOn, reportedTo }: ReportForm): Promise<void> {
  const { tx, actor, now, log } = change
  const edition = await heldEdition(change, id)
  mend(problemsOfDay('reportedOn', reportedOn, dayInJapan(edition.madeAt), dayInJapan(now)))
  await tx.updateTable('evaluation_edition').set({ reported_on: reportedOn, reported_to: reportedTo.trim(), reported_by: actor?.personId ?? null }).where('id', '=', id).execute()
  log('evaluation_edition.reported', `self_evaluation:${edition.sheetId}`, { editionId: id, reportedOn, to: reportedTo.trim() })
}

/** Keeps on which day and where an edition was published: from then on municipalities read it. Logs 'evaluation_edition.published'. @throws Missing, Refusal, Unfit */
export async function publishEdition(change: Change, id: number, { publishedOn, address }: PublicationForm): Promise<void> {
  const { tx, actor, now, log } = change
  const edition = await heldEdition(change, id)
  refuse(whyNotPublish(edition, edition.editions[0]!.number))
  mend([...problemsOfDay('publishedOn', publishedOn, dayInJapan(edition.madeAt), dayInJapan(now)), ...publishedOn < edition.reportedOn! ? [{ field: 'publishedOn', reason: { key: 'evaluationPapers.beforeReported' as const } }] : []])
  await tx.updateTable('evaluation_edition').set({ published_on: publishedOn, address: address.trim(), published_by: actor?.personId ?? null }).where('id', '=', id).execute()
  log('evaluation_edition.published', `self_evaluation:${edition.sheetId}`, { editionId: id, publishedOn, address: address.trim() })
}

type Papers = { pdf: SavedFile & { name: string }; xlsx: SavedFile & { name: string } }
/** Keeps the printed papers of an edition; false when another try kept them. Logs 'evaluation_edition.printed'. */
export async function keepPapers({ tx, now, log }: Change, id: number, sheetId: number, { pdf, xlsx }: Papers): Promise<boolean> {
  const held = await tx.selectFrom('evaluation_edition').select(['pdf_file_id', 'xlsx_file_id']).where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
  const isNeeded = held.pdf_file_id === null && held.xlsx_file_id === null
  log('evaluation_edition.printed', `self_evaluation:${sheetId}`, { editionId: id, kept: isNeeded })
  if (!isNeeded) return false
  const [paper, table] = [
    await tx.insertInto('file').values({ ...pdf, type: 'application/pdf', made_at: now }).returning('id').executeTakeFirstOrThrow(),
    await tx.insertInto('file').values({ ...xlsx, type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', made_at: now }).returning('id').executeTakeFirstOrThrow(),
  ]
  await tx.updateTable('evaluation_edition').set({ pdf_file_id: paper.id, xlsx_file_id: table.id }).where('id', '=', id).execute()
  return true
}
