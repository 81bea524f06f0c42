import { scaleLinear, scalePoint } from 'd3-scale'

/** One bar: its words, its value, the value of its target line, the address of its rows. */
export interface BarFigure { label: string; value: number; mark?: number | null; href?: string }
/** What a bar chart says. `valueHeading` and `markHeading` head the columns of the table behind it. */
export interface BarChart {
  title: string; description: string; rows: BarFigure[]; itemHeading?: string
  valueHeading: string; markHeading?: string; sum?: boolean
}
/** One line of a line chart; null is a year without a figure, and leaves a gap. The first series is the bold one. */
export interface Series { label: string; values: (number | null)[] }
export interface LineChart { title: string; description: string; points: string[]; series: Series[]; itemHeading?: string }

interface Point { x: number; y: number }
const width = 440
const [bodyLeft, bodyTop, bodyBottom] = [48, 20, 220]

/** A bar chart with its geometry, in units of a drawing 440 wide; the component only writes it down. */
export function barChart(chart: BarChart) {
  const longest = Math.max(0, ...chart.rows.map(({ label }) => widthOf(label)))
  const above = longest > 150
  const left = above ? 0 : longest + 12
  const step = above ? 60 : 46
  const largest = Math.max(1, ...chart.rows.flatMap(({ value, mark }) => [value, mark ?? 0]))
  const across = scaleLinear().domain([0, largest]).range([0, width - left - 56])
  const rows = chart.rows.map((row, index) => {
    const top = index * step + (above ? 24 : 8)
    const mark = typeof row.mark === 'number' ? round(left + across(row.mark)) : null
    const length = round(across(Math.max(0, row.value)))
    return { ...row, top, length, labelY: above ? top - 6 : top + 17, markX: mark, valueX: Math.max(left + length, mark ?? 0) + 8 }
  })
  return { ...chart, width, height: chart.rows.length * step + 6, left: round(left), rows }
}

/** A line chart with its geometry: grid lines at round values, one polyline per unbroken run, the last value written at its end. */
export function lineChart(chart: LineChart) {
  const ends = chart.series.map(({ label, values }) => ({ label, value: values.findLast((value) => value !== null) ?? null }))
  const room = Math.max(0, ...ends.map(({ label, value }) => widthOf(`${label} ${value ?? ''}`))) + 12
  const largest = Math.max(1, ...chart.series.flatMap(({ values }) => values.map((value) => value ?? 0)))
  const up = scaleLinear().domain([0, largest]).nice(5).range([bodyBottom, bodyTop])
  const right = Math.max(bodyLeft + 120, width - room)
  const across = scalePoint<number>().domain(chart.points.map((_, index) => index)).range([bodyLeft + 16, right - 4])
  const at = (index: number, value: number): Point => ({ x: round(across(index) ?? bodyLeft), y: round(up(value)) })
  return {
    ...chart, width, height: 256, left: bodyLeft, right: round(right), bottom: bodyBottom,
    grid: up.ticks(5).filter((value) => value > 0 && Number.isInteger(value)).map((value) => ({ value, y: round(up(value)) })),
    labels: chart.points.map((label, index) => ({ label, x: at(index, 0).x })),
    lines: chart.series.map(({ values }, index) => ({ other: index > 0, runs: runsOf(values).map((run) => run.map(({ index, value }) => at(index, value))) })),
    ends: apart(ends.filter((end) => end.value !== null).map(({ label, value }) => ({ label, value: value!, y: round(up(value!)) + 5 }))),
  }
}

/** One line of a change chart: from where to where, and another point to set it against (null: none). */
export interface ChangeFigure { label: string; from: number; to: number; other?: number | null }
export interface ChangeChart { title: string; description: string; rows: ChangeFigure[]; least: number; most: number; fromHeading: string; toHeading: string; otherHeading?: string; itemHeading?: string }

/** A chart of changes with its geometry: two points of a row and the line between them, on one scale for all rows. */
export function changeChart(chart: ChangeChart) {
  const [left, right, step, line] = [16, width - 16, 58, 18]
  const across = scaleLinear().domain([chart.least, chart.most]).range([left, right])
  const x = (value: number) => round(across(value))
  let bottom = 8
  const rows = chart.rows.map((row) => {
    const lines = linesOf(row.label, width - 90) // on a telephone letters are larger in their picture
    const top = bottom + 14
    bottom += step + (lines.length - 1) * line
    const y = bottom - 28
    return { ...row, y, lines: lines.map((words, at) => ({ words, y: top + at * line })), fromX: x(row.from), toX: x(row.to), otherX: typeof row.other === 'number' ? x(row.other) : null }
  })
  const ticks = across.ticks(chart.most - chart.least).map((value) => ({ value, x: x(value) }))
  return { ...chart, width, height: bottom + 26, bottom, rows, ticks }
}

/** One row of a chart of before and after: two values of one thing, how many years or bodies stand behind each, and the address of its rows. */
export interface PairFigure { label: string; before: number; after: number; note?: string; href?: string; other?: boolean }
/** `most`: the end of the scale where several charts share one. The axis begins at nought, always. */
export interface PairChart { title: string; description: string; rows: PairFigure[]; beforeHeading: string; afterHeading: string; itemHeading?: string; noteHeading?: string; most?: number }

