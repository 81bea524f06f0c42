import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { known } from '../liaison-meetings/queries.ts'
import { hiragana, katakana, wordsOf } from './rules.ts'

/** What a scope reads of the questions: all; or what was shared of meetings it knows, and what its municipality asked itself. */
function readable(scope: Scope) {
  switch (scope.of) {
    case 'all': return sql<boolean>`true`
    case 'municipality': return sql<boolean>`(q.shared_at is not null or q.municipality_id = ${scope.municipalityId})`
    case 'assigned': return sql<boolean>`q.shared_at is not null`
    case 'person': case 'public': return sql<boolean>`false`
  }
}

const questions = (db: Reader, scope: Scope) => db.selectFrom('meeting_question as q').innerJoin('meeting as m', 'm.id', 'q.meeting_id').innerJoin('meeting_series as s', 's.id', 'm.series_id')
  .innerJoin('municipality as b', 'b.id', 'q.municipality_id').leftJoin('meeting_item as i', 'i.id', 'q.item_id')
  .select(['q.id', 'q.meeting_id as meetingId', 'm.title as meeting', 'm.title_en as meetingEn', 'm.held_on as heldOn', 's.fiscal_year as fiscalYear', 'q.municipality_id as municipalityId', 'b.name as municipality', 'b.name_en as municipalityEn',
    'i.title as item', 'q.text', 'q.asked_when as askedWhen', 'q.asked_at as askedAt', 'q.answer', 'q.answered_at as answeredAt', 'q.shared_at as sharedAt'])
  .where(known(scope)).where(readable(scope))

/** Texts folded as `folded` folds what somebody looks for. */
const foldedText = sql<string>`translate(lower(normalize(q.text || ' ' || q.answer || ' ' || coalesce(i.title, ''), NFKC)), ${katakana}, ${hiragana})`

export interface QuestionFilter { q?: string | undefined; meeting?: number | undefined; fiscal?: number | undefined; state?: 'open' | 'answered' | 'own' | undefined }

/** One page of the questions across all meetings, the latest meeting first, with the number of all of them in each row. */
export const questionsPage = (db: Reader, scope: Scope, { q = '', meeting, fiscal, state }: QuestionFilter, { limit, offset }: { limit: number; offset: number }) => {
  const words = wordsOf(q)
  return questions(db, scope).select(sql<number>`count(*) over ()`.as('total'))
    .$if(words.length > 0, (rows) => rows.where(sql<boolean>`${sql.join(words.map((word) => sql`position(${word} in ${foldedText}) > 0`), sql` and `)}`))
    .$if(meeting !== undefined, (rows) => rows.where('q.meeting_id', '=', meeting!)).$if(fiscal !== undefined, (rows) => rows.where('s.fiscal_year', '=', fiscal!))
    .$if(state === 'open', (rows) => rows.where('q.answer', '=', '')).$if(state === 'answered', (rows) => rows.where('q.answer', '<>', ''))
    .$if(state === 'own' && scope.of === 'municipality', (rows) => rows.where('q.municipality_id', '=', scope.of === 'municipality' ? scope.municipalityId : 0))
    .orderBy('m.held_on', 'desc').orderBy('m.id', 'desc').orderBy(sql`i.position nulls last`).orderBy('q.id').limit(limit).offset(offset).execute()
}

export const findQuestion = (db: Reader, scope: Scope, id: number) => questions(db, scope).where('q.id', '=', id).executeTakeFirst()

/** The meetings of which something was asked that may be read, the latest first. */
export const meetingsAsked = (db: Reader, scope: Scope) => db.selectFrom('meeting as m').innerJoin('meeting_series as s', 's.id', 'm.series_id').select(['m.id', 'm.title', 'm.title_en as titleEn', 's.fiscal_year as fiscalYear'])
  .where(known(scope)).where(({ exists, selectFrom }) => exists(selectFrom('meeting_question as q').select('q.id').whereRef('q.meeting_id', '=', 'm.id').where(readable(scope))))
  .orderBy('m.held_on', 'desc').orderBy('m.id', 'desc').limit(100).execute()

/** How often a municipality has asked after a meeting. */
export const countAsked = async (db: Reader, meetingId: number, municipalityId: number): Promise<number> => (await db.selectFrom('meeting_question').select(({ fn }) => fn.countAll<number>().as('n'))
  .where('meeting_id', '=', meetingId).where('municipality_id', '=', municipalityId).where('asked_when', '=', 'after').executeTakeFirstOrThrow()).n
