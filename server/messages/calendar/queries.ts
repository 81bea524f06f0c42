import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'
import type { Entry } from './rules.ts'

/**
 * Class days of one person: those of their enrollments and those they teach, past and to come, canceled ones as well, so
 * that a calendar hears of it. Nobody else's name is among them. One statement.
 */
export async function entriesOf(db: Reader, personId: number, classDayId?: number): Promise<Entry[]> {
  return db.selectFrom('calendar_entry as k').innerJoin('cohort as h', 'h.id', 'k.cohort_id').innerJoin('training as t', 't.id', 'h.training_id')
    .leftJoin('enrollment as e', (join) => join.onRef('e.cohort_id', '=', 'h.id').on('e.person_id', '=', personId))
    .leftJoin('cohort_instructor as i', (join) => join.onRef('i.cohort_id', '=', 'h.id').on('i.person_id', '=', personId))
    .select(['k.class_day_id as classDayId', 'e.id as enrollmentId', 'k.held_on as heldOn', 'k.starts_at as startsAt', 'k.ends_at as endsAt', 'k.place',
      't.title', 't.title_en as titleEn', 'h.name as cohort', 'h.name_en as cohortEn', 'k.sequence as changes', 'k.canceled as isDayCanceled',
      sql<boolean>`coalesce(e.state = 'withdrawn', false)`.as('hasWithdrawn')])
    .where((eb) => eb.or([eb('e.id', 'is not', null), eb('i.person_id', 'is not', null)]))
    .$if(classDayId !== undefined, (qb) => qb.where('k.class_day_id', '=', classDayId!))
    .orderBy('k.held_on').orderBy('k.class_day_id').orderBy('e.id').limit(500).execute()
}

/** The open private address of a person, if there is one. */
export const feedOf = (db: Reader, personId: number) => db.selectFrom('calendar_feed').select(['secret', 'made_at as madeAt'])
  .where('person_id', '=', personId).where('revoked_at', 'is', null).executeTakeFirst()

/** Whose feed a secret opens; undefined when it was revoked or never was, or the person may not come in any more. */
export const feedBySecret = (db: Reader, secret: string) => db.selectFrom('calendar_feed as f').innerJoin('account as a', 'a.person_id', 'f.person_id')
  .select(['f.person_id as personId', 'a.language'])
  .where('f.secret', '=', secret).where('f.revoked_at', 'is', null).where('a.disabled_at', 'is', null)
  .where((eb) => eb.exists(eb.selectFrom('post as p').select('p.id').whereRef('p.account_id', '=', 'a.id').where('p.ended_at', 'is', null)))
  .executeTakeFirst()
