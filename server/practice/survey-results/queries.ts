import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'
import type { Cells, Value } from '../survey-answers/rules.ts'
import { empty, type Definition } from '../survey-definitions/rules.ts'

/** A survey with the edition that its results are read by: the newest, since a question keeps its number through all of them. */
export async function findCounted(db: Reader, surveyId: number, onlyPublished: boolean) {
  const row = await db.selectFrom('status_survey as s').leftJoin('status_survey_edition as e', (join) => join.onRef('e.survey_id', '=', 's.id').onRef('e.number', '=', 's.edition'))
    .select(['s.id', 's.fiscal_year as fiscalYear', 's.title', 's.title_en as titleEn', 's.state', 's.due_on as dueOn', 's.published_at as publishedAt', 'e.content'])
    .where('s.id', '=', surveyId).where('s.state', 'in', onlyPublished ? ['published'] : ['open', 'closed', 'published']).executeTakeFirst()
  return row && { ...row, definition: (row.content ?? empty) as Definition }
}
export type Counted = NonNullable<Awaited<ReturnType<typeof findCounted>>>

export interface Correction { cell: string; was: Value | null; becomes: Value | null; at: string }
export interface Row {
  municipalityId: number; code: string; name: string; nameEn: string
  /** What it handed in; null: nothing, or another answers for it. */
  cells: Cells | null
  late: boolean; leaderId: number | null; leader: string | null; leaderEn: string | null; isGiven: boolean; corrections: Correction[]
}

/** Every municipality in official order with what it handed in, or who answered for it. `cells`: only these of each answer. One statement. */
export async function rowsOf(db: Reader, surveyId: number, cells: readonly string[] | null = null): Promise<Row[]> {
  const sent = cells === null ? sql<Cells | null>`a.sent` : sql<Cells | null>`(select coalesce(jsonb_object_agg(c.key, c.value), '{}') from jsonb_each(a.sent) c where c.key = any(${[...cells]}::text[]))`
  return (await db.selectFrom('municipality as m')
    .leftJoin('status_survey_answer as a', (join) => join.onRef('a.municipality_id', '=', 'm.id').on('a.survey_id', '=', surveyId).on('a.state', '=', 'submitted'))
    .leftJoin('status_survey_cover as c', (join) => join.onRef('c.municipality_id', '=', 'm.id').on('c.survey_id', '=', surveyId)).leftJoin('municipality as b', 'b.id', 'c.leader_id')
    .leftJoin('status_survey_answer as ba', (join) => join.onRef('ba.municipality_id', '=', 'c.leader_id').on('ba.survey_id', '=', surveyId).on('ba.state', '=', 'submitted'))
    .select(['m.id as municipalityId', 'm.code', 'm.name', 'm.name_en as nameEn', sql<boolean>`coalesce(a.late, false)`.as('late'), 'c.leader_id as leaderId', 'b.name as leader', 'b.name_en as leaderEn',
      sql<Cells | null>`case when c.leader_id is null and a.id is not null then ${sent} end`.as('cells'), sql<boolean>`(case when c.leader_id is null then a.id else ba.id end) is not null`.as('isGiven'),
      sql<Correction[]>`coalesce((select jsonb_agg(jsonb_build_object('cell', k.cell, 'was', k.was, 'becomes', k.becomes, 'at', k.corrected_at) order by k.id) from status_survey_correction k where k.answer_id = a.id), '[]')`.as('corrections')])
    .where((eb) => eb.or([eb('m.valid_to', 'is', null), eb('a.id', 'is not', null)])).orderBy('m.code').limit(2_000).execute())
}

/** What was handed in the year before, by municipality. One statement. */
export async function cellsBefore(db: Reader, fiscalYear: number, cells: readonly string[] | null = null): Promise<Map<number, Cells>> {
  const sent = cells === null ? sql<Cells>`a.sent` : sql<Cells>`(select coalesce(jsonb_object_agg(c.key, c.value), '{}') from jsonb_each(a.sent) c where c.key = any(${[...cells]}::text[]))`
  const rows = await db.selectFrom('status_survey_answer as a').innerJoin('status_survey as s', 's.id', 'a.survey_id').select(['a.municipality_id as municipalityId', sent.as('cells')])
    .where('s.fiscal_year', '=', fiscalYear - 1).where('a.state', '=', 'submitted')
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('status_survey_cover as c').select('c.survey_id').whereRef('c.survey_id', '=', 's.id').whereRef('c.municipality_id', '=', 'a.municipality_id'))))
    .limit(2_000).execute()
  return new Map(rows.map(({ municipalityId, cells }) => [municipalityId, cells]))
}
