import type { Scope } from '../../base/access.ts'
import type { Reader, Writer } from '../../base/database.ts'
import { askedOf, nothingAsked } from '../../learning/questionnaires/rules.ts'
import { findMeeting } from '../liaison-meetings/queries.ts'

/** The questionnaire of a meeting that whoever asks may know of, with how many have answered as far as they may see; an empty draft while nothing was asked. */
export async function questionnaireOf(db: Reader | Writer, scope: Scope, meetingId: number) {
  const meeting = await findMeeting(db, scope, meetingId)
  if (meeting === undefined) return undefined
  const row = await db.selectFrom('meeting_questionnaire as q').select(['q.state', 'q.closes_on as closesOn', 'q.content', 'q.version',
    (eb) => eb.selectFrom('meeting_questionnaire_answered as a').select(({ fn }) => fn.countAll<number>().as('n')).whereRef('a.meeting_id', '=', 'q.meeting_id').as('answered')])
    .where('q.meeting_id', '=', meetingId).executeTakeFirst()
  const { content, answered, ...standing } = row ?? { state: 'draft' as const, closesOn: null, content: nothingAsked, version: 1, answered: 0 }
  return { meeting, ...standing, answered: answered ?? 0, asked: { ...askedOf(content), grouping: 'none' as const, within: 'none' as const } }
}

/** Whether somebody has answered: that is known, what they said is not. */
export const hasAnswered = async (db: Reader | Writer, meetingId: number, personId: number): Promise<boolean> =>
  await db.selectFrom('meeting_questionnaire_answered').select('meeting_id').where('meeting_id', '=', meetingId).where('person_id', '=', personId).executeTakeFirst() !== undefined
