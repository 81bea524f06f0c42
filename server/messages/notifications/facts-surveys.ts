import type { Reader } from '../../base/database.ts'
import { waits } from '../../practice/status-surveys/queries.ts'
import { body } from './about.ts'
import type { Facts } from './shapes.ts'
import type { ToldAction } from './told.ts'

// What letters about the yearly status survey need to know.

const about = ({ title, titleEn, contact }: { title: string; titleEn: string; contact: string }) => ({ title, titleEn: titleEn || title, contact })

/**
 * All who answer themselves are told that a survey is open, all that its results can be read; of a reminder those who are missing, of a
 * later day the one it was given to, of a changed questionnaire those who have begun by the earlier one.
 */
export async function statusSurveyFacts(db: Reader, id: number, action: ToldAction, { municipalityId, dueOn, note }: Record<string, unknown>): Promise<Facts | undefined> {
  const survey = await db.selectFrom('status_survey').select(['title', 'title_en as titleEn', 'contact', 'message', 'due_on as dueOn', 'edition']).where('id', '=', id).executeTakeFirst()
  if (survey === undefined) return undefined
  const leave = action === 'status_survey.leave_given'
    ? await db.selectFrom('status_survey_leave').select(['reason', 'until_on as untilOn']).where('survey_id', '=', id).where('municipality_id', '=', Number(municipalityId)).executeTakeFirst() : undefined
  const bodies = await db.selectFrom('municipality as m').innerJoin('status_survey as s', (join) => join.on('s.id', '=', id)).select(['m.id', 'm.name', 'm.name_en as nameEn']).where('m.valid_to', 'is', null)
    .$if(leave !== undefined, (qb) => qb.where('m.id', '=', Number(municipalityId)))
    .$if(action === 'status_survey.reminded', (qb) => qb.where(waits))
    .$if(action === 'status_survey.opened', (qb) => qb.where(({ not, exists, selectFrom }) => not(exists(selectFrom('status_survey_cover as c').select('c.survey_id').where('c.survey_id', '=', id).whereRef('c.municipality_id', '=', 'm.id')))))
    .$if(action === 'status_survey.corrected', (qb) => qb.where(({ exists, selectFrom }) => exists(selectFrom('status_survey_answer as a').select('a.id').where('a.survey_id', '=', id).whereRef('a.municipality_id', '=', 'm.id').where('a.edition', '<', survey.edition))))
    .orderBy('m.code').limit(2_000).execute()
  return {
    of: 'cascade', about: about(survey), bodies, people: [], path: action === 'status_survey.published' ? `/status-surveys/${id}/results` : `/status-surveys/${id}/answer`,
    data: { dueOn: leave?.untilOn ?? (typeof dueOn === 'string' ? dueOn : survey.dueOn), message: survey.message, reason: leave?.reason ?? '', note: String(note ?? '') },
  }
}

/** The municipality whose answer was given back. */
export async function statusAnswerFacts(db: Reader, id: number): Promise<Facts | undefined> {
  const row = await db.selectFrom('status_survey_answer as a').innerJoin('status_survey as s', 's.id', 'a.survey_id').innerJoin('municipality as m', 'm.id', 'a.municipality_id')
    .select(['s.id as surveyId', 's.title', 's.title_en as titleEn', 's.contact', 'a.return_reason as reason', 'm.id', 'm.name', 'm.name_en as nameEn']).where('a.id', '=', id).executeTakeFirst()
  return row && { of: 'cascade', about: about(row), bodies: [body(row.id, row.name, row.nameEn)], people: [], data: { reason: row.reason }, path: `/status-surveys/${row.surveyId}/answer` }
}
