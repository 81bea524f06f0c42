import { createHash } from 'node:crypto'
import type { OnRoll } from './rules.ts'

/** A short word for the marks of a roll, which is another one as soon as any mark is. */
export const seenOf = (roll: readonly OnRoll[]): string =>
  createHash('sha256').update(roll.map(({ id, state, minutes }) => `${id} ${state ?? ''} ${minutes ?? ''}`).join('\n')).digest('hex').slice(0, 32)
