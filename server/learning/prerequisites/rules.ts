/** That a lesson waits for another one. */
export interface Wait { lessonId: number; needsId: number }

/**
 * The circle that would close if a lesson waited for these: the lessons in order, each waiting for the next, from the lesson
 * back to itself; null when there is none. `waits` are those of the whole course as they stand.
 */
export function circleThrough(lessonId: number, needs: readonly number[], waits: readonly Wait[]): number[] | null {
  const after = Map.groupBy(waits.filter((wait) => wait.lessonId !== lessonId), (wait) => wait.lessonId)
  const seen = new Set<number>()
  const left = needs.map((id) => [id])
  for (let way = left.shift(); way !== undefined; way = left.shift()) {
    const last = way.at(-1)!
    if (last === lessonId) return [lessonId, ...way]
    if (seen.has(last)) continue
    seen.add(last)
    left.push(...(after.get(last) ?? []).map(({ needsId }) => [...way, needsId]))
  }
  return null
}
