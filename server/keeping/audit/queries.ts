import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'
import { searchKeyOf } from '../../who/people/names.ts'

export interface AuditFilter {
  /** Words of the name of who did it. */
  words: string
  action: string; subject: string
  /** The first moment that is wanted, and the first that is not any more. */
  from: Date | null; until: Date | null
  /** Only lines written before this one. */
  before: number | null
}
export const linesPerPage = 50

/**
 * Lines of the audit trail, newest first. One more than a page is asked for, so that it is known whether there are older
 * ones. Without a filter this walks the primary key backwards, however long the trail is.
 */
export function auditLines(db: Reader, scope: Scope, { words, action, subject, from, until, before }: AuditFilter) {
  const key = searchKeyOf(words)
  return db.selectFrom('audit_line as l')
    .leftJoin('person as p', 'p.id', 'l.person_id').leftJoin('post as t', 't.id', 'l.post_id').leftJoin('municipality as m', 'm.id', 'l.municipality_id')
    .select(['l.id', 'l.at', 'l.action', 'l.subject', 'p.name', 'p.kana', 't.kind', 't.title', 'm.name as municipality', 'm.name_en as municipalityEn'])
    .select(sql<Record<string, unknown>>`l.detail`.as('detail'))
    .where((eb) => within(scope, { municipality: eb.ref('l.municipality_id'), person: eb.ref('l.person_id') }))
    .$if(key !== '', (qb) => qb.where('l.person_id', 'in', (eb) => eb.selectFrom('person').select('person.id')
      .where('person.search_key', 'like', `%${key.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`)))
    .$if(action !== '', (qb) => qb.where('l.action', '=', action))
    .$if(subject !== '', (qb) => qb.where('l.subject', '=', subject))
    .$if(from !== null, (qb) => qb.where('l.at', '>=', from!))
    .$if(until !== null, (qb) => qb.where('l.at', '<', until!))
    .$if(before !== null, (qb) => qb.where('l.id', '<', before!))
    .orderBy('l.id', 'desc').limit(linesPerPage + 1)
}
