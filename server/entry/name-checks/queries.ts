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
