import { sql } from 'kysely'
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import type { Reader, Writer } from '../../base/database.ts'
import { dayInJapan } from '../../base/days.ts'
import type { Labels } from '../evaluation-forms/rules.ts'
import { emptyCell, yearsOf, type AnnexContent, type Cell, type Item, type SheetContent } from './content.ts'

/** A sheet with everything that stands on it, in one statement: its items and targets, each year with what is written, its editions, and who was asked. */
const wholeSheets = (db: Reader) => db.selectFrom('self_evaluation_sheet as s').innerJoin('plan_period as p', 'p.id', 's.period_id').innerJoin('evaluation_form as f', 'f.id', 's.form_id').leftJoin('program as g', 'g.id', 's.program_id')
  .select(['s.id', 's.number', 's.name', 's.name_en as nameEn', 's.situation', 's.vision', 's.outcome', 's.version', 's.program_id as programId', 'g.name as programName',
    'p.id as periodId', 'p.number as periodNumber', 'p.name as periodName', 'p.name_en as periodNameEn', 'p.from_fiscal_year as from', 'p.to_fiscal_year as to', 'p.fixed_on as fixedOn',
    'f.id as formId', 'f.name as formName', 'f.labels'])
  .select((eb) => [
    jsonArrayFrom(eb.selectFrom('evaluation_grade_scale as c').whereRef('c.form_id', '=', 'f.id').select((own) => ['c.id', 'c.from_fiscal_year as fromFiscalYear', 'c.source',
      jsonArrayFrom(own.selectFrom('evaluation_grade as m').whereRef('m.scale_id', '=', 'c.id').select(['m.mark', 'm.label', 'm.at_least_tenths as atLeastTenths']).orderBy('m.position').limit(9)).as('grades')]).orderBy('c.from_fiscal_year').limit(50)).as('scales'),
    jsonArrayFrom(eb.selectFrom('evaluation_item as i').whereRef('i.sheet_id', '=', 's.id').select((own) => ['i.id', 'i.position', 'i.effort', 'i.related', 'i.reference', 'i.version',
      jsonArrayFrom(own.selectFrom('evaluation_target as t').leftJoin('target as o', 'o.id', 't.target_id').whereRef('t.item_id', '=', 'i.id').select((deep) => [
        't.id', 't.fiscal_year as fiscalYear', 't.target_id as targetId', 't.course_id as courseId', 't.program_id as programId', 't.measure', 't.span', 't.unit', 't.value', 't.frozen_at as frozenAt',
        'o.value as standing', 'o.unit as standingUnit',
        jsonArrayFrom(deep.selectFrom('evaluation_target_change as h').whereRef('h.evaluation_target_id', '=', 't.id').select(['h.from_value as from', 'h.to_value as to', 'h.reason', 'h.decided_on as on']).orderBy('h.id').limit(20)).as('changes'),
      ]).orderBy('t.fiscal_year').limit(10)).as('targets')]).orderBy('i.position').orderBy('i.id').limit(99)).as('items'),
    jsonArrayFrom(eb.selectFrom('evaluation_year as y').whereRef('y.sheet_id', '=', 's.id').select((own) => ['y.id', 'y.fiscal_year as fiscalYear', 'y.state', 'y.correction_reason as correctionReason', 'y.version',
      own.selectFrom('evaluation_annex as a').whereRef('a.year_id', '=', 'y.id').select('a.id').limit(1).as('annexId'),
      jsonArrayFrom(own.selectFrom('evaluation_entry as e').leftJoin('person as q', 'q.id', 'e.graded_by').leftJoin('person as w', 'w.id', 'e.saved_by').whereRef('e.year_id', '=', 'y.id').select([
        'e.id', 'e.item_id as itemId', 'e.actual', 'e.proposed', 'e.differs_reason as differsReason', 'e.evaluation', 'e.outlook', 'e.grade', 'e.proposed_grade as proposedGrade', 'e.grade_reason as gradeReason',
        'e.graded_at as gradedAt', 'q.name as gradedBy', 'e.version', 'e.saved_at as savedAt', 'w.name as savedBy'])
        .orderBy('e.item_id').limit(99)).as('entries'),
      jsonArrayFrom(own.selectFrom('evaluation_edition as d').leftJoin('file as b', 'b.id', 'd.pdf_file_id').whereRef('d.year_id', '=', 'y.id').select(['d.id', 'd.number', 'd.reason', 'd.made_at as madeAt', 'd.reported_on as reportedOn', 'd.published_on as publishedOn', 'b.sha256 as pdf']).orderBy('d.number', 'desc').limit(20)).as('editions'),
      own.selectFrom('evaluation_edition as d').whereRef('d.year_id', '=', 'y.id').select('d.content').orderBy('d.number', 'desc').limit(1).as('frozen'),
      own.selectFrom('evaluation_edition as d').whereRef('d.year_id', '=', 'y.id').select('d.grounds').orderBy('d.number', 'desc').limit(1).as('grounds'),
      jsonObjectFrom(own.selectFrom('approval as v').innerJoin('person as asker', 'asker.id', 'v.requested_by').leftJoin('person as decider', 'decider.id', 'v.decided_by')
        .where('v.subject', '=', sql<string>`'evaluation_year:' || y.id`).select(['v.id', 'v.subject', 'v.state', 'v.title', 'v.title_en as titleEn', 'v.path', 'v.requested_by as requestedBy', 'asker.name as requestedByName',
          'v.requested_at as requestedAt', 'decider.name as decidedByName', 'v.decided_at as decidedAt', 'v.note']).orderBy('v.id', 'desc').limit(1)).as('approval'),
    ]).orderBy('y.fiscal_year').limit(6)).as('years'),
  ])

