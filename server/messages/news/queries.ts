import { sql, type Expression, type SqlBool } from 'kysely'
import type { Actor, Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'

/** Who looks at the board. */
type Asker = Pick<Actor, 'kind' | 'personId' | 'municipalityId'>
interface Paged { limit: number; offset: number }

const board = (db: Reader, personId: number) => db.selectFrom('news as n').leftJoin('municipality as m', 'm.id', 'n.municipality_id')
  .leftJoin('training as t', 't.id', 'n.training_id').leftJoin('news_read as r', (join) => join.onRef('r.news_id', '=', 'n.id').on('r.person_id', '=', personId))
  .select(['n.id', 'n.audience', 'n.role', 'n.title', 'n.title_en as titleEn', 'n.from_on as fromOn', 'n.until_on as untilOn', 'n.pinned', 'n.version', 'n.withdrawn_at as withdrawnAt',
    'n.municipality_id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn', 't.title as training', 't.title_en as trainingEn',
    sql<boolean>`coalesce(r.version = n.version, false)`.as('isRead')])

/** The news that is for somebody: for all, their role, their municipality, a training they are in or teach. */
const isFor = ({ kind, personId, municipalityId }: Asker): Expression<SqlBool> => sql<boolean>`(n.audience = 'all' or n.role = ${kind}
  or n.municipality_id = coalesce(${municipalityId}::int, (select p.municipality_id from person p where p.id = ${personId}))
  or exists (select from enrollment e where e.training_id = n.training_id and e.person_id = ${personId} and e.state <> 'withdrawn')
  or exists (select from cohort_instructor i join cohort h on h.id = i.cohort_id where h.training_id = n.training_id and i.person_id = ${personId}))`

const standsOn = (today: Day) => sql<boolean>`(n.withdrawn_at is null and n.from_on <= ${today}::date and (n.until_on is null or n.until_on >= ${today}::date))`

/** What somebody finds on the board today, pinned news first, then the latest. */
export const newsFor = (db: Reader, actor: Actor, today: Day, { limit, offset }: Paged) => board(db, actor.personId)
  .select([sql<number>`count(*) over ()`.as('total'), sql<number>`count(*) filter (where r.version is distinct from n.version) over ()`.as('unread')])
  .where(isFor(actor)).where(standsOn(today)).orderBy('n.pinned', 'desc').orderBy('n.from_on', 'desc').orderBy('n.id', 'desc').limit(limit).offset(offset).execute()

/** All that an author answers for, shown or not, the latest first. */
export const newsOfAuthor = (db: Reader, scope: Scope, personId: number, { limit, offset }: Paged) => board(db, personId)
  .select(sql<number>`count(*) over ()`.as('total')).where(isOfAuthor(scope))
  .orderBy('n.id', 'desc').limit(limit).offset(offset).execute()

/** A municipality answers for what is for its own people, the prefecture for all of it. */
const isOfAuthor = (scope: Scope): Expression<SqlBool> => scope.of === 'all' ? sql<boolean>`true`
  : scope.of === 'municipality' ? sql<boolean>`n.municipality_id = ${scope.municipalityId}` : sql<boolean>`false`

const withBody = (db: Reader, personId: number, id: number) => board(db, personId).select(['n.body', 'n.body_en as bodyEn']).where('n.id', '=', id)
export const findNewsFor = (db: Reader, actor: Actor, today: Day, id: number) => withBody(db, actor.personId, id).where(isFor(actor)).where(standsOn(today)).executeTakeFirst()
export const findNewsOfAuthor = (db: Reader, scope: Scope, personId: number, id: number) => withBody(db, personId, id).where(isOfAuthor(scope)).executeTakeFirst()

/** How often each version was, who saved it; the newest first. */
export const versionsOfNews = (db: Reader, id: number) => db.selectFrom('news_version as v').innerJoin('person as p', 'p.id', 'v.saved_by')
  .select(['v.version', 'v.title', 'v.body', 'v.saved_at as savedAt', 'p.name as savedBy']).where('v.news_id', '=', id).orderBy('v.version', 'desc').limit(100).execute()

/** What news can be for: municipalities that exist and trainings that are not over. */
export const trainingsToTell = (db: Reader) => db.selectFrom('training').select(['id', 'title', 'title_en as titleEn'])
  .where('state', 'not in', ['closed', 'canceled']).orderBy('fiscal_year', 'desc').orderBy('id').limit(200).execute()
/** What a home shows: the few on top of the board that somebody has not read, and pinned news until it ends. */
export const newsOnTop = (db: Reader, actor: Asker, today: Day, limit = 3) => board(db, actor.personId)
  .where(isFor(actor)).where(standsOn(today)).where(sql<boolean>`(r.version is distinct from n.version or n.pinned)`)
  .orderBy('n.pinned', 'desc').orderBy('n.from_on', 'desc').orderBy('n.id', 'desc').limit(limit)
