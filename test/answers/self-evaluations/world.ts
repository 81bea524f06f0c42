import { loadEarlierSheet } from '../../../server/answers/self-evaluation-papers/earlier/changes.ts'
import { loadEarlierResults } from '../../../server/answers/earlier-results/changes.ts'
import { inChange } from '../../../server/base/change.ts'
import type { Database } from '../../../server/base/database.ts'
import { idOf, type settle } from '../../support/people.ts'

type Town = Awaited<ReturnType<typeof settle>>

/** The sheet of seed 004 in the small world: an instructor course, its targets, the printed results, the budget, and the sheet itself. */
export async function putEarlierSheet(db: Database, town: Town) {
  const instructor = await idOf(db.insertInto('course').values({ kind: 'instructor_training', name: '地域ケア会議講師養成研修', name_en: 'Instructor training', mark: '講師' }).returning('id'))
  const year = await idOf(db.insertInto('program_year').values({ program_id: town.program, fiscal_year: 2022 }).returning('id'))
  await db.insertInto('budget_line').values({ program_year_id: year, label: '地域ケア会議推進事業', amount: 15_640, unit: 'thousand_yen' }).execute()
  for (const fiscal_year of [2021, 2022, 2023]) {
    await db.insertInto('target').values([
      { program_id: town.program, course_id: instructor, fiscal_year, measure: 'attended', value: 153, label: '講師養成研修の受講者数', label_en: 'Attended', unit: '人', position: 1 },
      { program_id: town.program, course_id: null, fiscal_year, measure: 'meetings', value: 1, label: '実務者連絡会議の開催', label_en: 'Meetings', unit: '回', position: 2 },
    ]).execute()
  }
  const courses = { practitioner_training: town.course, instructor_training: instructor }
  const who = { actor: null, scope: { of: 'all' } as const, now: new Date('2026-06-15T01:00:00Z'), random: (n: number) => new Uint8Array(n) }
  const load = () => inChange(db, who, (change) => loadEarlierSheet(change, town.program, courses))
  await inChange(db, who, (change) => loadEarlierResults(change, town.program, courses))
  const sheet = (await load())!
  const years = await db.selectFrom('evaluation_year').select(['id', 'fiscal_year']).where('sheet_id', '=', sheet).orderBy('fiscal_year').execute()
  const items = (await db.selectFrom('evaluation_item').select('id').where('sheet_id', '=', sheet).orderBy('position').execute()).map(({ id }) => id)
  const entriesOf = async (fiscalYear: number) => (await db.selectFrom('evaluation_entry as e').innerJoin('evaluation_year as y', 'y.id', 'e.year_id').innerJoin('evaluation_item as i', 'i.id', 'e.item_id').select('e.id')
    .where('y.fiscal_year', '=', fiscalYear).where('y.sheet_id', '=', sheet).orderBy('i.position').execute()).map(({ id }) => id)
  return { instructor, sheet, items, courses, load, entriesOf, yearOf: (fiscalYear: number) => years.find(({ fiscal_year }) => fiscal_year === fiscalYear)!.id }
}