export async function wholeSheet(db: Reader | Writer, id: number) {
  const row = await wholeSheets(db as Reader).where('s.id', '=', id).executeTakeFirst()
  return row && shaped(row)
}
/** The sheet of a year. */
export async function sheetOfYear(db: Reader | Writer, yearId: number) {
  const row = await wholeSheets(db as Reader).where('s.id', 'in', (db as Reader).selectFrom('evaluation_year').select('sheet_id').where('id', '=', yearId)).executeTakeFirst()
  return row && shaped(row)
}
const shaped = (row: Awaited<ReturnType<ReturnType<typeof wholeSheets>['execute']>>[number]) => ({ ...row, labels: row.labels as Labels,
  // Until the plan is fixed a target is what it is now; from then on, the copy.
  items: row.items.map((item) => ({ ...item, targets: item.targets.map((one) => one.frozenAt === null && one.standing !== null ? { ...one, value: one.standing, unit: one.standingUnit ?? one.unit } : one) })),
  years: row.years.map((year) => ({ ...year, frozen: year.frozen as unknown as SheetContent | null, approval: year.approval === null ? null : { ...year.approval, requestedAt: new Date(year.approval.requestedAt), decidedAt: year.approval.decidedAt === null ? null : new Date(year.approval.decidedAt) } })) })
export type WholeSheet = NonNullable<Awaited<ReturnType<typeof wholeSheet>>>
export type WholeYear = WholeSheet['years'][number]

/**
 * What a sheet says about one fiscal year: what was frozen of the years before it, what is written in its own, and nothing after it. Where its own
 * year is corrected, the figure of the edition before comes along.
 */
export function contentOf(whole: WholeSheet, fiscalYear: number, annex: AnnexContent | null): SheetContent {
  const { from, to } = whole
  const own = whole.years.find((year) => year.fiscalYear === fiscalYear)!
  const before = own.editions.length > 0 ? own.frozen : null
  return {
    period: { number: whole.periodNumber, name: whole.periodName, nameEn: whole.periodNameEn, from, to }, form: { name: whole.formName, labels: whole.labels },
    sheet: { number: whole.number, name: whole.name, nameEn: whole.nameEn, situation: whole.situation, vision: whole.vision, outcome: whole.outcome },
    fiscalYear, correction: before === null ? null : { number: own.editions[0]!.number + 1, reason: own.correctionReason },
    items: whole.items.map((item) => ({
      id: item.id, position: item.position, effort: item.effort, related: item.related, reference: item.reference,
      targets: item.targets.map(({ fiscalYear: year, value, unit, span, changes }) => ({ fiscalYear: year, value, unit, span, changes })),
      cells: yearsOf({ from, to }).map((year): Cell => year > fiscalYear ? emptyCell(year) : year === fiscalYear ? withWas(writtenCell(own, item.id, year), before) : frozenCell(whole, item.id, year)),
    })),
    annex,
  }

  function withWas(cell: Cell, last: SheetContent | null): Cell {
    const was = last?.items.find((one) => one.id === itemOf(cell))?.cells.find((one) => one.fiscalYear === fiscalYear)
    return { ...bare(cell), was: was === undefined || (was.actual === cell.actual && was.grade?.mark === cell.grade?.mark) ? null : { actual: was.actual, grade: was.grade?.mark ?? null } }
  }
}

