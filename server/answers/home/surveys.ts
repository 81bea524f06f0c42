import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { waits } from '../../practice/status-surveys/queries.ts'

/** Open status surveys with how many municipalities are missing: what waits for the office. */
export const surveyTodos = sql`
  select 'surveys', s.id, count(*)::int, s.due_on, s.title, coalesce(nullif(s.title_en, ''), s.title) from status_survey s cross join municipality m
    where s.state = 'open' and ${waits} group by s.id`

/** Status surveys a municipality is to answer itself and has not: open, returned, or with a later day of its own. */
export const statusSurveysToAnswer = (db: Reader, municipalityId: number, today: Day) => db.selectFrom('status_survey as s').innerJoin('municipality as m', (join) => join.on('m.id', '=', municipalityId))
  .leftJoin('status_survey_leave as l', (join) => join.onRef('l.survey_id', '=', 's.id').onRef('l.municipality_id', '=', 'm.id'))
  .leftJoin('status_survey_answer as own', (join) => join.onRef('own.survey_id', '=', 's.id').onRef('own.municipality_id', '=', 'm.id'))
  .select(['s.id', 's.title', 's.title_en as titleEn', 'own.state', sql<Day>`greatest(s.due_on, l.until_on)`.as('dueOn')])
  .where(waits).where((eb) => eb.or([eb('s.state', '=', 'open'), eb('s.state', '=', 'closed').and(eb.or([eb('own.state', '=', 'returned'), eb('l.until_on', '>=', today)]))]))
  .orderBy('s.due_on').orderBy('s.id').limit(5)
