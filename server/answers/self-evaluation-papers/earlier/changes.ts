import type { Change } from '../../../base/change.ts'
import { instantInJapan } from '../../../base/days.ts'
import { found } from '../../../base/errors.ts'
import { enqueue } from '../../../base/jobs.ts'
import { annexContent, annexOfYear, reachOf } from '../../evaluation-annexes/queries.ts'
import { loadStandardForms } from '../../evaluation-forms/changes.ts'
import { earlierAnnex, earlierItems, earlierPeriod, earlierSheet } from '../../self-evaluations/earlier.ts'
import type { Grounds } from '../../self-evaluations/content.ts'
import { actualNow, groundOf, registersOf } from '../../self-evaluations/counting.ts'
import { contentOf, sheetOfYear } from '../../self-evaluations/queries.ts'
import { printJob, reachOfYear } from '../changes.ts'
import { hashOf } from '../hashing.ts'

interface Courses { practitioner_training: number; instructor_training: number }
const firstYear = earlierPeriod.from
/** When it was frozen and shown: the sheet itself bears no day; it was made in the year after (domain.md 4.2). */
const frozenAt = instantInJapan('2022-06-30', '10:00')
const shown = { reported_on: '2022-07-15', reported_to: '厚生労働省老健局介護保険計画課', published_on: '2022-08-01', address: '東京都公式ホームページ　第8期計画の進捗状況' }

/**
 * Takes in the sheet that was printed before this system (第8期): its words, and its figures as they are counted from what is on record. The first
 * year is frozen and published, the others are open. Asked twice it does nothing. Logs 'self_evaluation.loaded'. @returns the sheet, null when it is there
 */
export async function loadEarlierSheet(change: Change, programId: number, courses: Courses): Promise<number | null> {
  const { tx, log } = change
  await loadStandardForms(change)
  const { number, name, nameEn, from, to, fixedOn } = earlierPeriod
  const period = await tx.insertInto('plan_period').values({ number, name, name_en: nameEn, from_fiscal_year: from, to_fiscal_year: to, fixed_on: fixedOn }).onConflict((oc) => oc.constraint('plan_period_once').doNothing()).returning('id').executeTakeFirst()
  log('self_evaluation.loaded', `program:${programId}`, { period: number, isNew: period !== undefined })
  if (period === undefined) return null
  const { id: formId } = await tx.selectFrom('evaluation_form').select('id').orderBy('id').limit(1).executeTakeFirstOrThrow()
  const { nameEn: sheetEn, ...words } = earlierSheet
  const { id: sheetId } = await tx.insertInto('self_evaluation_sheet').values({ period_id: period.id, form_id: formId, program_id: programId, name_en: sheetEn, ...words }).returning('id').executeTakeFirstOrThrow()
  const years = await tx.insertInto('evaluation_year').values([from, from + 1, to].map((fiscal_year) => ({ sheet_id: sheetId, fiscal_year }))).returning(['id', 'fiscal_year']).execute()
  for (const [n, item] of earlierItems.entries()) await putItem(change, { sheetId, programId, courses, years }, n + 1, item)
  const yearId = years.find(({ fiscal_year }) => fiscal_year === firstYear)!.id
  await putAnnex(change, yearId, courses)
  await freezeAsDecided(change, yearId, frozenAt, shown)
  return sheetId
}

