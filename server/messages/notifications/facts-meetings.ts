import type { Reader } from '../../base/database.ts'
import { known } from '../../cascade/liaison-meetings/queries.ts'
import type { Facts } from './shapes.ts'
import type { ToldAction } from './told.ts'

// What letters about liaison meetings need to know.

const places = { venue: ['', ''], online: ['オンライン', 'online'], both: ['（オンライン併用）', ' (or online)'] } as const

/** All municipalities are told of a meeting; of a reminder those it went to, which have not replied since; of an answer the one that asked. Nobody hears of a meeting that was never announced. */
export async function meetingFacts(db: Reader, id: number, action: ToldAction, detail: Record<string, unknown>): Promise<Facts | undefined> {
  const meeting = await db.selectFrom('meeting as m')
    .select(['m.title', 'm.title_en as titleEn', 'm.held_on as heldOn', 'm.starts_at as startsAt', 'm.ends_at as endsAt', 'm.mode', 'm.place', 'm.replies_due_on as dueOn', 'm.document_number as number', 'm.message', 'm.contact'])
    .where('m.id', '=', id).where(known({ of: 'municipality', municipalityId: 0 })).executeTakeFirst()
  if (meeting === undefined) return undefined
  const only = action === 'meeting.reminded' || action === 'meeting.missed' ? (detail.municipalityIds as number[]) : typeof detail.municipalityId === 'number' ? [detail.municipalityId] : null
  const municipalities = await db.selectFrom('municipality as m').select(['m.id', 'm.name', 'm.name_en as nameEn']).where('m.valid_to', 'is', null)
    .$if(only !== null, (qb) => qb.where('m.id', 'in', only!.length === 0 ? [0] : only!)).$if(action === 'meeting.reminded', (qb) => qb.where(({ not, exists, selectFrom }) => not(exists(selectFrom('meeting_reply as r').select('r.meeting_id')
      .whereRef('r.municipality_id', '=', 'm.id').where('r.meeting_id', '=', id)))))
    .orderBy('m.code').limit(2_000).execute()
  const { title, titleEn, heldOn, startsAt, endsAt, mode, place, dueOn, number, message, contact } = meeting
  const [after, afterEn] = places[mode]
  return {
    of: 'meeting', meetingId: id, about: { title, titleEn: titleEn || title, contact }, heldOn, times: `${startsAt}～${endsAt}`, venue: mode === 'online' ? after : `${place}${after}`, venueEn: mode === 'online' ? afterEn : `${place}${afterEn}`,
    dueOn: (detail.dueOn ?? detail.closesOn ?? dueOn) as typeof dueOn, number, message, reason: String(detail.reason ?? ''), opens: detail.opens === true, municipalities,
  }
}
