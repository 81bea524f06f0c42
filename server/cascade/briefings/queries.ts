import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'
import type { Category } from '../../entry/nominations/rules.ts'
import { actionsMax, peopleMax, type ActionOnSheet, type Briefing, type Named, type TrainingCounts } from './rules.ts'

const nobody: Record<Category, number> = { chair: 0, adviser: 0, case_presenter: 0, other: 0 }

/** A prefecture has at most 179 municipalities; a sheet is made for each of them at once. */
export const municipalitiesMax = 200

/** The municipalities of the scope in code order, or the one that is asked for. */
const municipalities = (db: Reader, scope: Scope, id: number | null) => db.selectFrom('municipality as m')
  .select(['m.id', 'm.code', 'm.name', 'm.name_en as nameEn'])
  .where('m.valid_to', 'is', null).where(({ ref, lit }) => within(scope, { municipality: ref('m.id'), person: lit(null) }))
  .$if(id !== null, (rows) => rows.where('m.id', '=', id!)).orderBy('m.code').limit(municipalitiesMax)

/** How many trained people are in post, and how many open actions there are, for the list of sheets. One statement. */
export const sheetsOf = (db: Reader, scope: Scope) => municipalities(db, scope, null)
  .select([
    sql<number>`(select coalesce(sum(c.people), 0)::int from coverage_count c where c.municipality_id = m.id)`.as('inPost'),
    sql<number>`(select count(*)::int from coverage_count c where c.municipality_id = m.id and c.people > 0 and c.category <> 'other')`.as('covered'),
    sql<number>`(select count(*)::int from action_item a where a.municipality_id = m.id and a.state = 'open')`.as('openActions'),
  ]).execute()

/**
 * The sheets of all municipalities a scope reaches in code order, or of one: four statements, however many there are.
 * `fiscalYear`: of which the trainings are counted, and who left.
 */
export async function briefingsOf(db: Reader, scope: Scope, fiscalYear: number, id: number | null = null): Promise<Briefing[]> {
  const [towns, people, trainings, actions] = await Promise.all([
    municipalities(db, scope, id)
      .select([
        sql<Partial<Record<Category, number>> | null>`(select json_object_agg(c.category, c.people) from coverage_count c where c.municipality_id = m.id)`.as('inPost'),
        sql<number>`(select count(distinct a.person_id)::int from affiliation a where a.municipality_id = m.id and a.trained and a.to_on >= ${`${fiscalYear}-04-01`}::date and a.to_on < ${`${fiscalYear + 1}-04-01`}::date
          and not exists (select from affiliation n where n.person_id = a.person_id and n.municipality_id = m.id and n.to_on is null))`.as('left'),
      ]).execute(),
    namedPeople(db, scope, id), countsOf(db, scope, fiscalYear, id), openActions(db, scope, id),
  ])
  const by = <T extends { municipalityId: number | null }>(rows: T[]) => (town: { id: number }) => rows.filter(({ municipalityId }) => municipalityId === town.id)
  const [peopleOf, trainingsOf, actionsOf] = [by(people), by(trainings), by(actions)]
  return towns.map((town) => {
    const own = actionsOf(town)
    return {
      ...town, inPost: { ...nobody, ...town.inPost }, people: peopleOf(town), trainings: trainingsOf(town),
      actions: own, openActions: own[0]?.total ?? 0,
    }
  })
}