interface Ground { sheetId: number; programId: number; courses: Courses; years: readonly { id: number; fiscal_year: number }[] }
async function putItem({ tx }: Change, { sheetId, programId, courses, years }: Ground, position: number, { effort, related, reference, measure, course, evaluation, outlook }: typeof earlierItems[number]) {
  const { id } = await tx.insertInto('evaluation_item').values({ sheet_id: sheetId, position, effort, related, reference }).returning('id').executeTakeFirstOrThrow()
  const targets = await tx.selectFrom('target').select(['id', 'fiscal_year', 'course_id', 'program_id', 'measure', 'span', 'unit', 'value']).where('program_id', '=', programId).where('measure', '=', measure).where('category', 'is', null).where('municipality_id', 'is', null)
    .where('course_id', course === null ? 'is' : '=', course === null ? null : courses[course]).where('fiscal_year', 'in', years.map(({ fiscal_year }) => fiscal_year)).orderBy('fiscal_year').execute()
  if (targets.length > 0) await tx.insertInto('evaluation_target').values(targets.map(({ id: target_id, ...target }) => ({ ...target, item_id: id, target_id, frozen_at: instantInJapan(earlierPeriod.fixedOn, '10:00') }))).execute()
  for (const { id: year_id, fiscal_year } of years) {
    const isFirst = fiscal_year === firstYear
    const entry = await tx.insertInto('evaluation_entry').values({ item_id: id, year_id, ...isFirst ? { evaluation, outlook, version: 1, saved_at: frozenAt } : {} }).returning('id').executeTakeFirstOrThrow()
    if (isFirst) await tx.insertInto('evaluation_entry_revision').values({ entry_id: entry.id, version: 1, evaluation, outlook, saved_at: frozenAt }).execute()
  }
}

/** The annex of a year, as it was printed. */
async function putAnnex({ tx }: Change, yearId: number, courses: Courses) {
  const { pillars, figures, budgetYear, ...words } = earlierAnnex
  const { id } = await tx.insertInto('evaluation_annex').values({ year_id: yearId, ...words, budget_fiscal_year: budgetYear }).returning('id').executeTakeFirstOrThrow()
  await tx.insertInto('evaluation_annex_pillar').values(pillars.map((one, n) => ({ annex_id: id, position: n + 1, ...one }))).execute()
  await tx.insertInto('evaluation_annex_figure').values(figures.map(({ name, measure, course, from, to }, n) => ({
    annex_id: id, position: n + 1, name, measure, course_id: course === null ? null : courses[course], from_fiscal_year: from, to_fiscal_year: to, digits: 'wide' as const,
  }))).execute()
}

type Shown = Partial<typeof shown>
/** Freezes a year of a sheet that was decided before this system: what has no figure yet is counted. Whoever decided is not on record. Logs 'self_evaluation.loaded'. */
export async function freezeAsDecided({ tx, log }: Change, yearId: number, at: Date, made: Shown): Promise<void> {
  const annex = await annexOfYear(tx, yearId)
  const before = found(await sheetOfYear(tx, yearId))
  const { fiscalYear, entries } = before.years.find(({ id }) => id === yearId)!
  const registers = await registersOf(tx, reachOfYear(before, fiscalYear, annex && reachOf(annex)))
  const grounds: Grounds = {}
  for (const item of before.items) {
    const target = item.targets.find((one) => one.fiscalYear === fiscalYear)
    if (target === undefined) continue
    const { courseId, programId, measure, span } = target
    const asked = { courseId, programId, measure, span, fiscalYear }
    grounds[item.id] = await groundOf(tx, registers, asked)
    if (entries.find(({ itemId }) => itemId === item.id)?.actual !== null) continue
    const { value } = actualNow(registers, asked)
    await tx.updateTable('evaluation_entry').set({ actual: value, proposed: value, actual_at: at }).where('item_id', '=', item.id).where('year_id', '=', yearId).execute()
  }
  const content = contentOf(found(await sheetOfYear(tx, yearId)), fiscalYear, annexContent(registers, annex))
  const { id } = await tx.insertInto('evaluation_edition').values({ year_id: yearId, number: 0, content: JSON.stringify(content), grounds: JSON.stringify(grounds), sha256: hashOf(content, grounds), made_at: at, ...made }).returning('id').executeTakeFirstOrThrow()
  await tx.updateTable('evaluation_year').set({ state: 'frozen', version: 2 }).where('id', '=', yearId).execute()
  await enqueue(tx, printJob, { editionId: id })
  log('self_evaluation.loaded', `self_evaluation:${before.id}`, { fiscalYear, editionId: id })
}
