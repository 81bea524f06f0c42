import type { FieldReason } from '../../base/errors.ts'

export interface AreaYears { firstYear: number | null; lastYear: number | null }

/** What is wrong with an area: its years the wrong way round, or a name that one of the municipality bears already. */
export function problemsOfArea({ firstYear, lastYear }: AreaYears, isTwice: boolean): FieldReason[] {
  const problems: FieldReason[] = isTwice ? [{ field: 'name', reason: { key: 'livingAreas.twice' } }] : []
  return firstYear !== null && lastYear !== null && lastYear < firstYear ? [...problems, { field: 'lastYear', reason: { key: 'livingAreas.endsBeforeItBegan' } }] : problems
}

/** Whether an area is there in a fiscal year. */
export const isThere = ({ firstYear, lastYear }: AreaYears, year: number): boolean => (firstYear === null || firstYear <= year) && (lastYear === null || lastYear >= year)
