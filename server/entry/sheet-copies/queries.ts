import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Reader } from '../../base/database.ts'
import type { Category, Experience } from '../nominations/rules.ts'
import type { Standing } from './rules.ts'

/** Somebody on an earlier sheet: the person as they are known now, the line as it was then. */
export interface Earlier extends Omit<Standing, 'onSheet'> {
  id: number; personId: number; category: Category; rank: number
  name: string; kana: string; affiliation: string; professionCode: string | null; experience: Experience | null; email: string; reason: string
}
interface Asked { id: number; courseId: number; fiscalYear: number }

/**
 * The earlier calls in which the municipality handed in a sheet with people, those of the same course first and then the
 * latest; at most 30. The one that is `from`, or else the first when it is of the same course, brings its people: one statement.
 */
export async function earlierSheets(db: Reader, municipalityId: number, asked: Asked, from: number | null) {
  const rows = await db
    .with('earlier', (q) => q.selectFrom('nomination_sheet as s').innerJoin('call as c', 'c.id', 's.call_id').innerJoin('training as t', 't.id', 'c.training_id')
      .select(['s.id as sheetId', 'c.id', 'c.training_id as trainingId', 't.title', 't.title_en as titleEn', 't.fiscal_year as fiscalYear'])
      .select(sql<boolean>`t.course_id = ${asked.courseId}`.as('same'))
      .where('s.municipality_id', '=', municipalityId).where('s.state', 'in', ['submitted', 'accepted']).where('c.id', '<>', asked.id)
      .where('t.fiscal_year', '<=', asked.fiscalYear)
      .where((eb) => eb.exists(eb.selectFrom('nomination as n').select('n.id').whereRef('n.sheet_id', '=', 's.id').where('n.person_id', 'is not', null)))
      .orderBy(sql`t.course_id = ${asked.courseId}`, 'desc').orderBy('t.fiscal_year', 'desc').orderBy('c.id', 'desc').limit(30))
    .with('chosen', (q) => q.selectFrom('earlier').select(['sheetId', 'id', 'trainingId'])
      .where((eb) => from === null ? eb('same', '=', true) : eb('id', '=', from))
      .orderBy('fiscalYear', 'desc').orderBy('id', 'desc').limit(1))
    .selectFrom('earlier as y').leftJoin('chosen as k', 'k.id', 'y.id')
    .select(['y.id', 'y.title', 'y.titleEn', 'y.fiscalYear', 'y.same'])
    .select(sql<boolean>`k.id is not null`.as('chosen'))
    .select((eb) => jsonArrayFrom(eb.selectFrom('nomination as n').leftJoin('person as p', 'p.id', 'n.person_id')
      .whereRef('n.sheet_id', '=', 'k.sheetId').where('n.person_id', 'is not', null)
      .select(['n.id', 'n.category', 'n.rank', 'n.experience', 'n.reason', 'n.profession_code as professionCode', 'p.municipality_id as homeId'])
      .select(sql<number>`n.person_id`.as('personId'))
      .select(sql<string>`coalesce(p.name, n.name)`.as('name')).select(sql<string>`coalesce(p.kana, n.kana)`.as('kana'))
      .select(sql<string>`coalesce(p.email, n.email)`.as('email'))
      .select(sql<string>`coalesce((select a.organization from affiliation a where a.person_id = n.person_id and a.to_on is null order by a.from_on desc, a.id desc limit 1), n.affiliation)`.as('affiliation'))
      .select(sql<boolean>`exists (select from affiliation a where a.person_id = n.person_id) and not exists (select from affiliation a where a.person_id = n.person_id and a.to_on is null)`.as('left'))
      .select(sql<boolean>`exists (select from enrollment e join training t on t.id = e.training_id where e.person_id = n.person_id and e.state = 'completed' and t.course_id = ${asked.courseId})`.as('completed'))
      .select(sql<boolean>`n.withdrawn_at is not null`.as('withdrawn'))
      .select(sql<string | null>`(select e.state from enrollment e where e.person_id = n.person_id and e.training_id = k."trainingId" order by e.id desc limit 1)`.as('enrollment'))
      .select(sql<Standing['outcome']>`(select l.outcome from selection x join selection_line l on l.selection_id = x.id where x.training_id = k."trainingId" and x.state = 'announced' and l.nomination_id = n.id)`.as('outcome'))
      .orderBy(sql`array_position(array['chair', 'adviser', 'case_presenter', 'other'], n.category)`).orderBy('n.rank').orderBy('n.id').limit(396)).as('people'))
    .orderBy('y.same', 'desc').orderBy('y.fiscalYear', 'desc').orderBy('y.id', 'desc').execute()
  return { earlier: rows.map(({ people: _, chosen: __, ...row }) => row), from: rows.find(({ chosen }) => chosen) ?? null }
}
