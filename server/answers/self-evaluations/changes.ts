import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import type { Writer } from '../../base/database.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { yearTyped } from '../../planning/programs/years.ts'
import { gradeOf, scaleFor } from '../evaluation-forms/rules.ts'
import { yearsOf } from './content.ts'
import { proposalOf } from './counting.ts'
import type { ActualForm, EntryForm, FixForm, GradeForm, HeadForm, ItemForm, NewSheetForm, PeriodForm, TargetChangeForm } from './forms.ts'
import { findEntry, findPeriod, sheetOfYear, targetsToChoose } from './queries.ts'
import { begunFrom, problemsOfActual, problemsOfGrade, seriesOf, whyNotChangeTarget, whyNotFix, whyNotSave, whyNotWrite } from './rules.ts'

/** Opens a plan period. Logs 'plan_period.opened'. @throws Unfit */
export async function openPeriod({ tx, log }: Change, { number, name, nameEn, from, years }: PeriodForm): Promise<number> {
  const first = yearTyped(from, 'from')
  const row = await tx.insertInto('plan_period').values({ number, name: name.trim(), name_en: nameEn?.trim() ?? '', from_fiscal_year: first, to_fiscal_year: first + years - 1 })
    .onConflict((oc) => oc.constraint('plan_period_once').doNothing()).returning('id').executeTakeFirst()
  mend(row === undefined ? [{ field: 'name', reason: { key: 'selfEvaluations.periodTwice' } }] : [])
  log('plan_period.opened', `plan_period:${row!.id}`, { number, from: first, to: first + years - 1 })
  return row!.id
}

/** Fixes the plan: from now on each sheet of it prints a copy of its targets. Logs 'plan_period.fixed'. @throws Missing, Refusal */
export async function fixPlan({ tx, actor, now, log }: Change, id: number, { fixedOn, version }: FixForm): Promise<void> {
  found(await tx.selectFrom('plan_period').select('id').where('id', '=', id).forUpdate().executeTakeFirst())
  const period = found(await findPeriod(tx, id))
  refuse(period.version === version ? null : { key: 'form.stale' })
  refuse(whyNotFix({ fixedOn: period.fixedOn, items: period.items ?? 0, targets: period.targets ?? 0, years: period.to - period.from + 1 }))
  const rows = await tx.selectFrom('evaluation_target as t').innerJoin('evaluation_item as i', 'i.id', 't.item_id').innerJoin('self_evaluation_sheet as s', 's.id', 'i.sheet_id').leftJoin('target as o', 'o.id', 't.target_id')
    .select(['t.id', 't.value', 't.unit', 'o.value as standing', 'o.unit as standingUnit']).where('s.period_id', '=', id).orderBy('t.id').execute()
  for (const row of rows) await tx.updateTable('evaluation_target').set({ value: row.standing ?? row.value, unit: row.standingUnit ?? row.unit, frozen_at: now }).where('id', '=', row.id).execute()
  await tx.updateTable('plan_period').set({ fixed_on: fixedOn, fixed_by: actor?.personId ?? null, version: version + 1 }).where('id', '=', id).execute()
  log('plan_period.fixed', `plan_period:${id}`, { fixedOn, targets: rows.length })
}

const headOf = ({ formId, programId, number, name, nameEn, situation, vision, outcome }: Omit<HeadForm, 'version'>) => ({
  form_id: formId, program_id: programId ?? null, number: number.trim(), name: name.trim(), name_en: nameEn?.trim() ?? '', situation: situation?.trim() ?? '', vision: vision?.trim() ?? '', outcome: outcome?.trim() ?? '',
})
async function knownHead(tx: Writer, { formId, programId }: Pick<HeadForm, 'formId' | 'programId'>) {
  found(await tx.selectFrom('evaluation_form').select('id').where('id', '=', formId).executeTakeFirst())
  if (programId !== undefined) found(await tx.selectFrom('program').select('id').where('id', '=', programId).executeTakeFirst())
}

