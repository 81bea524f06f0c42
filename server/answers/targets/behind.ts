import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'
import type { Extent } from '../../planning/trainings/counts.ts'
import { notHeld, supportedIn, type TargetWithActual } from './queries.ts'

// The rows an actual is made of.

/** The trainings a target counts, and whom of the people in them. */
export function extentOf({ courseId, fiscalYear, span, category, municipalityId }: Pick<TargetWithActual, 'courseId' | 'fiscalYear' | 'span' | 'category' | 'municipalityId'>): Extent {
  return {
    ...courseId === null ? {} : { courseId }, ...span === 'each' ? { fiscalYear } : { untilYear: fiscalYear }, isHeld: true,
    ...category === null ? {} : { category }, ...municipalityId === null ? {} : { municipalityId },
  }
}

/** The people of a part on record from before this system, by municipality and name: of years in which the course was not held here. */
export const peopleBefore = (db: Reader, scope: Scope, { courseId, fiscalYear, span, category, municipalityId }: TargetWithActual, page: number) => db.selectFrom('earlier_completer as e')
  .innerJoin('municipality as m', 'm.id', 'e.municipality_id').innerJoin('course as c', 'c.id', 'e.course_id')
  .select(['e.id', 'e.person_id as personId', 'e.name', 'e.kana', 'e.affiliation', 'e.category', 'e.fiscal_year as fiscalYear', 'c.name as courseName', 'c.name_en as courseNameEn', 'm.name as municipality', 'm.name_en as municipalityEn'])
  .where('e.fiscal_year', span === 'each' ? '=' : '<=', fiscalYear).where(notHeld('e'))
  .where(({ ref }) => within(scope, { municipality: ref('e.municipality_id'), person: ref('e.person_id') }))
  .$if(courseId !== null, (q) => q.where('e.course_id', '=', courseId!)).$if(category !== null, (q) => q.where('e.category', '=', category!))
  .$if(municipalityId !== null, (q) => q.where('e.municipality_id', '=', municipalityId!))
  .orderBy('e.fiscal_year').orderBy('m.code').orderBy('e.name_key').orderBy('e.id').limit(peoplePerPage).offset((page - 1) * peoplePerPage).execute()
export const peoplePerPage = 50

/** How many trainings, meetings or municipalities stand on a page. */
export const rowsPerPage = 100
interface Page { page: number; pages: number; total: number; perPage: number }
/** A page of rows that say how many they are in all. */
async function paged<T extends { total: number }>(asked: Promise<T[]>, page: number): Promise<{ rows: T[]; pager: Page }> {
  const rows = await asked
  const total = rows[0]?.total ?? 0
  return { rows, pager: { page, pages: Math.max(1, Math.ceil(total / rowsPerPage)), total, perPage: rowsPerPage } }
}
const from = (page: number) => (page - 1) * rowsPerPage

/** The trainings and cohorts behind a capacity or a number of cohorts. */
export const trainingsBehind = (db: Reader, target: Pick<TargetWithActual, 'courseId' | 'fiscalYear' | 'span'>, page: number) => paged(db.selectFrom('training as t')
  .select((eb) => [eb.fn.countAll<number>().over().as('total'), 't.id', 't.title', 't.title_en as titleEn', 't.capacity', 't.state', eb.selectFrom('cohort').whereRef('cohort.training_id', '=', 't.id')
    .where('cohort.state', 'in', ['planned', 'finished']).select(({ fn }) => fn.countAll<number>().as('n')).as('cohorts')])
  .where('t.fiscal_year', target.span === 'each' ? '=' : '<=', target.fiscalYear).where('t.state', '<>', 'canceled')
  .$if(target.courseId !== null, (q) => q.where('t.course_id', '=', target.courseId!))
  .orderBy('t.fiscal_year').orderBy('t.id').limit(rowsPerPage).offset(from(page)).execute(), page)

/** The meetings behind a number of meetings, with who was there. */
export const meetingsBehind = (db: Reader, target: Pick<TargetWithActual, 'fiscalYear' | 'span'>, page: number) => paged(db.selectFrom('meeting as m').innerJoin('meeting_series as s', 's.id', 'm.series_id')
  .select(({ fn }) => [fn.countAll<number>().over().as('total'), 'm.id', 'm.title', 'm.title_en as titleEn', 'm.held_on as heldOn', 'm.people_here as people', 'm.municipalities_here as municipalities'])
  .where('m.state', 'in', ['held', 'minutes_shared']).where('s.fiscal_year', target.span === 'each' ? '=' : '<=', target.fiscalYear)
  .orderBy('m.held_on').orderBy('m.id').limit(rowsPerPage).offset(from(page)).execute(), page)

/** The municipalities behind a number of model municipalities, by year. */
export const supportsBehind = (db: Reader, target: Pick<TargetWithActual, 'fiscalYear' | 'span'>, page: number) => paged(supportedIn(db).innerJoin('municipality as m', 'm.id', 's.municipality_id')
  .select(({ fn }) => [fn.countAll<number>().over().as('total'), 's.id', 's.fiscal_year as fiscalYear', 'm.name', 'm.name_en as nameEn']).where('s.fiscal_year', target.span === 'each' ? '=' : '<=', target.fiscalYear)
  .orderBy('s.fiscal_year').orderBy('m.code').limit(rowsPerPage).offset(from(page)).execute(), page)
