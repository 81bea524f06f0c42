import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { ItemKind } from './rules.ts'

/** What somebody may read of the shelf: the office all of it, municipalities what is shown, anybody else what is shown to the public. */
function seenBy({ of }: Scope) {
  switch (of) {
    case 'all': return sql<boolean>`true`
    case 'municipality': return sql<boolean>`i.state = 'shown'`
    case 'assigned': case 'person': case 'public': return sql<boolean>`(i.state = 'shown' and i.audience = 'public')`
  }
}

const items = (db: Reader, scope: Scope) => db.selectFrom('shelf_item as i').select(['i.id', 'i.kind', 'i.title', 'i.title_en as titleEn', 'i.publisher', 'i.published_year as publishedYear', 'i.published_month as publishedMonth',
  'i.planned_fiscal_year as planned', 'i.description', 'i.source', 'i.audience', 'i.state', 'i.version']).where(seenBy(scope))

export interface ShelfFilter { q?: string | undefined; kind?: ItemKind | undefined; from?: string | undefined }

/** One page of the shelf, what is announced first, then the newest; `total` counts all pages. */
export const shelfPage = (db: Reader, scope: Scope, { q, kind, from }: ShelfFilter, { limit, offset }: { limit: number; offset: number }) => items(db, scope)
  .select([sql<number>`count(*) over ()`.as('total'), sql<number>`(select count(*)::int from shelf_version v where v.item_id = i.id)`.as('versions')])
  .$if(q !== undefined && q !== '', (rows) => rows.where(sql<boolean>`strpos(lower(i.title || ' ' || i.title_en || ' ' || i.publisher || ' ' || i.description), lower(${q ?? ''})) > 0`))
  .$if(kind !== undefined, (rows) => rows.where('i.kind', '=', kind!))
  .$if(from !== undefined, (rows) => rows.where((eb) => eb.or([eb('i.published_year', '>=', Number(from)), eb('i.planned_fiscal_year', '>=', Number(from))])))
  .orderBy('i.published_year', (order) => order.desc().nullsFirst()).orderBy('i.published_month', (order) => order.desc().nullsFirst()).orderBy('i.id', 'desc')
  .limit(limit).offset(offset).execute()

/** One item with its versions, the newest first. */
export const findItem = (db: Reader, scope: Scope, id: number) => items(db, scope).where('i.id', '=', id).select((eb) => jsonArrayFrom(
  eb.selectFrom('shelf_version as v').innerJoin('file as f', 'f.id', 'v.file_id').select(['v.number', 'v.note', 'v.added_at as addedAt', 'f.name', 'f.bytes', 'f.sha256'])
    .whereRef('v.item_id', '=', 'i.id').orderBy('v.number', 'desc').limit(100)).as('versions')).executeTakeFirst()
export type Item = NonNullable<Awaited<ReturnType<typeof findItem>>>

/** The stored file of a version of an item that may be read. */
export const fileOfVersion = (db: Reader, scope: Scope, id: number, number: number) => items(db, scope).where('i.id', '=', id)
  .innerJoin('shelf_version as v', 'v.item_id', 'i.id').innerJoin('file as f', 'f.id', 'v.file_id').where('v.number', '=', number)
  .select(['f.key', 'f.name', 'f.type', 'f.bytes', 'f.sha256']).executeTakeFirst()

/** How many of a kind were published in a month, or are announced for a fiscal year. */
export const countOnShelf = async (db: Reader, { kind, year, month, planned }: { kind: ItemKind; year?: number; month?: number; planned?: number }): Promise<number> =>
  (await db.selectFrom('shelf_item').select(({ fn }) => fn.countAll<number>().as('n')).where('kind', '=', kind).where('state', '=', 'shown')
    .$if(year !== undefined, (rows) => rows.where('published_year', '=', year!)).$if(month !== undefined, (rows) => rows.where('published_month', '=', month!))
    .$if(planned !== undefined, (rows) => rows.where('planned_fiscal_year', '=', planned!)).executeTakeFirstOrThrow()).n