/** A sheet of a plan, with a column for each of its years. Logs 'self_evaluation.made'. @throws Missing, Unfit */
export async function makeSheet({ tx, log }: Change, { periodId, ...head }: NewSheetForm): Promise<number> {
  const period = found(await tx.selectFrom('plan_period').select(['from_fiscal_year as from', 'to_fiscal_year as to']).where('id', '=', periodId).forUpdate().executeTakeFirst())
  await knownHead(tx, head)
  const row = await tx.insertInto('self_evaluation_sheet').values({ period_id: periodId, ...headOf(head) }).onConflict((oc) => oc.constraint('self_evaluation_sheet_once').doNothing()).returning('id').executeTakeFirst()
  mend(row === undefined ? [{ field: 'number', reason: { key: 'selfEvaluations.numberTaken' } }] : [])
  await tx.insertInto('evaluation_year').values(yearsOf(period).map((fiscal_year) => ({ sheet_id: row!.id, fiscal_year }))).execute()
  log('self_evaluation.made', `self_evaluation:${row!.id}`, { number: head.number })
  return row!.id
}

async function holdSheet(tx: Writer, id: number) {
  return found(await tx.selectFrom('self_evaluation_sheet as s').innerJoin('plan_period as p', 'p.id', 's.period_id').select(['s.id', 's.version', 's.period_id as periodId', 'p.fixed_on as fixedOn', 'p.from_fiscal_year as from', 'p.to_fiscal_year as to'])
    .where('s.id', '=', id).forUpdate().executeTakeFirst())
}

/** Edits the head of a sheet. What is frozen keeps the head it was frozen with. Logs 'self_evaluation.edited'. @throws Missing, Refusal, Unfit */
export async function editHead({ tx, log }: Change, id: number, { version, ...head }: HeadForm): Promise<void> {
  const sheet = await holdSheet(tx, id)
  refuse(sheet.version === version ? null : { key: 'form.stale' })
  await knownHead(tx, head)
  const other = await tx.selectFrom('self_evaluation_sheet').select('id').where('period_id', '=', sheet.periodId).where('number', '=', head.number.trim()).where('id', '<>', id).executeTakeFirst()
  mend(other === undefined ? [] : [{ field: 'number', reason: { key: 'selfEvaluations.numberTaken' } }])
  await tx.updateTable('self_evaluation_sheet').set({ ...headOf(head), version: version + 1 }).where('id', '=', id).execute()
  log('self_evaluation.edited', `self_evaluation:${id}`)
}

/** Adds an item to a sheet, or edits one. Its targets are chosen until the plan is fixed. Logs 'evaluation_item.saved'. @throws Missing, Refusal, Unfit */
export async function saveItem({ tx, log }: Change, sheetId: number, itemId: number | null, { version, series, ...form }: ItemForm): Promise<void> {
  const sheet = await holdSheet(tx, sheetId)
  refuse(sheet.version === version ? null : { key: 'form.stale' })
  if (itemId === null) refuse(sheet.fixedOn === null ? null : { key: 'selfEvaluations.noNewItem' })
  const values = { effort: form.effort.trim(), related: form.related?.trim() ?? '', reference: form.reference?.trim() ?? '' }
  const id = itemId === null ? await newItem(tx, sheetId, values) : found(await tx.updateTable('evaluation_item').set(values).where('id', '=', itemId).where('sheet_id', '=', sheetId).returning('id').executeTakeFirst()).id
  if (sheet.fixedOn === null) await linkTargets(tx, id, sheet, series)
  await tx.updateTable('self_evaluation_sheet').set({ version: version + 1 }).where('id', '=', sheetId).execute()
  log('evaluation_item.saved', `self_evaluation:${sheetId}`, { itemId: id })
}

