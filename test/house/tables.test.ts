import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { emptyDatabase } from '../support/database.ts'

const words: Record<string, string> = {
  int4: 'number', int8: 'number', float8: 'number', text: 'string', bool: 'boolean',
  date: 'string', timestamptz: 'Date', jsonb: 'unknown', _text: 'string[]',
}

/** `npm run tables` writes this file anew. */
test('tables.ts says what the migrated database says', async () => {
  const db = await emptyDatabase()
  const checks = await sql<{ table: string; rule: string }>`
    select conrelid::regclass::text as table, pg_get_constraintdef(oid) as rule from pg_constraint where contype = 'c'
  `.execute(db)
  const oneOf = (table: string, column: string) => {
    const list = `CHECK ((${column} = ANY (ARRAY[`
    const rule = checks.rows.find((check) => check.table === table && check.rule.startsWith(list))?.rule
    return rule && [...rule.matchAll(/'([^']+)'::text/g)].map(([, value]) => `'${value}'`).join(' | ')
  }
  const ours = (await db.introspection.getTables()).filter(({ schema }) => schema === 'public')
  const tables = ours.map(({ name, columns }) => {
    const fields = columns.map((c, n) => {
      const type = (oneOf(name, c.name) ?? words[c.dataType] ?? c.dataType) + (c.isNullable ? ' | null' : '')
      const kept = c.isAutoIncrementing ? `Always<${type}>` : c.hasDefaultValue ? `Generated<${type}>` : type
      return `${n % 4 === 0 ? '\n    ' : ' '}${c.name}: ${kept};`
    })
    return `  ${name}: {${fields.join('')}\n  }\n`
  })
  await expect(`// Written from the migrated database by \`npm run tables\`. Never edited by hand.
import type { ColumnType, Generated } from 'kysely'

type Always<T> = ColumnType<T, never, never>

export interface Tables {\n${tables.join('')}}\n`).toMatchFileSnapshot('../../server/base/tables.ts')
})
