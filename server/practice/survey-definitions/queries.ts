import type { Reader, Writer } from '../../base/database.ts'
import type { Definition } from './rules.ts'

/** A survey as its definition is edited: the draft with its version, and the editions that were published. */
export async function findDraft(db: Reader, surveyId: number) {
  const row = await db.selectFrom('status_survey as s').select(['s.id', 's.fiscal_year as fiscalYear', 's.title', 's.title_en as titleEn', 's.state', 's.draft', 's.draft_version as draftVersion', 's.edition'])
    .where('s.id', '=', surveyId).executeTakeFirst()
  return row && { ...row, draft: row.draft as Definition }
}
export type Draft = NonNullable<Awaited<ReturnType<typeof findDraft>>>

export async function holdDraft(tx: Writer, surveyId: number) {
  const row = await tx.selectFrom('status_survey').select(['id', 'state', 'draft', 'draft_version as draftVersion', 'edition']).where('id', '=', surveyId).forUpdate().executeTakeFirst()
  return row && { ...row, draft: row.draft as Definition }
}

/** The editions of a survey, the latest first. */
export async function editionsOf(db: Reader, surveyId: number) {
  const rows = await db.selectFrom('status_survey_edition as e').leftJoin('person as p', 'p.id', 'e.published_by')
    .select(['e.number', 'e.content', 'e.note', 'e.published_at as publishedAt', 'p.name as publishedBy']).where('e.survey_id', '=', surveyId).orderBy('e.number', 'desc').limit(50).execute()
  return rows.map(({ content, ...row }) => ({ ...row, definition: content as Definition }))
}
export type Edition = Awaited<ReturnType<typeof editionsOf>>[number]

export async function editionAt(db: Reader, surveyId: number, number: number): Promise<Definition | undefined> {
  const row = await db.selectFrom('status_survey_edition').select('content').where('survey_id', '=', surveyId).where('number', '=', number).executeTakeFirst()
  return row?.content as Definition | undefined
}

/** The definition of the latest survey before a year, with the year it is of. */
export async function definitionBefore(db: Reader, fiscalYear: number): Promise<{ fiscalYear: number; definition: Definition } | undefined> {
  const row = await db.selectFrom('status_survey').select(['fiscal_year as fiscalYear', 'draft']).where('fiscal_year', '<', fiscalYear).orderBy('fiscal_year', 'desc').limit(1).executeTakeFirst()
  return row && { fiscalYear: row.fiscalYear, definition: row.draft as Definition }
}

/** The subsidy indicators with the years they are of, by code and year. */
export const indicators = (db: Reader) => db.selectFrom('subsidy_indicator')
  .select(['id', 'code', 'name', 'name_en as nameEn', 'definition', 'definition_en as definitionEn', 'source', 'from_year as fromYear', 'to_year as toYear', 'version'])
  .orderBy('code').orderBy('from_year').limit(300).execute()
export type Indicator = Awaited<ReturnType<typeof indicators>>[number]

export const findIndicator = (db: Reader, id: number) => db.selectFrom('subsidy_indicator')
  .select(['id', 'code', 'name', 'name_en as nameEn', 'definition', 'definition_en as definitionEn', 'source', 'from_year as fromYear', 'to_year as toYear', 'version']).where('id', '=', id).executeTakeFirst()
export const holdIndicator = (tx: Writer, id: number) => tx.selectFrom('subsidy_indicator').select(['id', 'version']).where('id', '=', id).forUpdate().executeTakeFirst()
