export const tabs = ['overview', 'tree', 'trainings', 'instructors', 'municipalities', 'reach'] as const
export type Tab = typeof tabs[number]

/** Which instructors a list is narrowed to. */
export const marks = ['active', 'idle', 'due', 'expired'] as const
export type Mark = typeof marks[number]

/** One person who completed one local training, and the instructor who taught it. */
export interface Taught { fiscalYear: number; instructorId: number; trainingId: number; personId: number }

/**
 * Reach of the instructors of a year: people who completed a local training that one of them taught, each counted once, however often and
 * by how many of them they were trained. The ledger counts it in SQL; a test compares the two.
 */
export const reachOf = (rows: readonly Taught[], fiscalYear: number): number =>
  new Set(rows.filter((row) => row.fiscalYear === fiscalYear).map(({ personId }) => personId)).size
