import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader, Writer } from '../../base/database.ts'
import { readable } from '../documents/queries.ts'
import type { Parent } from '../documents/shelf.ts'
import { itemsMax, whyNotKeepDocuments } from './rules.ts'

/**
 * Which meetings somebody may know of: the prefecture all, municipalities those they were told of, an expert those of them at which they
 * speak. A meeting that was told of once stays known, whatever became of it.
 */
export function known(scope: Scope) {
  switch (scope.of) {
    case 'all': return sql<boolean>`true`
    case 'municipality': return sql<boolean>`m.round > 0`
    case 'assigned': return sql<boolean>`m.round > 0 and exists (select from meeting_item i where i.meeting_id = m.id and i.speaker_id = ${scope.personId})`
    case 'person': case 'public': return sql<boolean>`false`
  }
}

const meetings = (db: Reader, scope: Scope) => db.selectFrom('meeting as m').innerJoin('meeting_series as s', 's.id', 'm.series_id')
  .select(['m.id', 'm.series_id as seriesId', 'm.number', 'm.title', 'm.title_en as titleEn', 'm.state', 'm.state_reason as stateReason', 'm.held_on as heldOn', 'm.starts_at as startsAt', 'm.ends_at as endsAt',
    'm.mode', 'm.place', 'm.directions', 'm.url', 'm.replies_due_on as repliesDueOn', 'm.message', 'm.contact', 'm.document_number as documentNumber', 'm.issued_on as issuedOn', 'm.addressee', 'm.sender',
    'm.seal_omitted as sealOmitted', 'm.round', 'm.announced_at as announcedAt', 'm.notice_file_id as noticeFileId', 'm.held_at as heldAt', 'm.people_here as peopleHere', 'm.municipalities_here as municipalitiesHere', 'm.version',
    's.name as series', 's.name_en as seriesEn', 's.fiscal_year as fiscalYear', 's.purpose'])
  .where(known(scope))

/** One meeting, as far as it may be known. */
export const findMeeting = (db: Reader, scope: Scope, id: number) => meetings(db, scope).where('m.id', '=', id).executeTakeFirst()
export type Meeting = NonNullable<Awaited<ReturnType<typeof findMeeting>>>

/** The same, held until a change is done. */
export const holdMeeting = (tx: Writer, scope: Scope, id: number) => meetings(tx, scope).where('m.id', '=', id).forUpdate('m').executeTakeFirst()

/** The series of a fiscal year with what was planned of them, by name. */
export const seriesOfYear = (db: Reader, fiscalYear: number) => db.selectFrom('meeting_series')
  .select(['id', 'name', 'name_en as nameEn', 'fiscal_year as fiscalYear', 'times', 'purpose', 'version']).where('fiscal_year', '=', fiscalYear).orderBy('name').orderBy('id').limit(50).execute()

export const findSeries = (db: Reader, id: number) => db.selectFrom('meeting_series')
  .select(['id', 'name', 'name_en as nameEn', 'fiscal_year as fiscalYear', 'times', 'purpose', 'version']).where('id', '=', id).executeTakeFirst()
export type Series = NonNullable<Awaited<ReturnType<typeof findSeries>>>

/** The meetings of a fiscal year, with who has answered; a municipality finds its own answer. */
export const meetingsOfYear = (db: Reader, scope: Scope, fiscalYear: number) => meetings(db, scope)
  .select([
    sql<number>`(select count(*)::int from meeting_reply r where r.meeting_id = m.id)`.as('answered'),
    sql<number>`(select count(*)::int from municipality b where b.valid_to is null)`.as('asked'),
    sql<'coming' | 'not_coming' | 'undecided' | null>`(select r.answer from meeting_reply r where r.meeting_id = m.id and r.municipality_id = ${scope.of === 'municipality' ? scope.municipalityId : 0})`.as('own'),
  ])
  .where('s.fiscal_year', '=', fiscalYear).orderBy('s.name').orderBy('s.id').orderBy('m.held_on').orderBy('m.id').limit(200).execute()

const items = (db: Reader) => db.selectFrom('meeting_item as i').leftJoin('person as p', 'p.id', 'i.speaker_id')
  .select(['i.id', 'i.kind', 'i.title', 'i.owner', 'i.speaker_id as speakerId', 'p.name as speaker', 'i.minutes', 'i.note', 'i.position', 'i.version'])
  .orderBy('i.position').orderBy('i.id').limit(itemsMax)

/** The agenda of a meeting in its order. Whether the meeting may be known is asked by the caller. */
export const itemsOf = (db: Reader, meetingId: number) => items(db).where('i.meeting_id', '=', meetingId).execute()
export type Item = Awaited<ReturnType<typeof itemsOf>>[number]

