import type { Reader } from '../../base/database.ts'
import type { Double } from '../nominations/register.ts'

/** The lines of some pairs with what each municipality says, by the id of the line. */
export async function linesOf(db: Reader, pairs: readonly Double[]) {
  if (pairs.length === 0) return new Map<number, never>()
  const rows = await db.selectFrom('nomination as n').innerJoin('municipality as m', 'm.id', 'n.municipality_id')
    .leftJoin('profession as f', 'f.code', 'n.profession_code')
    .select(['n.id', 'n.sheet_id as sheetId', 'n.name', 'n.kana', 'n.affiliation', 'n.email', 'n.category', 'n.rank', 'n.experience', 'n.reason',
      'm.name as municipality', 'm.name_en as municipalityEn', 'f.name as profession', 'f.name_en as professionEn'])
    .where('n.id', 'in', [...new Set(pairs.flatMap(({ oneId, otherId }) => [oneId, otherId]))]).limit(4000).execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** What was decided for a call, the latest first. */
export const decisionsOf = (db: Reader, callId: number) => db.selectFrom('double_decision as d')
  .innerJoin('nomination as a', 'a.id', 'd.one_id').innerJoin('nomination as b', 'b.id', 'd.other_id').innerJoin('person as p', 'p.id', 'd.decided_by')
  .innerJoin('municipality as am', 'am.id', 'a.municipality_id').innerJoin('municipality as bm', 'bm.id', 'b.municipality_id')
  .select(['d.id', 'd.outcome', 'd.reason', 'd.decided_at as decidedAt', 'p.name as decidedBy', 'a.name', 'a.kana', 'am.name as one', 'am.name_en as oneEn', 'bm.name as other', 'bm.name_en as otherEn'])
  .where('d.call_id', '=', callId).orderBy('d.id', 'desc').limit(100).execute()
