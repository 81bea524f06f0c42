import { timeInJapan, type Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'

/** The hours in which papers are looked through: nobody prints, and backups are mostly done. */
export const isTimeToLook = (now: Date): boolean => /^0[1-4]:/.test(timeInJapan(now))

export interface Round { id: number; night: Day; afterId: number; lookedAt: number; endedAt: Date | null }

/** What a run does: goes on with a round that was not ended, begins the one of this night, or nothing. Once a night, however many look. */
export function nextRound(last: Round | undefined, today: Day): 'begin' | 'go on' | 'nothing' {
  if (last === undefined) return 'begin'
  if (last.endedAt === null) return 'go on'
  return last.night < today ? 'begin' : 'nothing'
}

export type DamageKind = 'missing' | 'changed'

/** What was found of one paper: null is as it was kept. */
export interface Look { fileId: number; kind: DamageKind | null }

/** What a round changes: damages that are new, and those that somebody put right (a file brought back from a backup). */
export function damagesAfter(looks: readonly Look[], open: ReadonlySet<number>): { found: (Look & { kind: DamageKind })[]; restored: number[] } {
  return {
    found: looks.filter((look): look is Look & { kind: DamageKind } => look.kind !== null && !open.has(look.fileId)),
    restored: looks.filter(({ fileId, kind }) => kind === null && open.has(fileId)).map(({ fileId }) => fileId),
  }
}

export const whyNotSettle = (damage: { settledAt: Date | null }): Reason | null => damage.settledAt === null ? null : { key: 'papers.settledAlready' }