async function newItem(tx: Writer, sheetId: number, values: { effort: string; related: string; reference: string }): Promise<number> {
  const { last } = await tx.selectFrom('evaluation_item').select(({ fn }) => fn.max('position').as('last')).where('sheet_id', '=', sheetId).executeTakeFirstOrThrow()
  const { id } = await tx.insertInto('evaluation_item').values({ sheet_id: sheetId, position: (last ?? 0) + 1, ...values }).returning('id').executeTakeFirstOrThrow()
  const years = await tx.selectFrom('evaluation_year').select('id').where('sheet_id', '=', sheetId).orderBy('fiscal_year').execute()
  await tx.insertInto('evaluation_entry').values(years.map((year) => ({ item_id: id, year_id: year.id }))).execute()
  return id
}

async function linkTargets(tx: Writer, itemId: number, plan: { from: number; to: number }, series: string | undefined) {
  await tx.deleteFrom('evaluation_target').where('item_id', '=', itemId).execute()
  const chosen = series === undefined ? [] : (await targetsToChoose(tx, plan)).filter((one) => seriesOf(one) === series)
  mend(series !== undefined && chosen.length === 0 ? [{ field: 'series', reason: { key: 'form.notChosen' } }] : [])
  if (chosen.length > 0) await tx.insertInto('evaluation_target').values(chosen.map((one) => ({
    item_id: itemId, fiscal_year: one.fiscalYear, target_id: one.id, course_id: one.courseId, program_id: one.programId, measure: one.measure, span: one.span, unit: one.unit, value: one.value,
  }))).execute()
}

/** Takes an item off a sheet whose plan is not fixed and of which nothing is written. Logs 'evaluation_item.removed'. @throws Missing, Refusal */
export async function removeItem({ tx, log }: Change, itemId: number, version: number): Promise<number> {
  const { sheet_id: sheetId } = found(await tx.selectFrom('evaluation_item').select('sheet_id').where('id', '=', itemId).executeTakeFirst())
  const sheet = await holdSheet(tx, sheetId)
  refuse(sheet.version === version ? null : { key: 'form.stale' })
  refuse(sheet.fixedOn === null ? null : { key: 'selfEvaluations.noRemoval' })
  await tx.deleteFrom('evaluation_item').where('id', '=', itemId).execute()
  await tx.updateTable('self_evaluation_sheet').set({ version: version + 1 }).where('id', '=', sheetId).execute()
  log('evaluation_item.removed', `self_evaluation:${sheetId}`, { itemId })
  return sheetId
}

/**
 * 中間見直し: takes the targets of an item as they stand now into a plan that is fixed, year by year where they differ; both values, the day and
 * the reason stay. Years that are frozen keep their target. Logs 'evaluation_target.changed'. @throws Missing, Refusal
 */
export async function changeTargets({ tx, actor, now, log }: Change, itemId: number, { decidedOn, reason, version }: TargetChangeForm): Promise<number> {
  const item = found(await tx.selectFrom('evaluation_item').select('sheet_id').where('id', '=', itemId).executeTakeFirst())
  const sheet = await holdSheet(tx, item.sheet_id)
  refuse(sheet.version === version ? null : { key: 'form.stale' })
  const frozen = (await tx.selectFrom('evaluation_year').select('fiscal_year').where('sheet_id', '=', sheet.id).where('state', '<>', 'draft').execute()).map(({ fiscal_year }) => fiscal_year)
  const rows = (await tx.selectFrom('evaluation_target as t').innerJoin('target as o', 'o.id', 't.target_id').select(['t.id', 't.fiscal_year as fiscalYear', 't.value', 'o.value as standing']).where('t.item_id', '=', itemId).orderBy('t.fiscal_year').execute())
    .filter((row) => row.value !== row.standing && !frozen.includes(row.fiscalYear))
  refuse(whyNotChangeTarget({ fixedOn: sheet.fixedOn, from: rows[0]?.value ?? 0, to: rows[0]?.standing ?? 0 }))
  for (const row of rows) {
    await tx.insertInto('evaluation_target_change').values({ evaluation_target_id: row.id, from_value: row.value, to_value: row.standing, reason: reason.trim(), decided_on: decidedOn, made_at: now, made_by: actor?.personId ?? null }).execute()
    await tx.updateTable('evaluation_target').set({ value: row.standing }).where('id', '=', row.id).execute()
    log('evaluation_target.changed', `self_evaluation:${sheet.id}`, { itemId, fiscalYear: row.fiscalYear, from: row.value, to: row.standing, reason: reason.trim() })
  }
  await tx.updateTable('self_evaluation_sheet').set({ version: version + 1 }).where('id', '=', sheet.id).execute()
  return sheet.id
}

