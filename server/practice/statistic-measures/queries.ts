import { sql } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Reader } from '../../base/database.ts'
import { allMeasures, type Measure } from '../statistics/queries.ts'

export interface Used { measureId: number; used: number; last: number | null }
/** How many figures stand by each definition, and of which year the last is. Of all municipalities, as numbers alone. */
export const useOf = (db: Reader): Promise<Used[]> => ask(db, sql<Used>`select s.measure_id as "measureId", count(*)::int as used, max(s.shown_year) as last from statistic s group by s.measure_id`)

export type MeasureUsed = Measure & { used: number; last: number | null }
/** Every definition there is or was, with its use. Two statements. */
export async function measuresUsed(db: Reader): Promise<MeasureUsed[]> {
  const [measures, uses] = await Promise.all([allMeasures(db), useOf(db)])
  return measures.map((measure) => { const use = uses.find(({ measureId }) => measureId === measure.id); return { ...measure, used: use?.used ?? 0, last: use?.last ?? null } })
}
export const holdMeasure = (tx: Reader, id: number) => tx.selectFrom('statistic_measure').select(['id', 'code', 'version']).where('id', '=', id).forUpdate().executeTakeFirst()
