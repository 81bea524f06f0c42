import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { emptyDatabase } from '../support/database.ts'
import { sources } from '../support/source.ts'

/**
 * Whenever a row is taken away, the database asks every table that may refer to it. Without an index on the reference it
 * reads that table from end to end: a sheet's autosave once read every enrollment nine times.
 */
test('what refers to rows that are taken away is found by an index', async () => {
  const deleted = new Set(sources('server', '.ts').filter(({ file }) => !file.startsWith('server/keeping/demo/'))
    .flatMap(({ text }) => [...text.matchAll(/deleteFrom\('(\w+)'\)/g)].map(([, table]) => table!)))
  expect(deleted).toContain('nomination')
  const db = await emptyDatabase()
  const { rows } = await sql<{ reference: string; to: string; cascades: boolean }>`
    select c.conrelid::regclass || '.' || a.attname as reference, c.confrelid::regclass::text as to
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.connamespace = 'public'::regnamespace and not exists (
      select from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = a.attnum
        and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) = '(' || a.attname || ' IS NOT NULL)'))
    order by 1`.execute(db)
  // These tables hold a few rows per account, training or year, and reading them whole is as quick.
  const small = ['one_time_link.account_id', 'work.post_id', 'pillar.program_id', 'budget_line.pillar_id', 'budget_line.program_year_id', 'year_step.program_year_id']
  expect(rows.filter(({ to, reference }) => deleted.has(to) && !small.includes(reference)).map(({ reference }) => reference)).toEqual([])
})
