import { timeInJapan, type Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'

/** The hours of the recount: nobody works, and it comes before the stored papers are looked through. */
export const isTimeToCount = (now: Date): boolean => /^0[1-4]:/.test(timeInJapan(now))

export interface Round { id: number; night: Day; endedAt: Date | null }

/** Once a night, however many look; one that a crash left unended is begun anew the next night. */
export const nextRound = (last: Round | undefined, today: Day): 'begin' | 'nothing' => last === undefined || last.night < today ? 'begin' : 'nothing'

export const whyNotRepair = (finding: { differences: number; repairedAt: Date | null }): Reason | null =>
  finding.differences === 0 ? { key: 'recounts.nothingDiffers' } : finding.repairedAt !== null ? { key: 'recounts.repairedAlready' } : null
