import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'
import { nameOfCohort } from '../../planning/trainings/queries.ts'

/** More people than were ever nominated for one training; a file without an end is never made. */
export const listedMax = 20_000

/** Everybody who was handed in for a training and stands, as far as a scope reaches, in official order. Drafts are nobody's list yet. */
export const nominatedFor = (db: Reader, scope: Scope, trainingId: number) => db.selectFrom('nomination as n')
  .innerJoin('call as c', 'c.id', 'n.call_id').innerJoin('municipality as m', 'm.id', 'n.municipality_id')
  .leftJoin('profession as f', 'f.code', 'n.profession_code')
  .select(['m.code', 'm.name as municipality', 'm.name_en as municipalityEn', 'n.category', 'n.rank', 'n.name', 'n.kana', 'n.affiliation', 'f.name as profession',
    'f.name_en as professionEn', 'n.experience', 'n.experience_count as experienceCount', 'n.experience_years as years', 'n.team', 'n.email', 'n.reason',
    nameOfCohort('name', 'n.wished_cohort_id').as('cohort'), nameOfCohort('name_en', 'n.wished_cohort_id').as('cohortEn'), nameOfCohort('name', 'n.second_cohort_id').as('cohort2'),
    nameOfCohort('name_en', 'n.second_cohort_id').as('cohort2En'), nameOfCohort('name', 'n.third_cohort_id').as('cohort3'), nameOfCohort('name_en', 'n.third_cohort_id').as('cohort3En')])
  .where('c.training_id', '=', trainingId).where('n.submitted', '=', true).where('n.withdrawn_at', 'is', null)
  .where(({ ref }) => within(scope, { municipality: ref('n.municipality_id'), person: ref('n.person_id') }))
  .orderBy('m.code').orderBy(sql`array_position(array['chair', 'adviser', 'case_presenter', 'other'], n.category)`).orderBy('n.rank').orderBy('n.id')
  .limit(listedMax).execute()
