import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import { municipalityKinds } from './codes.ts'

const nobody = sql<null>`null`
/** Calls that municipalities know of in a fiscal year. */
const known = ['published', 'closed', 'reopened', 'finished'] as const

/**
 * The municipalities the scope reaches that exist on a day, in official order: people on record, those of them who
 * completed a training, standing support centers, and how many of the year's calls were answered.
 */
export function municipalitiesInOrder(db: Reader, scope: Scope, year: number, today: Day, kind?: string) {
  const wanted = municipalityKinds.find((one) => one === kind)
  return db.with('completed', (db) => db.selectFrom('enrollment').select('person_id').distinct().where('state', '=', 'completed'))
    .with('counted', (db) => db.selectFrom('person as p').leftJoin('completed as c', 'c.person_id', 'p.id')
      .select((eb) => ['p.municipality_id', eb.fn.countAll<number>().as('people'), eb.fn.count<number>('c.person_id').as('trained')]).groupBy('p.municipality_id'))
    .with('centers', (db) => db.selectFrom('organization').select((eb) => ['municipality_id', eb.fn.countAll<number>().as('centers')])
      .where('kind', 'in', ['support_center', 'core_support_center']).where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>=', today)])).groupBy('municipality_id'))
    .with('answered', (db) => db.selectFrom('nomination_sheet as s').innerJoin('call as k', 'k.id', 's.call_id').innerJoin('training as t', 't.id', 'k.training_id')
      .select((eb) => ['s.municipality_id', eb.fn.countAll<number>().as('answered')]).where('t.fiscal_year', '=', year).where('s.state', 'in', ['submitted', 'accepted']).groupBy('s.municipality_id'))
    .selectFrom('municipality as m')
    .leftJoin('counted', 'counted.municipality_id', 'm.id').leftJoin('centers', 'centers.municipality_id', 'm.id').leftJoin('answered', 'answered.municipality_id', 'm.id')
    .select(['m.id', 'm.code', 'm.name', 'm.name_en as nameEn', 'm.kana', 'm.kind', 'm.island', 'people', 'trained', 'centers', 'answered'])
    .select((eb) => eb.selectFrom('call as k').innerJoin('training as t', 't.id', 'k.training_id').select((eb) => eb.fn.countAll<number>().as('calls'))
      .where('t.fiscal_year', '=', year).where('k.state', 'in', known).as('calls'))
    .where(({ ref }) => within(scope, { municipality: ref('m.id'), person: nobody }))
    .where((eb) => eb.or([eb('m.valid_to', 'is', null), eb('m.valid_to', '>=', today)]))
    .$if(wanted !== undefined, (query) => query.where('m.kind', '=', wanted!))
    .orderBy('m.code').limit(200).execute()
}

/** One municipality within the scope: facts, organizations, officers, head-counts per category, and the year's sheets. */
export function wholeMunicipality(db: Reader, scope: Scope, id: number, year: number) {
  return db.selectFrom('municipality as m').leftJoin('municipality as s', 's.id', 'm.successor_id')
    .select(['m.id', 'm.code', 'm.name', 'm.name_en as nameEn', 'm.kana', 'm.kind', 'm.island', 'm.section', 'm.valid_from as validFrom', 'm.valid_to as validTo',
      's.id as successorId', 's.name as successor', 's.name_en as successorEn'])
    .select((eb) => [
      jsonArrayFrom(eb.selectFrom('organization as o').whereRef('o.municipality_id', '=', 'm.id')
        .select(['o.id', 'o.kind', 'o.name', 'o.operation', 'o.valid_from as validFrom', 'o.valid_to as validTo'])
        .orderBy(sql`o.valid_to is not null`).orderBy('o.kind').orderBy('o.name_key').orderBy('o.id').limit(300)).as('organizations'),
      jsonArrayFrom(eb.selectFrom('daily_living_area as r').whereRef('r.municipality_id', '=', 'm.id')
        .select(['r.id', 'r.name', 'r.position', 'r.first_year as firstYear', 'r.last_year as lastYear',
          sql<string[]>`(select coalesce(json_agg(o.name order by o.name_key, o.id), '[]') from center_area c join organization o on o.id = c.organization_id where c.area_id = r.id)`.as('centers')])
        .orderBy('r.position').orderBy('r.id').limit(300)).as('areas'),
      jsonArrayFrom(eb.selectFrom('post as t').innerJoin('account as a', 'a.id', 't.account_id').innerJoin('person as p', 'p.id', 'a.person_id').whereRef('t.municipality_id', '=', 'm.id')
        .select(['p.id', 'p.name', 'p.kana', 't.title', 'a.email']).where('t.kind', '=', 'municipality').where('t.ended_at', 'is', null).where('a.disabled_at', 'is', null)
        .orderBy('p.kana_key').orderBy('t.id').limit(50)).as('officers'),
      jsonArrayFrom(eb.selectFrom('enrollment as e').innerJoin('person as p', 'p.id', 'e.person_id').whereRef('p.municipality_id', '=', 'm.id').where('e.state', '=', 'completed')
        .select((eb) => ['e.category', eb.fn.count<number>('e.person_id').distinct().as('people')]).groupBy('e.category')).as('trained'),
      jsonArrayFrom(eb.selectFrom('call as k').innerJoin('training as t', 't.id', 'k.training_id')
        .leftJoin('nomination_sheet as h', (join) => join.onRef('h.call_id', '=', 'k.id').onRef('h.municipality_id', '=', 'm.id'))
        .select(['k.id as callId', 't.title', 't.title_en as titleEn', 'k.closes_on as closesOn', 'h.id as sheetId', 'h.state', 'h.due_on as dueOn'])
        .select((eb) => eb.selectFrom('nomination as n').select((eb) => eb.fn.countAll<number>().as('n')).whereRef('n.sheet_id', '=', 'h.id').where('n.withdrawn_at', 'is', null).as('people'))
        .where('t.fiscal_year', '=', year).where('k.state', 'in', known).orderBy('k.closes_on').orderBy('k.id').limit(50)).as('sheets'),
    ])
    .where('m.id', '=', id).where(({ ref }) => within(scope, { municipality: ref('m.id'), person: nobody })).executeTakeFirst()
}

/** Every municipality there is, in official order: to choose one of, or to tell all. */
export const municipalitiesToChoose = (db: Reader) => db.selectFrom('municipality').select(['id', 'name', 'name_en as nameEn'])
  .where('valid_to', 'is', null).orderBy('code').limit(2_000).execute()

/** An organization within the scope, with the municipality it belongs to. */
export function findOrganization(db: Reader, scope: Scope, id: number) {
  return db.selectFrom('organization as o').innerJoin('municipality as m', 'm.id', 'o.municipality_id')
    .select(['o.id', 'o.kind', 'o.name', 'o.kana', 'o.operation', 'o.valid_from as validFrom', 'o.valid_to as validTo', 'm.id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn'])
    .where('o.id', '=', id).where(({ ref }) => within(scope, { municipality: ref('o.municipality_id'), person: nobody })).executeTakeFirst()
}
