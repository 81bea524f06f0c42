import type { Line } from '../nominations/lines.ts'

export type Mark = 'new' | 'changed' | 'removed' | 'same'
/** A line of the sheet after the file is taken in, or one that goes; `fields` are those that differ. */
export interface Compared { mark: Mark; line: Line; before: Line | null; fields: Compares[] }
export const compares = ['category', 'rank', 'name', 'kana', 'affiliation', 'professionCode', 'experience', 'experienceCount', 'years', 'wishedCohortId', 'secondCohortId', 'thirdCohortId', 'team', 'email', 'reason'] as const
export type Compares = (typeof compares)[number]

/**
 * What becomes of each line: the same person (name and kana) is found again first, then whoever holds the same place.
 * A line that is found again keeps the known person it was linked to, as long as the name stays.
 */
export function compare(before: readonly Line[], after: readonly Line[]): Compared[] {
  const left = new Set(before)
  const take = (fits: (old: Line) => boolean): Line | null => {
    for (const old of left) if (fits(old)) { left.delete(old); return old }
    return null
  }
  const byName = after.map((line) => take((old) => old.name === line.name && old.kana === line.kana && old.category === line.category && old.rank === line.rank)
    ?? null)
  const again = after.map((line, place) => byName[place] ?? take((old) => line.name !== '' && old.name === line.name && old.kana === line.kana))
  const found = after.map((line, place) => again[place] ?? take((old) => old.category === line.category && old.rank === line.rank))
  const kept = after.map((line, place): Compared => {
    const old = found[place] ?? null
    // What the file has no column for stays as it is.
    const standing = (field: 'experienceCount' | 'years' | 'secondCohortId' | 'thirdCohortId') => line[field] === undefined ? old?.[field] ?? null : line[field]
    const whole = { ...line, experienceCount: standing('experienceCount'), years: standing('years'), secondCohortId: standing('secondCohortId'), thirdCohortId: standing('thirdCohortId') }
    const linked = old !== null && old.name === line.name ? { ...whole, personId: old.personId } : whole
    const fields = old === null ? [] : compares.filter((field) => (old[field] ?? null) !== (linked[field] ?? null))
    return { mark: old === null ? 'new' : fields.length > 0 ? 'changed' : 'same', line: linked, before: old, fields }
  })
  return [...kept, ...[...left].map((line): Compared => ({ mark: 'removed', line, before: line, fields: [] }))]
}
