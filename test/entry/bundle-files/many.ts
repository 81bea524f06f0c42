import { writeXlsx } from 'hucre/xlsx'
import type { Database } from '../../../server/base/database.ts'
import { categories } from '../../../server/entry/nominations/rules.ts'
import { inventedName } from '../../../server/keeping/demo/names.ts'
import { headings } from '../../support/uploads.ts'

const words = ['司会者', '助言者', '事例提供者', 'その他']

/** Municipalities beside those that are there, with official codes of six digits. Returns all codes in order. */
export async function manyBodies(db: Database, count: number): Promise<string[]> {
  await db.insertInto('municipality').values(Array.from({ length: count }, (_, n) =>
    ({ code: `14${String(1_000 + n)}`, name: `試${n}市`, name_en: `Trial ${n}`, kana: 'しけんし', kind: 'city' as const }))).execute()
  return (await db.selectFrom('municipality').select('code').where('code', 'like', '14%').orderBy('code').execute()).map(({ code }) => code)
}

/** An Excel file naming so many people, spread evenly over municipalities and categories; every rank is right, and so is every cell. */
export async function manyRows(callId: number, codes: readonly string[], count: number): Promise<{ bytes: Uint8Array; rows: string[][] }> {
  const rows = Array.from({ length: count }, (_, n) => {
    const [body, category] = [n % codes.length, Math.floor(n / codes.length) % categories.length]
    const rank = Math.floor(n / (codes.length * categories.length)) + 1
    const { name } = inventedName(n)
    return [codes[body]!, words[category]!, String(rank), name, 'しけん たろう', `試験包括${n}`, '保健師', '予定', '', '', '', `理由${n}`]
  })
  return { bytes: await writeXlsx({ sheets: [{ name: '推薦書', rows: [['様式第2号　推薦書　第1版'], ['募集番号', String(callId)], headings, ...rows] }] }), rows }
}