/** The first of each municipality, chairs first, then by kana. */
async function namedPeople(db: Reader, scope: Scope, id: number | null): Promise<(Named & { municipalityId: number | null })[]> {
  const ranked = db.selectFrom('affiliation as a').innerJoin('person as p', 'p.id', 'a.person_id')
    .select(['a.municipality_id as municipalityId', 'p.id', 'p.name', 'p.kana', 'a.organization', 'a.category',
      sql<number>`row_number() over (partition by a.municipality_id order by array_position(array['chair', 'adviser', 'case_presenter', 'other'], a.category), p.kana_key, p.id)`.as('place')])
    .where('a.counts', '>', 0).where('a.category', 'is not', null)
    .where(({ ref }) => within(scope, { municipality: ref('a.municipality_id'), person: ref('a.person_id') }))
    .$if(id !== null, (rows) => rows.where('a.municipality_id', '=', id!))
  const rows = await db.selectFrom(ranked.as('r'))
    .leftJoin('person_profession as pp', (join) => join.onRef('pp.person_id', '=', 'r.id').on('pp.is_primary', '=', true))
    .leftJoin('profession as f', 'f.code', 'pp.profession_code')
    .select(['r.municipalityId', 'r.id', 'r.name', 'r.kana', 'r.organization', 'r.category', 'f.name as profession', 'f.name_en as professionEn',
      sql<number>`(select count(*)::int from enrollment e where e.person_id = r.id and e.state = 'completed')`.as('trainings')])
    .where('r.place', '<=', peopleMax).orderBy('r.municipalityId').orderBy('r.place').execute()
  return rows.map(({ category, ...row }) => ({ ...row, category: category! }))
}

/** The trainings of a year in which a municipality has somebody, or named somebody. Who withdrew was selected all the same. */
function countsOf(db: Reader, scope: Scope, fiscalYear: number, id: number | null): Promise<(TrainingCounts & { municipalityId: number })[]> {
  return db.selectFrom('training as t').innerJoin('municipality as m', (join) => join.onTrue())
    .leftJoinLateral((eb) => eb.selectFrom('head_count as h').select([
      sql<number>`coalesce(sum(h.enrolled - h.substitutes), 0)::int`.as('selected'), sql<number>`coalesce(sum(h.attended), 0)::int`.as('attended'), sql<number>`coalesce(sum(h.completed), 0)::int`.as('completed'),
    ]).whereRef('h.training_id', '=', 't.id').whereRef('h.municipality_id', '=', 'm.id').as('h'), (join) => join.onTrue())
    .leftJoinLateral((eb) => eb.selectFrom('nomination_sheet as s').innerJoin('call as k', 'k.id', 's.call_id')
      .select(sql<number>`coalesce(sum(s.named), 0)::int`.as('nominated')).whereRef('k.training_id', '=', 't.id').whereRef('s.municipality_id', '=', 'm.id')
      .where('s.state', 'in', ['submitted', 'accepted']).as('n'), (join) => join.onTrue())
    .select(['m.id as municipalityId', 't.id', 't.title', 't.title_en as titleEn', 'n.nominated', 'h.selected', 'h.attended', 'h.completed'])
    .$narrowType<{ nominated: number; selected: number; attended: number; completed: number }>()
    .where('t.fiscal_year', '=', fiscalYear).where(sql<boolean>`h.selected + n.nominated > 0`)
    .where(({ ref, lit }) => within(scope, { municipality: ref('m.id'), person: lit(null) }))
    .$if(id !== null, (rows) => rows.where('m.id', '=', id!)).orderBy('m.code').orderBy('t.id').execute()
}

/** What is to be done next, the nearest day first; `total` counts what does not fit, too. */
async function openActions(db: Reader, scope: Scope, id: number | null): Promise<(ActionOnSheet & { municipalityId: number | null; total: number })[]> {
  const ranked = db.selectFrom('action_item as a')
    .select(['a.id', 'a.what', 'a.owner', 'a.due_on as dueOn', 'a.municipality_id as municipalityId',
      sql<number>`count(*) over (partition by a.municipality_id)::int`.as('total'),
      sql<number>`row_number() over (partition by a.municipality_id order by a.due_on nulls last, a.id)`.as('place')])
    .where('a.state', '=', 'open').where('a.municipality_id', 'is not', null)
    .where(({ ref, lit }) => within(scope, { municipality: ref('a.municipality_id'), person: lit(null) }))
    .$if(id !== null, (rows) => rows.where('a.municipality_id', '=', id!))
  const rows = await db.selectFrom(ranked.as('a')).selectAll().where('a.place', '<=', actionsMax).orderBy('a.municipalityId').orderBy('a.place').execute()
  return rows.map(({ place: _, ...row }) => row)
}
