import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader, Writer } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import type { QuotaCategory } from '../calls/rules.ts'

type Counts = Record<QuotaCategory, number>

const surveys = (db: Reader) => db.selectFrom('demand_survey as s').innerJoin('course as k', 'k.id', 's.course_id')
  .select(['s.id', 's.course_id as courseId', 'k.name as course', 'k.name_en as courseEn', 's.fiscal_year as fiscalYear', 's.due_on as dueOn', 's.message',
    's.contact', 's.state', 's.opened_at as openedAt', 's.closed_at as closedAt', 's.reminded_at as remindedAt', 's.version', 's.capacity as plannedCapacity',
    // What the trainings of the year offer, once they are planned; until then what the survey says.
    sql<number | null>`coalesce((select sum(t.capacity)::int from training t where t.course_id = s.course_id and t.fiscal_year = s.fiscal_year
      and t.state <> 'canceled'), s.capacity)`.as('capacity')])

/** Whom a survey may be shown to: the prefecture and every municipality, which sees its own answer in it. */
export const findSurvey = (db: Reader, id: number) => surveys(db).where('s.id', '=', id).executeTakeFirst()
export const holdSurvey = (tx: Writer, id: number) => tx.selectFrom('demand_survey').select(['id', 'state', 'due_on as dueOn', 'reminded_at as remindedAt', 'version'])
  .where('id', '=', id).forUpdate().executeTakeFirst()

/** All surveys, the latest year first, each with how many have answered; a municipality finds whether it has itself. */
export const surveysFor = (db: Reader, scope: Scope) => surveys(db)
  .select([
    sql<number>`(select count(*)::int from demand_answer a where a.survey_id = s.id)`.as('answered'),
    sql<number>`(select count(*)::int from municipality m where m.valid_to is null)`.as('asked'),
    sql<Day | null>`(select max(l.until_on) from demand_leave l where l.survey_id = s.id and l.municipality_id = ${scope.of === 'municipality' ? scope.municipalityId : 0})`.as('leave'),
  ])
  .orderBy('s.fiscal_year', 'desc').orderBy('s.id', 'desc').limit(100).execute()

/** The answer of one municipality and the later day it was given, if any. */
export const answerOf = (db: Reader, surveyId: number, municipalityId: number) => db.selectFrom('municipality as m')
  .leftJoin('demand_answer as a', (join) => join.onRef('a.municipality_id', '=', 'm.id').on('a.survey_id', '=', surveyId))
  .leftJoin('demand_leave as l', (join) => join.onRef('l.municipality_id', '=', 'm.id').on('l.survey_id', '=', surveyId))
  .select(['m.id as municipalityId', 'm.name', 'm.name_en as nameEn', 'a.nil', 'a.chair', 'a.adviser', 'a.case_presenter', 'a.other', 'a.remark', 'a.contact_name as contactName',
    'a.contact_phone as contactPhone', 'a.contact_email as contactEmail', 'a.answered_at as answeredAt', 'a.late', 'a.version', 'a.taken_by as takenBy', 'l.until_on as leave', 'l.reason as leaveReason'])
  .where('m.id', '=', municipalityId).executeTakeFirst()

export type Answer = NonNullable<Awaited<ReturnType<typeof answerOf>>>

/** Whether a municipality has answered, and whether the office wrote it down for it. */
export const standingOf = ({ nil, takenBy }: Pick<Answer, 'nil' | 'takenBy'>) => ({ answered: nil !== null, taken: takenBy !== null })

/** Every municipality in official order with its answer, and how many it named for this course the year before. */
export const answersOf = (db: Reader, survey: { id: number; courseId: number; fiscalYear: number }) => db.selectFrom('municipality as m')
  .leftJoin('demand_answer as a', (join) => join.onRef('a.municipality_id', '=', 'm.id').on('a.survey_id', '=', survey.id))
  .leftJoin('demand_leave as l', (join) => join.onRef('l.municipality_id', '=', 'm.id').on('l.survey_id', '=', survey.id))
  .select(['m.id as municipalityId', 'm.code', 'm.name', 'm.name_en as nameEn', 'a.nil', 'a.chair', 'a.adviser', 'a.case_presenter', 'a.other', 'a.remark',
    'a.contact_name as contactName', 'a.contact_phone as contactPhone', 'a.contact_email as contactEmail', 'a.answered_at as answeredAt', 'a.late', 'a.taken_by as takenBy', 'l.until_on as leave',
    // Nobody named on a sheet that was handed in is nought; without a sheet there is no figure.
    sql<number | null>`(select case when count(s.id) > 0 then count(n.id)::int end from nomination_sheet s join call c on c.id = s.call_id join training t on t.id = c.training_id
      left join nomination n on n.sheet_id = s.id and n.submitted and n.withdrawn_at is null
      where s.municipality_id = m.id and s.state in ('submitted', 'accepted') and t.course_id = ${survey.courseId} and t.fiscal_year = ${survey.fiscalYear - 1})`.as('before')])
  .where('m.valid_to', 'is', null).orderBy('m.code').limit(400).execute()
export type Answers = Awaited<ReturnType<typeof answersOf>>

/** The courses a survey may be about. */
export const coursesOfSurveys = (db: Reader) => db.selectFrom('course').select(['id', 'name', 'name_en as nameEn']).orderBy('id').limit(200).execute()

export async function unansweredOf(db: Reader, surveyId: number): Promise<number> {
  const { count } = await db.selectFrom('municipality as m').select(({ fn }) => fn.countAll<number>().as('count')).where('m.valid_to', 'is', null)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('demand_answer as a').select('a.survey_id').whereRef('a.municipality_id', '=', 'm.id').where('a.survey_id', '=', surveyId))))
    .executeTakeFirstOrThrow()
  return count
}

/** What the answers add up to; `unanswered` and 該当者なし are told apart. */
export function tallyOf(answers: Answers) {
  const counts: Counts = { chair: 0, adviser: 0, case_presenter: 0, other: 0 }
  for (const one of answers) for (const category of ['chair', 'adviser', 'case_presenter', 'other'] as const) counts[category] += one[category] ?? 0
  return {
    counts, all: counts.chair + counts.adviser + counts.case_presenter + counts.other, before: answers.reduce((sum, { before }) => sum + (before ?? 0), 0),
    answered: answers.filter(({ nil }) => nil === false).length, nil: answers.filter(({ nil }) => nil === true).length, unanswered: answers.filter(({ nil }) => nil === null).length,
  }
}
