import { sql, type AliasableExpression } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'

/**
 * The trainings that are counted: of a fiscal year or up to it, of a course in it, or just one. `targetsOf`: what the
 * targets of a fiscal year count, which is that year alone unless one of them adds up the years.
 */
export interface Extent { fiscalYear?: number; untilYear?: number; targetsOf?: number; courseId?: number; trainingId?: number }
/** The four head-counts that are people on record; the fifth, capacity, is a plan. They are never merged. */
export type HeadCount = 'nominated' | 'selected' | 'attended' | 'completed'
export const headCountNames = ['nominated', 'selected', 'attended', 'completed'] as const satisfies HeadCount[]

/** One person behind a figure, as the register had them. */
export interface Behind {
  trainingId: number; personId: number | null; municipalityId: number | null
  category: 'chair' | 'adviser' | 'case_presenter' | 'other'; affiliation: string; professionCode: string | null
}

const trainingsIn = (db: Reader, { fiscalYear, untilYear, targetsOf, courseId, trainingId }: Extent) => db.selectFrom('training').select('training.id')
  .$if(fiscalYear !== undefined, (q) => q.where('training.fiscal_year', '=', fiscalYear!))
  .$if(untilYear !== undefined, (q) => q.where('training.fiscal_year', '<=', untilYear!))
  .$if(targetsOf !== undefined, (q) => q.where(({ eb, selectFrom, and, or, exists }) => or([eb('training.fiscal_year', '=', targetsOf!), and([
    eb('training.fiscal_year', '<', targetsOf!), exists(selectFrom('target').select('target.id').where('target.fiscal_year', '=', targetsOf!).where('target.span', '=', 'cumulative')),
  ])])))
  .$if(courseId !== undefined, (q) => q.where('training.course_id', '=', courseId!))
  .$if(trainingId !== undefined, (q) => q.where('training.id', '=', trainingId!))

/** 推薦者数: names on sheets that were handed in, a withdrawn name left out. */
const nominated = (db: Reader, scope: Scope, of: Extent) => db.selectFrom('nomination as n')
  .innerJoin('call as k', 'k.id', 'n.call_id').innerJoin('nomination_sheet as h', 'h.id', 'n.sheet_id')
  .select(['k.training_id as trainingId', 'n.person_id as personId', 'n.municipality_id as municipalityId', 'n.category',
    'n.affiliation', 'n.profession_code as professionCode'])
  .where('k.training_id', 'in', trainingsIn(db, of))
  .where('n.submitted', '=', true).where('n.withdrawn_at', 'is', null).where('h.state', 'in', ['submitted', 'accepted'])
  .where(({ ref }) => within(scope, { municipality: ref('n.municipality_id'), person: ref('n.person_id') }))

const enrolled = (db: Reader, scope: Scope, of: Extent) => db.selectFrom('enrollment as e')
  .select(['e.training_id as trainingId', 'e.person_id as personId', 'e.municipality_id as municipalityId', 'e.category',
    'e.affiliation', 'e.profession_code as professionCode'])
  .where('e.training_id', 'in', trainingsIn(db, of))
  .where(({ ref }) => within(scope, { municipality: ref('e.municipality_id'), person: ref('e.person_id') }))
  .$castTo<Behind>()

/**
 * 受講決定者数: the lines of an announced selection. Who withdraws later was selected all the same. A training that was
 * filled without a selection counts who was enrolled, without those who came as a substitute for another.
 */
function selected(db: Reader, scope: Scope, of: Extent) {
  const unselected = trainingsIn(db, of).where(({ not, exists, selectFrom }) => not(exists(selectFrom('selection as s').select('s.id')
    .whereRef('s.training_id', '=', 'training.id').where('s.state', '=', 'announced'))))
  return chosen(db, scope, of).unionAll(enrolled(db, scope, of).where('e.replaces_id', 'is', null).where('e.training_id', 'in', unselected))
}

/** Those an announced selection took. */
const chosen = (db: Reader, scope: Scope, of: Extent) => db.selectFrom('selection as s').innerJoin('selection_line as l', 'l.selection_id', 's.id')
  .innerJoin('nomination as n', 'n.id', 'l.nomination_id')
  .select(['s.training_id as trainingId', 'n.person_id as personId', 'n.municipality_id as municipalityId', 'n.category',
    'n.affiliation', 'n.profession_code as professionCode'])
  .where('s.training_id', 'in', trainingsIn(db, of)).where('s.state', '=', 'announced').where('l.outcome', '=', 'selected')
  .where(({ ref }) => within(scope, { municipality: ref('n.municipality_id'), person: ref('n.person_id') }))
  .$castTo<Behind>()

/** The people behind a head-count, one row each; every figure on a page and the list it opens are made of these rows. */
export function behind(db: Reader, scope: Scope, count: HeadCount, of: Extent): AliasableExpression<Behind> {
  switch (count) {
    case 'nominated': return nominated(db, scope, of)
    case 'selected': return selected(db, scope, of)
    case 'attended': return enrolled(db, scope, of).where('e.attended', '=', true)
    case 'completed': return enrolled(db, scope, of).where('e.state', '=', 'completed')
  }
}

interface Kept { training_id: number; enrolled: number; substitutes: number; attended: number; completed: number; municipalities: number }

/**
 * The head-counts of each training in the extent, in one statement. Who was selected is counted from the selection; the
 * rest is read from the figures the database keeps beside the sheets and the enrollments.
 */
