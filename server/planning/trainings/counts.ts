import { sql, type AliasableExpression } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'

/**
 * The trainings that are counted: of a fiscal year or up to it, of a course in it, or just one. `targetsOf`: what the
 * targets of a fiscal year count, which is that year alone unless one of them adds up the years.
 */
export interface Extent { fiscalYear?: number; sinceYear?: number; fromYear?: number; untilYear?: number; targetsOf?: number; courseId?: number; trainingId?: number
  /** Without those that were called off. */
  isHeld?: true
  /** Of the people in them only those of one category, or of one municipality. */
  category?: Behind['category']; municipalityId?: number }
/** The four head-counts that are people on record; the fifth, capacity, is a plan. They are never merged. */
export type HeadCount = 'nominated' | 'selected' | 'attended' | 'completed'
export const headCountNames = ['nominated', 'selected', 'attended', 'completed'] as const satisfies HeadCount[]

/** One person behind a figure, as the register had them. */
export interface Behind {
  trainingId: number; personId: number | null; municipalityId: number | null
  category: 'chair' | 'adviser' | 'case_presenter' | 'other'; affiliation: string; professionCode: string | null
}

const trainingsIn = (db: Reader, { fiscalYear, sinceYear, fromYear, untilYear, targetsOf, courseId, trainingId, isHeld }: Extent) => db.selectFrom('training').select('training.id')
  .$if(fiscalYear !== undefined, (q) => q.where('training.fiscal_year', '=', fiscalYear!))
  .$if(sinceYear !== undefined, (q) => q.where('training.fiscal_year', '>=', sinceYear!))
  .$if(isHeld === true, (q) => q.where('training.state', '<>', 'canceled'))
  .$if(fromYear !== undefined, (q) => q.where('training.fiscal_year', '>=', fromYear!))
  .$if(untilYear !== undefined, (q) => q.where('training.fiscal_year', '<=', untilYear!))
  .$if(targetsOf !== undefined, (q) => q.where(({ eb, selectFrom, and, or, exists }) => or([eb('training.fiscal_year', '=', targetsOf!), and([
    eb('training.fiscal_year', '<', targetsOf!), exists(selectFrom('target').select('target.id').where('target.fiscal_year', '=', targetsOf!).where('target.span', '=', 'cumulative')
      .where('target.category', 'is', null).where('target.municipality_id', 'is', null)),
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

/** The people behind a head-count whom the extent means, as a table: those of one category or one municipality, where it names one. */
export const behindOf = (db: Reader, scope: Scope, count: HeadCount, of: Extent) => db.selectFrom(behind(db, scope, count, of).as('w')).selectAll()
  .$if(of.category !== undefined, (q) => q.where('w.category', '=', of.category!))
  .$if(of.municipalityId !== undefined, (q) => q.where('w.municipalityId', '=', of.municipalityId!)).as('b')

/** The people behind a head-count, one row each; every figure on a page and the list it opens are made of these rows. */
export function behind(db: Reader, scope: Scope, count: HeadCount, of: Extent): AliasableExpression<Behind> {
  switch (count) {
    case 'nominated': return nominated(db, scope, of)
    case 'selected': return selected(db, scope, of)
    case 'attended': return enrolled(db, scope, of).where('e.attended', '=', true)
    case 'completed': return enrolled(db, scope, of).where('e.state', '=', 'completed')
  }
}

interface Kept { training_id: number; nominated: number; selected: number; attended: number; completed: number; nominating: number; selecting: number }

/** More trainings than any register will have: a figure over many years is never made of some of them. */
export const trainingsMax = 20_000

/**
 * The head-counts of each training in the extent, in one statement, read from figures that the database keeps (0079) by the
 * same rules as `behind`: everybody's stand in one row per training, those of one municipality are added up from its own.
 */
export const headCountsOf = (db: Reader, scope: Scope, of: Extent) => headCounts(db, scope, of).orderBy('t.id').limit(trainingsMax).execute()

/** The first trainings of a year for which somebody was nominated and which were not called off: a training nobody was nominated for has nothing to compare. */
export const underWayIn = (db: Reader, fiscalYear: number, limit: number) => db.selectFrom(headCounts(db, { of: 'all' }, { fiscalYear }).as('c')).selectAll()
  .where('c.state', '<>', 'canceled').where(sql<boolean>`c.nominated + c.attended > 0`).orderBy('c.trainingId').limit(limit)

const summed = ['capacity', 'cohorts', 'nominated', 'selected', 'attended', 'completed'] as const
/**
 * What the trainings in the extent come to together, without those that were called off: by course, fiscal year and whether their class
 * days have begun. So many rows as there are courses and years, however many trainings there were.
 */
export const headSums = (db: Reader, of: Extent) => db.selectFrom(headCounts(db, { of: 'all' }, of).as('c')).where('c.state', '<>', 'canceled')
  .select(({ ref }) => ['c.courseId', 'c.fiscalYear', sql<boolean>`c.state in ('running', 'judging', 'closed')`.as('begun'), ...summed.map((name) => sql<number>`sum(${ref(`c.${name}`)})::int`.as(name))])
  .groupBy(['c.courseId', 'c.fiscalYear', 'begun']).orderBy('c.fiscalYear').orderBy('c.courseId').orderBy('begun').limit(2_000)

function headCounts(db: Reader, scope: Scope, of: Extent) {
  const figures = ['r.training_id', 'r.nominated', 'r.selected', 'r.attended', 'r.completed'] as const
  const rows: AliasableExpression<Kept> = scope.of === 'all'
    ? db.selectFrom('training_count as r').select(figures).select(['r.nominating', 'r.selecting'])
    : db.selectFrom('result_count as r').select(figures)
      .select(({ ref }) => [sql<number>`(${ref('r.nominated')} > 0)::int`.as('nominating'), sql<number>`(${ref('r.selected')} > 0)::int`.as('selecting')])
      .where(({ ref, lit }) => within(scope, { municipality: ref('r.municipality_id'), person: lit(null) }))
  const kept = db.selectFrom(rows.as('h')).where('h.training_id', 'in', trainingsIn(db, of))
    .select(({ fn }) => ['h.training_id as trainingId', fn.sum<number>('h.nominated').as('nominated'), fn.sum<number>('h.selected').as('selected'), fn.sum<number>('h.attended').as('attended'),
      fn.sum<number>('h.completed').as('completed'), fn.max<number>('h.nominating').as('nominating'), fn.max<number>('h.selecting').as('selecting')])
    .groupBy('h.training_id')
  return db.selectFrom('training as t').leftJoin(kept.as('k'), 'k.trainingId', 't.id')
    .select(({ fn, val, selectFrom }) => {
      const none = val(0).$castTo<number>()
      return [
        't.id as trainingId', 't.course_id as courseId', 't.fiscal_year as fiscalYear', 't.state', 't.title', 't.title_en as titleEn', 't.capacity',
        fn.coalesce(selectFrom('cohort').whereRef('cohort.training_id', '=', 't.id').where('cohort.state', 'in', ['planned', 'finished'])
          .select(({ fn: own }) => own.countAll<number>().as('n')), none).as('cohorts'),
        fn.coalesce('k.nominated', none).as('nominated'), fn.coalesce('k.nominating', none).as('nominatingMunicipalities'),
        fn.coalesce('k.selected', none).as('selected'), fn.coalesce('k.selecting', none).as('selectedMunicipalities'),
        fn.coalesce('k.attended', none).as('attended'), fn.coalesce('k.completed', none).as('completed'),
      ]
    })
    .where('t.id', 'in', trainingsIn(db, of))
}

const perPage = 50

/** A page of the people behind a head-count: municipalities in code order, people by kana. `total` counts all of them. */
export async function peopleBehind(db: Reader, scope: Scope, count: HeadCount, of: Extent, page: number) {
  const rows = await db.selectFrom(behindOf(db, scope, count, of))
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
  db.selectFrom(behindOf(db, scope, count, of)).innerJoin('municipality as m', 'm.id', 'b.municipalityId')
    .select((eb) => ['m.id', 'm.code', 'm.name', 'm.name_en as nameEn', eb.fn.countAll<number>().as('people')])
    .groupBy(['m.id', 'm.code', 'm.name', 'm.name_en']).orderBy('m.code').limit(2000).execute()
