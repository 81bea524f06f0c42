import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import type { Kind } from '../../base/policy.ts'

export const audiences = ['all', 'role', 'municipality', 'training'] as const
export const roles = ['trainee', 'instructor', 'expert', 'municipality', 'contractor', 'prefecture', 'administrator'] as const satisfies readonly Kind[]

/** Whether news stands on the board on that day: both its days count. */
export const isShown = ({ fromOn, untilOn, withdrawnAt }: { fromOn: Day; untilOn: Day | null; withdrawnAt: Date | null }, today: Day): boolean =>
  withdrawnAt === null && fromOn <= today && (untilOn === null || today <= untilOn)

/** A municipality writes to its own people alone. */
export const whyNotWrite = (kind: Kind, audience: string): Reason | null =>
  kind === 'municipality' && audience !== 'municipality' ? { key: 'news.ownPeopleOnly' } : null

export const whyNotSpan = (fromOn: Day, untilOn: Day | undefined): Reason | null => (untilOn !== undefined && untilOn < fromOn ? { key: 'news.endsBefore' } : null)