type WithItem = Cell & { itemId?: number }
const itemOf = (cell: WithItem) => cell.itemId
const bare = ({ itemId: _, ...cell }: WithItem): Cell => cell

/** What is written of an item in a year, as it stands. */
export function writtenCell(year: WholeYear, itemId: number, fiscalYear: number): WithItem {
  const entry = year.entries.find((one) => one.itemId === itemId)
  if (entry === undefined) return { ...emptyCell(fiscalYear), itemId }
  const { actual, proposed, differsReason, evaluation, outlook, grade, proposedGrade, gradeReason, gradedAt, gradedBy } = entry
  return {
    itemId, fiscalYear, actual, proposed, differsReason, evaluation, outlook, was: null,
    grade: grade === null ? null : { mark: grade, proposed: proposedGrade, reason: gradeReason, by: gradedBy ?? '', on: dayInJapan(new Date(gradedAt!)) },
  }
}

/** What was frozen last of an item in a year; nothing where the year is not frozen. */
export function frozenCell({ years }: Pick<WholeSheet, 'years'>, itemId: number, fiscalYear: number): Cell {
  const frozen = years.find((year) => year.fiscalYear === fiscalYear)?.frozen
  return frozen?.items.find((one: Item) => one.id === itemId)?.cells.find((one) => one.fiscalYear === fiscalYear) ?? emptyCell(fiscalYear)
}

/** Every plan period with its sheets and how far their years are, the latest first. */
export const periodsInOrder = (db: Reader) => db.selectFrom('plan_period as p').select((eb) => ['p.id', 'p.number', 'p.name', 'p.name_en as nameEn', 'p.from_fiscal_year as from', 'p.to_fiscal_year as to', 'p.fixed_on as fixedOn', 'p.version',
  jsonArrayFrom(eb.selectFrom('self_evaluation_sheet as s').whereRef('s.period_id', '=', 'p.id').select((own) => ['s.id', 's.number', 's.name', 's.name_en as nameEn',
    jsonArrayFrom(own.selectFrom('evaluation_year as y').whereRef('y.sheet_id', '=', 's.id').select((deep) => ['y.id', 'y.fiscal_year as fiscalYear', 'y.state',
      jsonObjectFrom(deep.selectFrom('evaluation_edition as d').whereRef('d.year_id', '=', 'y.id').select(['d.id', 'd.number', 'd.reported_on as reportedOn', 'd.published_on as publishedOn']).orderBy('d.number', 'desc').limit(1)).as('edition')])
      .orderBy('y.fiscal_year').limit(6)).as('years')]).orderBy('s.number').orderBy('s.id').limit(99)).as('sheets')])
  .orderBy('p.from_fiscal_year', 'desc').orderBy('p.id').limit(50).execute()

export const findPeriod = (db: Reader | Writer, id: number) => (db as Reader).selectFrom('plan_period as p').select((eb) => ['p.id', 'p.number', 'p.name', 'p.name_en as nameEn', 'p.from_fiscal_year as from', 'p.to_fiscal_year as to', 'p.fixed_on as fixedOn', 'p.version',
  eb.selectFrom('evaluation_item as i').innerJoin('self_evaluation_sheet as s', 's.id', 'i.sheet_id').whereRef('s.period_id', '=', 'p.id').select(({ fn }) => fn.countAll<number>().as('n')).as('items'),
  eb.selectFrom('evaluation_target as t').innerJoin('evaluation_item as i', 'i.id', 't.item_id').innerJoin('self_evaluation_sheet as s', 's.id', 'i.sheet_id').whereRef('s.period_id', '=', 'p.id').select(({ fn }) => fn.countAll<number>().as('n')).as('targets')])
  .where('p.id', '=', id).executeTakeFirst()