/** The end of the scale on which all these rows can be drawn. */
export const mostOf = (rows: readonly Pick<PairFigure, 'before' | 'after'>[]): number => scaleLinear().domain([0, Math.max(1, ...rows.flatMap(({ before, after }) => [before, after]))]).nice(5).domain()[1]!

/** A chart of before and after with its geometry: a ring and a point on one scale from nought, with no direction drawn. */
export function pairChart(chart: PairChart) {
  const longest = Math.max(0, ...chart.rows.map(({ label }) => widthOf(label)))
  const above = longest > 150
  const left = above ? 8 : longest + 20
  const step = above ? 56 : 34
  const most = Math.max(chart.most ?? 0, mostOf(chart.rows))
  const across = scaleLinear().domain([0, most]).range([left, width - 16])
  const x = (value: number) => round(across(Math.max(0, value)))
  const rows = chart.rows.map((row, index) => {
    const y = index * step + (above ? 38 : 20)
    return { ...row, y, labelY: above ? y - 16 : y + 5, beforeX: x(row.before), afterX: x(row.after), left: Math.min(x(row.before), x(row.after)), right: Math.max(x(row.before), x(row.after)) }
  })
  const bottom = chart.rows.length * step + 8
  return { ...chart, width, height: bottom + 28, bottom, left: round(left), right: width - 16, most, rows, ticks: across.ticks(4).map((value) => ({ value, x: x(value) })) }
}

/** One part of every bar of a stacked chart: its words, and the pattern by which it is told apart without color. */
export interface StackKind { label: string; pattern: 'got' | 'more' | 'rest' }
export interface StackChart { title: string; description: string; kinds: StackKind[]; rows: { label: string; values: number[]; hrefs?: (string | undefined)[] }[]; itemHeading?: string; sumHeading: string }

/** A stacked bar chart with its geometry: the parts of a row one after the other from nought, all rows on one scale, the sum at its end. */
export function stackChart(chart: StackChart) {
  const longest = Math.max(0, ...chart.rows.map(({ label }) => widthOf(label)))
  const above = longest > 150
  const left = above ? 0 : longest + 12
  const step = above ? 60 : 46
  const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + Math.max(0, value), 0)
  const across = scaleLinear().domain([0, Math.max(1, ...chart.rows.map(({ values }) => sumOf(values)))]).range([0, width - left - 56])
  const rows = chart.rows.map((row, index) => {
    const top = index * step + (above ? 24 : 8)
    const parts = row.values.map((value, at) => {
      const from = left + across(sumOf(row.values.slice(0, at)))
      const length = across(Math.max(0, value))
      return { value, pattern: chart.kinds[at]!.pattern, x: round(from), length: round(length), valueX: length >= widthOf(String(value)) + 8 ? round(from + length / 2) : null }
    })
    return { ...row, top, labelY: above ? top - 6 : top + 17, parts, sum: sumOf(row.values), sumX: round(left + across(sumOf(row.values)) + 8) }
  })
  return { ...chart, width, height: chart.rows.length * step + 6, left: round(left), rows }
}

/** One step of a funnel: its head-count, what it will come to (null: not known, undefined: nobody asks), and the address of its rows. */
export interface FunnelStep { label: string; value: number; projected?: number | null; href?: string }

/** A funnel with its geometry: every step a bar from nought on one scale; `previous` is what it is compared with, null where that is nobody. */
export function funnelChart(steps: readonly FunnelStep[]) {
  const most = Math.max(1, ...steps.flatMap(({ value, projected }) => [value, projected ?? 0])) * 1.05
  return { most, hasProjected: steps.some(({ projected }) => typeof projected === 'number'), steps: steps.map((step, at) => {
    const previous = at === 0 ? null : steps[at - 1]!.value
    return { ...step, previous: previous === 0 ? null : previous }
  }) }
}

function runsOf(values: (number | null)[]): { index: number; value: number }[][] {
  const runs: { index: number; value: number }[][] = []
  values.forEach((value, index) => {
    if (value === null) return
    if (index === 0 || values[index - 1] === null) runs.push([])
    runs.at(-1)!.push({ index, value })
  })
  return runs
}

/** Words at the ends of lines must not lie on each other: from the top down, each at least a line lower. */
function apart<T extends { y: number }>(ends: T[]): T[] {
  let floor = -Infinity
  return [...ends].sort((one, other) => one.y - other.y).map((end) => {
    floor = Math.max(end.y, floor + 18)
    return { ...end, y: floor }
  })
}

/** A text in lines of so much room, broken between words, or anywhere where a word is too long. */
function linesOf(text: string, room: number): string[] {
  const lines = ['']
  for (const word of text.split(/(?<=[ \u3000])/).flatMap((word) => widthOf(word) > room ? [...word] : [word])) {
    if (lines.at(-1) !== '' && widthOf(`${lines.at(-1)}${word}`.trimEnd()) > room) lines.push('')
    lines.push(`${lines.pop()}${word}`)
  }
  return lines.map((words) => words.trimEnd())
}

/** About how wide a text of 14 px is: kana and kanji are square, the rest is half of that. */
function widthOf(text: string): number {
  return [...text].reduce((sum, sign) => sum + (sign.codePointAt(0)! > 0x2e7f || /[①-⑳]/.test(sign) ? 14 : 8), 0)
}

const round = (value: number) => Math.round(value * 10) / 10
