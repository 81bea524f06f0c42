import { sql, type RawBuilder } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader, Writer } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import type { AnswerState } from './rules.ts'

/** Whether a municipality `m` still has to answer the survey `s` itself: nobody answers for it, and nothing of its own is handed in. */
export const waits: RawBuilder<boolean> = sql<boolean>`(m.valid_to is null
  and not exists (select from status_survey_cover c where c.survey_id = s.id and c.municipality_id = m.id)
  and not exists (select from status_survey_answer a where a.survey_id = s.id and a.municipality_id = m.id and a.state = 'submitted'))`

const surveys = (db: Reader) => db.selectFrom('status_survey as s').select(['s.id', 's.fiscal_year as fiscalYear', 's.title', 's.title_en as titleEn', 's.message', 's.contact', 's.due_on as dueOn',
  's.state', 's.edition', 's.opened_at as openedAt', 's.closed_at as closedAt', 's.published_at as publishedAt', 's.reminded_at as remindedAt', 's.version'])

/** A survey that is reached: a draft is the office's alone. */
export const findSurvey = (db: Reader, scope: Scope, id: number) => surveys(db).where('s.id', '=', id)
  .$if(scope.of !== 'all', (qb) => qb.where('s.state', '<>', 'draft')).executeTakeFirst()
export type Survey = NonNullable<Awaited<ReturnType<typeof findSurvey>>>

export const holdSurvey = (tx: Writer, id: number) => tx.selectFrom('status_survey')
  .select(['id', 'fiscal_year as fiscalYear', 'state', 'due_on as dueOn', 'edition', 'draft', 'reminded_at as remindedAt', 'version']).where('id', '=', id).forUpdate().executeTakeFirst()
/** The same for who answers: many at once may look, nobody closes it meanwhile. */
export const holdForAnswers = (tx: Writer, id: number) => tx.selectFrom('status_survey')
  .select(['id', 'fiscal_year as fiscalYear', 'state', 'due_on as dueOn', 'edition']).where('id', '=', id).where('state', '<>', 'draft').forShare().executeTakeFirst()

const asked = sql<number>`(select count(*)::int from municipality m where m.valid_to is null)`
const given = sql<number>`(select count(*)::int from status_survey_answer a where a.survey_id = s.id and a.state = 'submitted')
  + (select count(*)::int from status_survey_cover c join status_survey_answer a on a.survey_id = c.survey_id and a.municipality_id = c.leader_id and a.state = 'submitted' where c.survey_id = s.id)`

/** All surveys, the latest year first: how many municipalities are answered for; of a municipality how far its own answer is. */
export const surveysFor = (db: Reader, scope: Scope) => {
  const own = scope.of === 'municipality' ? scope.municipalityId : 0
  return surveys(db).select([asked.as('asked'), given.as('given'),
    sql<AnswerState>`case when exists (select from status_survey_cover c where c.survey_id = s.id and c.municipality_id = ${own}) then 'covered'
      else coalesce((select a.state from status_survey_answer a where a.survey_id = s.id and a.municipality_id = ${own}), 'none') end`.as('own'),
    sql<Day | null>`(select l.until_on from status_survey_leave l where l.survey_id = s.id and l.municipality_id = ${own})`.as('leave')])
    .$if(scope.of !== 'all', (qb) => qb.where('s.state', '<>', 'draft')).orderBy('s.fiscal_year', 'desc').limit(100).execute()
}

/** Every municipality in official order, and how far it is with a survey. One that is no more is listed when it answered. */
export const standingsOf = (db: Reader, surveyId: number) => db.selectFrom('municipality as m')
  .leftJoin('status_survey_answer as a', (join) => join.onRef('a.municipality_id', '=', 'm.id').on('a.survey_id', '=', surveyId))
  .leftJoin('status_survey_leave as l', (join) => join.onRef('l.municipality_id', '=', 'm.id').on('l.survey_id', '=', surveyId))
  .leftJoin('status_survey_cover as c', (join) => join.onRef('c.municipality_id', '=', 'm.id').on('c.survey_id', '=', surveyId))
  .leftJoin('municipality as b', 'b.id', 'c.leader_id')
  .leftJoin('status_survey_answer as ba', (join) => join.onRef('ba.municipality_id', '=', 'c.leader_id').on('ba.survey_id', '=', surveyId))
  .select(['m.id as municipalityId', 'm.code', 'm.name', 'm.name_en as nameEn', 'a.id as answerId', 'a.receipt', 'a.submitted_at as submittedAt', 'a.late', 'a.late_reason as lateReason', 'a.edition', 'a.contact_name as contactName',
    'a.contact_phone as contactPhone', 'a.return_reason as returnReason', 'l.until_on as leave', 'c.leader_id as leaderId', 'c.body_name as bodyName', 'c.body_name_en as bodyNameEn', 'b.name as leader', 'b.name_en as leaderEn',
    sql<AnswerState>`case when c.leader_id is not null then 'covered' else coalesce(a.state, 'none') end`.as('answer'), sql<boolean>`coalesce(ba.state, a.state, '') = 'submitted'`.as('isGiven'),
    sql<number>`(select count(*)::int from status_survey_section k where k.answer_id = a.id)`.as('sections')])
  .where((eb) => eb.or([eb('m.valid_to', 'is', null), eb('a.id', 'is not', null)])).orderBy('m.code').limit(2_000).execute()
export type Standing = Awaited<ReturnType<typeof standingsOf>>[number]

/** What the list says above itself. `bodies`: those that are to answer and have not, each counted once. */
export function tallyOf(standings: readonly Standing[]) {
  const count = (is: (one: Standing) => boolean) => standings.filter(is).length
  return {
    asked: standings.length, given: count(({ isGiven }) => isGiven), missing: count(({ isGiven }) => !isGiven), bodies: count(({ answer }) => answer === 'none' || answer === 'draft' || answer === 'returned'),
    begun: count(({ answer }) => answer === 'draft'), returned: count(({ answer }) => answer === 'returned'), late: count(({ late }) => late === true), covered: count(({ answer }) => answer === 'covered'),
  }
}

export async function missingOf(db: Reader, surveyId: number): Promise<number> {
  const { count } = await db.selectFrom('municipality as m').innerJoin('status_survey as s', (join) => join.on('s.id', '=', surveyId))
    .select(({ fn }) => fn.countAll<number>().as('count')).where(waits).executeTakeFirstOrThrow()
  return count
}

/** Who answers for whom, by the official order of those answered for. */
export const coversOf = (db: Reader, surveyId: number) => db.selectFrom('status_survey_cover as c').innerJoin('municipality as m', 'm.id', 'c.municipality_id').innerJoin('municipality as b', 'b.id', 'c.leader_id')
  .select(['c.municipality_id as municipalityId', 'm.name', 'm.name_en as nameEn', 'c.leader_id as leaderId', 'b.name as leader', 'b.name_en as leaderEn', 'c.body_name as bodyName', 'c.body_name_en as bodyNameEn'])
  .where('c.survey_id', '=', surveyId).orderBy('m.code').limit(2_000).execute()

export const findMunicipality = (db: Reader, id: number) => db.selectFrom('municipality').select(['id', 'code', 'name', 'name_en as nameEn']).where('id', '=', id).where('valid_to', 'is', null).executeTakeFirst()

export const holdAnswerOf = (tx: Writer, surveyId: number, municipalityId: number) => tx.selectFrom('status_survey_answer')
  .select(['id', 'state', 'edition', 'version', 'times', 'sent']).where('survey_id', '=', surveyId).where('municipality_id', '=', municipalityId).forUpdate().executeTakeFirst()
