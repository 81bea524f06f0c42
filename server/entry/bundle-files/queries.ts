import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import type { SheetState } from '../nominations/rules.ts'

const files = (db: Reader) => db.selectFrom('bundle_file as f').leftJoin('person as p', 'p.id', 'f.sent_by')
  .select(['f.id', 'f.call_id as callId', 'f.key', 'f.name', 'f.sha256', 'f.state', 'f.sent_at as sentAt', 'p.name as sentBy', 'f.reason', 'f.work_id as workId',
    'f.taken_at as takenAt', 'f.sheets', 'f.people'])

export type BundleFile = NonNullable<Awaited<ReturnType<typeof findBundle>>>

/** One file, with when the same bytes were taken in before, if they were. Only for those who see all. */
export const findBundle = (db: Reader, id: number) => files(db).where('f.id', '=', id)
  .select((eb) => eb.selectFrom('bundle_file as o').whereRef('o.call_id', '=', 'f.call_id').whereRef('o.sha256', '=', 'f.sha256')
    .whereRef('o.id', '<>', 'f.id').where('o.state', '=', 'taken').select('o.taken_at').orderBy('o.id', 'desc').limit(1).as('takenBefore')).executeTakeFirst()

/** The last files sent for a call, the latest first. */
export const bundlesOfCall = (db: Reader, callId: number) => files(db).where('f.call_id', '=', callId).orderBy('f.id', 'desc').limit(20).execute()

export type BundleGround = Awaited<ReturnType<typeof groundOf>>
export type Body = BundleGround['bodies'][number]

/** Every municipality of today in official order with its sheet for the call as it is, and what a line may choose from: one statement. */
export const groundOf = (db: Reader, callId: number, today: Day) => db.selectFrom('call as c').where('c.id', '=', callId).select((eb) => [
  jsonArrayFrom(eb.selectFrom('municipality as m')
    .leftJoin('nomination_sheet as s', (join) => join.onRef('s.municipality_id', '=', 'm.id').on('s.call_id', '=', callId))
    .select(['m.id', 'm.code', 'm.name', 'm.name_en as nameEn', 's.id as sheetId', 's.version', 's.due_on as dueOn',
      sql<SheetState>`coalesce(s.state, 'draft')`.as('state'), sql<boolean>`coalesce(s.in_approval, false)`.as('inApproval')])
    .select((eb) => jsonArrayFrom(eb.selectFrom('nomination as n').whereRef('n.sheet_id', '=', 's.id').where('n.withdrawn_at', 'is', null)
      .select(['n.category', 'n.rank', 'n.person_id as personId', 'n.name', 'n.kana', 'n.affiliation', 'n.profession_code as professionCode',
        'n.experience', 'n.experience_count as experienceCount', 'n.experience_years as years', 'n.wished_cohort_id as wishedCohortId', 'n.second_cohort_id as secondCohortId', 'n.third_cohort_id as thirdCohortId', 'n.team', 'n.email', 'n.reason']).orderBy('n.id').limit(400)).as('lines'))
    .where((eb) => eb.or([eb('m.valid_to', 'is', null), eb('m.valid_to', '>=', today)])).orderBy('m.code').limit(2_000)).as('bodies'),
  jsonArrayFrom(eb.selectFrom('profession as f').select(['f.code', 'f.name', 'f.name_en as nameEn']).orderBy('f.position').orderBy('f.code').limit(100)).as('professions'),
  jsonArrayFrom(eb.selectFrom('cohort as h').select(['h.id', 'h.name', 'h.name_en as nameEn']).whereRef('h.training_id', '=', 'c.training_id')
    .where('h.state', 'in', ['planned', 'postponed']).orderBy('h.position').limit(50)).as('cohorts'),
]).executeTakeFirstOrThrow()
