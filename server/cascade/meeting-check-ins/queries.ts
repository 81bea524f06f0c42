import { sql } from 'kysely'
import type { Reader, Writer } from '../../base/database.ts'
import type { OpenDoor } from '../../classroom/check-ins/codes.ts'
import { doorName } from './rules.ts'

/** More people than any hall of the prefecture holds. */
export const peopleMax = 600

/** The secret and the window of a meeting's door; undefined until it is announced. The caller proves a code, or found the meeting by its scope. */
export const doorOf = (db: Reader, meetingId: number) => db.selectFrom('meeting_door').select(['meeting_id as meetingId', 'secret', 'opens_at as from', 'closes_at as until'])
  .where('meeting_id', '=', meetingId).executeTakeFirst()

/** Doors of meetings that are open in that moment, by whose secrets a typed code is tried. */
export const openMeetingDoors = async (db: Reader, now: Date): Promise<OpenDoor[]> => (await db.selectFrom('meeting_door as d').innerJoin('meeting as m', 'm.id', 'd.meeting_id')
  .select(['m.id', 'd.secret']).where('d.closes_at', '>', now).where('d.opens_at', '<=', now).where('m.state', 'in', ['announced', 'registration']).orderBy('m.id').limit(50).execute())
  .map(({ id, secret }) => ({ secret, door: doorName(id), to: `/check-in/meetings/${id}`, subject: `meeting:${id}` }))

const people = (db: Reader) => db.selectFrom('meeting_person as p').leftJoin('municipality as m', 'm.id', 'p.municipality_id')
  .select(['p.id', 'p.meeting_id as meetingId', 'p.municipality_id as municipalityId', 'm.code', 'm.name as municipality', 'm.name_en as municipalityEn', 'p.person_id as personId', 'p.name', 'p.section', 'p.job_title as jobTitle',
    'p.mode', 'p.stands_in_for as standsInFor', 'p.origin', 'p.here_at as hereAt', 'p.here_mode as hereMode', 'p.here_how as hereHow'])

/** Everybody named for a meeting or come to it, in official order of municipalities; guests last. As far as the wall lets whoever asks see. */
export const peopleOf = (db: Reader, meetingId: number) => people(db).where('p.meeting_id', '=', meetingId)
  .orderBy(sql`m.code nulls last`).orderBy('p.position').orderBy('p.id').limit(peopleMax).execute()
export type Attendee = Awaited<ReturnType<typeof peopleOf>>[number]

/**
 * The same as bare figures, without a name. A municipality is shown how many come from how many municipalities, which it may know and which
 * tells of no person: that is looked at past the wall.
 */
export const counted = (db: Pick<Reader, 'selectFrom'>, meetingId: number) => db.selectFrom('meeting_person as p').leftJoin('municipality as m', 'm.id', 'p.municipality_id')
  .select(['p.municipality_id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn', 'p.origin', 'p.here_mode as hereMode'])
  .where('p.meeting_id', '=', meetingId).orderBy(sql`m.code nulls last`).orderBy('p.id').limit(peopleMax)

/** The row of a meeting by which somebody with an account is named; of two the one that is here, or the first. */
export const ownRow = (db: Reader, meetingId: number, personId: number) => people(db).where('p.meeting_id', '=', meetingId).where('p.person_id', '=', personId)
  .orderBy(sql`p.here_at is null`).orderBy('p.id').limit(1).executeTakeFirst()

/** Somebody of a meeting, held until a mark is made. */
export const holdPerson = (tx: Writer, id: number) => tx.selectFrom('meeting_person').select(['id', 'meeting_id as meetingId', 'municipality_id as municipalityId', 'person_id as personId', 'name', 'origin', 'here_at as hereAt', 'here_mode as hereMode'])
  .where('id', '=', id).forUpdate().executeTakeFirst()

