import { expect, test } from 'vitest'
import { barChart, lineChart } from '../../server/base/charts.ts'

const bars = (rows: { label: string; value: number; mark?: number | null }[]) =>
  barChart({ title: '', description: '', valueHeading: '', rows })
const lines = (...values: (number | null)[][]) =>
  lineChart({ title: '', description: '', points: values[0]!.map((_, n) => `R${n + 1}`), series: values.map((v, n) => ({ label: `線${n}`, values: v })) })

test('bars keep their proportion, and leave room for the words at both ends', () => {
  const { rows, left, width } = bars([{ label: '①司会者', value: 100, mark: 50 }, { label: '②助言者', value: 50 }])
  expect(rows[0]!.length).toBe(rows[1]!.length * 2)
  expect(rows[0]!.markX).toBe(left + rows[1]!.length)
  expect(rows[1]!.markX).toBeNull()
  expect(left + rows[0]!.length).toBeLessThanOrEqual(width - 40)
})

test('labels too long for the side stand above their bars', () => {
  const { left, rows } = bars([{ label: 'A very long label of a municipality in English', value: 1 }])
  expect(left).toBe(0)
  expect(rows[0]!.labelY).toBeLessThan(rows[0]!.top)
})

test('a chart of zeros, or of nothing, is still a drawing of numbers', () => {
  expect(bars([{ label: 'なし', value: 0 }]).rows[0]!.length).toBe(0)
  expect(bars([]).rows).toEqual([])
  expect(JSON.stringify([lines([0, 0]), lines([null, null]), lines([])])).not.toMatch(/NaN|Infinity/)
})

test('a year without a figure leaves a gap, and a lone year is a point', () => {
  expect(lines([180, 240, null, 322, null]).lines[0]!.runs.map((run) => run.length)).toEqual([2, 1])
})

test('higher figures stand higher, and the last one is written at its end', () => {
  const { lines: [line], ends, bottom } = lines([100, 400, 200])
  const ys = line!.runs[0]!.map(({ y }) => y)
  expect(ys[1]).toBeLessThan(ys[2]!)
  expect(ys[2]).toBeLessThan(ys[0]!)
  expect(Math.max(...ys)).toBeLessThan(bottom)
  expect(ends).toEqual([expect.objectContaining({ label: '線0', value: 200 })])
})

test('words at the ends of lines never lie on each other', () => {
  const [one, other] = lines([1, 100], [1, 101]).ends
  expect(other!.y - one!.y).toBeGreaterThanOrEqual(18)
})