export function headCountsOf(db: Reader, scope: Scope, of: Extent) {
  // One sheet per municipality and call, one call per training: sheets are municipalities.
  const handedIn = db.selectFrom('nomination_sheet as h').innerJoin('call as k', 'k.id', 'h.call_id')
    .where('k.training_id', 'in', trainingsIn(db, of)).where('h.state', 'in', ['submitted', 'accepted']).where('h.named', '>', 0)
    .where(({ ref, lit }) => within(scope, { municipality: ref('h.municipality_id'), person: lit(null) }))
    .select(({ fn }) => ['k.training_id as trainingId', fn.sum<number>('h.named').as('people'), fn.countAll<number>().as('municipalities')])
    .groupBy('k.training_id')
  const taken = db.selectFrom(chosen(db, scope, of).as('b'))
    .select((eb) => ['b.trainingId', eb.fn.countAll<number>().as('people'), eb.fn.count<number>('b.municipalityId').distinct().as('municipalities')])
    .groupBy('b.trainingId')
  // Everybody's figures stand in one row per training; those of one municipality are added up from its own.
  const columns = ['k.training_id', 'k.enrolled', 'k.substitutes', 'k.attended', 'k.completed'] as const
  const rows: AliasableExpression<Kept> = scope.of === 'all' ? db.selectFrom('training_count as k').select(columns).select('k.municipalities')
    : db.selectFrom('head_count as k').select(columns)
      .select(({ ref }) => sql<number>`(${ref('k.enrolled')} > ${ref('k.substitutes')})::int`.as('municipalities'))
      .where(({ ref, lit }) => within(scope, { municipality: ref('k.municipality_id'), person: lit(null) }))
  const kept = db.selectFrom(rows.as('h'))
    .where('h.training_id', 'in', trainingsIn(db, of))
    .select(({ fn, ref }) => ['h.training_id as trainingId', fn.sum<number>('h.attended').as('attended'), fn.sum<number>('h.completed').as('completed'),
      fn.max<number>('h.municipalities').as('municipalities'), sql<number>`sum(${ref('h.enrolled')} - ${ref('h.substitutes')})`.as('people')])
    .groupBy('h.training_id')
  return db.selectFrom('training as t')
    .leftJoin(handedIn.as('n'), 'n.trainingId', 't.id')
    .leftJoin(taken.as('s'), 's.trainingId', 't.id')
    .leftJoin(kept.as('k'), 'k.trainingId', 't.id')
    .select(({ fn, val, selectFrom, exists, case: when }) => {
      const none = val(0).$castTo<number>()
      const announced = exists(selectFrom('selection as x').select('x.id').whereRef('x.training_id', '=', 't.id').where('x.state', '=', 'announced'))
      return [
        't.id as trainingId', 't.course_id as courseId', 't.fiscal_year as fiscalYear', 't.state', 't.title', 't.title_en as titleEn', 't.capacity',
        fn.coalesce(selectFrom('cohort').whereRef('cohort.training_id', '=', 't.id').where('cohort.state', 'in', ['planned', 'finished'])
          .select(({ fn: own }) => own.countAll<number>().as('n')), none).as('cohorts'),
        fn.coalesce('n.people', none).as('nominated'), fn.coalesce('n.municipalities', none).as('nominatingMunicipalities'),
        when().when(announced).then(fn.coalesce('s.people', none)).else(fn.coalesce('k.people', none)).end().as('selected'),
        when().when(announced).then(fn.coalesce('s.municipalities', none)).else(fn.coalesce('k.municipalities', none)).end().as('selectedMunicipalities'),
        fn.coalesce('k.attended', none).as('attended'), fn.coalesce('k.completed', none).as('completed'),
      ]
    })
    .where('t.id', 'in', trainingsIn(db, of)).orderBy('t.id').limit(500).execute()
}

const perPage = 50

/** A page of the people behind a head-count: municipalities in code order, people by kana. `total` counts all of them. */
export async function peopleBehind(db: Reader, scope: Scope, count: HeadCount, of: Extent, page: number) {
  const rows = await db.selectFrom(behind(db, scope, count, of).as('b'))
    .innerJoin('training as t', 't.id', 'b.trainingId')
    .leftJoin('person as p', 'p.id', 'b.personId').leftJoin('municipality as m', 'm.id', 'b.municipalityId')
    .leftJoin('profession as f', 'f.code', 'b.professionCode')
    .select((eb) => ['b.personId', 'p.name', 'p.kana', 'b.affiliation', 'b.category', 'm.id as municipalityId',
      'm.name as municipality', 'm.name_en as municipalityEn', 'f.name as profession', 'f.name_en as professionEn',
      't.id as trainingId', 't.title', 't.title_en as titleEn', eb.fn.countAll<number>().over().as('total')])
    .orderBy('m.code').orderBy('p.kana_key').orderBy('p.id').orderBy('t.id')
    .limit(perPage).offset((page - 1) * perPage).execute()
  const total = rows[0]?.total ?? 0
  return { rows, pager: { page, pages: Math.max(1, Math.ceil(total / perPage)), total, perPage } }
}

/** The municipalities behind a head-count in code order, with how many people each; never more than the prefecture has. */
export const municipalitiesBehind = (db: Reader, scope: Scope, count: HeadCount, of: Extent) =>
  db.selectFrom(behind(db, scope, count, of).as('b')).innerJoin('municipality as m', 'm.id', 'b.municipalityId')
    .select((eb) => ['m.id', 'm.code', 'm.name', 'm.name_en as nameEn', eb.fn.countAll<number>().as('people')])
    .groupBy(['m.id', 'm.code', 'm.name', 'm.name_en']).orderBy('m.code').limit(2000).execute()
