import type { Unit } from '../../server/practice/statistics/rules.ts'
import { referenceMeasures, referenceThresholds } from '../../migrations/measures.ts'
import type { Database } from '../../server/base/database.ts'
import { idOf } from '../support/people.ts'

/** The measures and thresholds that the migration puts in; a test begins without any row. */
export async function putMeasures(db: Database): Promise<Map<string, number>> {
  const ids = new Map<string, number>()
  for (const [at, { parts, ...row }] of referenceMeasures.entries()) {
    const id = await idOf(db.insertInto('statistic_measure').values({ ...row, unit: row.unit as 'person', position: at + 1 }).returning('id'))
    ids.set(row.code, id)
    if (parts.length > 0) await db.insertInto('statistic_part').values(parts.map(({ total, ...part }, n) => ({ ...part, measure_id: id, total_code: total, position: n + 1 }))).execute()
  }
  await db.insertInto('care_plan_threshold').values(referenceThresholds.map((one) => ({ ...one, rule: one.rule as 'limit_use_ratio_min', care_level: one.care_level as 'any' }))).execute()
  return ids
}

/** One figure as a municipality would have reported it. */
export const putFigure = (db: Database, more: { municipality_id: number; measure_id: number; year: number; value: number | null; dimension?: string; place?: string; basis?: 'plan' | 'actual'; entered_by?: number; entered_at?: Date; unit?: Unit; is_total?: boolean; missing?: 'inseparable' | 'not_applicable' }) => {
  const { year, ...row } = more
  return idOf(db.insertInto('statistic').values({ basis: 'actual', unit: 'case', entered_at: new Date('2026-05-18T11:00:00+09:00'), period: `FY${year}`, fiscal_year: year, shown_year: year, ...row }).returning('id'))
}