/** What was published, the latest first: all that a municipality may know of. */
export const publishedEditions = (db: Reader, { limit, offset }: { limit: number; offset: number }) => db.selectFrom('evaluation_edition as d').innerJoin('evaluation_year as y', 'y.id', 'd.year_id').innerJoin('self_evaluation_sheet as s', 's.id', 'y.sheet_id').innerJoin('plan_period as p', 'p.id', 's.period_id')
  .select(['d.id', 'd.number', 'd.published_on as publishedOn', 'd.address', 'y.fiscal_year as fiscalYear', 's.id as sheetId', 's.number as sheetNumber', 's.name', 's.name_en as nameEn', 'p.name as periodName', 'p.name_en as periodNameEn'])
  .select(({ fn }) => fn.countAll<number>().over().as('total')).where('d.published_on', 'is not', null).orderBy('d.published_on', 'desc').orderBy('d.id', 'desc').limit(limit).offset(offset).execute()

/** The targets of the years of a plan for everybody together, to choose from, by what they count: a plan promises nothing of one category or municipality. */
export const targetsToChoose = (db: Reader, { from, to }: { from: number; to: number }) => db.selectFrom('target as t').select(['t.id', 't.program_id as programId', 't.course_id as courseId', 't.fiscal_year as fiscalYear', 't.measure', 't.value', 't.span', 't.unit', 't.label', 't.label_en as labelEn'])
  .where('t.fiscal_year', '>=', from).where('t.fiscal_year', '<=', to).where('t.category', 'is', null).where('t.municipality_id', 'is', null).orderBy('t.position').orderBy('t.fiscal_year').orderBy('t.id').limit(500).execute()

export const programsToChoose = (db: Reader) => db.selectFrom('program').select(['id', 'name', 'name_en as nameEn']).orderBy('id').limit(100).execute()

/** An entry with its item, its year and its sheet. */
export const findEntry = (db: Reader | Writer, id: number) => (db as Reader).selectFrom('evaluation_entry as e').innerJoin('evaluation_item as i', 'i.id', 'e.item_id').innerJoin('evaluation_year as y', 'y.id', 'e.year_id').innerJoin('self_evaluation_sheet as s', 's.id', 'y.sheet_id').innerJoin('plan_period as p', 'p.id', 's.period_id').leftJoin('person as w', 'w.id', 'e.saved_by')
  .select(['e.id', 'e.item_id as itemId', 'e.year_id as yearId', 'e.actual', 'e.proposed', 'e.differs_reason as differsReason', 'e.evaluation', 'e.outlook', 'e.grade', 'e.grade_reason as gradeReason', 'e.version', 'e.saved_at as savedAt', 'w.name as savedBy', 'e.edit_key as editKey', 'e.edit_from as editFrom',
    'i.position', 'y.fiscal_year as fiscalYear', 'y.state', 's.id as sheetId', 's.number as sheetNumber', 's.name as sheetName', 'p.to_fiscal_year as to']).where('e.id', '=', id).executeTakeFirst()
export type Entry = NonNullable<Awaited<ReturnType<typeof findEntry>>>

const revisions = (db: Reader, entryId: number) => db.selectFrom('evaluation_entry_revision as r').leftJoin('person as w', 'w.id', 'r.saved_by').select(['r.version', 'r.evaluation', 'r.outlook', 'r.saved_at as savedAt', 'w.name as savedBy']).where('r.entry_id', '=', entryId)
/** Every saving of an entry, the latest first. */
export const revisionsOf = (db: Reader, entryId: number, { limit, offset }: { limit: number; offset: number }) => revisions(db, entryId).select(({ fn }) => fn.countAll<number>().over().as('total')).orderBy('r.version', 'desc').limit(limit).offset(offset).execute()
export const revisionOf = (db: Reader, entryId: number, version: number) => revisions(db, entryId).where('r.version', '=', version).executeTakeFirst()

export const sheetIdOfItem = (db: Reader, itemId: number) => db.selectFrom('evaluation_item').select('sheet_id as sheetId').where('id', '=', itemId).executeTakeFirst()

/** What of a sheet was published last. */
export const lastPublished = (db: Reader, sheetId: number) => db.selectFrom('evaluation_edition as d').innerJoin('evaluation_year as y', 'y.id', 'd.year_id').select('d.id')
  .where('y.sheet_id', '=', sheetId).where('d.published_on', 'is not', null).orderBy('y.fiscal_year', 'desc').orderBy('d.number', 'desc').limit(1).executeTakeFirst()