/** An entry with its year held: of two that write at once the second waits, and nobody writes into a year that is being frozen. */
async function heldEntry({ tx, now }: Change, id: number) {
  const known = found(await findEntry(tx, id))
  await tx.selectFrom('evaluation_year').select('id').where('id', '=', known.yearId).forUpdate().executeTakeFirstOrThrow()
  const entry = found(await findEntry(tx, id))
  refuse(whyNotWrite(entry, dayInJapan(now)))
  return entry
}

/** Keeps what is written of an item, with a revision of its own. What was made out of another text is refused. Logs 'evaluation_entry.saved'. @throws Missing, Refusal */
export async function saveEntry(change: Change, id: number, form: EntryForm): Promise<{ version: number; sheetId: number }> {
  const { tx, actor, now, log } = change
  const entry = await heldEntry(change, id)
  const typed = { evaluation: (form.text ?? '').replaceAll('\r\n', '\n'), outlook: (form.outlook ?? '').replaceAll('\r\n', '\n') }
  const isSame = typed.evaluation === entry.evaluation && typed.outlook === entry.outlook
  const says = { version: form.version, page: form.page ?? null, seen: form.seen ?? null }
  if (!isSame) {
    refuse(whyNotSave(entry, says))
    await writeEntry(change, entry, typed, says.page)
  }
  log('evaluation_entry.saved', `self_evaluation:${entry.sheetId}`, { entryId: id, fiscalYear: entry.fiscalYear, by: actor?.personId ?? null, at: now.toISOString() })
  return { version: isSame ? entry.version : entry.version + 1, sheetId: entry.sheetId }

  async function writeEntry({ tx: own }: Change, stands: typeof entry, words: typeof typed, page: string | null) {
    const version = stands.version + 1
    await own.insertInto('evaluation_entry_revision').values({ entry_id: id, version, ...words, saved_at: now, saved_by: actor?.personId ?? null }).execute()
    await tx.updateTable('evaluation_entry').set({ ...words, version, saved_at: now, saved_by: actor?.personId ?? null, edit_key: page, edit_from: page !== null && page === stands.editKey ? stands.editFrom : stands.version }).where('id', '=', id).execute()
  }
}

/**
 * Keeps the actual of an item: the figure that was proposed, or another one with the reason why; both are kept. A proposal that has moved since the
 * page was shown is shown anew. Logs 'evaluation_entry.counted'. @throws Missing, Refusal, Unfit
 */
export async function takeActual(change: Change, id: number, { actual, reason = '', proposed: seen }: ActualForm): Promise<number> {
  const { tx, actor, now, log } = change
  const entry = await heldEntry(change, id)
  const { proposed } = await proposalOf(tx, entry)
  refuse((seen ?? null) === proposed ? null : { key: 'selfEvaluations.proposalMoved', data: { value: proposed ?? '－' } })
  mend(problemsOfActual(actual, proposed, reason))
  const differs = actual === proposed ? '' : reason.trim()
  await tx.updateTable('evaluation_entry').set({ actual, proposed, differs_reason: differs, actual_at: now, actual_by: actor?.personId ?? null }).where('id', '=', id).execute()
  log('evaluation_entry.counted', `self_evaluation:${entry.sheetId}`, { entryId: id, fiscalYear: entry.fiscalYear, actual, proposed, ...differs === '' ? {} : { reason: differs } })
  return entry.sheetId
}

