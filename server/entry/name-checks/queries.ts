import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'
import { statesToCheck } from './rules.ts'

/** The person's own name as it will be printed, their consent, and how far its check is. */
export function ownName(db: Reader, scope: Scope) {
  return db.selectFrom('person as p')
    .leftJoin('name_correction as c', (join) => join.onRef('c.person_id', '=', 'p.id').on('c.answered_at', 'is', null))
    .select(['p.id', 'p.name', 'p.kana', 'p.roster_consent as rosterConsent', 'c.words', 'c.asked_at as askedAt'])
    .select((eb) => {
      const standing = eb.selectFrom('enrollment as e').whereRef('e.person_id', '=', 'p.id').where('e.state', 'in', [...statesToCheck])
      return [
        standing.select(({ fn }) => fn.countAll<number>().as('n')).as('standing'),
        standing.where('e.name_checked_at', 'is', null).select(({ fn }) => fn.countAll<number>().as('n')).as('unchecked'),
        standing.select(({ fn }) => fn.max('e.name_checked_at').as('at')).as('checkedAt'),
      ]
    })
    .where(({ ref }) => within(scope, { municipality: ref('p.municipality_id'), person: ref('p.id') }))
    .limit(1).executeTakeFirst()
}

const open = (db: Reader, scope: Scope) => db.selectFrom('name_correction as c')
  .innerJoin('person as p', 'p.id', 'c.person_id')
  .select(['c.id', 'c.words', 'c.asked_at as askedAt', 'p.id as personId', 'p.name', 'p.kana'])
  .where('c.answered_at', 'is', null)
  .where(({ ref }) => within(scope, { municipality: ref('p.municipality_id'), person: ref('p.id') }))

/** What trainees ask to have corrected, the oldest first; at most 200. */
export const openCorrections = (db: Reader, scope: Scope) => open(db, scope).orderBy('c.id').limit(200).execute()

/** One of them, while nobody has answered it. */
export const findCorrection = (db: Reader, scope: Scope, id: number) => open(db, scope).where('c.id', '=', id).executeTakeFirst()

/** Somebody on a sheet with the name they bear now, what was corrected before, the latest first, and what was issued already. */
export const nomineeNamed = (db: Reader, scope: Scope, id: number) => db.selectFrom('nomination as n')
  .innerJoin('nomination_sheet as s', 's.id', 'n.sheet_id').innerJoin('call as c', 'c.id', 'n.call_id').innerJoin('training as t', 't.id', 'c.training_id')
  .innerJoin('person as p', 'p.id', 'n.person_id').leftJoin('profession as f', 'f.code', 'n.profession_code')
  .select(['n.id', 'n.sheet_id as sheetId', 'n.call_id as callId', 'n.person_id as personId', 'n.municipality_id as municipalityId', 'n.category', 'n.rank', 'n.affiliation',
    'p.name', 'p.kana', 's.state as sheetState', sql<boolean>`n.withdrawn_at is not null`.as('withdrawn'), 't.title as trainingTitle', 't.title_en as trainingTitleEn',
    'f.name as profession', 'f.name_en as professionEn'])
  .select((eb) => [
    eb.selectFrom('enrollment as e').select('e.id').whereRef('e.nomination_id', '=', 'n.id').where('e.state', '<>', 'withdrawn').orderBy('e.id', 'desc').limit(1).as('enrollmentId'),
    eb.selectFrom('certificate as k').select(({ fn }) => fn.countAll<number>().as('n')).whereRef('k.person_id', '=', 'p.id').where('k.in_force', '=', true).as('certificates'),
    jsonArrayFrom(eb.selectFrom('name_correction as o').leftJoin('person as w', 'w.id', 'o.corrected_by')
      .select(['o.id', 'o.name_before as nameBefore', 'o.kana_before as kanaBefore', 'o.name_after as nameAfter', 'o.kana_after as kanaAfter', 'o.words', 'o.answered_at as at', 'w.name as by'])
      .whereRef('o.person_id', '=', 'p.id').where('o.call_id', 'is not', null).orderBy('o.id', 'desc').limit(20)).as('corrections'),
  ])
  .where('n.id', '=', id)
  .where(({ ref }) => within(scope, { municipality: ref('n.municipality_id'), person: sql<null>`null` }))
  .executeTakeFirst()
