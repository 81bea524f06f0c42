import { sql } from 'kysely'
import type { Reader, Writer } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import type { AnswerState } from '../status-surveys/rules.ts'
import { empty, type Definition } from '../survey-definitions/rules.ts'
import type { Cells, Remarks } from './rules.ts'

/** A section as it was last saved. */
export interface Saved { section: number; cells: Cells; remarks: Remarks; version: number; page: string; savedAt: Date; savedBy: string | null }
/** What the product itself has counted of a municipality; null where it knows nothing. */
export interface Known { trained: number | null; held: number | null; planned: number | null; cases: number | null }
export interface IndicatorWords { name: string; nameEn: string; definition: string; definitionEn: string }

/**
 * One municipality before a survey: how far its answer is (or that of who answers for it), and the edition it is given to.
 * Of a survey that is being prepared nothing. One statement.
 */
export async function findDesk(db: Reader, surveyId: number, municipalityId: number) {
  const row = await db.selectFrom('status_survey as s').innerJoin('municipality as m', (join) => join.on('m.id', '=', municipalityId))
    .leftJoin('status_survey_cover as c', (join) => join.onRef('c.survey_id', '=', 's.id').onRef('c.municipality_id', '=', 'm.id')).leftJoin('municipality as b', 'b.id', 'c.leader_id')
    .leftJoin('status_survey_answer as a', (join) => join.onRef('a.survey_id', '=', 's.id').on('a.municipality_id', '=', sql<number>`coalesce(c.leader_id, m.id)`))
    .leftJoin('status_survey_leave as l', (join) => join.onRef('l.survey_id', '=', 's.id').onRef('l.municipality_id', '=', 'm.id'))
    .select(['s.id', 's.fiscal_year as fiscalYear', 's.title', 's.title_en as titleEn', 's.message', 's.contact', 's.due_on as dueOn', 's.state', 's.edition as standing',
      'm.id as municipalityId', 'm.code', 'm.name', 'm.name_en as nameEn', 'a.id as answerId', 'a.edition', 'a.contact_name as contactName', 'a.contact_phone as contactPhone', 'a.contact_email as contactEmail',
      'a.times', 'a.receipt', 'a.sent', 'a.remarks as sentRemarks', 'a.submitted_at as submittedAt', 'a.late', 'a.late_reason as lateReason', 'a.return_reason as returnReason', 'a.returned_at as returnedAt', 'a.version',
      'l.until_on as leave', 'l.reason as leaveReason', 'c.body_name as bodyName', 'c.body_name_en as bodyNameEn', 'b.name as leader', 'b.name_en as leaderEn', 'c.leader_id as leaderId',
      sql<AnswerState>`case when c.leader_id is not null then 'covered' else coalesce(a.state, 'none') end`.as('answer'), sql<'draft' | 'submitted' | 'returned' | null>`a.state`.as('answerState'),
      sql<unknown>`(select e.content from status_survey_edition e where e.survey_id = s.id and e.number = coalesce(a.edition, s.edition))`.as('content'),
      sql<unknown>`case when a.edition < s.edition then (select e.content from status_survey_edition e where e.survey_id = s.id and e.number = s.edition) end`.as('newer'),
      sql<{ number: number; note: string }[]>`(select coalesce(jsonb_agg(jsonb_build_object('number', e.number, 'note', e.note) order by e.number), '[]') from status_survey_edition e where e.survey_id = s.id and e.number > coalesce(a.edition, s.edition))`.as('notes'),
      sql<{ name: string; nameEn: string }[]>`(select coalesce(jsonb_agg(jsonb_build_object('name', o.name, 'nameEn', o.name_en) order by o.code), '[]') from status_survey_cover k join municipality o on o.id = k.municipality_id where k.survey_id = s.id and k.leader_id = m.id)`.as('covers')])
    .where('s.id', '=', surveyId).where('s.state', '<>', 'draft').executeTakeFirst()
  if (row === undefined) return undefined
  const { content, newer, sent, sentRemarks, ...rest } = row
  return { ...rest, definition: (content ?? empty) as Definition, newer: newer as Definition | null, sent: sent as Cells | null, sentRemarks: (sentRemarks ?? {}) as Remarks }
}
export type Desk = NonNullable<Awaited<ReturnType<typeof findDesk>>>

/** What lies on that desk: the saved sections, last year's own answer, what the product knows, and the words of the indicators. One statement. */
export async function papersOf(db: Reader, { answerId, municipalityId, leaderId, fiscalYear }: Pick<Desk, 'answerId' | 'municipalityId' | 'leaderId' | 'fiscalYear'>) {
  const whose = leaderId ?? municipalityId
  const row = await db.selectNoFrom([
    sql<(Omit<Saved, 'savedAt'> & { savedAt: string })[]>`(select coalesce(jsonb_agg(jsonb_build_object('section', k.section, 'cells', k.cells, 'remarks', k.remarks, 'version', k.version, 'page', k.page,
      'savedAt', k.saved_at, 'savedBy', p.name) order by k.section), '[]') from status_survey_section k left join person p on p.id = k.saved_by where k.answer_id = ${answerId ?? 0})`.as('sections'),
    sql<Cells | null>`(select a.sent from status_survey_answer a join status_survey s on s.id = a.survey_id where s.fiscal_year = ${fiscalYear - 1} and a.municipality_id = ${whose} and a.state = 'submitted')`.as('before'),
    sql<number | null>`(select coalesce(sum(k.people), 0)::int from coverage_count k where k.municipality_id = ${whose})`.as('trained'),
    ...counted(whose, fiscalYear),
    sql<Record<string, IndicatorWords>>`(select coalesce(jsonb_object_agg(i.id, jsonb_build_object('name', i.name, 'nameEn', i.name_en, 'definition', i.definition, 'definitionEn', i.definition_en)), '{}') from subsidy_indicator i)`.as('indicators'),
    sql<{ cell: string; was: Cells[string] | null; becomes: Cells[string] | null; reason: string; at: string }[]>`(select coalesce(jsonb_agg(jsonb_build_object('cell', c.cell, 'was', c.was, 'becomes', c.becomes, 'reason', c.reason, 'at', c.corrected_at) order by c.id), '[]')
      from status_survey_correction c where c.answer_id = ${answerId ?? 0})`.as('corrections'),
  ]).executeTakeFirstOrThrow()
  const { trained, held, planned, cases, sections, ...rest } = row
  return { ...rest, known: { trained, held, planned, cases } as Known, sections: sections.map((one): Saved => ({ ...one, savedAt: new Date(one.savedAt) })) }
}
export type Papers = Awaited<ReturnType<typeof papersOf>>

