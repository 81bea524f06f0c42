import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { headCountsOf, type Extent } from '../../planning/trainings/counts.ts'
import { heldMeetings } from '../../cascade/liaison-meetings/queries.ts'
import { aboutOf, actualOf, type Measure } from './rules.ts'

const everything: Scope = { of: 'all' }

/** The five head-counts of each training of a fiscal year, for all municipalities together. */
export const headCounts = (db: Reader, fiscalYear: number) => headCountsOf(db, everything, { fiscalYear })

const targets = (db: Reader) => db.selectFrom('target as g').innerJoin('program as p', 'p.id', 'g.program_id')
  .leftJoin('course as c', 'c.id', 'g.course_id')
  .select(['g.id', 'g.program_id as programId', 'g.course_id as courseId', 'c.name as courseName', 'c.name_en as courseNameEn',
    'g.fiscal_year as fiscalYear', 'g.measure', 'g.value', 'g.span', 'g.label', 'g.label_en as labelEn', 'g.unit', 'g.position', 'g.version'])

export const findTarget = (db: Reader, id: number) => targets(db).where('g.id', '=', id).executeTakeFirst()

const withEarlier = (db: Reader) => targets(db).select((eb) => jsonArrayFrom(eb.selectFrom('earlier_result as e')
  .select(['e.id', 'e.course_id as courseId', 'e.about', 'e.measure', 'e.from_fiscal_year as from', 'e.to_fiscal_year as to', 'e.value', 'e.source', 'e.printed'])
  .whereRef('e.program_id', '=', 'g.program_id').whereRef('e.measure', '=', 'g.measure').whereRef('e.to_fiscal_year', '<=', 'g.fiscal_year')
  .orderBy('e.from_fiscal_year').orderBy('e.id').limit(100)).as('earlier'))
  .select(jsonArrayFrom(heldMeetings(db)).as('meetings'))

/**
 * The targets of a fiscal year, each with its actual counted from the registers or taken from what was printed before
 * this system. `actual` null: nothing on record. `sources` are the printed figures inside it. Two statements.
 */
export const targetsWithActuals = async (db: Reader, fiscalYear: number) => (await targetsAndCounts(db, fiscalYear)).targets

/** The same with the head-counts of the year's trainings, for a page that shows both. Two statements. */
export async function targetsAndCounts(db: Reader, fiscalYear: number) {
  const [rows, counted] = await Promise.all([
    withEarlier(db).where('g.fiscal_year', '=', fiscalYear).orderBy('g.position').orderBy('g.id').limit(100).execute(),
    headCountsOf(db, everything, { targetsOf: fiscalYear }),
  ])
  return { targets: withActuals(rows, counted), counts: counted.filter((one) => one.fiscalYear === fiscalYear) }
}

/** One target with its actual, as its row page needs it. */
export async function targetWithActual(db: Reader, id: number) {
  const row = await withEarlier(db).where('g.id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : withActuals([row], await headCountsOf(db, everything, { targetsOf: row.fiscalYear }))[0]
}

type Row = Awaited<ReturnType<ReturnType<typeof withEarlier>['execute']>>[number]

function withActuals(rows: Row[], counted: Awaited<ReturnType<typeof headCountsOf>>) {
  const known = counted.filter(({ state }) => state !== 'canceled')
    .map((one) => ({ ...one, cohorts: one.cohorts ?? 0, begun: ['running', 'judging', 'closed'].includes(one.state) }))
  return rows.map(({ earlier, meetings, ...target }) => {
    const actual = actualOf(target, known, earlier, meetings)
    return { ...target, actual: actual.value, registers: actual.registers, sources: earlier.filter(({ id }) => actual.earlier.includes(id)) }
  })
}

export type TargetWithActual = Awaited<ReturnType<typeof targetsWithActuals>>[number]

/** The trainings a target counts. */
export function extentOf({ courseId, fiscalYear, span }: Pick<TargetWithActual, 'courseId' | 'fiscalYear' | 'span'>): Extent {
  return { ...(courseId === null ? {} : { courseId }), ...(span === 'each' ? { fiscalYear } : { untilYear: fiscalYear }) }
}

/** The trainings and cohorts behind a capacity or a number of cohorts. */
export const trainingsBehind = (db: Reader, target: Pick<TargetWithActual, 'courseId' | 'fiscalYear' | 'span'>) => db.selectFrom('training as t')
  .select((eb) => ['t.id', 't.title', 't.title_en as titleEn', 't.capacity', 't.state', eb.selectFrom('cohort').whereRef('cohort.training_id', '=', 't.id')
    .where('cohort.state', 'in', ['planned', 'finished']).select(({ fn }) => fn.countAll<number>().as('n')).as('cohorts')])
  .where('t.fiscal_year', target.span === 'each' ? '=' : '<=', target.fiscalYear).where('t.state', '<>', 'canceled')
  .$if(target.courseId !== null, (q) => q.where('t.course_id', '=', target.courseId!))
  .orderBy('t.fiscal_year').orderBy('t.id').limit(500).execute()

/** The meetings behind a number of meetings, with who was there. */
export const meetingsBehind = (db: Reader, target: Pick<TargetWithActual, 'fiscalYear' | 'span'>) => db.selectFrom('meeting as m').innerJoin('meeting_series as s', 's.id', 'm.series_id')
  .select(['m.id', 'm.title', 'm.title_en as titleEn', 'm.held_on as heldOn', 'm.people_here as people', 'm.municipalities_here as municipalities'])
  .where('m.state', 'in', ['held', 'minutes_shared']).where('s.fiscal_year', target.span === 'each' ? '=' : '<=', target.fiscalYear)
  .orderBy('m.held_on').orderBy('m.id').limit(500).execute()

/** What was printed about the years before this system, oldest first. */
export const earlierResults = (db: Reader) => db.selectFrom('earlier_result as e').leftJoin('course as c', 'c.id', 'e.course_id')
  .select(['e.id', 'e.from_fiscal_year as from', 'e.to_fiscal_year as to', 'e.about', 'e.measure', 'e.value', 'e.source', 'e.printed',
    'c.name as courseName', 'c.name_en as courseNameEn'])
  .orderBy('e.from_fiscal_year').orderBy('e.to_fiscal_year').orderBy('e.id').limit(200).execute()

export const coursesOfTargets = (db: Reader) =>
  db.selectFrom('course').select(['id', 'name', 'name_en as nameEn']).orderBy('id').limit(200).execute()

export const firstProgram = (db: Reader) => db.selectFrom('program').select('id').orderBy('id').limit(1).executeTakeFirst()

/** Whether a measure has people behind it, so that its figure opens a list of them. */
export const isPeople = (measure: Measure): measure is 'nominated' | 'selected' | 'attended' | 'completed' =>
  aboutOf(measure) === 'training' && ['nominated', 'selected', 'attended', 'completed'].includes(measure)
