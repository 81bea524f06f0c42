/** A span of time in whole seconds since 1970, its end not included. There is no time zone in it, and no summer time. */
export type Span = readonly [from: number, to: number]

/** Everything the spans cover, in order, none touching another: whatever their order, however often one is said, however it is cut. */
export function union(spans: readonly Span[]): Span[] {
  const whole: [number, number][] = []
  for (const [from, to] of spans.filter(([from, to]) => to > from).toSorted(([a], [b]) => a - b)) {
    const last = whole.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else whole.push([from, to])
  }
  return whole
}

/** What of the spans lies in one of them. */
export const cut = (spans: readonly Span[], [from, to]: Span): Span[] =>
  spans.map(([a, b]) => [Math.max(a, from), Math.min(b, to)] as const).filter(([a, b]) => b > a)

export const lengthOf = (spans: readonly Span[]): number => spans.reduce((sum, [from, to]) => sum + to - from, 0)

/** What somebody was there of a slot: `spans` in order, and what is missing before, after and between them. Seconds. */
export interface Presence { spans: Span[]; present: number; late: number; early: number; gaps: Span[] }

/** How somebody's connections lie in a slot; null for who was not there at all. `present + late + early + gaps` is the slot. */
export function presenceIn(slot: Span, connections: readonly Span[]): Presence | null {
  const spans = union(cut(connections, slot))
  const [first, last] = [spans[0], spans.at(-1)]
  if (first === undefined || last === undefined) return null
  const gaps = spans.slice(1).map(([from], n): Span => [spans[n]![1], from])
  return { spans, present: lengthOf(spans), late: first[0] - slot[0], early: slot[1] - last[1], gaps }
}
