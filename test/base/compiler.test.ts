import { Kysely, DummyDriver, PostgresAdapter, PostgresIntrospector } from 'kysely'
import { expect, test } from 'vitest'
import { HouseCompiler } from '../../server/base/compiler.ts'
import type { Tables } from '../../server/base/tables.ts'

const db = new Kysely<Tables>({ dialect: {
  createAdapter: () => new PostgresAdapter(), createDriver: () => new DummyDriver(),
  createIntrospector: (of) => new PostgresIntrospector(of), createQueryCompiler: () => new HouseCompiler(),
} })
const people = () => db.selectFrom('person as p').select('p.id').where('p.municipality_id', '=', 7).orderBy('p.kana_key')
const end = (sql: string) => sql.slice(sql.indexOf('"p"."kana_key"') + 15)

test('how many rows a list wants stands in its statement, so that one plan serves every page', () => {
  const { sql, parameters } = people().limit(50).offset(0).compile()
  expect([end(sql), parameters]).toEqual(['limit 50 offset 0', [7]])
})

test('a later page has its place as a parameter, so that the pages of a list are one statement', () => {
  const [second, third] = [people().limit(50).offset(50).compile(), people().limit(50).offset(100).compile()]
  expect([end(second.sql), second.parameters, third.parameters]).toEqual(['limit 50 offset $2', [7, 50], [7, 100]])
  expect(third.sql).toBe(second.sql)
})

test('a search for words is planned for its words', () => {
  const { sql, parameters } = people().where('p.search_key', 'like', '%佐藤%').limit(50).offset(0).compile()
  expect([end(sql), parameters]).toEqual(['limit $3 offset $4', [7, '%佐藤%', 50, 0]])
})
