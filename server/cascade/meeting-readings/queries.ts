import { sql } from 'kysely'
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { shownActions } from '../actions/pages.ts'
import { actionsOfMeeting, carriedTo } from '../actions/queries.ts'
import { isOver } from '../liaison-meetings/rules.ts'
import { hasRead } from './rules.ts'
import { papersAsked, type Meeting } from '../liaison-meetings/queries.ts'
import { isShown, whyNotComment } from '../minutes/rules.ts'

const isHere = (meetingId: number) => sql<boolean>`exists (select from meeting_person p where p.meeting_id = ${meetingId} and p.municipality_id = b.id and p.here_at is not null)`

/** When what is read afterwards was last shared: the last edition of the minutes. */
const sharedAt = (meetingId: number) => sql<Date | null>`(select max(made_at) from minutes_edition where meeting_id = ${meetingId})`
export const lastSharedAt = async (db: Reader, meetingId: number): Promise<Date | null> => (await db.selectNoFrom(sharedAt(meetingId).as('at')).executeTakeFirstOrThrow()).at

/** Municipalities of which nobody was at a meeting, in official order, with when they looked and when they were last reminded. For whoever answers for all. */
export const absentOf = (db: Reader, meetingId: number) => db.selectFrom('municipality as b')
  .leftJoin('meeting_reading as r', (join) => join.onRef('r.municipality_id', '=', 'b.id').on('r.meeting_id', '=', meetingId))
  .select(['b.id as municipalityId', 'b.name', 'b.name_en as nameEn', 'r.read_at as readAt', sql<Day | null>`(select max(sent_on) from meeting_reading_reminder n where n.meeting_id = ${meetingId} and n.municipality_id = b.id)`.as('remindedOn')])
  .where('b.valid_to', 'is', null).where(({ not }) => not(isHere(meetingId))).orderBy('b.code').limit(400).execute()

/**
 * What the page of a meeting says of before and afterwards, in one statement: its papers, what was settled earlier and is looked at first, what was settled
 * here, how far the minutes are, how many questions are answered, and for a municipality whether it was there and has looked.
 */
export async function afterMeeting(db: Reader, scope: Scope, meeting: Pick<Meeting, 'id' | 'state' | 'series' | 'heldOn'>, today: Day) {
  const { id, state } = meeting
  const own = scope.of === 'municipality' ? scope.municipalityId : null
  const row = await db.selectNoFrom((eb) => [
    jsonArrayFrom(carriedTo(db, scope, meeting)).as('carried'), jsonArrayFrom(actionsOfMeeting(db, scope, id)).as('settled'), jsonArrayFrom(papersAsked(db, scope, id)).as('papers'),
    jsonObjectFrom(eb.selectFrom('minutes as n').select(['n.state', 'n.comments_due_on as commentsDueOn']).where('n.meeting_id', '=', id)).as('minutes'), sharedAt(id).as('sharedAt'),
    eb.selectFrom('meeting_question as q').select(({ fn }) => fn.countAll<number>().as('n')).where('q.meeting_id', '=', id)
      .where((one) => scope.of === 'all' ? one.lit(true) : one.or([one('q.shared_at', 'is not', null), one('q.municipality_id', '=', own ?? 0)])).as('questions'),
    eb.selectFrom('meeting_reading as r').select('r.read_at').where('r.meeting_id', '=', id).where('r.municipality_id', '=', own ?? 0).as('readAt'),
    eb.selectFrom('meeting_questionnaire as e').select('e.state').where('e.meeting_id', '=', id).as('questionnaire'),
    eb.selectFrom('municipality as b').select(({ fn }) => fn.countAll<number>().as('n')).where('b.id', '=', own ?? 0).where(isHere(id)).as('here'),
  ]).executeTakeFirstOrThrow()
  const minutes = row.minutes ?? { state: 'draft' as const, commentsDueOn: null }
  return {
    papers: row.papers.map((one) => ({ ...one, addedAt: new Date(one.addedAt) })), carried: shownActions(row.carried, today), settled: shownActions(row.settled, today), isOver: isOver(state), questions: row.questions ?? 0, sharedAt: row.sharedAt, readAt: row.readAt, questionnaire: row.questionnaire ?? null,
    minutes: { ...minutes, isShown: isShown(minutes.state), isOpen: whyNotComment(minutes, today) === null },
    wasHere: own === null ? null : (row.here ?? 0) > 0, hasRead: hasRead(row.readAt, row.sharedAt),
  }
}
export type After = Awaited<ReturnType<typeof afterMeeting>>
