import { scaleLinear } from 'd3-scale'
import type { Span } from './ranges.ts'

/** A slot as a bar 240 wide, and on it when somebody was connected. */
export interface PresenceBar { width: number; parts: { x: number; width: number }[] }

const width = 240

/** A presence as a bar with its geometry; what is shorter than a hair is drawn as one, so that it is seen. */
export function presenceBar([from, to]: Span, spans: readonly Span[]): PresenceBar {
  const across = scaleLinear().domain([from, to]).range([0, width]).clamp(true)
  const tenth = (value: number) => Math.round(value * 10) / 10
  return { width, parts: spans.map(([a, b]) => ({ x: tenth(Math.min(across(a), width - 1)), width: Math.max(1, tenth(across(b) - across(a))) })) }
}