/** Grades an item in the last year of its plan: as the table proposes, or otherwise with the reason. Logs 'evaluation_entry.graded'. @throws Missing, Refusal, Unfit */
export async function giveGrade(change: Change, id: number, { grade, reason = '' }: GradeForm): Promise<number> {
  const { tx, actor, now, log } = change
  assert(actor !== null)
  const entry = await heldEntry(change, id)
  refuse(entry.fiscalYear === entry.to ? null : { key: 'selfEvaluations.gradedLast' })
  refuse(entry.actual === null ? { key: 'selfEvaluations.countFirst' } : null)
  const whole = found(await sheetOfYear(tx, entry.yearId))
  const grades = scaleFor(whole.scales, entry.fiscalYear)?.grades ?? []
  const target = whole.items.find((one) => one.id === entry.itemId)?.targets.find((one) => one.fiscalYear === entry.fiscalYear)
  const proposed = gradeOf(grades, entry.actual, target?.value ?? null)
  mend(problemsOfGrade(grade, proposed, grades.map(({ mark }) => mark), reason))
  await tx.updateTable('evaluation_entry').set({ grade, proposed_grade: proposed, grade_reason: reason.trim(), graded_at: now, graded_by: actor.personId }).where('id', '=', id).execute()
  log('evaluation_entry.graded', `self_evaluation:${entry.sheetId}`, { entryId: id, grade, proposed, ...reason.trim() === '' ? {} : { reason: reason.trim() } })
  return entry.sheetId
}

/** Begins a year from the texts of the year before, where nothing is written yet. Logs 'evaluation_year.begun'. @throws Missing, Refusal */
export async function beginYear(change: Change, yearId: number): Promise<number> {
  const { tx, actor, now, log } = change
  found(await tx.selectFrom('evaluation_year').select('id').where('id', '=', yearId).forUpdate().executeTakeFirst())
  const whole = found(await sheetOfYear(tx, yearId))
  const year = whole.years.find(({ id }) => id === yearId)!
  refuse(whyNotWrite(year, dayInJapan(now)))
  const last = found(whole.years.find(({ fiscalYear }) => fiscalYear === year.fiscalYear - 1))
  let copied = 0
  for (const entry of year.entries) {
    const before = last.entries.find(({ itemId }) => itemId === entry.itemId)
    const words = begunFrom(entry, before)
    if (words.evaluation === entry.evaluation && words.outlook === entry.outlook) continue
    copied += 1
    await tx.insertInto('evaluation_entry_revision').values({ entry_id: entry.id, version: entry.version + 1, ...words, saved_at: now, saved_by: actor?.personId ?? null }).execute()
    await tx.updateTable('evaluation_entry').set({ ...words, version: entry.version + 1, saved_at: now, saved_by: actor?.personId ?? null, edit_key: null, edit_from: null }).where('id', '=', entry.id).execute()
  }
  if (year.annexId === null && last.annexId !== null) await copyAnnex(tx, last.annexId, yearId, year.fiscalYear + 1)
  log('evaluation_year.begun', `self_evaluation:${whole.id}`, { fiscalYear: year.fiscalYear, copied })
  return whole.id
}

async function copyAnnex(tx: Writer, from: number, yearId: number, budgetYear: number) {
  const { number, title, goal, purpose, results, challenges, efforts } = await tx.selectFrom('evaluation_annex').selectAll().where('id', '=', from).executeTakeFirstOrThrow()
  const { id } = await tx.insertInto('evaluation_annex').values({ year_id: yearId, number, title, goal, purpose, results, challenges, efforts, budget_fiscal_year: budgetYear }).returning('id').executeTakeFirstOrThrow()
  const pillars = await tx.selectFrom('evaluation_annex_pillar').selectAll().where('annex_id', '=', from).execute()
  if (pillars.length > 0) await tx.insertInto('evaluation_annex_pillar').values(pillars.map((one) => ({ ...one, annex_id: id }))).execute()
  const figures = await tx.selectFrom('evaluation_annex_figure').selectAll().where('annex_id', '=', from).execute()
  if (figures.length > 0) await tx.insertInto('evaluation_annex_figure').values(figures.map((one) => ({ ...one, annex_id: id }))).execute()
}
