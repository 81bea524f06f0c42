interface Placed { typeId: number; position: number }

/**
 * Columns of a printed plan are often numbered on over its types: 推進 1–2, 個別 3–7, 自立支援型 9. Where the numbers of several types do so, each type counts from 1 again; others stay as they are.
 */
export function settlePositions<Row extends Placed>(rows: readonly Row[]): Row[] {
  const spans = [...Map.groupBy(rows, ({ typeId }) => typeId)].map(([typeId, of]) => ({ typeId, first: Math.min(...of.map(({ position }) => position)), last: Math.max(...of.map(({ position }) => position)) })).sort((a, b) => a.first - b.first)
  const runsOn = spans.length > 1 && spans[0]!.first === 1 && spans.slice(1).every(({ first }, n) => first > spans[n]!.last)
  const firstOf = new Map(spans.map(({ typeId, first }) => [typeId, first]))
  return rows.map((row) => runsOn ? { ...row, position: row.position - firstOf.get(row.typeId)! + 1 } : row)
}
