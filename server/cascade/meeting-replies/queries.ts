import { sql } from 'kysely'
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import type { Reader, Writer } from '../../base/database.ts'
import type { Reply } from './rules.ts'

const municipalitiesMax = 400

/** Whether anybody of a row is at the venue or online, as counts. */
const coming = (mode: 'venue' | 'online') => sql<number>`(select count(*)::int from meeting_person p where p.meeting_id = r.meeting_id and p.municipality_id = r.municipality_id and p.origin = 'reply' and p.mode = ${mode})`

/** Every municipality in official order with what it replied, who comes, and when it was reminded. For whoever answers for all. */
export const repliesOf = (db: Reader, { id, round }: { id: number; round: number }) => db.selectFrom('municipality as m')
  .leftJoin('meeting_reply as r', (join) => join.onRef('r.municipality_id', '=', 'm.id').on('r.meeting_id', '=', id))
  .leftJoin('meeting_reminder as n', (join) => join.onRef('n.municipality_id', '=', 'm.id').on('n.meeting_id', '=', id).on('n.round', '=', round))
  .select((eb) => ['m.id as municipalityId', 'm.code', 'm.name', 'm.name_en as nameEn', 'r.answer', 'r.remark', 'r.contact_name as contactName', 'r.contact_phone as contactPhone', 'r.contact_email as contactEmail',
    'r.first_at as firstAt', 'r.answered_at as answeredAt', 'r.taken_by as takenBy', 'r.taken_reason as takenReason', 'r.late', 'r.version', 'n.sent_at as remindedAt',
    coming('venue').as('venue'), coming('online').as('online'),
    jsonArrayFrom(eb.selectFrom('meeting_person as p').select(['p.id', 'p.name', 'p.section', 'p.job_title as jobTitle', 'p.mode', 'p.stands_in_for as standsInFor'])
      .whereRef('p.meeting_id', '=', 'r.meeting_id').whereRef('p.municipality_id', '=', 'r.municipality_id').where('p.origin', '=', 'reply').orderBy('p.position').orderBy('p.id').limit(20)).as('people')])
  .where((eb) => eb.or([eb('m.valid_to', 'is', null), eb('r.answer', 'is not', null)])).orderBy('m.code').limit(municipalitiesMax).execute()
export type ReplyRow = Awaited<ReturnType<typeof repliesOf>>[number]

/** The same as bare figures, for a page that shows no names. */
export const standing = (db: Pick<Reader, 'selectFrom'>, meetingId: number) => db.selectFrom('municipality as m')
  .leftJoin('meeting_reply as r', (join) => join.onRef('r.municipality_id', '=', 'm.id').on('r.meeting_id', '=', meetingId))
  .select(['r.answer', 'r.late', 'r.version', coming('venue').as('venue'), coming('online').as('online')])
  .where((eb) => eb.or([eb('m.valid_to', 'is', null), eb('r.answer', 'is not', null)])).orderBy('m.code').limit(municipalitiesMax)

/** What one municipality replied so far, with its people, its questions, what lies unsent, and whom to ask about its last reply to any meeting; undefined for no municipality of that number. */
export const replyOf = (db: Reader, meetingId: number, municipalityId: number) => db.selectFrom('municipality as m')
  .leftJoin('meeting_reply as r', (join) => join.onRef('r.municipality_id', '=', 'm.id').on('r.meeting_id', '=', meetingId))
  .leftJoin('meeting_reply_draft as d', (join) => join.onRef('d.municipality_id', '=', 'm.id').on('d.meeting_id', '=', meetingId))
  .select((eb) => ['m.id as municipalityId', 'm.code', 'm.name', 'm.name_en as nameEn', 'r.answer', 'r.remark', 'r.contact_name as contactName', 'r.contact_phone as contactPhone', 'r.contact_email as contactEmail',
    'r.answered_at as answeredAt', 'r.taken_by as takenBy', 'r.taken_reason as takenReason', 'r.late', 'r.version', 'd.content as draft', 'd.saved_at as savedAt',
    jsonArrayFrom(eb.selectFrom('meeting_person as p').select(['p.id', 'p.person_id as personId', 'p.name', 'p.section', 'p.job_title as jobTitle', 'p.mode', 'p.stands_in_for as standsInFor', sql<boolean>`p.here_at is not null`.as('isHere')])
      .where('p.meeting_id', '=', meetingId).whereRef('p.municipality_id', '=', 'm.id').where('p.origin', '=', 'reply').orderBy('p.position').orderBy('p.id').limit(20)).as('people'),
    jsonObjectFrom(eb.selectFrom('meeting_reply as l').select(['l.contact_name as contactName', 'l.contact_phone as contactPhone', 'l.contact_email as contactEmail'])
      .whereRef('l.municipality_id', '=', 'm.id').orderBy('l.answered_at', 'desc').limit(1)).as('last'),
    jsonArrayFrom(eb.selectFrom('meeting_question as q').select(['q.id', 'q.item_id as itemId', 'q.text', sql<boolean>`q.shared_at is not null`.as('isShared')])
      .where('q.meeting_id', '=', meetingId).whereRef('q.municipality_id', '=', 'm.id').orderBy('q.id').limit(20)).as('questions')])
  .where('m.id', '=', municipalityId).executeTakeFirst()
export type OwnReply = NonNullable<Awaited<ReturnType<typeof replyOf>>>

