import type { Reader } from '../../../base/database.ts'
import { statisticOf, sumOfParts, type Asked } from '../../../practice/statistics/queries.ts'

/** The papers that figures are taken from. */
export const papers = ['S0', 'S1', 'S2', 'S3', 'S4'] as const
export type Paper = typeof papers[number]

/** A figure as the house says it: a number, a word for one (a day, a code), yes or no, a span, or null where there is none: that is not nought. */
export type Value = number | string | boolean | null | readonly [number, number]

/** Where the house looks: the database, and the bodies that the papers are about. */
export interface Ground { db: Reader; bodies: ReadonlyMap<string, number>; programId: number; courses: ReadonlyMap<string, number> }

/** One figure that a paper prints: what it is of, what the paper says, and how the house finds it by its own queries. */
export interface Fact {
  id: string; paper: Paper; ja: string; en: string; unit: string
  says: Value
  ask: (ground: Ground) => Promise<Value>
  /** Where its rows are opened. */
  rows: (ground: Ground) => string | null
}

const all = { of: 'all' } as const
export const idOf = ({ bodies }: Ground, code: string): number => bodies.get(code) ?? 0

type Line = Omit<Asked, 'municipalityId'> & { code: string }
const asked = (ground: Ground, { code, ...line }: Line): Asked => ({ ...line, municipalityId: idOf(ground, code) })
const rowsOf = (line: Line) => (ground: Ground) => `/statistics/${idOf(ground, line.code)}/measures/${line.measure}`

/** A figure that a municipality reported, as it stands in its table. */
export const reported = (line: Line): Pick<Fact, 'ask' | 'rows'> => ({
  ask: async (ground) => (await statisticOf(ground.db, all, asked(ground, line)))?.value ?? null, rows: rowsOf(line),
})
/** A total that the house adds up from its parts itself. */
export const addedUp = (line: Line): Pick<Fact, 'ask' | 'rows'> => ({
  ask: async (ground) => (await sumOfParts(ground.db, all, asked(ground, line))).sum, rows: rowsOf(line),
})
