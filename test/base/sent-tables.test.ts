import { expect, test } from 'vitest'
import { keepingLast } from '../../server/base/sent-tables.ts'
import type { Files } from '../../server/base/files.ts'

const limits = { rowsMax: 10, columnsMax: 5 }
/** Files whose bytes are their key, and a list of what was read. */
function counted(away: ReadonlySet<string> = new Set()) {
  const read: string[] = []
  const files = { read: async (key: string) => { read.push(key); if (away.has(key)) throw new Error('away'); return Buffer.from(`${key}\n`) } } as unknown as Files
  return { read, tableOf: keepingLast(files) }
}
const firstCell = async (answer: ReturnType<ReturnType<typeof keepingLast>>) => { const given = await answer; return 'refused' in given ? given.refused.key : given.table.rows[0]![0] }

test('a file is read once, however often its result is looked at, and again after another one', async () => {
  const { read, tableOf } = counted()
  for (let page = 0; page < 3; page += 1) expect(await firstCell(tableOf({ key: 'a', name: 'a.csv' }, limits))).toBe('a')
  expect(await firstCell(tableOf({ key: 'b', name: 'b.csv' }, limits))).toBe('b')
  expect(await firstCell(tableOf({ key: 'a', name: 'a.csv' }, limits))).toBe('a')
  expect(read).toEqual(['a', 'b', 'a'])
})

test('two that ask at the same moment share the reading; one that failed is tried again', async () => {
  const away = new Set(['a'])
  const { read, tableOf } = counted(away)
  const tries = [tableOf({ key: 'a', name: 'a.csv' }, limits), tableOf({ key: 'a', name: 'a.csv' }, limits)]
  for (const one of tries) await expect(one).rejects.toThrow('away')
  away.clear()
  expect([await firstCell(tableOf({ key: 'a', name: 'a.csv' }, limits)), read]).toEqual(['a', ['a', 'a']])
})