/** One meeting with its agenda, in one statement. */
export const wholeMeeting = (db: Reader, scope: Scope, id: number) => meetings(db, scope)
  .select(jsonArrayFrom(items(db).where('i.meeting_id', '=', id)).as('items')).where('m.id', '=', id).executeTakeFirst()
export type WholeMeeting = NonNullable<Awaited<ReturnType<typeof wholeMeeting>>>

/** All papers of a meeting and of its items that somebody may read, in their order; of an item they name it. */
export const papersAsked = (db: Reader, scope: Scope, meetingId: number) => readable(db, scope).select('d.meeting_item_id as itemId')
  .where((eb) => eb.or([eb('d.meeting_id', '=', meetingId), eb('d.meeting_item_id', 'in', eb.selectFrom('meeting_item as i').select('i.id').where('i.meeting_id', '=', meetingId))]))
  .orderBy('d.position').orderBy('d.id').limit(500)
/** The same, read by themselves. */
export const papersOf = (db: Reader, scope: Scope, meetingId: number) => papersAsked(db, scope, meetingId).execute()
export type Papers = Awaited<ReturnType<typeof papersOf>>

/** One item of an agenda with the meeting it belongs to. */
export const findItem = (db: Reader, scope: Scope, id: number) => db.selectFrom('meeting_item as i').innerJoin('meeting as m', 'm.id', 'i.meeting_id')
  .select(['i.id', 'i.meeting_id as meetingId', 'i.kind', 'i.title', 'i.owner', 'i.speaker_id as speakerId', 'i.minutes', 'i.note', 'i.position', 'i.version',
    'm.title as meeting', 'm.title_en as meetingEn', 'm.state'])
  .where('i.id', '=', id).where(known(scope)).executeTakeFirst()

/** The last meeting before this one of series of the same name, whose agenda may be taken over. */
export const lastMeeting = (db: Reader, { id, series, heldOn }: Pick<Meeting, 'id' | 'series' | 'heldOn'>) => db.selectFrom('meeting as m').innerJoin('meeting_series as s', 's.id', 'm.series_id')
  .select(['m.id', 'm.title', 'm.title_en as titleEn', 'm.held_on as heldOn', sql<number>`(select count(*)::int from meeting_item i where i.meeting_id = m.id)`.as('items')])
  .where('s.name', '=', series).where('m.id', '<>', id).where('m.held_on', '<=', heldOn).where('m.state', '<>', 'cancelled')
  .where(({ exists, selectFrom }) => exists(selectFrom('meeting_item as i').select('i.id').whereRef('i.meeting_id', '=', 'm.id')))
  .orderBy('m.held_on', 'desc').orderBy('m.id', 'desc').limit(1).executeTakeFirst()

/** Experts who may be named as speakers: they see the meeting then. */
export const speakersToName = (db: Reader) => db.selectFrom('post as p').innerJoin('account as a', 'a.id', 'p.account_id').innerJoin('person as n', 'n.id', 'a.person_id')
  .select(['n.id', 'n.name']).where('p.kind', '=', 'expert').where('a.disabled_at', 'is', null).groupBy(['n.id', 'n.name', 'n.kana_key']).orderBy('n.kana_key').orderBy('n.id').limit(200).execute()

const door = '/liaison-meetings'
const titled = <T extends { title: string; titleEn: string }>({ title, titleEn }: T) => ({ title, titleEn: titleEn || title })

/** A meeting as the parent of its documents. */
export async function meetingAsParent(db: Reader, scope: Scope, id: number): Promise<Parent | undefined> {
  const meeting = await findMeeting(db, scope, id)
  return meeting && { id, ...titled(meeting), municipalityId: null, above: [], page: `${door}/${id}`, whyNotKeep: whyNotKeepDocuments(meeting.state) }
}

/** An item of an agenda as the parent of its documents. */
export async function itemAsParent(db: Reader, scope: Scope, id: number): Promise<Parent | undefined> {
  const item = await findItem(db, scope, id)
  if (item === undefined) return undefined
  const above = [{ href: `${door}/${item.meetingId}`, title: item.meeting, titleEn: item.meetingEn || item.meeting }]
  return { id, title: item.title, titleEn: item.title, municipalityId: null, above, page: `${door}/${item.meetingId}/agenda`, whyNotKeep: whyNotKeepDocuments(item.state) }
}

/** How many meetings were held in each fiscal year, as the registers count them: what targets ask for. */
export const heldMeetings = (db: Reader) => db.selectFrom('meeting as m').innerJoin('meeting_series as s', 's.id', 'm.series_id')
  .select(({ fn }) => ['s.fiscal_year as fiscalYear', fn.countAll<number>().as('count')]).where('m.state', 'in', ['held', 'minutes_shared'])
  .groupBy('s.fiscal_year').orderBy('s.fiscal_year').limit(200)
