import { sql } from 'kysely'
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader, Writer } from '../../base/database.ts'
import { within } from '../../base/within.ts'
import { actionsOfMeeting } from '../actions/queries.ts'
import { findItem, itemsOf, type Item } from '../liaison-meetings/queries.ts'
import type { MinutesState } from './rules.ts'

const standing = (db: Reader | Writer, meetingId: number) => db.selectFrom('minutes').select(['state', 'comments_due_on as commentsDueOn', 'correction_reason as correctionReason', 'version']).where('meeting_id', '=', meetingId)
const noStanding = { state: 'draft' as MinutesState, commentsDueOn: null, correctionReason: '', version: 0 }

/** How far the minutes of a meeting are; of a meeting without any, that they are a draft. Whether it may be known is asked by the caller. */
export const standingOf = async (db: Reader | Writer, meetingId: number) => await standing(db, meetingId).executeTakeFirst() ?? noStanding
export type Standing = Awaited<ReturnType<typeof standingOf>>

/** What is noted of each item of a meeting, in the order of the agenda. */
export async function notesOf(db: Reader, meetingId: number) {
  const items = await itemsOf(db, meetingId)
  return besides(items, await noted(db).where('n.meeting_id', '=', meetingId).limit(items.length + 1).execute())
}

function besides(items: readonly Item[], rows: readonly ReturnType<typeof nothing>[]) {
  const notes = new Map(rows.map((note) => [note.itemId, note]))
  return items.map((item) => ({ item, note: notes.get(item.id) ?? nothing(item.id) }))
}

/** Everything a page shows of the minutes of a meeting, in one statement: how far they are, its notes, its actions, its editions, what the last one froze. */
export async function wholeMinutes(db: Reader, scope: Scope, { id, items }: { id: number; items: readonly Item[] }) {
  const row = await db.selectNoFrom([
    jsonObjectFrom(standing(db, id)).as('standing'), jsonArrayFrom(noted(db).where('n.meeting_id', '=', id).limit(items.length + 1)).as('notes'),
    jsonArrayFrom(actionsOfMeeting(db, scope, id)).as('actions'), jsonArrayFrom(editions(db, id)).as('editions'),
    db.selectFrom('minutes_edition').select('content').where('meeting_id', '=', id).orderBy('number', 'desc').limit(1).as('frozen'),
    db.selectFrom('minutes_comment').select(({ fn }) => fn.countAll<number>().as('n')).where('meeting_id', '=', id).where('answer', '=', '').as('unanswered'),
  ]).executeTakeFirstOrThrow()
  return {
    standing: row.standing ?? noStanding, notes: besides(items, row.notes.map((note) => ({ ...note, savedAt: note.savedAt === null ? null : new Date(note.savedAt) }))),
    actions: row.actions, editions: row.editions.map((one) => ({ ...one, madeAt: new Date(one.madeAt) })), frozen: row.frozen, unanswered: row.unanswered ?? 0,
  }
}
export type NoteRow = Awaited<ReturnType<typeof notesOf>>[number]

const noted = (db: Reader) => db.selectFrom('minutes_note as n').leftJoin('person as p', 'p.id', 'n.saved_by')
  .select(['n.meeting_item_id as itemId', 'n.text', 'n.decision', 'n.version', 'n.saved_at as savedAt', 'p.name as savedBy', 'n.edit_key as editKey', 'n.edit_from as editFrom'])

const nothing = (itemId: number) => ({ itemId, text: '', decision: '', version: 0, savedAt: null as Date | null, savedBy: null as string | null, editKey: null as string | null, editFrom: null as number | null })

/** What is noted of one item, with the item. */
export async function noteOf(db: Reader, scope: Scope, itemId: number) {
  const item = await findItem(db, scope, itemId)
  return item && { item, note: await noted(db).where('n.meeting_item_id', '=', itemId).executeTakeFirst() ?? nothing(itemId) }
}

