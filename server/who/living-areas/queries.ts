import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'

/** A municipality within the scope, with the centers an area may be looked after by. */
export const placeOfAreas = (db: Reader, scope: Scope, municipalityId: number) => db.selectFrom('municipality as m').select((eb) => ['m.id', 'm.name', 'm.name_en as nameEn',
  jsonArrayFrom(eb.selectFrom('organization as o').select(['o.id', 'o.name']).whereRef('o.municipality_id', '=', 'm.id').where('o.kind', 'in', ['core_support_center', 'support_center']).where('o.valid_to', 'is', null)
    .orderBy('o.name_key').orderBy('o.id').limit(300)).as('centers'),
  sql<number>`(select coalesce(max(r.position), 0)::int + 1 from daily_living_area r where r.municipality_id = m.id)`.as('next')])
  .where('m.id', '=', municipalityId).where(({ ref }) => within(scope, { municipality: ref('m.id'), person: sql<null>`null` })).executeTakeFirst()

/** An area within the scope, with the ids of its centers. */
export const findArea = (db: Reader, scope: Scope, id: number) => db.selectFrom('daily_living_area as r')
  .select(['r.id', 'r.municipality_id as municipalityId', 'r.name', 'r.position', 'r.first_year as firstYear', 'r.last_year as lastYear', 'r.version',
    sql<number[]>`(select coalesce(json_agg(c.organization_id order by c.organization_id), '[]') from center_area c where c.area_id = r.id)`.as('centers')])
  .where('r.id', '=', id).where(({ ref }) => within(scope, { municipality: ref('r.municipality_id'), person: sql<null>`null` })).executeTakeFirst()