/** What was said before, the latest first: who changed what a municipality says, and when. */
export const revisionsOf = (db: Reader, meetingId: number, municipalityId: number) => db.selectFrom('meeting_reply_revision as v').leftJoin('person as p', 'p.id', 'v.answered_by')
  .select(['v.id', 'v.answer', 'v.people', 'v.answered_at as answeredAt', 'v.taken_by as takenBy', 'v.taken_reason as takenReason', 'v.late', 'v.round', 'p.name as by'])
  .where('v.meeting_id', '=', meetingId).where('v.municipality_id', '=', municipalityId).orderBy('v.id', 'desc').limit(50).execute()

/** People of a municipality who may be named without being typed: first its officers, then others it knows, by kana. */
export const knownOf = (db: Reader, municipalityId: number) => db.selectFrom('person as p')
  .select(['p.id', 'p.name', 'p.kana',
    sql<string>`coalesce((select concat_ws('　', nullif(f.organization, ''), nullif(f.position, '')) from affiliation f where f.person_id = p.id and f.municipality_id = ${municipalityId} and f.to_on is null order by f.id desc limit 1), '')`.as('section'),
    sql<string>`coalesce((select o.title from post o join account a on a.id = o.account_id where a.person_id = p.id and o.kind = 'municipality' and o.municipality_id = ${municipalityId} and o.ended_at is null order by o.id limit 1), '')`.as('post')])
  .where('p.municipality_id', '=', municipalityId).where('p.merged_into_id', 'is', null)
  .orderBy(sql`exists (select from post o join account a on a.id = o.account_id where a.person_id = p.id and o.kind = 'municipality' and o.municipality_id = ${municipalityId})`, 'desc')
  .orderBy('p.kana_key').orderBy('p.id').limit(100).execute()
export type Known = Awaited<ReturnType<typeof knownOf>>

const onRoster = (db: Reader, meetingId: number) => db.selectFrom('meeting_person as p').leftJoin('municipality as m', 'm.id', 'p.municipality_id')
  .select(['m.name as municipality', 'p.name', 'p.section', 'p.job_title as jobTitle', 'p.stands_in_for as standsInFor', sql<'venue' | 'online'>`coalesce(p.here_mode, p.mode)`.as('mode')])
  .where('p.meeting_id', '=', meetingId).orderBy(sql`m.code nulls last`).orderBy('p.position').orderBy('p.id').limit(1_000)

/** Everybody named for a meeting by a municipality that comes. */
export const namedOf = (db: Reader, meetingId: number) => onRoster(db, meetingId).innerJoin('meeting_reply as r', (join) => join.onRef('r.meeting_id', '=', 'p.meeting_id').onRef('r.municipality_id', '=', 'p.municipality_id'))
  .where('p.origin', '=', 'reply').where('r.answer', '=', 'coming').execute()

/** Everybody who was there, named or walked in. */
export const attendeesOf = (db: Reader, meetingId: number) => onRoster(db, meetingId).where('p.here_at', 'is not', null).execute()
export type Attendee = Awaited<ReturnType<typeof attendeesOf>>[number]

/** Municipalities that have not replied, with when they were reminded by hand. */
export const openOf = (db: Reader | Writer, { id, round }: { id: number; round: number }) => db.selectFrom('municipality as m')
  .leftJoin('meeting_reminder as n', (join) => join.onRef('n.municipality_id', '=', 'm.id').on('n.meeting_id', '=', id).on('n.round', '=', round))
  .select(['m.id', 'm.code', 'm.name', 'm.name_en as nameEn', 'n.sent_at as remindedAt'])
  .where('m.valid_to', 'is', null).where(({ not, exists, selectFrom }) => not(exists(selectFrom('meeting_reply as r').select('r.meeting_id').whereRef('r.municipality_id', '=', 'm.id').where('r.meeting_id', '=', id))))
  .orderBy('m.code').limit(municipalitiesMax).execute()

/**
 * Questions of municipalities in the order of the agenda, to be narrowed to a meeting. A question is its municipality's own: who does not answer
 * for all is shown those that the office shared with all, with who asked, as the office decided.
 */
export const questions = (db: Pick<Reader, 'selectFrom'>) => db.selectFrom('meeting_question as q').innerJoin('municipality as m', 'm.id', 'q.municipality_id').leftJoin('meeting_item as i', 'i.id', 'q.item_id')
  .select(['q.id', 'q.meeting_id as meetingId', 'q.municipality_id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn', 'q.item_id as itemId', 'i.title as item', 'q.text', 'q.asked_at as askedAt', 'q.shared_at as sharedAt', sql<boolean>`q.answer <> ''`.as('isAnswered')])
  .orderBy(sql`i.position nulls last`).orderBy('m.code').orderBy('q.id').limit(300)

/** All questions of a meeting. For whoever answers for all. */
export const questionsOf = (db: Reader, meetingId: number) => questions(db).where('q.meeting_id', '=', meetingId).execute()

export const findQuestion = (db: Reader, id: number) => questions(db).where('q.id', '=', id).executeTakeFirst()

/** What a reply would be if it were sent as it stands: the draft, else what was sent, else nothing with the contact of last time. */
export function contentOf(own: OwnReply): Reply {
  const { last } = own
  if (own.draft !== null) return own.draft as Reply
  return {
    answer: own.answer, people: own.people.map(({ isHere: _, ...person }) => person), questions: own.questions.filter(({ isShared }) => !isShared).map(({ id, itemId, text }) => ({ id, itemId, text })), remark: own.remark ?? '',
    contactName: own.contactName ?? last?.contactName ?? '', contactPhone: own.contactPhone ?? last?.contactPhone ?? '', contactEmail: own.contactEmail ?? last?.contactEmail ?? '',
  }
}