const revisions = (db: Reader, itemId: number) => db.selectFrom('minutes_note_revision as r').innerJoin('person as p', 'p.id', 'r.saved_by').where('r.meeting_item_id', '=', itemId)

/** A page of what was saved of an item, the latest first, each with how long it is. */
export const revisionsOf = (db: Reader, itemId: number, { limit, offset }: { limit: number; offset: number }) => revisions(db, itemId)
  .select(['r.version', 'r.saved_at as savedAt', 'p.name as savedBy', sql<number>`char_length(r.text) + char_length(r.decision)`.as('characters'), sql<number>`count(*) over ()`.as('total')])
  .orderBy('r.version', 'desc').limit(limit).offset(offset).execute()

/** One of them, whole. */
export const revisionOf = (db: Reader, itemId: number, version: number) => revisions(db, itemId)
  .select(['r.version', 'r.text', 'r.decision', 'r.saved_at as savedAt', 'p.name as savedBy']).where('r.version', '=', version).executeTakeFirst()

/** The editions of final minutes, the latest first: the first is number 0, each later one a correction. */
export const editionsOf = (db: Reader, meetingId: number) => editions(db, meetingId).execute()
const editions = (db: Reader, meetingId: number) => db.selectFrom('minutes_edition as e').leftJoin('file as f', 'f.id', 'e.file_id')
  .select(['e.id', 'e.number', 'e.reason', 'e.made_at as madeAt', 'f.sha256']).where('e.meeting_id', '=', meetingId).orderBy('e.number', 'desc').limit(50)

/** One edition with what was frozen in it and its stored paper. */
export const editionOf = (db: Reader, meetingId: number, number: number) => db.selectFrom('minutes_edition as e').leftJoin('file as f', 'f.id', 'e.file_id')
  .select(['e.id', 'e.number', 'e.reason', 'e.content', 'e.made_at as madeAt', 'f.key', 'f.name', 'f.type', 'f.bytes', 'f.sha256']).where('e.meeting_id', '=', meetingId).where('e.number', '=', number).executeTakeFirst()

/** Which municipalities had somebody at a meeting, with how many were in the room and online, in official order; whoever came for none last. */
export const presenceOf = (db: Reader, meetingId: number) => db.selectFrom('meeting_person as q').leftJoin('municipality as m', 'm.id', 'q.municipality_id')
  .select(['m.id as municipalityId', 'm.name', 'm.name_en as nameEn', sql<number>`(count(*) filter (where q.here_mode = 'venue'))::int`.as('venue'), sql<number>`(count(*) filter (where q.here_mode = 'online'))::int`.as('online')])
  .where('q.meeting_id', '=', meetingId).where('q.here_at', 'is not', null).groupBy('m.id').orderBy(sql`m.code nulls last`).limit(400).execute()

const comments = (db: Reader, scope: Scope) => db.selectFrom('minutes_comment as c').innerJoin('municipality as m', 'm.id', 'c.municipality_id').leftJoin('meeting_item as i', 'i.id', 'c.meeting_item_id')
  .select(['c.id', 'c.meeting_id as meetingId', 'c.meeting_item_id as itemId', 'i.title as item', 'c.municipality_id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn', 'c.text', 'c.made_at as madeAt', 'c.answer', 'c.answered_at as answeredAt'])
  .where(({ ref }) => within(scope, { municipality: ref('c.municipality_id'), person: sql<null>`null::int` }))

/** What municipalities said of the minutes of a meeting, as far as a scope reaches: first what nobody has answered. */
export const commentsOf = (db: Reader, scope: Scope, meetingId: number) => comments(db, scope).where('c.meeting_id', '=', meetingId)
  .orderBy(sql`c.answer <> ''`).orderBy(sql`i.position nulls first`).orderBy('m.code').orderBy('c.id').limit(500).execute()
export const findComment = (db: Reader, scope: Scope, id: number) => comments(db, scope).where('c.id', '=', id).executeTakeFirst()
