import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'

/** A column of the database that names a person, with what tells its rows apart. */
export interface Reference {
  table: string; column: string; key: string[]
  /** What may stand only once: the other columns of an index that holds this one. What counts for some rows only is a rule's to refuse. */
  once: { others: string[]; blanksAreOne: boolean }[]
}

/**
 * Where a person is named and nothing moves: registers that are only added to say who did it; a merge and a mark speak of two
 * entries; an account is one's own and is moved by itself.
 */
const staying = ['audit_line', 'certificate_event', 'certificate_handover', 'certificate_template', 'partial_certificate.issued_by', 'person', 'person_apart', 'person_merge', 'account']

/** Every column that names a person, out of the catalog of the database itself, so that a table made tomorrow is not forgotten. */
export async function referencesToPeople(db: Reader): Promise<Reference[]> {
  const rows = await db.selectFrom(sql<Reference>`(
    select r.relname::text as "table", a.attname::text as "column",
      (select coalesce(jsonb_agg(k.attname::text order by k.attnum), '[]') from pg_index i join pg_attribute k on k.attrelid = i.indrelid and k.attnum = any(i.indkey)
        where i.indrelid = r.oid and i.indisprimary) as key,
      (select coalesce(jsonb_agg(jsonb_build_object('blanksAreOne', i.indnullsnotdistinct, 'others',
          (select coalesce(jsonb_agg(k.attname::text), '[]') from pg_attribute k where k.attrelid = i.indrelid and k.attnum = any(i.indkey) and k.attnum <> a.attnum))), '[]')
        from pg_index i where i.indrelid = r.oid and i.indisunique and i.indpred is null and a.attnum = any(i.indkey) and not 0 = any(i.indkey)) as once
    from pg_constraint c join pg_class r on r.oid = c.conrelid join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = 'person'::regclass and cardinality(c.conkey) = 1)`.as('r'))
    .selectAll().orderBy('table').orderBy('column').limit(500).execute()
  return rows.filter(({ table, column }) => !staying.includes(table) && !staying.includes(`${table}.${column}`))
}