/** Conferences by the municipality's own records: those of last year that were held, those this year's plan holds, and cases of last year. Without records there is no figure. */
const counted = (municipalityId: number, fiscalYear: number) => [
  sql<number | null>`(select nullif(count(*), 0)::int from conference c where c.municipality_id = ${municipalityId} and c.fiscal_year = ${fiscalYear - 1} and c.state = 'held')`.as('held'),
  sql<number | null>`(select nullif(count(*), 0)::int from conference c where c.municipality_id = ${municipalityId} and c.fiscal_year = ${fiscalYear} and c.state <> 'canceled')`.as('planned'),
  sql<number | null>`(select sum(c.cases_discussed)::int from conference c where c.municipality_id = ${municipalityId} and c.fiscal_year = ${fiscalYear - 1} and c.state = 'held')`.as('cases'),
] as const

/** Whether a municipality may answer at all, inside a change. */
export const standingFor = (tx: Writer, surveyId: number, municipalityId: number) => tx.selectFrom('municipality as m')
  .leftJoin('status_survey_cover as c', (join) => join.onRef('c.municipality_id', '=', 'm.id').on('c.survey_id', '=', surveyId))
  .leftJoin('status_survey_answer as a', (join) => join.onRef('a.municipality_id', '=', 'm.id').on('a.survey_id', '=', surveyId))
  .leftJoin('status_survey_leave as l', (join) => join.onRef('l.municipality_id', '=', 'm.id').on('l.survey_id', '=', surveyId))
  .select(['m.code', 'l.until_on as leave', sql<AnswerState>`case when c.leader_id is not null then 'covered' else coalesce(a.state, 'none') end`.as('answer')])
  .where('m.id', '=', municipalityId).executeTakeFirst() as Promise<{ code: string; leave: Day | null; answer: AnswerState } | undefined>

export const holdAnswer = (tx: Writer, surveyId: number, municipalityId: number) => tx.selectFrom('status_survey_answer')
  .select(['id', 'state', 'edition', 'version', 'times', 'sent', 'return_reason as returnReason']).where('survey_id', '=', surveyId).where('municipality_id', '=', municipalityId).forUpdate().executeTakeFirst()

export async function savedSection(tx: Reader, answerId: number, section: number) {
  const row = await tx.selectFrom('status_survey_section').select(['cells', 'remarks', 'version', 'page']).where('answer_id', '=', answerId).where('section', '=', section).executeTakeFirst()
  return row && { ...row, cells: row.cells as Cells, remarks: row.remarks as Remarks }
}

/** A section as it stood when somebody began writing; nothing before it was first saved. */
export async function revisionOf(db: Reader, answerId: number, section: number, version: number): Promise<{ cells: Cells; remarks: Remarks } | undefined> {
  if (version === 0) return { cells: {}, remarks: {} }
  const row = await db.selectFrom('status_survey_revision').select(['cells', 'remarks']).where('answer_id', '=', answerId).where('section', '=', section).where('version', '=', version).executeTakeFirst()
  return row && { cells: row.cells as Cells, remarks: row.remarks as Remarks }
}

export async function sectionsOf(tx: Reader, answerId: number) {
  const rows = await tx.selectFrom('status_survey_section').select(['section', 'cells', 'remarks', 'version']).where('answer_id', '=', answerId).orderBy('section').limit(200).execute()
  return rows.map((row) => ({ ...row, cells: row.cells as Cells, remarks: row.remarks as Remarks }))
}

/** Everything that is saved, in one: what a check page shows and what is sent. */
export function gathered(sections: readonly Pick<Saved, 'cells' | 'remarks' | 'version'>[]): { cells: Cells; remarks: Remarks; saved: number } {
  return {
    cells: Object.assign({}, ...sections.map(({ cells }) => cells)) as Cells, remarks: Object.assign({}, ...sections.map(({ remarks }) => remarks)) as Remarks,
    saved: sections.reduce((sum, { version }) => sum + version, 0),
  }
}

export async function beforeOf(tx: Reader, fiscalYear: number, municipalityId: number): Promise<Cells | null> {
  const row = await tx.selectFrom('status_survey_answer as a').innerJoin('status_survey as s', 's.id', 'a.survey_id').select('a.sent').where('s.fiscal_year', '=', fiscalYear - 1)
    .where('a.municipality_id', '=', municipalityId).where('a.state', '=', 'submitted').executeTakeFirst()
  return (row?.sent ?? null) as Cells | null
}
