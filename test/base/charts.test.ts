import fc from 'fast-check'
import { expect, test } from 'vitest'
import { barChart, funnelChart, lineChart, mostOf, pairChart, stackChart } from '../../server/base/charts.ts'

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

const pairs = (rows: { label: string; before: number; after: number }[], most?: number) =>
  pairChart({ title: '', description: '', beforeHeading: '', afterHeading: '', rows, ...most === undefined ? {} : { most } })
const stacks = (...rows: number[][]) => stackChart({ title: '', description: '', sumHeading: '', kinds: [{ label: 'a', pattern: 'got' }, { label: 'b', pattern: 'more' }, { label: 'c', pattern: 'rest' }], rows: rows.map((values, n) => ({ label: `行${n}`, values })) })
const figure = fc.integer({ min: 0, max: 5000 })

test('before and after stand on one scale from nought: twice as much is twice as far, and nought is on the axis', () => {
  fc.assert(fc.property(fc.array(fc.record({ label: fc.constant('市'), before: figure, after: figure }), { minLength: 1, maxLength: 8 }), (rows) => {
    const chart = pairs(rows)
    const each = (chart.right - chart.left) / chart.most
    for (const row of chart.rows) {
      expect(Math.abs(row.beforeX - chart.left - row.before * each)).toBeLessThan(0.2)
      expect(Math.abs(row.afterX - chart.left - row.after * each)).toBeLessThan(0.2)
      expect(row.right).toBeLessThanOrEqual(chart.right)
    }
    expect(chart.ticks[0]).toMatchObject({ value: 0, x: chart.left })
  }))
})

test('two charts of before and after share a scale where one is given, which never cuts off a value', () => {
  const most = mostOf([{ before: 3, after: 41 }])
  expect([pairs([{ label: '市', before: 1, after: 2 }], most).most, pairs([{ label: '市', before: 1, after: 900 }], most).most >= 900]).toEqual([most, true])
  expect(JSON.stringify([pairs([]), pairs([{ label: '', before: 0, after: 0 }])])).not.toMatch(/NaN|Infinity|null/)
})

test('the parts of a stack touch each other, begin at the axis and add up to its sum', () => {
  fc.assert(fc.property(fc.array(fc.tuple(figure, figure, figure).map((parts) => [...parts]), { minLength: 1, maxLength: 6 }), (rows) => {
    const chart = stacks(...rows)
    for (const [n, { parts, sum, sumX }] of chart.rows.entries()) {
      expect(sum).toBe(rows[n]!.reduce((all, one) => all + one, 0))
      expect(parts[0]!.x).toBe(chart.left)
      for (const at of [1, 2]) expect(Math.abs(parts[at]!.x - parts[at - 1]!.x - parts[at - 1]!.length)).toBeLessThan(0.2)
      expect(Math.abs(sumX - 8 - parts[2]!.x - parts[2]!.length)).toBeLessThan(0.2)
      expect(sumX).toBeLessThan(chart.width - 40)
    }
    expect(chart.rows[0]!.parts.map(({ pattern }) => pattern)).toEqual(['got', 'more', 'rest'])
  }))
})

test('a funnel compares each step with the one before, and with nobody where that is nobody', () => {
  const { steps, most, hasProjected } = funnelChart([{ label: '募集', value: 0 }, { label: '推薦', value: 12 }, { label: '決定', value: 9, projected: 20 }])
  expect([steps.map(({ previous }) => previous), hasProjected, most >= 20]).toEqual([[null, null, 12], true, true])
})
