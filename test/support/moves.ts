import { expect, test } from 'vitest'
import type { Reason } from '../../server/base/errors.ts'
import { keyOf } from './reasons.ts'

/**
 * No skipped step (C09): from every state every act is tried, and only what `listed` says goes through. `listed` is written
 * out once more in the test, so that a row added to the table of the rules by mistake is seen here.
 */
export function onlyListedMoves<State extends string, Act extends string>(
  what: string, acts: readonly Act[], listed: Record<State, readonly Act[]>, whyNot: (state: State, act: Act) => Reason | null,
): void {
  const states = Object.keys(listed) as State[]
  test.each(states.flatMap((state) => acts.map((act) => [state, act] as const)))(
    `${what}: only listed moves leave %s (%s)`, (state, act) => {
      expect(keyOf(whyNot(state, act)) === null).toBe(listed[state].includes(act))
    })
}
